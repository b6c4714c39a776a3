import { describe, expect, it } from "vitest";
import { at, none, ran, run, toggled } from "./selection";

describe("choosing rows", () => {
  it("toggles one row and makes it the anchor", () => {
    const one = toggled(none, "a", 3);
    expect([...one.ids]).toEqual(["a"]);
    expect(one.anchor).toBe(3);
    expect([...toggled(one, "a", 3).ids]).toEqual([]);
  });

  it("runs from the anchor both ways, and the anchor stays", () => {
    const from = at(5);
    expect(run(from, 8)).toEqual({ from: 5, count: 4 });
    expect(run(from, 2)).toEqual({ from: 2, count: 4 });
    const chosen = ran(from, 8, ["e", "f", "g", "h"]);
    expect(chosen.anchor).toBe(5);
    expect(run(chosen, 4)).toEqual({ from: 4, count: 2 });
  });

  it("without an anchor begins where it ends", () => {
    expect(run(none, 7)).toEqual({ from: 7, count: 1 });
    expect(ran(none, 7, ["x"]).anchor).toBe(7);
  });
});
