import { expect, test } from "vitest";
import { distinct } from "./distinct";

const keys = (items: string[]): string[] => distinct(items, (item) => item).map(([key]) => key);

test("what comes twice gets two keys, and stands where it stood", () => {
  expect(distinct(["K1", "K2", "K1"], (seal) => seal).map(([, seal]) => seal)).toEqual(["K1", "K2", "K1"]);
  expect(new Set(keys(["K1", "K2", "K1", "K1"])).size).toBe(4);
});

test("what looks like the key of a double is no double", () => {
  const forged = ["a", "a", "0 a", "1 a", "1 1 a", "", "", "0 "];
  expect(new Set(keys(forged)).size).toBe(forged.length);
});

test("the first of a kind keeps its key when others come and go", () => {
  expect(keys(["a", "b", "a"])[1]).toBe(keys(["b"])[0]);
});
