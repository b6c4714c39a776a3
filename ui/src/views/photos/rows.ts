// Where photos in groups lie in a grid whose rows alone exist in the page: a heading, then as many rows as its photos need.

/** A row of the grid. */
export type GridRow<G> =
  | { readonly kind: "heading"; readonly group: G; readonly at: number }
  | {
      readonly kind: "tiles";
      readonly group: G;
      /** Places of its photos in the order of all. */
      readonly from: number;
      readonly to: number;
    };

/** The rows of groups, `across` photos each; a group without photos has none, a bare one no heading. */
export function rowsOf<G extends { readonly photos: readonly unknown[]; readonly bare?: boolean }>(
  groups: readonly G[],
  across: number,
  headings: boolean,
): GridRow<G>[] {
  const rows: GridRow<G>[] = [];
  let at = 0;
  for (const group of groups) {
    const end = at + group.photos.length;
    if (headings && !group.bare && at < end) rows.push({ kind: "heading", group, at });
    for (; at < end; at += across) rows.push({ kind: "tiles", group, from: at, to: Math.min(end, at + across) });
    at = end;
  }
  return rows;
}

/** The row in which a photo lies, by its place in the order of all; -1 for none. */
export function rowOf<G>(rows: readonly GridRow<G>[], place: number): number {
  return rows.findIndex((row) => row.kind === "tiles" && place >= row.from && place < row.to);
}

/** The photo that lies `by` rows of photos below another (above for less than 0), in the same column or the last of its row. */
export function below<G>(rows: readonly GridRow<G>[], place: number, by: number): number {
  const tiles = rows.filter((row) => row.kind === "tiles");
  const here = tiles.findIndex((row) => place >= row.from && place < row.to);
  const row = tiles[here];
  const there = tiles[Math.min(tiles.length - 1, Math.max(0, here + by))];
  if (!row || !there) return place;
  return there === row ? place : Math.min(there.to - 1, there.from + place - row.from);
}
