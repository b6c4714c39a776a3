// The rune wrapper around TanStack's virtualizer: which rows of a long list exist in the page now, and in which places.
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from "@tanstack/virtual-core";
import { untrack } from "svelte";

/** What a virtual list is made of. Functions, so that changes are followed. */
export interface VirtualOptions {
  readonly count: () => number;
  /** Height of a row in pixels; all rows have one unless it asks which row. */
  readonly height: (index: number) => number;
  readonly scroller: () => HTMLElement | null | undefined;
  readonly overscan?: number;
}

/** Pixels in a millisecond from which on nobody reads any more: then rows show less, and jumps fetch nothing. */
const FLYING = 3;

/** The rows in sight. Make it while a component is set up. */
export class VirtualRows {
  #slots = $state.raw<readonly VirtualItem[]>([]);
  #first = $state(0);
  #last = $state(-1);
  #total = $state(0);
  #flying = $state(false);
  #at = { offset: 0, time: 0, moves: false };
  readonly #virtualizer: Virtualizer<HTMLElement, Element>;

  constructor(options: VirtualOptions) {
    const settings = () => ({
      count: options.count(),
      getScrollElement: () => options.scroller() ?? null,
      estimateSize: (index: number) => options.height(index),
      overscan: options.overscan ?? 4,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#read(),
    });
    this.#virtualizer = untrack(() => new Virtualizer<HTMLElement, Element>(settings()));

    $effect(() => {
      const element = options.scroller();
      if (!element) return undefined;
      return untrack(() => {
        const unmount = this.#virtualizer._didMount();
        this.#virtualizer._willUpdate();
        this.#read();
        return unmount;
      });
    });
    $effect.pre(() => {
      const next = settings();
      options.height(0);
      untrack(() => {
        this.#virtualizer.setOptions(next);
        this.#virtualizer.measure();
        this.#virtualizer._willUpdate();
        this.#slots = [];
        this.#read();
      });
    });
  }

  /**
   * The rows that exist now, by the place that shows them: a row that leaves hands its place to one that comes, so that
   * scrolling changes texts and makes nothing. In no order.
   */
  get slots(): readonly VirtualItem[] {
    return this.#slots;
  }

  /** The first row that is wanted now. */
  get first(): number {
    return this.#first;
  }

  /** The last row that is wanted now; -1 in an empty list. */
  get last(): number {
    return this.#last;
  }

  /** Height of all rows together, pixels. */
  get total(): number {
    return this.#total;
  }

  /** True while it is scrolled faster than anybody reads. */
  get flying(): boolean {
    return this.#flying;
  }

  /** Brings a row into sight, moving no further than needed. */
  scrollTo(index: number, align: "auto" | "start" | "center" | "end" = "auto"): void {
    this.#virtualizer.scrollToIndex(index, { align });
  }

  #read(): void {
    const items = this.#virtualizer.getVirtualItems();
    this.#slots = placed(this.#slots, items);
    this.#first = items[0]?.index ?? 0;
    this.#last = items.at(-1)?.index ?? -1;
    this.#total = this.#virtualizer.getTotalSize();
    const now = { offset: this.#virtualizer.scrollOffset ?? 0, time: performance.now() };
    const speed = Math.abs(now.offset - this.#at.offset) / Math.max(1, now.time - this.#at.time);
    // One leap is no flight: it ends where it leads.
    const moves = this.#virtualizer.isScrolling;
    if (!moves) this.#flying = false;
    else if (now.offset !== this.#at.offset) this.#flying = this.#at.moves && speed > FLYING;
    this.#at = { ...now, moves };
  }
}

/** The places with the rows that are wanted now: a row keeps its place, the rest take places that became free. */
export function placed(slots: readonly VirtualItem[], wanted: readonly VirtualItem[]): readonly VirtualItem[] {
  const first = wanted[0]?.index ?? 0;
  const last = wanted.at(-1)?.index ?? -1;
  const next: (VirtualItem | undefined)[] = slots.map((slot) =>
    slot.index >= first && slot.index <= last ? slot : undefined,
  );
  const kept = new Set(next.flatMap((slot) => (slot ? [slot.index] : [])));
  const coming = wanted.filter((item) => !kept.has(item.index));
  let free = 0;
  for (const item of coming) {
    while (next[free] !== undefined) free += 1;
    next[free] = item;
  }
  // A place for which there is no row keeps the former one, out of sight: the next row will want it.
  return next.flatMap((slot, place) => slot ?? slots[place] ?? []);
}
