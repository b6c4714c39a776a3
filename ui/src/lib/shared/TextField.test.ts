import { flushSync, mount, unmount } from "svelte";
import { expect, test } from "vitest";
import TextField from "./TextField.svelte";

test("what is typed into a field for numbers is a text like any other", () => {
  const said: unknown[] = [];
  let value = "3";
  const props = {
    label: "Count",
    type: "number" as const,
    test: "count",
    get value() {
      return value;
    },
    set value(typed: string) {
      said.push(typed);
      value = typed;
    },
  };
  const field = mount(TextField, { target: document.body, props });
  const input = document.querySelector<HTMLInputElement>("[data-test=count]");
  for (const text of ["12", ""]) {
    if (input) input.value = text;
    input?.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  }
  expect(said).toEqual(["12", ""]);
  void unmount(field);
});
