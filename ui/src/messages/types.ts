// How a language's texts relate to English: the same keys, any of which may still be missing.

/** Texts with the literal types taken off, so that another language's sentence fits in the place of English. */
export type Widen<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : T[K] extends object
        ? Widen<T[K]>
        : T[K];
};

/** A translation that may have gaps; a gap is filled by the English text. */
export type Partially<T> = {
  readonly [K in keyof T]?: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : T[K] extends object
        ? Partially<T[K]>
        : T[K];
};

/** The texts of `base`, each replaced where `other` has it. */
export function merged<T extends object>(base: T, other: Partially<T> | undefined): Widen<T> {
  const result = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(other ?? {})) {
    const under = result[key];
    result[key] =
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      typeof under === "object" &&
      under !== null
        ? merged(under, value as Partially<object>)
        : value;
  }
  return result as Widen<T>;
}
