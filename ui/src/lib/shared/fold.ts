// Texts compared as people do: accents and case do not count.

/** A text without case and accents, for looking up what is on the screen. The core's search has rules of its own. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, (mark) => (/[\u0300-\u036f]/.test(mark) ? "" : mark))
    .toLowerCase();
}
