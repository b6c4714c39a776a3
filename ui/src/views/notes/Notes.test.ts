import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NoteDraft, OpenNote } from "../../lib/api";
import { session } from "../../lib/domain/session.svelte";
import { router } from "../../lib/shared/router";
import Notes from "./Notes.svelte";

/** What is kept; a draft's text is kept only when the test lets it. */
let kept: Map<number, NoteDraft>;
let saves: (() => void)[];
let view: Record<string, unknown> | undefined;

const rows = (): OpenNote[] =>
  [...kept].map(([number, note]) => ({ number, changed: "2025-11-13T09:00:00Z", names: [], note }));
const titled = (title: string): NoteDraft => ({
  title,
  text: "",
  language: "",
  about: [],
  photos: [],
  addendum_to: null,
});

beforeEach(async () => {
  kept = new Map([
    [1, titled("First")],
    [2, titled("Second")],
  ]);
  saves = [];
  vi.stubGlobal("__TAURI_INTERNALS__", {
    invoke: (command: string, given: { number: number | null; draft: NoteDraft }) => {
      if (command === "note_open") return Promise.resolve(rows());
      if (command === "note_page") return Promise.resolve({ notes: [], total: 0 });
      if (command !== "draft_save_note") return Promise.resolve(null);
      return new Promise((saved) =>
        saves.push(() => {
          const number = given.number ?? kept.size + 1;
          kept.set(number, given.draft);
          saved(number);
        }),
      );
    },
  });
  view = mount(Notes, { target: document.body, props: { route: router.current } });
  await settle();
});
afterEach(() => {
  if (view) void unmount(view);
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 0));
  flushSync();
}
async function press(row: number): Promise<void> {
  document.querySelectorAll<HTMLElement>("[data-test=draft-row]")[row]?.click();
  flushSync();
  await settle();
}
const title = (): HTMLInputElement | null => document.querySelector("[data-test=note-title]");
function type(text: string): void {
  const field = title();
  if (field) field.value = text;
  field?.dispatchEvent(new Event("input", { bubbles: true }));
  field?.dispatchEvent(new Event("blur"));
  flushSync();
}

test("the row of the draft that is written changes nothing of what was typed", async () => {
  await press(0);
  type("First and newer");
  await press(0);
  expect(title()?.value).toBe("First and newer");
});

test("a draft that is left and opened again at once is as it was typed last", async () => {
  await press(0);
  type("First and newer");
  await press(1);
  saves.shift()?.();
  await settle();
  expect(title()?.value).toBe("Second");
  // Its row still shows what was read before.
  await press(0);
  expect(title()?.value).toBe("First and newer");
});

test("a note that is kept only after another was begun does not take the other's place in the list", async () => {
  document.querySelector<HTMLElement>("[data-test=note-new]")?.click();
  await settle();
  type("Third");
  await settle();
  document.querySelector<HTMLElement>("[data-test=note-new]")?.click();
  await settle();
  saves.shift()?.();
  await settle();
  session.changed();
  await settle();
  expect(document.querySelectorAll("[data-test=draft-row]")).toHaveLength(3);
  expect(document.querySelector("[data-test=draft-row][aria-current]")).toBeNull();
  expect(title()?.value).toBe("");
});
