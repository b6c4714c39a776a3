import { afterEach, expect, test } from "vitest";
import { isTyped } from "./typing";

afterEach(() => document.body.replaceChildren());

const unsaved = new Set(["title"]);
const typed = (html: string): boolean => {
  document.body.innerHTML = html;
  return isTyped(document.querySelector("[data-here]"), (field) => unsaved.has(field));
};

test("Ctrl Z belongs to a text wherever it is typed", () => {
  expect(typed("<textarea data-here></textarea>")).toBe(true);
  expect(typed("<input data-here>")).toBe(true);
  expect(typed("<input type=search data-here>")).toBe(true);
});

test("in a field of the record it belongs to the text only while something there is unsaved", () => {
  expect(typed("<p data-field=title><input data-here></p>")).toBe(true);
  expect(typed("<p data-field=materials><input data-here></p>")).toBe(false);
});

test("where nobody types it takes the last save back", () => {
  expect(typed("<p data-here>")).toBe(false);
  expect(typed("<button data-here>")).toBe(false);
  expect(typed("<input type=checkbox data-here>")).toBe(false);
  expect(isTyped(null, () => true)).toBe(false);
});

test("the palette offers it, although it has a line to type in", () => {
  expect(typed("<div role=dialog><input data-here></div>")).toBe(false);
});
