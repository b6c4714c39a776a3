import { flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, expect, test } from "vitest";
import FindingsTable from "../lib/domain/report/FindingsTable.svelte";
import Written from "../lib/domain/Written.svelte";
import Brings from "./bundles/Brings.svelte";
import ReceiptCard from "./bundles/ReceiptCard.svelte";
import SettledList from "./conflicts/SettledList.svelte";
import EventCard from "./custody/EventCard.svelte";
import Reconcile from "./custody/Reconcile.svelte";
import NoteCard from "./notes/NoteCard.svelte";
import Side from "./verify/Side.svelte";

// One correctly signed entry, or an everyday chance, brings the same thing twice. What shows it must show it.

let component: Record<string, unknown> | undefined;
afterEach(() => {
  if (component) void unmount(component);
  component = undefined;
  document.body.replaceChildren();
});

/** Draws a component with what the core might hand it; only what the test is about is filled in. */
function show(view: unknown, props: object): void {
  component = mount(view as Component<object>, { target: document.body, props });
  flushSync();
}
const all = (selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((element) => element.textContent.trim().replace(/\s+/g, " "));

const standing = { outcome: "unknown_signer", reason: "no-list", list: null, since: null, principal: null, why: null };
const when = { at: "2025-11-03T09:00:00.000Z", zone: "+00:00" };
const said = { value: "a", text: "a", entries: ["e1"], signer: "Anne", device: "laptop", ...when };
const photo = `photo:${"ab".repeat(32)}`;

test("a bundle whose chain forked shows both branches among who signed", () => {
  const signer = { listed: null, standing, claimed: "Anne", device: "laptop", fingerprint: "F", chain: "C" };
  const signers = [
    { ...signer, entries: 4 },
    { ...signer, entries: 7 },
  ];
  show(Side, { report: { not_proven: ["x", "x"], steps: [], signers }, check: 1, photo: undefined });
  expect(all('[data-test="who-signed"] li').map((line) => /\d+/.exec(line)?.[0])).toEqual(["4", "7"]);
});

test("a bundle with two chains of one key and device names each among who brings it", () => {
  const bringer = { claimed: "Anne", device: "laptop", fingerprint: "F", new: false, standing };
  const bringers = [
    { ...bringer, entries: 4 },
    { ...bringer, entries: 7 },
  ];
  const summary = { entries: { "artefact.set": 11 }, records: {}, originals: 0, original_bytes: 0, conflicts: 0 };
  show(Brings, { summary: { ...summary, nothing_new: false, lacking: 0, withheld: 0, bringers } });
  expect(all(".brings ul li")).toHaveLength(2);
});

test("two findings of one place that say nothing found are two rows", () => {
  const finding = { path: "custody/1", subject: "Bag 7", detail: "", expected: "a", found: null };
  const sizes = { original: null, sealed_size: null, found_size: null };
  const findings = [
    { ...finding, ...sizes },
    { ...finding, ...sizes, expected: "b" },
  ];
  const group = { kind: "unverifiable", code: "not-accounted-for", sentence: "s", means: "m", count: 2, findings };
  show(FindingsTable, { report: { groups: [group], proven: [] } });
  expect(all('[data-test="finding"] .mono:nth-child(3)')).toEqual(["a", "b"]);
});

test("two findings of one place do not hide what was written", () => {
  const finding = { path: "custody/1", code: "not-accounted-for" };
  const report = { sentence: "s", findings: [finding, finding] };
  const exported = {
    verdict: "incomplete",
    encrypted_to: [],
    report,
    missing: [],
    head_code: "",
    signer: "",
    path: "",
  };
  show(Written, { exported: { ...exported, files: 1, bytes: 1 }, onanother: () => undefined });
  expect(all(".bad")).toHaveLength(2);
});

test("an entry that settled two registers is two settlements", () => {
  const settled = { id: "1", record: "artefact:1", entry: "e" };
  const one = { kind: "values", name: "26", title: "", others: [], decided: said };
  // Two values that one entry put back have its name both.
  const former = [said, { ...said, text: "b" }];
  const settledOnes = ["title", "material"].map((field) => ({ ...one, settled: { ...settled, field }, former }));
  show(SettledList, { settledOnes, busy: false, onundo: () => undefined });
  expect(all('[data-test="settled"]')).toHaveLength(2);
  expect(all(".former .value")).toHaveLength(4);
});

test("a slip that event and acceptances name is shown once", () => {
  const recorded = {
    event: "handed_over",
    date: "2025-11-03",
    photos: [photo, photo],
    objects: [],
    bags: [],
    seals: [],
  };
  const acceptance = { by: { name: "Li", role: "", organisation: "" }, statement: "", photos: [photo] };
  const accepted = { entry: "e", acceptance, same_chain: false, standing, signer: "Li", device: "laptop" };
  const parts = {
    names: [],
    findings: [],
    corrections: [],
    changed: [],
    acceptances: [accepted, accepted],
    accepted: [],
  };
  const view = {
    id: "custody:1",
    recorded,
    status: "acknowledged",
    standing,
    signer: "Anne",
    device: "laptop",
    ...when,
  };
  show(EventCard, { view: { ...view, ...parts } });
  expect(document.querySelectorAll("article img")).toHaveLength(1);
});

test("two packages with one seal number are two lines", () => {
  const seals = [1, 2].map(() => ({ number: "K1", state: "matches" }));
  const preview = { findings: [], seals, objects: [], unknown: [], twice: [], gone_before: [], not_accounted: [] };
  show(Reconcile, { preview: { ...preview, not_accounted_total: 0 } });
  expect(all("p").filter((line) => line.startsWith("K1"))).toHaveLength(2);
});

test("a note that names a photo twice is shown", () => {
  const note = {
    id: "note:1",
    digest: "d",
    title: "Found",
    text: "text",
    about: [],
    photos: [photo, photo],
    addenda: [],
  };
  show(NoteCard, {
    note: { ...note, addendum_to: null, seq: 1, chain: "c", signer: "Anne", device: "laptop", standing, ...when },
  });
  expect(all("article")[0]).toContain("text");
});

test("who accepted a receipt twice at one time is two lines", () => {
  const by = { signer: "A", device: "l", ...when };
  const line = { digest: "d", signer: "k", signer_name: null, list: null, lacks: 0, accepted: [by, by], ...when };
  show(ReceiptCard, { line });
  expect(all("summary .line")).toHaveLength(2);
});
