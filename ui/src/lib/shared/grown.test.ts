import { expect, test } from "vitest";
import { GrownList } from "./grown.svelte";

interface Row {
  id: string;
}

interface Page {
  total: number;
  rows: Row[];
}

const row = (number: number): Row => ({ id: String(number) });

/** A list of so many rows, of which one answer has 500 at most. */
function listOf(total: () => number, calls: [number, number][] = []): GrownList<Page, Row> {
  const read = (offset: number, limit: number): Promise<Page> => {
    calls.push([offset, limit]);
    const length = Math.max(0, Math.min(limit, 500, total() - offset));
    return Promise.resolve({ total: total(), rows: Array.from({ length }, (_, at) => row(offset + at)) });
  };
  return new GrownList(read, (page) => page.rows, 200);
}

test("a list of which more was asked for keeps its length when it is read again, beyond one page too", async () => {
  const calls: [number, number][] = [];
  const list = listOf(() => 10_000, calls);
  await list.again();
  for (let times = 0; times < 4; times += 1) await list.more();
  expect(list.rows.length).toBe(1000);
  calls.length = 0;
  await list.again();
  expect(calls).toEqual([
    [0, 500],
    [500, 500],
  ]);
  expect(list.rows).toEqual(Array.from({ length: 1000 }, (_, at) => row(at)));
});

test("a list that is shorter than a page is asked for once", async () => {
  const calls: [number, number][] = [];
  const list = listOf(() => 3, calls);
  await list.again();
  expect([list.rows.length, calls]).toEqual([3, [[0, 200]]]);
});

test("a list that became shorter ends where it ends", async () => {
  let total = 700;
  const list = listOf(() => total);
  await list.again();
  for (let times = 0; times < 3; times += 1) await list.more();
  expect(list.rows.length).toBe(700);
  total = 3;
  await list.again();
  expect([list.rows, list.page?.total, list.reading]).toEqual([[row(0), row(1), row(2)], 3, false]);
  total = 0;
  await list.again();
  expect([list.rows, list.page?.total]).toEqual([[], 0]);
});

test("an answer to an older question never overwrites a newer one", async () => {
  const answers: ((page: Page) => void)[] = [];
  const list = new GrownList<Page, Row>(
    () => new Promise((resolve) => answers.push(resolve)),
    (page) => page.rows,
    1,
  );
  const [first, second] = [list.again(), list.again()];
  answers[1]?.({ total: 1, rows: [row(2)] });
  await second;
  answers[0]?.({ total: 1, rows: [row(1)] });
  await first;
  expect(list.rows).toEqual([row(2)]);
});

test("what somebody adds at the top meanwhile makes no row come twice", async () => {
  let newest = 300;
  const read = (offset: number, limit: number): Promise<Page> =>
    Promise.resolve({
      total: newest,
      rows: Array.from({ length: Math.min(limit, newest - offset) }, (_, at) => row(newest - offset - at)),
    });
  const list = new GrownList<Page, Row>(read, (page) => page.rows, 100);
  await list.again();
  newest += 2;
  await list.more();
  expect(list.rows.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, at) => String(300 - at)));
});
