import { beforeEach, expect, test, vi } from "vitest";
import { listIds, listPosition, listRows, type ArtefactRow } from "../../lib/api";
import { ArtefactList } from "./list.svelte";

vi.mock("../../lib/api", () => ({ listChips: vi.fn(), listIds: vi.fn(), listPosition: vi.fn(), listRows: vi.fn() }));

const all = ["a", "b", "c", "d", "e"];
/** Answers that are held back until they are let go. */
let held: (() => void)[] = [];
const letGo = async (): Promise<void> => {
  for (const go of held.splice(0)) go();
  await new Promise((done) => setTimeout(done));
};
const heldBack = <T>(answer: T): Promise<T> => new Promise((done) => held.push(() => done(answer)));

let list: ArtefactList;
beforeEach(async () => {
  held = [];
  vi.mocked(listRows).mockImplementation(({ text }, offset, limit) => {
    const found = all.filter((id) => id.includes(text));
    const rows = found.slice(offset, offset + limit).map((id) => ({ id }) as ArtefactRow);
    return Promise.resolve({ offset, rows, total: found.length, more: false });
  });
  vi.mocked(listPosition).mockImplementation(({ text }, id) =>
    Promise.resolve(id.includes(text) ? all.indexOf(id) : null),
  );
  vi.mocked(listIds).mockImplementation((_, from, count) => heldBack(all.slice(from, from + count)));
  list = new ArtefactList();
  await list.load();
});

const chosen = (): string[] => [...list.selection.ids];

test("two rows more are chosen by two keys, however fast they come", async () => {
  void list.runTo(list.index + 1);
  void list.runTo(list.index + 1);
  await letGo();
  expect([list.index, list.id]).toEqual([2, "c"]);
  expect(chosen()).toEqual(["a", "b", "c"]);
});

test("who goes on before all are chosen has chosen none", async () => {
  void list.all();
  void list.go(1);
  await letGo();
  expect(chosen()).toEqual([]);
});

test("a run that is answered after the list went on chooses nothing", async () => {
  void list.runTo(3);
  void list.go(0);
  await letGo();
  expect([chosen(), list.index, list.id]).toEqual([[], 0, "a"]);
});

test("what was found is there once it is waited for, also where another question overtakes it", async () => {
  list.text = "d";
  void list.load();
  const there = list.answered().then(() => [list.shown, list.rows.total, list.index]);
  list.text = "e";
  void list.load();
  expect(await there).toEqual(["e", 1, -1]);
});

test("all are chosen although the last row was not here yet, and it is the current one", async () => {
  vi.spyOn(list.rows, "row").mockReturnValue(undefined);
  void list.go(4);
  void list.all();
  await letGo();
  expect([list.id, chosen()]).toEqual(["e", all]);
});

test("the current artefact is waited for where its row is not here yet", async () => {
  vi.spyOn(list.rows, "row").mockReturnValue(undefined);
  void list.go(4);
  const current = list.current();
  await letGo();
  expect(await current).toBe("e");
});
