// Days as people type them, and names of files.

/** The first or last second of a day, `2026-11-30`, in UTC, as seconds since 1970; null for none, undefined for no day. */
export function secondOf(day: string, end: "first" | "last"): number | null | undefined {
  const text = day.trim();
  if (text === "") return null;
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const time = Date.parse(`${text}T${end === "first" ? "00:00:00" : "23:59:59"}Z`);
  // A day that no month has is moved on by some readers of dates.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined;
  return time / 1000;
}

/** The name that is suggested for a person's request: `sok.dara.request`. */
export function requestName(name: string): string {
  const words = name
    .normalize("NFD")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/[\u0300-\u036f]/g, ""))
    .filter((word) => word !== "");
  return `${words.length > 0 ? words.join(".") : "signer"}.request`;
}
