import { describe, expect, it } from "vitest";
import { keep, meant, nothing, pick, pickAll } from "./selection";

const order = ["a", "b", "c", "d", "e"];

describe("selecting photos", () => {
  it("extends from where it began, in either direction, however often", () => {
    let now = pick(order, nothing, "c");
    now = pick(order, now, "e", { extend: true });
    expect([...now.chosen]).toEqual(["c", "d", "e"]);
    now = pick(order, now, "a", { extend: true });
    expect([...now.chosen]).toEqual(["a", "b", "c"]);
    expect(now.current).toBe("a");
  });

  it("adds and takes away one by one", () => {
    let now = pick(order, pick(order, nothing, "a"), "d", { toggle: true });
    expect(meant(order, now)).toEqual(["a", "d"]);
    now = pick(order, now, "a", { toggle: true });
    expect(meant(order, now)).toEqual(["d"]);
  });

  it("means what is selected in the order of the list, else where the keyboard is", () => {
    const now = pickAll(["d", "b"]);
    expect(meant(order, now)).toEqual(["b", "d"]);
    expect(meant(order, { ...nothing, current: "c" })).toEqual(["c"]);
    expect(meant(order, nothing)).toEqual([]);
  });

  it("stays near where it was when what was selected has left the list", () => {
    const now = pick(order, pick(order, nothing, "b"), "c", { extend: true });
    const left = keep(["a", "d", "e"], order, now);
    expect([...left.chosen]).toEqual([]);
    expect(left.current).toBe("d");
    expect(keep(["a"], order, now).current).toBe("a");
    expect(keep([], order, now).current).toBeUndefined();
  });
});
