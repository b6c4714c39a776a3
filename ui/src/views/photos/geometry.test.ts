import { describe, expect, it } from "vitest";
import { affine, apply, boxBetween, cornersOf, inside, unapply } from "./geometry";

describe("points of a photo", () => {
  it("stay inside the picture, in whole pixels", () => {
    expect(inside([-3, 12.6], 100, 50)).toEqual([0, 13]);
    expect(inside([100.4, 99], 100, 50)).toEqual([100, 50]);
  });

  it("make the same rectangle whichever corners are clicked, and never an empty one or one that lies outside", () => {
    const box = { form: "box", x: 10, y: 20, width: 30, height: 5 };
    expect(boxBetween([10, 20], [40, 25], 100, 50)).toEqual(box);
    expect(boxBetween([40, 20], [10, 25], 100, 50)).toEqual(box);
    expect(boxBetween([100, 50], [100, 50], 100, 50)).toEqual({ form: "box", x: 99, y: 49, width: 1, height: 1 });
    expect(cornersOf(boxBetween([0, 0], [2, 3], 9, 9))).toEqual([
      [0, 0],
      [2, 0],
      [2, 3],
      [0, 3],
    ]);
  });

  it("come back from the screen to where they were, also on a view that is turned", () => {
    // A quarter turn: the picture's right is the screen's down.
    const way = affine([300, 10], [300, 210], [150, 10], 400, 300);
    const [x, y] = apply(way, [123, 45]);
    const [back, again] = unapply(way, [x, y]);
    expect(back).toBeCloseTo(123);
    expect(again).toBeCloseTo(45);
    expect(apply(way, [400, 0])).toEqual([300, 210]);
  });
});
