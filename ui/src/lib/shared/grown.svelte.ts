// A list that grows by a page when somebody asks for more, and keeps its length when it is read again.
import { attempt } from "./toast";

/** Reads a page from `offset` on, of `limit` rows at most. */
export type ReadPage<P> = (offset: number, limit: number) => Promise<P>;

/** As many rows as one page may have. */
const MOST = 500;

/** The rows that were asked for so far, and the last page for what it says of the whole. */
export class GrownList<P, R extends { id: string }> {
  /** What the last page says of the whole; undefined until there is one. */
  page = $state.raw<P | undefined>(undefined);
  /** The rows. */
  rows = $state.raw<readonly R[]>([]);
  /** True until what was asked last was answered: what goes on from here has to wait for it. */
  reading = $state(false);

  readonly #read: ReadPage<P>;
  readonly #rowsOf: (page: P) => readonly R[];
  readonly #step: number;
  // What was asked last is shown, whatever answers later.
  #latest = 0;

  /** `step` rows come at first and with each `more`. */
  constructor(read: ReadPage<P>, rowsOf: (page: P) => readonly R[], step: number) {
    this.#read = read;
    this.#rowsOf = rowsOf;
    this.#step = step;
  }

  /** Reads as many rows anew as are shown, page by page. */
  async again(): Promise<void> {
    await this.#fill([], Math.max(this.#step, this.rows.length));
  }

  /** Reads the next rows. */
  async more(): Promise<void> {
    await this.#fill(this.rows, this.rows.length + this.#step);
  }

  async #fill(before: readonly R[], until: number): Promise<void> {
    const asked = ++this.#latest;
    this.reading = true;
    await attempt(async () => {
      let [rows, page, at, more] = [before, this.page, before.length, true];
      while (more && rows.length < until) {
        const limit = Math.min(MOST, until - rows.length);
        page = await this.#read(at, limit);
        if (asked !== this.#latest) return;
        const found = this.#rowsOf(page);
        at += found.length;
        more = found.length >= limit;
        // What somebody added meanwhile moves the rows on: none may come twice.
        const here = new Set(rows.map((row) => row.id));
        rows = [...rows, ...found.filter((row) => !here.has(row.id))];
      }
      [this.page, this.rows] = [page, rows];
    });
    if (asked === this.#latest) this.reading = false;
  }
}
