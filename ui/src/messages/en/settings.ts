// Choices about the window.
export const settings = {
  title: "Settings",
} as const;
