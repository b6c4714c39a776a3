// Where records stand with headquarters, as the receipts say that were accepted here. Marks ask for what is in sight; what
// several ask at once goes to the program together, and nothing is asked while no receipt was accepted.
import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { receiptWhereabouts, type Whereabouts } from "../api";
import { session } from "./session.svelte";

/** How long marks are gathered before they are asked for, in milliseconds. */
const GATHER = 60;
/** So many answers are kept; beyond that all are asked for again. */
const KEPT = 4000;

interface Answer {
  /** The session's revision at which it was asked. */
  readonly revision: number;
  readonly there: Whereabouts;
}

class Headquarters {
  readonly #known = new SvelteMap<string, Answer>();
  #wanted = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The revision at which no receipt was accepted here. */
  #nothing = -1;

  /** Where a record stands; undefined while that is not known, or no receipt was accepted here. */
  of(record: string): Whereabouts | undefined {
    return this.#known.get(record)?.there;
  }

  /** Asks for a record, soon. Call it in an effect: it asks again after each change of the catalogue. */
  want(record: string): void {
    const { revision } = session;
    if (this.#nothing === revision || untrack(() => this.#known.get(record))?.revision === revision) return;
    this.#wanted.add(record);
    this.#timer ??= setTimeout(() => void this.#ask(), GATHER);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const { revision } = session;
    const records = [...this.#wanted];
    this.#wanted = new Set();
    try {
      const answers = await receiptWhereabouts(records);
      const accepted = answers.some((there) => there.waiting !== null);
      if (!accepted) this.#nothing = revision;
      if (!accepted || this.#known.size > KEPT) this.#known.clear();
      if (accepted) answers.forEach((there) => this.#known.set(there.record, { revision, there }));
    } catch {
      // A mark that cannot be known is left out; what is wrong is said where the list itself is loaded.
    }
  }
}

/** What is known of headquarters in this window. */
export const headquarters = new Headquarters();
