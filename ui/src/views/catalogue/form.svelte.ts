// One record's form: what is saved, what is typed and kept, what is being saved, and what was wrong.
import {
  artefactShow,
  formDiscard,
  formDraft,
  formKeep,
  formSave,
  type ArtefactView,
  type Field,
  type FormDraft,
  type Input,
} from "../../lib/api";
import { session } from "../../lib/domain/session.svelte";
import { asProblem, type Problem } from "../../lib/shared/problem";
import { complain } from "../../lib/shared/toast";
import { SvelteMap } from "svelte/reactivity";
import { inputOf, kept, nothing, partsOf, same, unkept, type Parts } from "./fields/parts";

/** Typing rests so long before it is kept. */
const REST = 300;

/** Fields that a record has whatever its templates say. */
export type AnyField = Pick<Field, "id" | "type">;

const isNew = (subject: string): boolean => subject.startsWith("new");

/** The form of one record, or of one that is not recorded yet (`new…`). */
export class RecordForm {
  /** The record's id, or `new…`. */
  subject = $state("");
  record = $state.raw<ArtefactView | undefined>(undefined);
  problem = $state.raw<unknown>(undefined);
  /** What stands in fields and is not saved. */
  readonly edits = new SvelteMap<string, Parts>();
  readonly faults = new SvelteMap<string, Problem>();
  readonly saving = new SvelteMap<string, boolean>();
  /** Called with the id when a new record was made. */
  oncreated: ((id: string) => void) | undefined;

  #fields: ReadonlyMap<string, AnyField> = new Map();
  /** What a new record's form was begun with: offered by the program, typed by nobody. */
  #begun: Readonly<Record<string, Parts>> = {};
  #unkept = new Map<string, string | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chain: Promise<unknown> = Promise.resolve();
  #opening = 0;
  /** What is being opened, until it is shown. */
  #coming: { readonly subject: string; readonly done: Promise<void> } | undefined;
  #reading = 0;
  /** Where writes go: a new record's place gets its id when it is made, also for writes that wait. */
  #place = { subject: "" };

  get isNew(): boolean {
    return isNew(this.subject);
  }

  /** What is shown, or will be as soon as it is here. */
  get wanted(): string {
    return this.#coming?.subject ?? this.subject;
  }

