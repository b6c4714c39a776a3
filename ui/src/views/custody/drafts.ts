// Keeping the custody form while it is filled in, so that another tab, another screen or a crash loses nothing of it.
import { custodyDraft, custodyDraftDiscard, custodyDraftKeep, custodyDrafts, type FormDraft } from "../../lib/api";
import { session } from "../../lib/domain/session.svelte";
import { complain } from "../../lib/shared/toast";
import { changesOf, type Fields } from "./filled";

/** Typing rests so long before it is kept, in milliseconds. */
const REST = 300;

/** One write after the other, and no reading before what was written is there. */
let chain: Promise<unknown> = Promise.resolve();
function after<T>(work: () => Promise<T>): Promise<T> {
  const done = chain.then(work);
  chain = done.catch(() => {});
  return done;
}

/** What waits of a form; undefined where nothing does, or where it cannot be read, which is said. */
export async function draftOf(subject: string): Promise<FormDraft | undefined> {
  try {
    return (await after(() => custodyDraft(subject))) ?? undefined;
  } catch (thrown) {
    complain(thrown);
    return undefined;
  }
}

/** All forms that wait, the oldest first. */
export const begunForms = (): Promise<FormDraft[]> => after(custodyDrafts);

/** Drops what was kept of a form. */
export const discard = (subject: string): Promise<void> => after(() => custodyDraftDiscard(subject));

/** Keeps again what was dropped. */
export const keepAgain = (draft: FormDraft): Promise<void> =>
  after(() => custodyDraftKeep(draft.subject, draft.fields));

/** Keeps one form, from when it is shown until it is left or signed. */
export class DraftKeeper {
  readonly #subject: string;
  /** How the form begins: as long as it stands so, there is nothing to keep. */
  readonly #begin: Fields;
  #kept: Fields;
  #now: Fields;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(subject: string, begin: Fields, draft: FormDraft | undefined) {
    this.#subject = subject;
    this.#begin = begin;
    this.#kept = draft?.fields ?? {};
    this.#now = this.#kept;
  }

  /** This stands in the form now. */
  set(now: Fields): void {
    this.#now = now;
    clearTimeout(this.#timer);
    if (!this.#over) this.#timer = setTimeout(() => void this.keepNow(), REST);
  }

  /** Keeps at once what stands in the form; done when it is kept. */
  async keepNow(): Promise<void> {
    clearTimeout(this.#timer);
    const untouched = Object.keys(changesOf(this.#begin, this.#now)).length === 0;
    const [before, now] = [this.#kept, untouched ? {} : this.#now];
    const changes = changesOf(before, now);
    if (this.#over || (untouched ? Object.keys(before) : Object.keys(changes)).length === 0) return;
    this.#kept = now;
    try {
      await (untouched ? discard(this.#subject) : after(() => custodyDraftKeep(this.#subject, changes)));
      // The foot of the window says that something is begun now.
      if (Object.keys(before).length === 0) void session.refresh();
    } catch (thrown) {
      // What failed is tried again with the next key.
      this.#kept = before;
      complain(thrown);
    }
  }

  /** The event is signed, or the draft is dropped: nothing is kept any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#over = true;
  }
}
