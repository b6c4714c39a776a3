import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SealPreview } from "../../lib/api";
import NoteEditor from "./NoteEditor.svelte";

interface Asked {
  readonly command: string;
  readonly given: { readonly class?: string };
  readonly answer: (value: unknown) => void;
}
let asked: Asked[] = [];
let editor: Record<string, unknown> | undefined;
const onsealed = vi.fn();

beforeEach(async () => {
  asked = [];
  onsealed.mockReset();
  // The program's door, held open: answers come when the test gives them.
  vi.stubGlobal("__TAURI_INTERNALS__", {
    invoke: (command: string, given: Asked["given"]) => new Promise((answer) => asked.push({ command, given, answer })),
  });
  const draft = { title: "First look", text: "Old.", language: "", about: [], photos: [], addendum_to: null };
  const props = { number: 1, draft, onsealed, ondiscarded: () => {} };
  editor = mount(NoteEditor, { target: document.body, props });
  flushSync();
  document.querySelector<HTMLElement>("[data-test=note-seal]")?.click();
  await settle();
});
afterEach(() => {
  if (editor) void unmount(editor);
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

const preview = (kind: string): SealPreview => ({
  entry: {
    kind: "note.seal",
    class: "open",
    line: [{ text: `the line of an ${kind} note`, at_signing: null }],
    bytes: 1,
    signer: "",
    fingerprint: "",
    device: "",
    chain: null,
    seq: null,
  },
  about: [],
  addendum_to: null,
});
const dialog = (): HTMLElement | null => document.querySelector("[data-test=seal-dialog]");
const seal = (): HTMLButtonElement | null => document.querySelector("[data-test=seal-now]");
const choose = (kind: string): void => {
  document.querySelector<HTMLInputElement>(`input[value=${kind}]`)?.click();
  flushSync();
};
async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 0));
  flushSync();
}
async function escape(): Promise<void> {
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  await settle();
}

test("nothing is sealed before its own preview is there, whatever answers last", async () => {
  asked[0]?.answer(preview("open"));
  await settle();
  expect(seal()?.disabled).toBe(false);
  choose("internal");
  expect(seal()?.disabled).toBe(true);
  choose("open");
  expect(asked.map(({ given }) => given.class)).toEqual(["open", "internal", "open"]);
  asked[2]?.answer(preview("open"));
  await settle();
  asked[1]?.answer(preview("internal"));
  await settle();
  expect(dialog()?.textContent).toContain("the line of an open note");
  expect(seal()?.disabled).toBe(false);
});

test("what was in sight when the dialog was left is not in sight when it opens again", async () => {
  asked[0]?.answer(preview("open"));
  await settle();
  await escape();
  await vi.waitFor(() => expect(dialog()).toBeNull());
  document.querySelector<HTMLElement>("[data-test=note-seal]")?.click();
  await settle();
  expect(dialog()?.textContent).not.toContain("the line of an open note");
  expect(seal()?.disabled).toBe(true);
});

test("the dialog stays while a note is sealed", async () => {
  asked[0]?.answer(preview("open"));
  await settle();
  seal()?.click();
  flushSync();
  await escape();
  expect(dialog()?.dataset["state"]).toBe("open");
  asked.find(({ command }) => command === "note_seal")?.answer({ id: "note:1" });
  await settle();
  expect(onsealed).toHaveBeenCalledWith({ id: "note:1" });
});
