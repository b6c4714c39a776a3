// Bundles: what left this catalogue, and what came in.
export const bundles = {
  title: "Bundles",
} as const;
