// Bundles: what left this catalogue, and what came in.
export const bundles = {
  title: "Bundles",
  text: "A bundle carries the signed entries and the originals to headquarters or to another laptop.",
  export: "Export…",
  exportHelp: "Write what was recorded here to a disk.",
  import: "Import…",
  importHelp: "Take in what others recorded. You see everything before anything changes.",
} as const;
