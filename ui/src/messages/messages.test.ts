import { afterEach, expect, test } from "vitest";
import { language, languages, m, messagesIn } from ".";
import * as en from "./en";
import * as fr from "./fr";
import * as km from "./km";

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

/** Every text by its path, `frame/place/custody`. */
function texts(of: object, before = ""): Map<string, unknown> {
  return new Map(
    Object.entries(of).flatMap(([key, value]: [string, unknown]): [string, unknown][] =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? [...texts(value, `${before}${key}/`)]
        : [[before + key, value]],
    ),
  );
}

// Dimensions are values that records hold, in the language of the templates: no texts of the page.
const DATA = ["catalogue/dimensions"];

test("French has every text", () => {
  const has = texts({ ...fr });
  expect([...texts({ ...en }).keys()].filter((path) => !has.has(path) && !DATA.includes(path))).toEqual([]);
});

test("Khmer falls back text by text: what it has is Khmer, what it lacks is English, in every area", () => {
  const own = texts({ ...km });
  expect(own.size).toBeGreaterThan(150);
  const shown = texts({ ...messagesIn("km") });
  for (const [path, english] of texts({ ...en })) expect(shown.get(path)).toBe(own.get(path) ?? english);
});

test("a French sentence keeps its signs from standing alone at the beginning of a line", () => {
  const alone = (text: unknown): boolean => typeof text === "string" && / [:;!?»%]|« /.test(text);
  expect([...texts({ ...fr })].filter(([, text]) => alone(text))).toEqual([]);
});
