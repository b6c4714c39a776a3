// Dragging photos inside the page, by pointer. The system's own drag and drop is left to files from outside, which the
// window takes: the two would get into each other's way.

/** How far the pointer moves before it is a drag, CSS pixels. */
const BEGINS = 6;

interface Carried {
  readonly photos: readonly string[];
  readonly x: number;
  readonly y: number;
  /** The target below the pointer. */
  readonly over: string | undefined;
}

let carried = $state.raw<Carried | undefined>(undefined);
const targets = new Map<string, (photos: readonly string[]) => void>();

/** What is carried now. */
export const drag = {
  get now(): Carried | undefined {
    return carried;
  },
};

/** Makes a place where photos can be let go; it must carry `data-drop` with the same name. Gives the way to end it. */
export function dropTarget(name: string, dropped: (photos: readonly string[]) => void): () => void {
  targets.set(name, dropped);
  return () => void (targets.get(name) === dropped && targets.delete(name));
}

function targetAt(x: number, y: number): string | undefined {
  const node = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-drop]");
  const name = node?.dataset["drop"];
  return name !== undefined && targets.has(name) ? name : undefined;
}

/** Begins to carry photos once the pointer that was pressed moves away. */
export function carry(event: PointerEvent, photos: readonly string[]): void {
  const [fromX, fromY] = [event.clientX, event.clientY];
  const end = new AbortController();
  const on = { signal: end.signal };
  const move = (next: PointerEvent): void => {
    if (next.pointerId !== event.pointerId) return;
    const far = Math.hypot(next.clientX - fromX, next.clientY - fromY);
    if (!carried && far < BEGINS) return;
    next.preventDefault();
    carried = { photos, x: next.clientX, y: next.clientY, over: targetAt(next.clientX, next.clientY) };
  };
  const stop = (): void => {
    carried = undefined;
    end.abort();
  };
  const drop = (next: PointerEvent): void => {
    if (next.pointerId !== event.pointerId) return;
    const target = carried ? targetAt(next.clientX, next.clientY) : undefined;
    if (carried) swallowClick();
    stop();
    if (target !== undefined) targets.get(target)?.(photos);
  };
  window.addEventListener("pointermove", move, on);
  window.addEventListener("pointerup", drop, on);
  window.addEventListener("pointercancel", stop, on);
  window.addEventListener("blur", stop, on);
  window.addEventListener(
    "keydown",
    (key) => {
      if (key.key !== "Escape" || !carried) return;
      key.stopPropagation();
      stop();
    },
    { ...on, capture: true },
  );
}

/** The click that ends a drag selects nothing. */
function swallowClick(): void {
  const swallow = (event: Event): void => event.stopPropagation();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
}
