import { expect, test } from "vitest";
import { turns } from "./turns";

test("work is done in the order in which it was asked for, however long each piece takes", async () => {
  const inTurn = turns();
  const done: string[] = [];
  let end: () => void = () => {};
  const first = inTurn(() => new Promise<void>((resolve) => (end = resolve)).then(() => done.push("first")));
  const second = inTurn(async () => done.push("second"));
  await Promise.resolve();
  expect(done).toEqual([]);
  end();
  await Promise.all([first, second]);
  expect(done).toEqual(["first", "second"]);
});

test("a piece of work that fails is heard by who asked for it, and the next is done", async () => {
  const inTurn = turns();
  const failed = inTurn(() => Promise.reject(new Error("no")));
  const next = inTurn(async () => 1);
  await expect(failed).rejects.toThrow("no");
  await expect(next).resolves.toBeUndefined();
});
