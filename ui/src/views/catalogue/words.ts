// Values and chips in words. Pure.
import type { Chip, ChipCount, Language } from "../../lib/api";
import { displayNames } from "../../lib/shared/formatters";
import { m } from "../../messages";

/** A value of any shape as a line, for histories: its texts in their order. */
export function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? m.catalogue.yes : m.catalogue.no;
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join("; ");
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([name]) => name !== "uri");
    return members
      .map(([, part]) => plain(part))
      .filter(Boolean)
      .join(" ");
  }
  return "";
}

/** The word of a custody event. */
export function custodyWord(word: string): string {
  return (m.catalogue.custody as Readonly<Record<string, string>>)[word] ?? word.replaceAll("_", " ");
}

/** A country's name in a language; its letters where that is not known. */
export function countryName(code: string, locale: string): string {
  try {
    return displayNames(locale, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The languages of a dossier's pages, each by its own name. */
const PAGE_LANGUAGES: Readonly<Record<Language, string>> = {
  en: "English",
  fr: "Français",
  km: "ភាសាខ្មែរ",
  prs: "دری",
};

/** The same, to choose from. */
export const pageLanguages = (Object.keys(PAGE_LANGUAGES) as Language[]).map((value) => ({
  value,
  label: PAGE_LANGUAGES[value],
  lang: value,
}));

/** What stands on a chip. `name` is what the core says it is about, where its value is an id. */
export function chipText(chip: Chip, name: string, locale: string): string {
  switch (chip.chip) {
    case "place":
      return m.catalogue.chip.place(chip.value);
    case "package":
      return m.catalogue.chip.package(name);
    case "custody":
      return m.catalogue.chip.custody(custodyWord(chip.value));
    case "country":
      return m.catalogue.chip.country(countryName(chip.value, locale));
    default:
      return m.catalogue.chip[chip.chip];
  }
}

/** Chips that are always offered, even where they would leave nothing. */
const ALWAYS = ["incomplete", "no_overall", "conflict", "unpacked"];

/** The chips to offer: those in use, those always there, and the rest behind "more filters". */
export function offered(
  counts: readonly ChipCount[],
  used: readonly Chip[],
): { first: readonly ChipCount[]; more: readonly ChipCount[] } {
  const key = (chip: Chip): string => JSON.stringify([chip.chip, "value" in chip ? chip.value : ""]);
  const on = new Set(used.map(key));
  const known = new Set(counts.map(key));
  const lost = used.filter((chip) => !known.has(key(chip))).map((chip): ChipCount => ({ ...chip, name: "", count: 0 }));
  const isFirst = (one: ChipCount): boolean => on.has(key(one)) || ALWAYS.includes(one.chip);
  const some = counts.filter((one) => one.count > 0 || isFirst(one));
  return { first: [...lost, ...some.filter(isFirst)], more: some.filter((one) => !isFirst(one)) };
}

/** The chip of a count, as requests name it. */
export function chipOf(count: ChipCount): Chip {
  return ("value" in count ? { chip: count.chip, value: count.value } : { chip: count.chip }) as Chip;
}
