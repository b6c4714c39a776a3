// Start: recent catalogues, new operation, joining, keys; and the operation's details.
export const start = {
  title: "Start",
  recent: "Recent catalogues",
  noRecent: "Nothing was opened on this laptop yet.",
} as const;
