import { flushSync, mount, unmount } from "svelte";
import { afterEach, expect, test } from "vitest";
import { m } from "../messages";
import { router } from "../lib/shared/router";
import Within from "./ViewBoundary.test.svelte";

let component: Record<string, unknown> | undefined;
afterEach(() => {
  if (component) void unmount(component);
  component = undefined;
  document.body.replaceChildren();
  router.restart("start");
});

const shown = (): string => document.body.textContent ?? "";
const broken = (): HTMLElement | null => document.querySelector('[data-test="broken-view"]');

function show(keys: string[]): void {
  component = mount(Within, { target: document.body, props: { keys } });
  flushSync();
}

test("a view that cannot be drawn says what happened, that nothing is lost and how to go on, and the frame stays", () => {
  show(["one", "one"]);
  expect(broken()?.dataset["view"]).toBe("custody");
  for (const text of [m.frame.brokenView.what, m.frame.brokenView.safe, m.frame.brokenView.remedy, "places"]) {
    expect(shown()).toContain(text);
  }
  expect(shown()).toContain("each_key_duplicate");
});

test("from there one goes to another view, or tries again", () => {
  router.restart("custody");
  const keys = ["one", "one"];
  show(keys);
  keys.splice(1, 1);
  [...(broken()?.querySelectorAll("button") ?? [])]
    .find((button) => button.textContent.includes(m.common.retry))
    ?.click();
  flushSync();
  expect(broken()).toBeNull();
  expect(shown()).toContain("one");
});

test("going to another record of a view that could not be drawn draws it again", () => {
  router.restart("custody");
  const keys = ["one", "one"];
  show(keys);
  expect(broken()).not.toBeNull();
  keys.splice(1, 1);
  router.go("custody", { record: "custody:2" });
  flushSync();
  expect(broken()).toBeNull();
});

test("the button leads where work goes on", () => {
  router.restart("custody");
  show(["one", "one"]);
  document.querySelector<HTMLElement>('[data-test="broken-elsewhere"]')?.click();
  flushSync();
  expect(router.current.view).toBe("start");
});
