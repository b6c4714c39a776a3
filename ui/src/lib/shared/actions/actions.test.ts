import { afterEach, expect, test, vi } from "vitest";
import {
  actionFor,
  available,
  chordsOf,
  handleKey,
  isTyping,
  normalised,
  partsOf,
  register,
  type Action,
  type KeyPress,
} from ".";

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const action = (id: string, keys: string[], more: Partial<Action> = {}): Action => ({
  id,
  label: () => id,
  keys,
  run: vi.fn(),
  ...more,
});
const add = (...actions: Action[]): void => void stops.push(register(actions));
const free = { typing: false, dialog: false };

test("a chord has one spelling, however it is written", () => {
  expect(normalised("Shift+Mod+K")).toBe("Mod+Shift+k");
  expect(normalised("+")).toBe("+");
  expect(partsOf("Mod++")).toEqual(["Mod", "+"]);
  expect(normalised("Mod++")).toBe("Mod++");
});

test("N means new on a keyboard that writes Khmer", () => {
  expect(chordsOf(press("ន", { code: "KeyN" }))).toContain("n");
});

test("a sign that needs Shift is named by the sign alone", () => {
  expect(chordsOf(press("?", { shiftKey: true, code: "Slash" }))[0]).toBe("?");
});

test("Shift and a letter are another key than the letter", () => {
  add(action("new", ["n"]));
  expect(actionFor(press("N", { shiftKey: true, code: "KeyN" }), free)).toBeUndefined();
  expect(actionFor(press("n", { code: "KeyN" }), free)?.id).toBe("new");
});

test("letters rest while somebody types, Ctrl and Escape do not", () => {
  add(action("new", ["n"]), action("palette", ["Mod+K"]), action("out", ["Escape"]));
  const typing = { typing: true, dialog: false };
  expect(actionFor(press("n"), typing)).toBeUndefined();
  expect(actionFor(press("k", { ctrlKey: true }), typing)?.id).toBe("palette");
  expect(actionFor(press("Escape"), typing)?.id).toBe("out");
  expect(isTyping("ArrowDown")).toBe(true);
});

test("what was registered last takes the key, and gives it back", () => {
  add(action("list.next", ["j"]));
  const stop = register([action("viewer.next", ["j"])]);
  expect(actionFor(press("j"), free)?.id).toBe("viewer.next");
  stop();
  expect(actionFor(press("j"), free)?.id).toBe("list.next");
});

test("an action that cannot be done now is neither run nor shown", () => {
  let possible = false;
  add(action("seal", ["s"], { when: () => possible }));
  expect(actionFor(press("s"), free)).toBeUndefined();
  expect(available()).toEqual([]);
  possible = true;
  expect(actionFor(press("s"), free)?.id).toBe("seal");
});

test("a dialog keeps the keys of the page behind it from working", () => {
  add(action("new", ["n"]), action("close", ["Escape"], { inDialog: true }));
  const dialog = { typing: false, dialog: true };
  expect(actionFor(press("n"), dialog)).toBeUndefined();
  expect(actionFor(press("Escape"), dialog)?.id).toBe("close");
});

test("Ctrl Z is the text's own while somebody types, unless an action says that it is not", () => {
  add(action("undo", ["Mod+Z"]));
  const undo = press("z", { ctrlKey: true });
  expect(actionFor(undo, { typing: true, dialog: false })).toBeUndefined();
  expect(actionFor(undo, free)?.id).toBe("undo");
  add(action("packing.undo", ["Mod+Z"], { whileTyping: true }));
  expect(actionFor(undo, { typing: true, dialog: false })?.id).toBe("packing.undo");
});

test("a key that is held down signs once, and moves on and on", () => {
  const [sign, move] = [action("photos.place.1", ["1"]), action("list.next", ["j"])];
  add(sign, move);
  for (const repeat of [false, true, true]) {
    handleKey(new KeyboardEvent("keydown", { key: "1", repeat }));
    handleKey(new KeyboardEvent("keydown", { key: "j", repeat }));
  }
  expect(sign.run).toHaveBeenCalledTimes(1);
  expect(move.run).toHaveBeenCalledTimes(3);
});
