// A long list of which only the pages in sight are fetched and held.
import { SvelteMap } from "svelte/reactivity";

/** Fetches `limit` rows from `offset` on. */
export type FetchPage<T> = (offset: number, limit: number) => Promise<readonly T[]>;

const KEPT_PAGES = 12;

/** Rows by index, fetched by pages as they come in sight. `row(i)` is undefined until its page is there. */
export class PagedRows<T> {
  /** How many rows there are in all. */
  total = $state(0);
  /** The last failure, until a page arrives. */
  problem = $state.raw<unknown>(undefined);

  readonly #pages = new SvelteMap<number, readonly T[]>();
  readonly #asked = new Map<number, number>();
  #fetch: FetchPage<T>;
  #size: number;
  #version = 0;

  constructor(fetch: FetchPage<T>, size = 100) {
    this.#fetch = fetch;
    this.#size = size;
  }

  /** The row at an index, if it is here. */
  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.#size))?.[index % this.#size];
  }

  /** Sees to it that these rows are fetched; call it whenever the range in sight changes. */
  async show(first: number, last: number): Promise<void> {
    const from = Math.max(0, Math.floor(first / this.#size));
    const to = Math.floor(Math.max(first, Math.min(last, this.total - 1)) / this.#size);
    const wanted = [];
    for (let page = from; page <= to; page += 1) {
      if (this.#asked.get(page) !== this.#version) wanted.push(this.#load(page));
    }
    await Promise.all(wanted);
    this.#forgetFarFrom(from, to);
  }

  /** Everything may have changed: rows in sight are fetched again, and stay visible until then. */
  async refresh(total: number, first = 0, last = this.#size - 1, fetch?: FetchPage<T>): Promise<void> {
    if (fetch) this.#fetch = fetch;
    this.#version += 1;
    this.total = total;
    for (const page of [...this.#pages.keys()]) {
      if (page * this.#size >= total) this.#pages.delete(page);
    }
    await this.show(first, last);
    for (const page of [...this.#pages.keys()]) {
      if (this.#asked.get(page) !== this.#version) this.#pages.delete(page);
    }
  }

  async #load(page: number): Promise<void> {
    const version = this.#version;
    this.#asked.set(page, version);
    try {
      const rows = await this.#fetch(page * this.#size, this.#size);
      // An answer to an older question must not overwrite a newer one.
      if (version !== this.#version) return;
      this.#pages.set(page, rows);
      this.problem = undefined;
    } catch (problem) {
      if (version !== this.#version) return;
      this.#asked.delete(page);
      this.problem = problem;
    }
  }

  #forgetFarFrom(from: number, to: number): void {
    if (this.#pages.size <= KEPT_PAGES) return;
    const middle = (from + to) / 2;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of far.slice(0, this.#pages.size - KEPT_PAGES)) {
      if (page >= from && page <= to) continue;
      this.#pages.delete(page);
      this.#asked.delete(page);
    }
  }
}