  /** True for a new record of which nobody has said anything yet: what it was begun with counts as nothing. */
  get isBlank(): boolean {
    if (!this.isNew) return false;
    return [...this.edits].every(([id, parts]) => {
      const type = this.#fields.get(id)?.type ?? "text";
      return same(type, parts, this.#begun[id] ?? nothing) || same(type, parts, nothing);
    });
  }

  /** The fields that the templates know. */
  know(fields: readonly AnyField[]): void {
    this.#fields = new Map(fields.map((field) => [field.id, field]));
  }

  /**
   * Shows a record, or an empty form for a new one with what it begins with. The one shown before stays until the other
   * is here; what is typed there is saved. A new one of which nothing was said is none, and leaves nothing behind.
   */
  open(subject: string, begin: Readonly<Record<string, Parts>> = {}): Promise<void> {
    if (this.#coming?.subject === subject) return this.#coming.done;
    const opening = ++this.#opening;
    this.#coming = undefined;
    if (subject === this.subject) return this.reload();
    const done = this.#show(subject, begin, opening).finally(() => {
      if (opening === this.#opening) this.#coming = undefined;
    });
    this.#coming = { subject, done };
    return done;
  }

  async #show(subject: string, begin: Readonly<Record<string, Parts>>, opening: number): Promise<void> {
    if (this.isBlank) this.#leaveNothing();
    else void this.saveAll();
    let shown: [ArtefactView | undefined, FormDraft | null] = [undefined, null];
    let failed: unknown;
    try {
      shown = await Promise.all([isNew(subject) ? undefined : artefactShow(subject), formDraft(subject)]);
    } catch (thrown) {
      failed = thrown;
    }
    if (opening !== this.#opening) return;
    this.keepNow();
    const [record, draft] = shown;
    this.#place = { subject };
    this.edits.clear();
    this.faults.clear();
    this.subject = subject;
    this.record = record;
    this.problem = failed;
    this.#begun = begin;
    for (const [field, parts] of Object.entries(begin)) this.edits.set(field, parts);
    for (const [field, text] of Object.entries(draft?.fields ?? {})) {
      if (text !== undefined) this.edits.set(field, unkept(text));
    }
  }

  /** Drops all that was typed and shows nothing. */
  async giveUp(): Promise<void> {
    await this.#discard();
    this.close();
  }

  async #discard(): Promise<void> {
    clearTimeout(this.#timer);
    this.#unkept.clear();
    const place = this.#place;
    await this.afterWrites(() => formDiscard(place.subject));
  }

  /** What was typed into a blank form and taken out again is kept no longer. */
  #leaveNothing(): void {
    const untouched = [...this.edits].every(([id, parts]) => parts === this.#begun[id]);
    if (!untouched) this.#discard().catch(complain);
  }

  /** Shows nothing. */
  close(): void {
    this.#opening += 1;
    this.#coming = undefined;
    this.keepNow();
    this.#place = { subject: "" };
    this.edits.clear();
    this.faults.clear();
    this.subject = "";
    this.record = undefined;
  }

  /** Reads the record again; what is typed stays. */
  async reload(): Promise<void> {
    const place = this.#place;
    const reading = ++this.#reading;
    if (place.subject === "" || isNew(place.subject)) return;
    try {
      const record = await artefactShow(place.subject);
      if (place !== this.#place || reading !== this.#reading) return;
      this.record = record;
      this.problem = undefined;
    } catch (thrown) {
      if (place === this.#place && reading === this.#reading) this.problem = thrown;
    }
  }

  /** The values of a field; more than one where people disagree. */
  values(field: string) {
    return this.record?.fields.find((one) => one.field === field)?.values ?? [];
  }

  /** The saved parts of a field. */
  saved(field: AnyField): Parts {
    const [first, second] = this.values(field.id);
    return first && !second ? partsOf(field.type, first.value) : nothing;
  }

  /** What stands in the form. */
  parts(field: AnyField): Parts {
    return this.edits.get(field.id) ?? this.saved(field);
  }

  /** Something was typed: it is kept within the time of a rest. */
  edit(field: AnyField, parts: Parts): void {
    this.faults.delete(field.id);
    this.edits.set(field.id, parts);
    this.#unkept.set(field.id, kept(parts));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keepNow(), REST);
  }

  /** Keeps at once what is typed. */
  keepNow(): void {
    clearTimeout(this.#timer);
    if (this.#unkept.size === 0) return;
    const fields = Object.fromEntries(this.#unkept);
    this.#unkept.clear();
    const place = this.#place;
    this.afterWrites(() => formKeep(place.subject, fields)).catch(complain);
  }

  /** A field was left: what was typed there is saved. */
  async leave(field: AnyField): Promise<void> {
    const edited = this.edits.get(field.id);
    if (edited === undefined || this.isBlank) return;
    if (!this.isNew && this.values(field.id).length < 2 && same(field.type, edited, this.saved(field))) {
      this.forget(field.id);
      return;
    }
    await this.save([field]);
  }

  /** Saves all that is typed. */
  async saveAll(): Promise<void> {
    const fields = [...this.edits.keys()].map((id) => this.#fields.get(id)).filter((field) => field !== undefined);
    await this.save(fields);
  }

  /** Gives up what is typed in a field. */
  forget(field: string): void {
    this.edits.delete(field);
    this.faults.delete(field);
    this.#unkept.set(field, null);
    this.keepNow();
  }

  /** Saves one value as it is: settling, taking over. */
  async put(field: AnyField, input: Input): Promise<boolean> {
    this.edits.delete(field.id);
    return this.#send(field.id, [[field.id, input]]);
  }

  async save(fields: readonly AnyField[]): Promise<void> {
    if (!session.unlocked) return;
    this.keepNow();
    // All are begun at once, since another record may be shown before the first is saved; one is written after the other.
    const sent: Promise<boolean>[] = [];
    for (const field of fields) {
      const edited = this.edits.get(field.id);
      if (edited === undefined) continue;
      const inputs: [string, Input][] = [[field.id, inputOf(field.type, edited)]];
      // A new record is made with its reference, whichever field is left first.
      const reference = this.edits.get("reference");
      if (this.isNew && field.id !== "reference" && reference) {
        inputs.push(["reference", inputOf("reference", reference)]);
      }
      sent.push(this.#send(field.id, inputs, edited));
    }
    await Promise.all(sent);
  }

  async #send(field: string, inputs: [string, Input][], edited?: Parts): Promise<boolean> {
    this.saving.set(field, true);
    const place = this.#place;
    try {
      return await this.afterWrites(async () => {
        const saved = await formSave(place.subject, inputs);
        place.subject = saved.id;
        if (place !== this.#place) return true;
        if (saved.created) {
          // The form stays as it is, with the focus where it is, while it becomes the record's.
          this.record = await artefactShow(saved.id);
          this.subject = saved.id;
          this.oncreated?.(saved.id);
        } else {
          await this.reload();
        }
        for (const [id] of inputs) {
          // What was typed while the save was under way is not saved yet.
          if (id !== field || edited === undefined || this.edits.get(id) === edited) this.edits.delete(id);
          this.faults.delete(id);
        }
        return true;
      });
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (place !== this.#place) complain(thrown);
      else this.faults.set(problem.subject && problem.code === "reference_taken" ? "reference" : field, problem);
      return false;
    } finally {
      this.saving.delete(field);
    }
  }

  /** One write after the other, in the order in which they were asked for: also those that are not the form's own. */
  afterWrites<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#chain.then(work, work);
    this.#chain = done.catch(() => {});
    return done;
  }
}

/** The window's form. */
export const form = new RecordForm();
