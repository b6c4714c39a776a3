// The templates of the open catalogue, and the words for what they name.
import { artefactTemplates, artefactVocabularies, type Field, type Labels, type Template } from "../../lib/api";
import { language } from "../../messages";
import { SvelteMap } from "svelte/reactivity";

let all = $state.raw<readonly Template[]>([]);
const terms = new SvelteMap<string, readonly { id: string; label: Labels }[]>();

/** A text in the page's language, else in English, else in any. */
export function inWords(labels: Labels | null | undefined): string {
  if (!labels) return "";
  return labels[language.code] ?? labels["en"] ?? Object.values(labels)[0] ?? "";
}

/** A part of the form with its fields. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly Field[];
}

export const templates = {
  get fields(): readonly Field[] {
    return all.flatMap((template) => template.fields);
  },
  /** The parts of the form; the exhibit's own first, since its label comes first. */
  get sections(): readonly Section[] {
    const found = all.flatMap((template) =>
      template.groups.map((group) => ({
        id: `${template.id}.${group.id}`,
        title: inWords(group.label),
        fields: template.fields.filter((field) => field.group === group.id && field.type !== "photographs"),
      })),
    );
    const first = (section: Section): number => (section.fields.some((field) => field.id === "reference") ? 0 : 1);
    return found.filter((section) => section.fields.length > 0).sort((a, b) => first(a) - first(b));
  },
  /** The name of a field, or its id where no template has it. */
  name(id: string): string {
    return inWords(this.fields.find((field) => field.id === id)?.label) || id.replaceAll("_", " ");
  },
  /** The name of a view. */
  view(id: string): string {
    const holder = this.fields.find((field) => field.type === "photographs");
    const known = holder && terms.get(holder.id)?.find((term) => term.id === id);
    return known ? inWords(known.label) : id.replaceAll("_", " ");
  },
  /** The terms of a field's vocabularies, in their order. */
  terms(field: string): readonly { id: string; label: Labels }[] {
    return terms.get(field) ?? [];
  },
  async load(): Promise<void> {
    all = await artefactTemplates();
    const wanted = all.flatMap((t) => t.fields).filter((f) => f.type === "choice" || f.type === "photographs");
    await Promise.all(
      wanted.map(async (field) => {
        const found = await artefactVocabularies(field.id);
        terms.set(
          field.id,
          found.flatMap((vocabulary) => vocabulary.terms.map(({ id, label }) => ({ id, label: label as Labels }))),
        );
      }),
    );
  },
};
