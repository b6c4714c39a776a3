import { flushSync, mount, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import KeyUnlock from "./KeyUnlock.svelte";

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

test("what is typed while a wrong passphrase is tried stays, and is what is tried next", async () => {
  const tried: unknown[] = [];
  let refuse: (problem: unknown) => void = () => {};
  vi.stubGlobal("__TAURI_INTERNALS__", {
    invoke: (command: string, { passphrase }: { passphrase?: string }) => {
      if (command === "key_unlock") tried.push(passphrase);
      return new Promise((_, reject) => (refuse = reject));
    },
  });
  const signer = { name: "Sokha Chan", organisation: "", role: "", initials: "" };
  const key = { path: "/k", fingerprint: "f", public: "", encrypted: true, signer, allowed_signers: "" };
  const props = { keys: [key], onunlocked: () => {}, onother: () => {} };
  const form = mount(KeyUnlock, { target: document.body, props });
  const field = document.querySelector<HTMLInputElement>("[data-test=passphrase]") as HTMLInputElement;
  const type = (text: string): void => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };
  const enter = (): void => {
    document.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    flushSync();
  };
  type("wrong");
  enter();
  type("right");
  refuse({ code: "wrong_passphrase", doing: "", what: "" });
  await vi.waitFor(() => expect(document.querySelector("[aria-busy]")).toBeNull());
  expect(field.value).toBe("right");
  enter();
  expect(tried).toEqual(["wrong", "right"]);
  void unmount(form);
});
