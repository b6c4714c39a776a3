import { afterEach, expect, test } from "vitest";
import { language, languages, m, messagesIn } from ".";

afterEach(() => language.choose("en"));

test("a gap in a translation is filled with English", () => {
  language.choose("km");
  expect(m.frame.place.catalogue).toBe("កាតាឡុក");
  expect(m.frame.place.custody).toBe("Custody");
  expect(m.units.mega("2")).toBe("2 MB");
});

test("texts follow the language that is chosen, and an unknown one means English", () => {
  language.choose("fr");
  expect(m.frame.leave).toBe("Quitter le site");
  language.choose("xx");
  expect(m.frame.leave).toBe("Leave the site");
});

test("Arabic runs from right to left", () => {
  language.choose("ar");
  expect(language.direction).toBe("rtl");
});

test("every language has every text of English, of the same kind", () => {
  const shape = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  for (const { code } of languages) expect(shape({ ...messagesIn(code) })).toEqual(shape({ ...messagesIn("en") }));
});
