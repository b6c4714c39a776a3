import { toast } from "svelte-sonner";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JobView } from "../api";
import { router } from "../shared/router";
import { followEndings, shows } from "./endings";
import { jobs } from "./jobs.svelte";

const job = (id: number, more: Partial<JobView>): JobView => ({
  id,
  kind: "intake",
  subject: "Card A",
  state: "running",
  stage: "",
  done: 0,
  total: null,
  unit: "items",
  speed: null,
  seconds_left: null,
  result: null,
  problem: null,
  ...more,
});
const intake = (unreadable: number): unknown => ({
  report: { counts: { taken: 3, unreadable, missing_numbers: 0 }, stopped: false },
  why: null,
});

let stop: () => void;
beforeEach(() => {
  vi.stubGlobal("__TAURI_INTERNALS__", { invoke: () => Promise.resolve(null) });
  vi.spyOn(toast, "success").mockReturnValue("good");
  vi.spyOn(toast, "warning").mockReturnValue("amber");
  vi.spyOn(toast, "dismiss").mockReturnValue("gone");
  stop = followEndings();
});
afterEach(() => {
  stop();
  jobs.putAway("intake");
  jobs.putAway("export");
  vi.restoreAllMocks();
});

test("an intake that left files out while nobody saw its screen is told in amber, stays, and leads there", () => {
  jobs.take(job(1, {}));
  jobs.take(job(1, { state: "done", result: intake(2) }));
  const [title, options] = vi.mocked(toast.warning).mock.calls[0] ?? [];
  expect(title).toContain("Taking in photos");
  expect(options?.description).toContain("2 files were not taken");
  expect(options?.duration).toBe(Number.POSITIVE_INFINITY);
  (options?.action as unknown as { onClick: () => void }).onClick();
  expect(router.current.view).toBe("photos");
  expect(jobs.ended("intake")?.subject).toBe("Card A");
  shows("intake")();
  expect(toast.dismiss).toHaveBeenCalledWith("amber");
});

test("what is on the screen when it ends needs no notice, and is told once", () => {
  const leave = shows("intake");
  jobs.take(job(2, { state: "done", result: intake(0) }));
  leave();
  jobs.take(job(2, { state: "done", result: intake(0) }));
  expect(toast.success).not.toHaveBeenCalled();
});

test("a bundle that was written and does not verify is amber, one that only its recipient can open is not", () => {
  const written = { verdict: "unverifiable", missing: [], encrypted_to: [] as string[] };
  jobs.take(job(3, { kind: "export", state: "done", result: written }));
  expect(toast.warning).toHaveBeenCalledTimes(1);
  jobs.take(job(4, { kind: "export", state: "done", result: { ...written, encrypted_to: ["HQ"] } }));
  expect(toast.success).toHaveBeenCalledTimes(1);
});

test("a failure is told with what happened, and a stop that was asked for is not told", () => {
  const problem = { what: "The disk is full", code: "disk_full" } as JobView["problem"];
  jobs.take(job(5, { kind: "export", state: "failed", problem }));
  expect(vi.mocked(toast.warning).mock.calls[0]?.[1]?.description).toBe("The disk is full");
  jobs.take(job(6, { kind: "export", state: "cancelled", problem }));
  expect(toast.warning).toHaveBeenCalledTimes(1);
});

test("what was put away does not come back, and what is at work is not put away", () => {
  jobs.take(job(7, { state: "done", result: intake(0) }));
  jobs.take(job(8, {}));
  expect(jobs.ended("intake")).toBeUndefined();
  jobs.putAway("intake");
  expect(jobs.get(7)).toBeUndefined();
  jobs.take(job(8, { state: "done", result: intake(0) }));
  expect(jobs.ended("intake")?.id).toBe(8);
});
