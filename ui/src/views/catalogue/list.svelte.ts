// The list as the window shows it: what is asked, which rows are here, which is current, which are chosen.
import {
  listChips,
  listIds,
  listPosition,
  listRows,
  type ArtefactRow,
  type Chip,
  type ChipCount,
  type ListRequest,
  type Sort,
} from "../../lib/api";
import { PagedRows } from "../../lib/shared/paged.svelte";
import { at, none, ran, run, toggled, type Selection } from "./selection";

const same = (a: Chip, b: Chip): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The list of the catalogue's view. It outlives the view, so that coming back finds the place again. */
export class ArtefactList {
  text = $state("");
  sort = $state<Sort>("reference");
  reversed = $state(false);
  chips = $state.raw<readonly Chip[]>([]);

  /** The current row's place; -1 for none. */
  index = $state(-1);
  /** Its artefact. It stays current when the order changes, even if it fits the list no more. */
  id = $state<string | undefined>(undefined);
  selection = $state.raw<Selection>(none);
  counts = $state.raw<readonly ChipCount[]>([]);
  /** True if the words match more than is listed. */
  more = $state(false);
  /** False until the first answer. */
  looked = $state(false);
  problem = $state.raw<unknown>(undefined);
  /** The words whose rows are shown: another than `text` while those are looked for. */
  shown = $state("");
  /** True while something that stands in no list is shown: a new record. */
  away = $state(false);

  readonly rows = new PagedRows<ArtefactRow>((offset, limit) => this.#page(offset, limit));
  #asked = 0;
  /** The newest question's rows. */
  #answer: Promise<void> = Promise.resolve();
  /** Counts each choice and move: an answer to an earlier one is too late. */
  #moved = 0;
  #taking: Promise<void> = Promise.resolve();
  #path: string | undefined;
  #range = { first: 0, last: 99 };

  /** What is asked now. */
  get request(): ListRequest {
    return { text: this.text, sort: this.sort, reversed: this.reversed, chips: [...this.chips] };
  }

  has(chip: Chip): boolean {
    return this.chips.some((one) => same(one, chip));
  }

  toggle(chip: Chip): void {
    this.chips = this.has(chip) ? this.chips.filter((one) => !same(one, chip)) : [...this.chips, chip];
  }

  clear(): void {
    this.chips = [];
  }

  /** Another catalogue begins with nothing chosen. True if it is another. */
  begin(path: string | undefined): boolean {
    if (path === this.#path) return false;
    this.#path = path;
    this.#moved += 1;
    this.index = -1;
    this.id = undefined;
    this.away = false;
    this.selection = none;
    this.chips = [];
    this.counts = [];
    this.looked = false;
    return true;
  }

  /** Shows no row as current: something new is shown. */
  leave(): void {
    this.#moved += 1;
    this.away = true;
    this.id = undefined;
    this.index = -1;
    this.selection = none;
  }

  /** Asks again; rows in sight stay until the answer is here. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    const request = this.request;
    try {
      await (this.#answer = this.#look(request, asked));
      if (asked !== this.#asked) return;
      const counts = await listChips(request);
      if (asked === this.#asked) this.counts = counts;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = thrown;
    } finally {
      if (asked === this.#asked) this.looked = true;
    }
  }

  /** Waits for the rows of what is asked; of what is asked instead, where that changes meanwhile. */
  async answered(): Promise<void> {
    await newest(() => this.#answer);
  }

  async #look(request: ListRequest, asked: number): Promise<void> {
    const { total, more } = await listRows(request, 0, 0);
    if (asked !== this.#asked) return;
    this.more = more;
    const position = this.id === undefined ? null : await listPosition(request, this.id);
    if (asked !== this.#asked) return;
    const fetch = (offset: number, limit: number): Promise<readonly ArtefactRow[]> => rowsOf(request, offset, limit);
    await this.rows.refresh(total, this.#range.first, this.#range.last, fetch);
    if (asked !== this.#asked) return;
    if (position !== null) this.index = position;
    else if (this.id !== undefined) this.index = -1;
    else if (total > 0 && !this.away) await this.go(0);
    this.problem = undefined;
    this.shown = request.text;
  }

  /** These rows are in sight. */
  show(first: number, last: number): void {
    this.#range = { first, last };
    void this.rows.show(first, last);
  }

  /** Makes a row the current one. */
  async go(index: number): Promise<void> {
    const target = Math.min(Math.max(0, index), this.rows.total - 1);
    if (target < 0) return;
    this.away = false;
    this.selection = at(target);
    await this.#move(target);
  }

  /** Makes an artefact the current one, wherever it stands. */
  async goTo(id: string): Promise<void> {
    if (id === this.id) return;
    this.#moved += 1;
    this.away = false;
    this.id = id;
    this.selection = none;
    const position = await listPosition(this.request, id);
    if (this.id === id) this.index = position ?? -1;
  }

  /** Chooses the run from the anchor to a row, which becomes the current one. */
  async runTo(index: number): Promise<void> {
    const target = Math.min(Math.max(0, index), this.rows.total - 1);
    if (target < 0) return;
    if (this.selection.anchor < 0) this.selection = at(this.index);
    const { from, count } = run(this.selection, target);
    const taken = this.#move(target);
    const moved = this.#moved;
    const [ids] = await Promise.all([listIds(this.request, from, count), taken]);
    if (moved === this.#moved) this.selection = ran(this.selection, target, ids);
  }

  /** Chooses a row or not. */
  async toggleRow(index: number): Promise<void> {
    const row = this.rows.row(index);
    if (!row) return;
    this.#moved += 1;
    // The first toggle of another row keeps the current one chosen, as file lists do.
    const before = this.selection.ids.size === 0 && this.id !== undefined && this.id !== row.id ? this.id : undefined;
    const first = before === undefined ? this.selection : toggled(this.selection, before, this.index);
    this.selection = toggled(first, row.id, index);
    this.index = index;
    this.id = row.id;
  }

  async all(): Promise<void> {
    const moved = ++this.#moved;
    const ids = await listIds(this.request, 0, this.rows.total);
    if (moved === this.#moved) this.selection = { ids: new Set(ids), anchor: 0 };
  }

  /** The artefact of the current row, waited for where that row is not here yet. */
  async current(): Promise<string | undefined> {
    await newest(() => this.#taking);
    return this.id;
  }

  #move(target: number): Promise<void> {
    this.#moved += 1;
    this.index = target;
    return (this.#taking = this.#take(target));
  }

  async #take(target: number): Promise<void> {
    const known = this.rows.row(target);
    if (known) {
      this.id = known.id;
      return;
    }
    const before = this.id;
    const [id] = await listIds(this.request, target, 1);
    if (this.index === target && this.id === before) this.id = id;
  }

  async #page(offset: number, limit: number): Promise<readonly ArtefactRow[]> {
    return rowsOf(this.request, offset, limit);
  }
}

/** Waits for work, and for what was begun in its place meanwhile; who began it is told of its failure. */
async function newest(work: () => Promise<void>): Promise<void> {
  let waited: Promise<void> | undefined;
  while (waited !== work()) {
    waited = work();
    await waited.catch(() => {});
  }
}

async function rowsOf(request: ListRequest, offset: number, limit: number): Promise<readonly ArtefactRow[]> {
  return (await listRows(request, offset, limit)).rows;
}

/** The window's list. */
export const list = new ArtefactList();
