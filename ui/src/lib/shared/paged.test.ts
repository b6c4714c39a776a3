import { expect, test } from "vitest";
import { PagedRows } from "./paged.svelte";

const numbers =
  (calls: number[] = []) =>
  (offset: number, limit: number) => {
    calls.push(offset);
    return Promise.resolve(Array.from({ length: limit }, (_, at) => offset + at));
  };

test("only the pages in sight are fetched, each once", async () => {
  const calls: number[] = [];
  const rows = new PagedRows(numbers(calls), 100);
  await rows.refresh(100_000, 0, 20);
  await rows.show(90_050, 90_120);
  await rows.show(90_060, 90_130);
  expect(calls).toEqual([0, 90_000, 90_100]);
  expect(rows.row(90_101)).toBe(90_101);
  expect(rows.row(500)).toBeUndefined();
});

test("what is held stays bounded however far one scrolls", async () => {
  const calls: number[] = [];
  const rows = new PagedRows(numbers(calls), 10);
  await rows.refresh(10_000, 0, 9);
  for (let at = 0; at < 5_000; at += 10) await rows.show(at, at + 9);
  let held = 0;
  for (let at = 0; at < 5_000; at += 1) if (rows.row(at) !== undefined) held += 1;
  expect(held).toBeLessThanOrEqual(120);
  await rows.show(0, 9);
  expect(rows.row(3)).toBe(3);
});

test("an answer to an older question never overwrites a newer one", async () => {
  let release: (rows: string[]) => void = () => {};
  const slow = new Promise<string[]>((resolve) => (release = resolve));
  const rows = new PagedRows<string>(() => slow, 10);
  const first = rows.refresh(1, 0, 0);
  const second = rows.refresh(1, 0, 0, () => Promise.resolve(["new"]));
  release(["old"]);
  await Promise.all([first, second]);
  expect(rows.row(0)).toBe("new");
});

test("a page that failed is asked for again, and its failure is told", async () => {
  let fail = true;
  const rows = new PagedRows<number>(() => (fail ? Promise.reject(new Error("gone")) : Promise.resolve([1])), 10);
  await rows.refresh(1, 0, 0);
  expect(rows.problem).toBeInstanceOf(Error);
  fail = false;
  await rows.show(0, 0);
  expect(rows.problem).toBeUndefined();
  expect(rows.row(0)).toBe(1);
});
