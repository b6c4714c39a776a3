import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { m } from "../../messages";
import type { CustodyForm, CustodyPreview, CustodyView } from "../../lib/api";
import EventForm from "./EventForm.svelte";

interface Given {
  readonly form: CustodyForm;
  readonly slip: { readonly files: string[] };
}
/** What was asked, and what holds or gives an answer. */
let asked: [string, Given][];
let door: (command: string, given: Given) => unknown;
let form: Record<string, unknown> | undefined;
const onsigned = vi.fn();

const preview = { objects: [], objects_total: 0, unknown: [], twice: [], recorded_count: 1, stated_count: null };
const line = { kind: "custody.record", class: "open", line: [], bytes: 1, signer: "", fingerprint: "", device: "" };
const seen = {
  ...preview,
  seals: [],
  findings: [],
  gone_before: [],
  not_accounted: [],
  not_accounted_total: 0,
  status: "stated",
  problem: null,
  also_signed: [],
  entry: { ...line, chain: null, seq: null },
} as unknown as CustodyPreview;

beforeEach(() => {
  asked = [];
  onsigned.mockReset();
  door = (command) => (command === "custody_preview" ? seen : null);
  vi.stubGlobal("__TAURI_INTERNALS__", {
    invoke: (command: string, given: Given) => {
      asked.push([command, given]);
      return Promise.resolve(door(command, given));
    },
  });
  const props = { subject: "new", objects: ["SC/1"], onsigned, ondiscard: () => {} };
  form = mount(EventForm, { target: document.body, props });
  flushSync();
});
afterEach(() => {
  if (form) void unmount(form);
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

const button = (name: string): HTMLButtonElement | null => document.querySelector(`[data-test=${name}]`);
const enabled = (name: string): Promise<void> => vi.waitFor(() => expect(button(name)?.disabled).toBe(false));
function press(name: string): void {
  button(name)?.click();
  flushSync();
}
async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 0));
  flushSync();
}
function type(name: string, text: string): void {
  const field = document.querySelector<HTMLInputElement>(`[data-test=${name}]`);
  if (field) field.value = text;
  field?.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

test("nothing is signed that differs from what was looked at last", async () => {
  await enabled("custody-preview");
  type("custody-place", "Quay 4");
  expect(button("custody-preview")?.disabled).toBe(true);
  await enabled("custody-preview");
  // Typed back before anybody looked: what is in sight is what stands here.
  type("custody-place", "Quay 5");
  type("custody-place", "Quay 4");
  expect(button("custody-preview")?.disabled).toBe(false);
  door = () => Promise.reject({ code: "database", doing: "", what: "no" });
  type("custody-place", "Quay 6");
  await vi.waitFor(() => expect(document.querySelector("[data-test=problem]")).not.toBeNull());
  expect(button("custody-preview")?.disabled).toBe(true);
});

test("the dialog can be signed as soon as it opens on what was looked at", async () => {
  await enabled("custody-preview");
  press("custody-preview");
  await settle();
  expect(button("custody-sign")?.disabled).toBe(false);
});

test("slips that were chosen are attached though the dialog is told to close while it signs", async () => {
  await enabled("custody-preview");
  press("custody-preview");
  await settle();
  document.querySelector<HTMLInputElement>("[data-test=custody-dialog] input[value=slip]")?.click();
  flushSync();
  door = (command) => (command === "dialog_files" ? ["/slip.jpg"] : seen);
  press("slip-choose");
  await settle();
  expect(document.body.textContent).toContain(m.custody.slipChosen("slip.jpg"));
  let signed: (view: Partial<CustodyView>) => void = () => {};
  door = (command) =>
    command === "custody_sign"
      ? new Promise((answer) => (signed = answer))
      : command === "custody_attach"
        ? { id: "custody:1", status: "acknowledged" }
        : seen;
  press("custody-sign");
  await settle();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  await settle();
  expect(document.querySelector<HTMLElement>("[data-test=custody-dialog]")?.dataset["state"]).toBe("open");
  signed({ id: "custody:1" });
  await vi.waitFor(() => expect(onsigned).toHaveBeenCalled());
  const attached = asked.filter(([command]) => command === "custody_attach").map(([, { slip }]) => slip.files);
  expect(attached).toEqual([["/slip.jpg"]]);
  expect(onsigned).toHaveBeenCalledWith({ id: "custody:1", status: "acknowledged" }, undefined);
});
