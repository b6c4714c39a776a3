// Many bundles at once, and objects that were recorded twice.
export const inbox = {
  title: "Inbox",
  dropTitle: "Import many bundles",
  dropText:
    "Drop a folder with bundles here, or choose it. Each comes in by itself, whole or not at all, in the order in which they build on each other; one that is broken keeps no other out.",
  dropHere: "Let go to take them in",
  choose: "Choose the folder…",
  empty: "Nothing was given to this catalogue yet.",
  list: "Bundles that were given to this catalogue",
  count: (left: number, all: string) =>
    left === 0 ? `All ${all} are done.` : left === 1 ? `1 of ${all} is not in.` : `${left} of ${all} are not in.`,
  resume: "Try again what is not in",
  forget: (name: string) => `Take ${name} off this list`,
  forgotten: "It is off the list. Its file stays, and so does what came in with it.",
  column: { bundle: "Bundle", state: "State", why: "Why, and what to do", when: "When" },
  state: {
    seen: "waits its turn",
    imported: "in",
    nothing_new: "nothing new",
    refused: "not taken in",
    waiting_for_base: "waits for another bundle",
    waiting_for_key: "waits for a key",
  },
  todo: {
    seen: "It was found, and nothing was tried yet: try again.",
    refused: "Nothing of it came in. Ask for this bundle again; the other bundles stand by themselves.",
    waiting_for_base: "It builds on a bundle that is not here. Import that one, then try again.",
    waiting_for_key: "It is encrypted for another key. Unlock the key for which it was made, then try again.",
  },
  result: (imported: number, nothing: number, left: number) =>
    `${imported} came in, ${nothing} brought nothing new, ${left} did not come in.`,
  stopped: "It was stopped. What came in before stays; try again goes on.",
  toTwice: "Objects recorded twice…",
} as const;

export const twice = {
  title: "Recorded twice?",
  text: "Artefacts of different laptops that may be one object. Nothing is merged: both keep their records, references and history, and what you decide is a signed entry.",
  looking: "Comparing references, photos and texts…",
  again: "Look again",
  decided: "Show decided pairs too",
  count: (open: number, text: string) =>
    open === 0
      ? "Nothing waits for a decision."
      : open === 1
        ? "1 pair waits for a decision."
        : `${text} pairs wait for a decision.`,
  none: "No object seems to be recorded twice",
  noneText: "References, photos and texts of different laptops were compared.",
  noneOpen: "Nothing waits for a decision",
  list: "Pairs",
  because: "Why they may be one",
  why: {
    same_reference: "the same reference",
    same_photo: "the very same photo",
    like_photo: (bits: number) => `photos that look alike (${bits} of 64 bits differ)`,
    like_text: (shared: number, of: number) => `similar texts (${shared} of ${of} words)`,
  },
  standing: {
    proposed: "not decided",
    disputed: "people disagree",
    linked: "one object",
    apart: "two objects",
  },
  field: "Field",
  differs: "differs",
  noPhotos: "no photos",
  photoOf: (name: string) => `Photo of ${name}`,
  open: (name: string) => `Open the record ${name}`,
  link: "One object",
  apart: "Two objects",
  takeBack: "Take the decision back",
  linked: "Linked: one object, recorded twice.",
  toldApart: "Told apart: two objects.",
  takenBack: "Taken back: not decided.",
  undo: "Undo",
  undone: "Undone.",
  undoLast: "Undo the last decision",
  next: "Next pair",
  previous: "Previous pair",
  said: "Decided",
} as const;
