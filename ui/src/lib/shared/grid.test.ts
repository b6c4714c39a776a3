import { expect, test } from "vitest";
import { columnsIn, moveBy } from "./grid";
import { moved } from "./split";

test("a grid has at least one column", () => {
  expect(columnsIn(0, 8)).toBe(1);
  expect(columnsIn(33, 8)).toBe(4);
});

test("arrows move by rows and columns and stop at the ends", () => {
  expect(moveBy("ArrowDown", 0, 10)).toBe(1);
  expect(moveBy("ArrowDown", 9, 10)).toBe(9);
  expect(moveBy("ArrowDown", 1, 10, 4)).toBe(5);
  expect(moveBy("ArrowRight", 1, 10, 4)).toBe(2);
  expect(moveBy("ArrowRight", 1, 10, 1)).toBeUndefined();
  expect(moveBy("End", 0, 10)).toBe(9);
  expect(moveBy("Home", 7, 10)).toBe(0);
  expect(moveBy("x", 0, 10)).toBeUndefined();
  expect(moveBy("ArrowDown", 0, 0)).toBeUndefined();
});

test("from nowhere a key leads to the first row, End to the last", () => {
  expect(moveBy("ArrowDown", -1, 10)).toBe(0);
  expect(moveBy("End", -1, 10)).toBe(9);
});

test("the right arrow goes to the cell on the right, also where text runs the other way", () => {
  expect(moveBy("ArrowRight", 5, 10, 4, 10, true)).toBe(4);
});

test("a pane keeps within its limits", () => {
  expect(moved(20, 5, 12, 24)).toBe(24);
  expect(moved(20, -15, 12)).toBe(12);
});
