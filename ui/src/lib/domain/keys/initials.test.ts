import { expect, test } from "vitest";
import { initialsOf } from "./initials";

test("a name suggests its initials, accents taken off", () => {
  expect(initialsOf("Sofia Herrera")).toBe("SH");
  expect(initialsOf("Émile  van der Élst")).toBe("EVD");
  expect(initialsOf("Jean-Luc O'Neill")).toBe("JLO");
});

test("a name without Latin letters suggests none: the person writes them", () => {
  expect(initialsOf("សុខា")).toBe("");
  expect(initialsOf("")).toBe("");
});
