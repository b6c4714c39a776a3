import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Rows from "./VirtualList.test.svelte";

const HEIGHT = 640;
let target: HTMLElement;
let component: Record<string, unknown> | undefined;

beforeEach(() => {
  // jsdom lays nothing out: the list is told a height, and no observer ever calls.
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(HEIGHT);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(300);
  target = document.body.appendChild(document.createElement("div"));
});
afterEach(() => {
  if (component) void unmount(component);
  component = undefined;
  target.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const show = (props: { count: number; current?: number; onrange?: (first: number, last: number) => void }): void => {
  component = mount(Rows, { target, props });
  flushSync();
};
const texts = (): string[] => [...target.querySelectorAll("[role=option]")].map((row) => row.textContent ?? "");
const scroller = (): HTMLElement => target.querySelector<HTMLElement>("[role=listbox]") as HTMLElement;

test("of 100,000 rows only those in sight exist, and the bar is as long as all of them", () => {
  show({ count: 100_000 });
  expect(texts()[0]).toBe("row 0");
  expect(texts().length).toBeLessThan(50);
  expect(target.querySelector<HTMLElement>(".all")?.style.blockSize).toBe(`${100_000 * 32}px`);
});

test("scrolling brings the rows there and asks for them", () => {
  const onrange = vi.fn();
  show({ count: 100_000, onrange });
  scroller().scrollTop = 50_000 * 32;
  scroller().dispatchEvent(new Event("scroll"));
  flushSync();
  expect(texts()).toContain("row 50000");
  expect(texts()).not.toContain("row 0");
  const [first, last] = onrange.mock.calls.at(-1) as [number, number];
  expect(first).toBeLessThanOrEqual(50_000);
  expect(last).toBeGreaterThanOrEqual(50_019);
});

test("the list names its current row to screen readers only while that row exists", () => {
  show({ count: 100_000, current: 3 });
  const id = scroller().getAttribute("aria-activedescendant");
  expect(id && document.getElementById(id)?.textContent).toBe("row 3");
  scroller().scrollTop = 50_000 * 32;
  scroller().dispatchEvent(new Event("scroll"));
  flushSync();
  expect(scroller().hasAttribute("aria-activedescendant")).toBe(false);
});

test("an empty list asks for nothing", () => {
  const onrange = vi.fn();
  show({ count: 0, onrange });
  expect(texts()).toEqual([]);
  expect(onrange).not.toHaveBeenCalled();
});

test("a row that leaves hands its elements to one that comes", () => {
  show({ count: 100_000 });
  scroller().scrollTop = 1_000 * 32;
  scroller().dispatchEvent(new Event("scroll"));
  flushSync();
  const before = new Set(target.querySelectorAll("[role=option]"));
  scroller().scrollTop = 1_003 * 32;
  scroller().dispatchEvent(new Event("scroll"));
  flushSync();
  expect(texts()).toContain(`row ${1_003 + HEIGHT / 32 - 1}`);
  expect([...target.querySelectorAll("[role=option]")].every((row) => before.has(row))).toBe(true);
});

test("rows that fly past are not asked for, those where it comes to rest are", () => {
  vi.useFakeTimers();
  const onrange = vi.fn();
  show({ count: 100_000, onrange });
  for (const row of [10_000, 20_000, 30_000, 40_000]) {
    vi.advanceTimersByTime(30);
    scroller().scrollTop = row * 32;
    scroller().dispatchEvent(new Event("scroll"));
    flushSync();
  }
  const asked = (): number[] => onrange.mock.calls.map(([first]) => first as number);
  expect(asked().some((first) => first > 15_000)).toBe(false);
  vi.advanceTimersByTime(1_000);
  flushSync();
  expect(asked().at(-1)).toBeGreaterThan(39_900);
  vi.useRealTimers();
});
