// What proves something of a bundle and lies outside it.
export const proofs = {
  token: "Time token",
  tokenBeside: "the one beside the bundle (.tsr), if there is one",
  chooseToken: "Choose a token…",
  authorities: "Time-stamping authority",
  noAuthorities: "none named: no token is judged",
  chooseAuthorities: "Choose its certificate…",
  receipts: "Headquarters' receipts",
  noReceipts: "those in the bundle",
  chooseReceipts: "Choose receipts…",
  remove: (name: string) => `Without ${name}`,
} as const;
