import { expect, test } from "vitest";
import { findingWord, kindWord, numbersIn, partyWord } from "./words";

test("a count that differs is said with both numbers", () => {
  expect(findingWord({ kind: "unverifiable", code: "count-differs", path: "x", expected: "12", found: "11" })).toBe(
    "Stated 12, listed 11",
  );
});

test("what a later version writes is shown, not dropped", () => {
  expect(findingWord({ kind: "unverifiable", code: "new-thing", path: "x", expected: "a" })).toContain("new-thing");
  expect(kindWord("lent")).toBe("lent");
});

test("a party without a role is said without a gap", () => {
  expect(partyWord({ name: "Anne Roux", organisation: "Museum", role: " " })).toBe("Anne Roux, Museum");
});

test("seal numbers are told apart as people write them", () => {
  expect(numbersIn("K 001, K002;\nK-3 ,")).toEqual(["K 001", "K002", "K-3"]);
});
