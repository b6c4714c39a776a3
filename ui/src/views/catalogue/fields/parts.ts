// What stands in the form for a field: parts of a value as texts, whatever the field's type. Pure; no rule of the
// domain: whether a value is right the core says.
import type { FieldType, Input } from "../../../lib/api";

/** One row of parts: the columns depend on the field's type. */
export type Row = Readonly<Record<string, string>>;

/** All that stands in the form for one field. */
export interface Parts {
  /** Single parts, `text`, `edtf`, `name` … */
  readonly one: Row;
  /** Terms, measurements or translations. */
  readonly rows: readonly Row[];
}

export const nothing: Parts = { one: {}, rows: [] };

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const word = (value: unknown): string => (typeof value === "string" ? value : "");
const row = (value: unknown): Row =>
  isMembers(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, word(part)])) : {};

/** The parts of a stored value. */
export function partsOf(type: FieldType, value: unknown): Parts {
  if (value === null || value === undefined) return nothing;
  switch (type) {
    case "text":
    case "long_text": {
      if (!isMembers(value)) return { one: { text: word(value) }, rows: [] };
      const others = isMembers(value["translations"]) ? Object.entries(value["translations"]) : [];
      const rows = others.map(([lang, text]) => ({ lang, text: word(text) }));
      return { one: { text: word(value["text"]), lang: word(value["lang"]) }, rows };
    }
    case "term":
    case "measurement":
      return { one: {}, rows: Array.isArray(value) ? value.map(row) : [] };
    case "flag":
      return { one: { text: value === true ? "yes" : value === false ? "no" : "" }, rows: [] };
    case "date":
    case "number":
    case "person":
    case "place":
      return { one: row(value), rows: [] };
    case "quantity":
      return { one: { text: String(value as number) }, rows: [] };
    default:
      return { one: { text: word(value) }, rows: [] };
  }
}

const filled = (parts: Row, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => [name, (parts[name] ?? "").trim()] as const).filter(([, text]) => text !== ""),
  );

/** Columns of types whose value is an object, the one without which it says nothing first. */
const columns = {
  date: ["edtf", "text"],
  number: ["value", "unit"],
  person: ["name", "role", "organisation"],
  place: ["name", "detail", "country", "latitude", "longitude"],
} as const;

/** What the core is given for these parts. Empty parts empty the field. */
export function inputOf(type: FieldType, parts: Parts): Input {
  const text = (parts.one["text"] ?? "").trim();
  switch (type) {
    case "text":
    case "long_text": {
      const translations = Object.fromEntries(
        parts.rows.map((one) => [(one["lang"] ?? "").trim(), (one["text"] ?? "").trim()] as const).filter(([, t]) => t),
      );
      const lang = (parts.one["lang"] ?? "").trim();
      if (Object.keys(translations).length === 0 && lang === "") return text ? { value: text } : "nothing";
      return {
        value: { text, ...(lang ? { lang } : {}), ...(Object.keys(translations).length ? { translations } : {}) },
      };
    }
    case "term": {
      const terms = parts.rows.map((one) => filled(one, ["label", "uri"])).filter((one) => one["label"]);
      // What was typed and not taken as a term yet is meant as one all the same.
      if (text && !terms.some((one) => one["label"] === text)) terms.push({ label: text });
      return terms.length ? { value: terms } : "nothing";
    }
    case "measurement": {
      const rows = parts.rows
        .map((one) => filled(one, ["dimension", "value", "unit"]))
        .filter((one) => one["value"] || one["dimension"])
        .map((one) => ({ ...one, ...(one["value"] ? { value: decimal(one["value"]) } : {}) }));
      return rows.length ? { value: rows } : "nothing";
    }
    case "date":
    case "number":
    case "person":
    case "place": {
      const value = filled(parts.one, columns[type]);
      if (Object.keys(value).length === 0) return "nothing";
      if (value["country"]) value["country"] = value["country"].toUpperCase();
      if (type === "number" && value["value"]) value["value"] = decimal(value["value"]);
      return { value };
    }
    default:
      return text ? { text } : "nothing";
  }
}

/** Many keyboards write a comma: `31,5` is `31.5`. */
export function decimal(text: string): string {
  return /^-?\d+,\d+$/.test(text) ? text.replace(",", ".") : text;
}

/** True where both would be saved as the same. */
export function same(type: FieldType, a: Parts, b: Parts): boolean {
  return JSON.stringify(inputOf(type, a)) === JSON.stringify(inputOf(type, b));
}

/** What is kept of parts while they are typed. */
export function kept(parts: Parts): string {
  return JSON.stringify(parts);
}

/** Reads what was kept; a text of another shape is taken as typed text, so that nothing is lost. */
export function unkept(text: string): Parts {
  try {
    const value: unknown = JSON.parse(text);
    if (isMembers(value) && isMembers(value["one"]) && Array.isArray(value["rows"])) {
      return { one: row(value["one"]), rows: value["rows"].map(row) };
    }
  } catch {
    // Not ours: see above.
  }
  return { one: { text }, rows: [] };
}

/** With one part changed. */
export const withPart = (parts: Parts, name: string, text: string): Parts => ({
  ...parts,
  one: { ...parts.one, [name]: text },
});

/** With one part of one row changed; a row behind the last is added. */
export const withRow = (parts: Parts, at: number, changes: Row): Parts => ({
  ...parts,
  rows:
    at < parts.rows.length
      ? parts.rows.map((one, index) => (index === at ? { ...one, ...changes } : one))
      : [...parts.rows, changes],
});

/** Without one row. */
export const withoutRow = (parts: Parts, at: number): Parts => ({
  ...parts,
  rows: parts.rows.filter((_, index) => index !== at),
});
