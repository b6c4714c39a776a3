// Where the person is: a view, perhaps a record, perhaps a tab. Held in memory; the address bar plays no part.

/** A place in the program. */
export interface Route {
  /** The view's id, as the frame's list of views names it. */
  readonly view: string;
  /** The record shown, by id. */
  readonly record?: string;
  /** Anything else the view wants to be opened with. */
  readonly with?: Readonly<Record<string, string>>;
}

const KEPT = 100;

/** A router with a memory of the ways taken. */
export class Router {
  #trail = $state.raw<readonly Route[]>([]);
  #at = $state(0);

  constructor(start: Route) {
    this.#trail = [start];
  }

  /** Where we are. */
  get current(): Route {
    return this.#trail[this.#at] ?? { view: "start" };
  }

  get canGoBack(): boolean {
    return this.#at > 0;
  }

  get canGoForward(): boolean {
    return this.#at < this.#trail.length - 1;
  }

  /** Goes somewhere. Going where we are changes nothing. */
  go(view: string, more: Omit<Route, "view"> = {}): void {
    const next = { view, ...more };
    if (same(next, this.current)) return;
    this.#trail = [...this.#trail.slice(0, this.#at + 1), next].slice(-KEPT);
    this.#at = this.#trail.length - 1;
  }

  /** Says more exactly where we are (another record of the same list), without a step to go back to. */
  replace(view: string, more: Omit<Route, "view"> = {}): void {
    this.#trail = [...this.#trail.slice(0, this.#at), { view, ...more }];
  }

  back(): void {
    if (this.canGoBack) this.#at -= 1;
  }

  forward(): void {
    if (this.canGoForward) this.#at += 1;
  }

  /** Forgets the way (another catalogue was opened). */
  restart(view: string, more: Omit<Route, "view"> = {}): void {
    this.#trail = [{ view, ...more }];
    this.#at = 0;
  }
}

function same(a: Route, b: Route): boolean {
  return a.view === b.view && a.record === b.record && JSON.stringify(a.with ?? {}) === JSON.stringify(b.with ?? {});
}

/** The window's router. */
export const router = new Router({ view: "start" });
