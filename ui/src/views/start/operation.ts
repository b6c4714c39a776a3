// What an operation's registers hold, as the details page shows them.

/** A field with what people say about it. */
export interface Detail {
  readonly field: string;
  readonly values: readonly string[];
}

/** The fields that have a line of their own, in this order. */
export const OWN = ["reference", "title", "place"] as const;

/** Splits the registers into the known lines and the rest; registers that the program sets itself are left out. */
export function detailsOf(fields: readonly (readonly [string, readonly unknown[]])[]): {
  own: Detail[];
  other: Detail[];
} {
  const byField = new Map(fields.map(([field, values]) => [field, values.map(textOf)]));
  const own = OWN.map((field) => ({ field, values: byField.get(field) ?? [] }));
  const other = [...byField]
    .filter(([field]) => !OWN.some((known) => known === field) && field !== "exists" && !field.includes("."))
    .map(([field, values]) => ({ field, values }));
  return { own, other };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
