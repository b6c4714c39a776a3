// What a conflict is, in words.
import { m } from "../../messages";
import type { ConflictView, SettledView, ValueView } from "../../lib/api";

/** A field's id as it is read: `date_period` is `date period`. */
export const fieldName = (field: string): string => field.replaceAll("_", " ");

/** The kind of a conflict, in a few words. */
export function kindWords(view: ConflictView): string {
  switch (view.conflict) {
    case "values":
      return m.conflicts.kind.values(fieldName(view.field));
    case "overruled":
      return m.conflicts.kind.overruled(fieldName(view.field));
    default:
      return m.conflicts.kind[view.conflict];
  }
}

/** The question that settling answers. */
export function question(view: ConflictView): string {
  switch (view.conflict) {
    case "values":
      return m.conflicts.question.values(fieldName(view.field));
    case "overruled":
      return m.conflicts.question.overruled(fieldName(view.field));
    case "reference_twice":
      return m.conflicts.question.reference_twice(view.names[0] ?? "");
    default:
      return m.conflicts.question[view.conflict];
  }
}

/** What a settlement was about: the field, and the other records. */
export function settledAbout(one: SettledView): string {
  switch (one.kind) {
    case "reference":
      return m.conflicts.settledAbout.reference(one.others.join(", "));
    case "likeness":
      return m.conflicts.settledAbout.likeness(one.others.join(", "));
    case "withdrawal":
      return m.conflicts.kind.edited_and_withdrawn;
    default:
      return fieldName(one.settled.field);
  }
}

/** What was decided. */
export function settledDecision(one: SettledView): string {
  const { value, text } = one.decided;
  if (one.kind === "withdrawal") return value === true ? m.conflicts.settledAs.kept : m.conflicts.settledAs.withdrawn;
  if (one.kind === "likeness") return value === "linked" ? m.conflicts.settledAs.linked : m.conflicts.settledAs.apart;
  return text || m.common.none;
}

/** The values that it replaced, where these say more than the decision does. */
export const settledFormer = (one: SettledView): readonly ValueView[] =>
  one.kind === "values" || one.kind === "reference" ? one.former : [];
