import { expect, test } from "vitest";
import { blank, changesOf, fieldsOf, filledOf, nobody, summaryOf } from "./filled";

const sokha = { name: "Sokha Chan", organisation: "Museum", role: "specialist" };
const begun = blank("handed_over", ["SC/1"], sokha);

test("a form comes back as it was filled in, in any script", () => {
  const filled = {
    ...begun,
    objects: [
      { object: "SC/1", quantity: 10 },
      { object: "ព្រះ, [2]", quantity: null },
    ],
    to: { name: "Anne “Roux”", organisation: "", role: "" },
    seals: "K 001, K 002",
    internal: "internal" as const,
    why: "counted again",
  };
  expect(filledOf(fieldsOf(filled), begun)).toEqual(filled);
});

test("what cannot be read of a draft is as the form begins", () => {
  const kept = { objects: '{"not":"a list"}', from: "[1,2]", to: "broken [", internal: "nonsense", place: "Quay 4" };
  expect(filledOf(kept, begun)).toEqual({ ...begun, place: "Quay 4" });
  expect(filledOf({ objects: '[["SC/2","many"],7,[null]]' }, begun).objects).toEqual([
    { object: "SC/2", quantity: null },
  ]);
});

test("only what changed is kept, and a field that was emptied is one of those", () => {
  const before = fieldsOf({ ...begun, place: "Quay 4", bags: "B-7" });
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(before, fieldsOf({ ...begun, bags: "B-7" }))).toEqual({ place: "" });
});

test("a list says of a draft what happens, with how many objects and to whom", () => {
  const fields = fieldsOf({ ...begun, to: { ...nobody(), organisation: "Museum of Angkor" } });
  const draft = { subject: "new", fields, changed: "2025-11-13T09:41:07.123Z" };
  expect(summaryOf(draft)).toEqual({ event: "handed_over", objects: 1, to: "Museum of Angkor" });
});
