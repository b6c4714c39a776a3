// Keys as words: "Mod+K", "n", "?", "ArrowDown". Mod is Ctrl, and Cmd on a Mac.

/** What of a keyboard event decides which key it was; a DOM `KeyboardEvent` fits. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const ORDER = ["Mod", "Alt", "Shift"];

/** The parts of a chord, the key last: `Mod++` is Mod and +. */
export function partsOf(chord: string): string[] {
  const at = chord.length < 2 ? -1 : chord.lastIndexOf("+", chord.length - 2);
  return at < 0 ? [chord] : [...chord.slice(0, at).split("+"), chord.slice(at + 1)];
}

/** One spelling for a chord, however it was written: modifiers in a fixed order, letters in lower case. */
export function normalised(chord: string): string {
  const parts = partsOf(chord);
  const key = parts.at(-1) ?? "";
  const modifiers = ORDER.filter((name) =>
    parts.slice(0, -1).some((part) => part.toLowerCase() === name.toLowerCase()),
  );
  return [...modifiers, key.length === 1 ? key.toLowerCase() : key].join("+");
}

/**
 * The chords that a key press may mean, the likeliest first.
 *
 * Where the keyboard writes another script (Khmer, Arabic), the letter's place on the keyboard counts, so that `N`
 * is new for everybody. Shift belongs to signs such as `?` and is not named then.
 */
export function chordsOf(press: KeyPress): string[] {
  const key = press.key === " " ? "Space" : press.key;
  const found = [spelled(press, key)];
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  if (letter && !/^[a-z]$/i.test(key)) found.push(spelled(press, letter));
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(press.code)?.[1];
  if (digit && key !== digit && !press.shiftKey) found.push(spelled(press, digit));
  return found;
}

function spelled(press: KeyPress, key: string): string {
  const isSign = key.length === 1 && !/^[a-z0-9]$/i.test(key);
  const parts = [];
  if (press.ctrlKey || press.metaKey) parts.push("Mod");
  if (press.altKey) parts.push("Alt");
  if (press.shiftKey && !isSign) parts.push("Shift");
  parts.push(key);
  return normalised(parts.join("+"));
}

/** True for a chord that a text field needs for itself, typed or undone, and so must rest while somebody types. */
export function isTyping(chord: string): boolean {
  const parts = partsOf(chord);
  const key = parts.at(-1) ?? "";
  if (parts.includes("Mod") || parts.includes("Alt")) return ["Mod+z", "Mod+Shift+z", "Mod+y"].includes(chord);
  return (
    key.length <= 1 ||
    ["Space", "Enter", "Home", "End", "Delete", "Backspace", "Tab"].includes(key) ||
    key.startsWith("Arrow") ||
    key.startsWith("Page")
  );
}

/** True for a chord that only moves about or changes sizes: held down it may do so again and again. */
export function isMoving(chord: string): boolean {
  const key = partsOf(chord).at(-1) ?? "";
  return /^(?:Arrow|Page)/.test(key) || ["j", "k", "+", "-", "="].includes(key);
}
