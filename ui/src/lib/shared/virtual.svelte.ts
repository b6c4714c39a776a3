// The rune wrapper around TanStack's virtualizer: which rows of a long list exist in the page now.
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

/** The rows in sight. Make it while a component is set up. */
export class VirtualRows {
  #items = $state.raw<readonly VirtualItem[]>([]);
  #total = $state(0);
  readonly #virtualizer: Virtualizer<HTMLElement, Element>;

  constructor(options: VirtualOptions) {
    const settings = () => ({
      count: options.count(),
      getScrollElement: () => options.scroller() ?? null,
      estimateSize: (index: number) => options.height(index),
      overscan: options.overscan ?? 8,
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
        this.#read();
      });
    });
  }

  /** The rows that exist now. */
  get items(): readonly VirtualItem[] {
    return this.#items;
  }

  /** Height of all rows together, pixels. */
  get total(): number {
    return this.#total;
  }

  /** Brings a row into sight, moving no further than needed. */
  scrollTo(index: number, align: "auto" | "start" | "center" | "end" = "auto"): void {
    this.#virtualizer.scrollToIndex(index, { align });
  }

  #read(): void {
    this.#items = this.#virtualizer.getVirtualItems();
    this.#total = this.#virtualizer.getTotalSize();
  }
}
