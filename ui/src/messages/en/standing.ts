// What a signature is worth: the outcome in a word, and why.
export const standing = {
  title: "Signature",
  outcome: { trusted: "trusted", unknown_signer: "unknown signer", bad: "bad" },
  installed: (number: string) => `headquarters' list ${number}, installed here`,
  theList: "the list",
  list: (number: string) => `list ${number}`,
  listed: (name: string, list: string) => `${name}, ${list}`,
  fixed: (since: string) => `key revoked since ${since}, but a receipt or a time token from before holds this`,
  revoked: (since: string, why: string) => `key revoked since ${since}${why ? ` (${why})` : ""}`,
  noList: "no list of signers here",
  notOnList: (list: string) => `not on ${list}`,
  notForThis: (list: string) => `on ${list} for other things only`,
  expired: (list: string) => `on ${list} for an earlier time only`,
  notYet: (list: string) => `on ${list} for a later time only`,
  signatureBad: "this is not what was signed",
} as const;
