import { beforeEach, expect, test, vi } from "vitest";
import { settings, themeFor, zoomStep } from "./settings.svelte";

const answers: ((value: unknown) => void)[] = [];
beforeEach(() => {
  answers.length = 0;
  // The program's door, held open: answers come when the test gives them.
  vi.stubGlobal("__TAURI_INTERNALS__", {
    invoke: () => new Promise((resolve) => answers.push(resolve)),
  });
});

test("of two quick changes the first one's answer does not undo the second", async () => {
  const first = settings.change({ theme: "dark" });
  const second = settings.change({ touch: true });
  answers[0]?.({ ...settings.current, theme: "dark", touch: false });
  await first;
  expect(settings.current.touch).toBe(true);
  answers[1]?.(settings.current);
  await second;
  void settings.change({ zoom: 125 });
  const root = document.documentElement;
  expect([root.dataset["theme"], root.hasAttribute("data-touch")]).toEqual(["dark", true]);
});

test("a theme follows the system unless one was chosen, and contrast keeps to light or dark", () => {
  expect(themeFor("system", true, false)).toBe("dark");
  expect(themeFor("system", false, true)).toBe("contrast");
  expect(themeFor("light", true, true)).toBe("light");
  expect(themeFor("contrast", true, false)).toBe("contrast-dark");
});

test("text grows and shrinks by steps and stops at 80 and 200 percent", () => {
  expect(zoomStep(100, 1)).toBe(110);
  expect(zoomStep(105, -1)).toBe(100);
  expect(zoomStep(200, 1)).toBe(200);
  expect(zoomStep(80, -1)).toBe(80);
});
