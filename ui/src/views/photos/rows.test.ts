import { describe, expect, it } from "vitest";
import { below, rowOf, rowsOf } from "./rows";

// Seven photos in three runs, three across: 0 1 2 / 3 – then 4 – then 5 6.
const groups = [{ photos: [0, 1, 2, 3] }, { photos: [4] }, { photos: [] }, { photos: [5, 6] }];

describe("rows of a grid of photos", () => {
  it("are headings and as many rows as the photos need, none for a group without any", () => {
    const spans = rowsOf(groups, 3, true).map((row) => (row.kind === "tiles" ? [row.from, row.to] : row.at));
    expect(spans).toEqual([0, [0, 3], [3, 4], 4, [4, 5], 5, [5, 7]]);
    expect(rowsOf(groups, 3, false)).toHaveLength(4);
    expect(rowsOf([{ photos: [0], bare: true }, { photos: [1] }], 3, true)).toHaveLength(3);
    expect(rowOf(rowsOf(groups, 3, true), 6)).toBe(6);
    expect(rowOf(rowsOf(groups, 3, true), 7)).toBe(-1);
  });

  it("are gone through by column, across groups, and never past the ends", () => {
    const rows = rowsOf(groups, 3, true);
    expect(below(rows, 2, 1)).toBe(3);
    expect(below(rows, 3, 1)).toBe(4);
    expect(below(rows, 4, 1)).toBe(5);
    expect(below(rows, 6, -1)).toBe(4);
    expect(below(rows, 1, -1)).toBe(1);
    expect(below(rows, 6, 1)).toBe(6);
    expect(below(rows, 0, 2)).toBe(4);
    expect(below([], 0, 1)).toBe(0);
  });
});
