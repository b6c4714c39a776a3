// What a conflict is, in words.
import { m } from "../../messages";
import type { ConflictView } from "../../lib/api";

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
