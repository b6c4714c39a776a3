// Receipts: what headquarters states that it holds, given there and accepted on a laptop.
export const receipts = {
  tab: "Receipts",
  text: "A receipt is headquarters' signed word of what it holds. With it a laptop exports only what is new, and shows what has arrived.",

  // The mark.
  there: "at headquarters",
  place: "Headquarters",
  waiting: (n: number, text: string) =>
    n === 1 ? "1 entry is not at headquarters yet" : `${text} entries are not at headquarters yet`,
  existedBefore: (time: string) => `existed before ${time}`,

  // Giving.
  giveTitle: "Give a receipt",
  giveText: "At headquarters, after bundles came in: signs what this catalogue holds, for the laptops to take home.",
  give: "Sign and write the receipt…",
  giveWhere: "A folder for the receipt and its signature",
  given: "The receipt is written and signed",
  givenText: "It is two files. Give both to the laptops: a receipt without its signature is none.",
  givenHeads: (n: number, text: string) =>
    n === 1
      ? "It says how far one chain of entries is held here."
      : `It says how far ${text} chains of entries are held here.`,
  givenLacks: (n: number, text: string) =>
    n === 0
      ? "No original is lacking."
      : n === 1
        ? "It says that one original is lacking here: the laptop that has it sends it again."
        : `It says that ${text} originals are lacking here: the laptops that have them send them again.`,
  file: "Receipt",
  signatureFile: "Signature",
  giveAnother: "Another receipt",

  // Accepting.
  acceptTitle: "Accept a receipt",
  acceptText: "On a laptop: drop the receipt here, or choose it. Its signature stands beside it.",
  accept: "Choose a receipt…",
  acceptDrop: "Drop it here",
  accepting: "Checking the receipt…",
  accepted: "The receipt is accepted",
  acceptedBefore: "This receipt was accepted before. Nothing was written.",
  acceptedText: (time: string) => `What it covers existed before ${time}, by headquarters' clock.`,
  trustedAs: (name: string) => `Signed by ${name}, as the list of signers says.`,
  trustedByNobody: "Signed by a key that nobody here vouches for: compare its fingerprint with headquarters' on paper.",
  lacks: (n: number, text: string) =>
    n === 1
      ? "Headquarters lacks one original that entries here name."
      : `Headquarters lacks ${text} originals that entries here name.`,
  sentAgain: (n: number, text: string) =>
    n === 1
      ? "It goes again with the next export since this receipt."
      : `${text} go again with the next export since this receipt.`,
  lost: (n: number, text: string) =>
    n === 1
      ? "One is here no more either. Its record says which; look for the card or a backup."
      : `${text} are here no more either. Their records say which; look for the cards or a backup.`,
  exportSince: "Export what is new since it",
  acceptAnother: "Another receipt",

  // What a receipt shows of this computer.
  findingsTitle: "Headquarters knows this computer's entries otherwise",
  findings: {
    "receipt-ahead": (seq: string, here: string) =>
      `Headquarters holds entries of this computer up to number ${seq}; here they end at ${here}. Probably an old copy of the catalogue was put back.`,
    "receipt-absent": (seq: string) =>
      `Headquarters holds ${seq} entries that this computer wrote and that are not here at all. Probably an old copy of the catalogue was put back, or another one was opened.`,
    "receipt-differs": (seq: string) =>
      `At number ${seq} headquarters holds another entry of this computer than is here. Probably the catalogue was copied, and both copies went on.`,
  } as Record<string, (seq: string, here: string) => string>,
  findingsDo:
    "What headquarters holds is safe. What was written after it and is not here may be lost: look for the newer disk. What you write from now on stands in a new chain, and nothing is added to the old one. Import a bundle from headquarters to have here what is there.",
  toImport: "To Import",
  thereLink: "there",
  hereLink: "here",

  // The list.
  list: "Receipts here",
  empty: "No receipt was accepted yet. Headquarters gives one after a bundle came in.",
  of: (time: string) => `Receipt of ${time}`,
  newest: "newest",
  signedBy: (name: string) => `signed by ${name}`,
  acceptedBy: (name: string, device: string, time: string) => `accepted by ${name} on ${device}, ${time}`,
  onList: (number: string) => `list of signers number ${number}`,
  what: "What it covers",
  code: "Fingerprint of its text",
  upTo: (device: string, seq: string) => `${device}: up to entry ${seq}`,
  unknownChain: "a laptop that is not known here",
  own: "this computer",
  branch: (at: number, all: number) => `branch ${at} of ${all}: this chain forked, and both branches are kept`,
  notHere: "not here",
  ownNotHere: "headquarters holds this of this computer, and it is not here",
  headCode: "Head code",
  lacksNone: "Headquarters lacks no original.",
  lacksList: "Originals that headquarters lacks",
  lacksHere: "here: it goes again with the next export since this receipt",
  lacksLost: "not here either",
  more: (n: string) => `and ${n} more`,

  // Export.
  since: "What is new since a receipt",
  sinceHelp: "For headquarters: only what its receipt does not cover, and the originals that it lacks.",
  sinceWhich: "Since which receipt",
  sinceNone: "No receipt was accepted in this catalogue yet.",
} as const;
