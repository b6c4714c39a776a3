// What stands in the custody form, and the texts as which it is kept while it is not signed. Pure.
//
// A drawn signature is not among them: it is about one statement and is never kept for another.
import type { CustodyEvent, FormDraft, FormObject, Party } from "../../lib/api";

/** All that a person fills in. */
export interface Filled {
  readonly event: string;
  readonly objects: readonly FormObject[];
  readonly from: Party;
  readonly to: Party;
  readonly date: string;
  readonly time: string;
  readonly place: string;
  readonly reason: string;
  readonly condition: string;
  readonly seals: string;
  readonly bags: string;
  readonly stated: string;
  readonly internal: "open" | "internal";
  /** Why an event is corrected. */
  readonly why: string;
}

/** The fields of a draft; each is there, also where it is empty. */
export type Fields = Readonly<Record<string, string>>;

export const nobody = (): Party => ({ name: "", organisation: "", role: "" });

/** An empty form for what another screen asks for, given by this person. */
export const blank = (event: string, objects: readonly string[], from: Party): Filled => ({
  event,
  objects: objects.map((object) => ({ object, quantity: null })),
  from,
  to: nobody(),
  date: "",
  time: "",
  place: "",
  reason: "",
  condition: "",
  seals: "",
  bags: "",
  stated: "",
  internal: "open",
  why: "",
});

/** What a correction begins with: the version that stands. */
export const correctionOf = (stands: CustodyEvent): Filled => ({
  ...blank(stands.event, [], stands.from ?? nobody()),
  objects: stands.subjects.map(({ record, quantity }) => ({ object: record, quantity })),
  to: { ...(stands.to ?? nobody()) },
  date: stands.date,
  time: stands.time ?? "",
  place: stands.place,
  reason: stands.reason,
  condition: stands.condition,
  seals: stands.seals.join(", "),
  bags: stands.bags.join(", "),
  stated: stands.stated_count?.toString() ?? "",
});

/** The form as it is kept. */
export function fieldsOf(filled: Filled): Fields {
  const { objects, from, to, ...texts } = filled;
  const pairs = objects.map(({ object, quantity }) => [object, quantity]);
  return { ...texts, objects: JSON.stringify(pairs), from: party(from), to: party(to) };
}

/** The form as it was kept. A field that is missing or cannot be read is as the form begins. */
export function filledOf(kept: Readonly<Partial<Record<string, string>>>, begin: Filled): Filled {
  const text = (field: keyof Filled & string): string => kept[field] ?? (begin[field] as string);
  return {
    event: text("event"),
    objects: objectsOf(kept["objects"]) ?? begin.objects,
    from: partyOf(kept["from"]) ?? begin.from,
    to: partyOf(kept["to"]) ?? begin.to,
    date: text("date"),
    time: text("time"),
    place: text("place"),
    reason: text("reason"),
    condition: text("condition"),
    seals: text("seals"),
    bags: text("bags"),
    stated: text("stated"),
    internal: text("internal") === "internal" ? "internal" : "open",
    why: text("why"),
  };
}

/** What has to be kept so that the fields are these: nothing where they are as they were kept. */
export function changesOf(before: Fields, now: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(now).filter(([field, text]) => before[field] !== text));
}

/** A draft in a list: what happens, how many lines name objects, and to whom. */
export function summaryOf(draft: FormDraft): { event: string; objects: number; to: string } {
  const filled = filledOf(draft.fields, blank("", [], nobody()));
  return { event: filled.event, objects: filled.objects.length, to: filled.to.name || filled.to.organisation };
}

/** Always in the same order, so that equal parties are equal texts. */
const party = ({ name, organisation, role }: Party): string => JSON.stringify([name, organisation, role]);

function read(text: string | undefined): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function partyOf(text: string | undefined): Party | undefined {
  const [name, organisation, role] = read(text) ?? [];
  if (typeof name !== "string" || typeof organisation !== "string" || typeof role !== "string") return undefined;
  return { name, organisation, role };
}

function objectsOf(text: string | undefined): FormObject[] | undefined {
  return read(text)?.flatMap((pair) => {
    const [object, quantity] = Array.isArray(pair) ? (pair as unknown[]) : [];
    return typeof object === "string" ? [{ object, quantity: typeof quantity === "number" ? quantity : null }] : [];
  });
}
