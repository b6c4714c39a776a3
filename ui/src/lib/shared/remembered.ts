// Small things about the window that are kept on this laptop: widths of panes, list or grid. Never evidence.

const PREFIX = "sigillum.";

/** What was kept under this name, if it still has the right shape. */
export function remembered<T>(name: string, fits: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value. A full or forbidden store is no failure: the next start has the usual widths. */
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // See above.
  }
}

export const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === "number" && Number.isFinite(one));

export const isText = (value: unknown): value is string => typeof value === "string";
