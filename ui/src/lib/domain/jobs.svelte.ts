// The long jobs of the program, as the shell tells of them. They go on while the page shows something else.
import { SvelteMap } from "svelte/reactivity";
import { jobCancel, jobForget, jobList, listen, type JobView } from "../api";
import { attempt } from "../shared/toast";
import { session } from "./session.svelte";

const byId = new SvelteMap<number, JobView>();
/** The catalogue that was open when a job was begun: what it came to is about that one and no other. */
const about = new SvelteMap<number, string>();
/** Who wants to know that a job ended. */
const ends = new Set<(job: JobView) => void>();
const waiting = new Map<number, (job: JobView) => void>();

const isOver = (job: JobView): boolean => job.state !== "running" && job.state !== "stopping";

function take(job: JobView): void {
  const before = byId.get(job.id);
  const here = session.catalogue?.path;
  if (!about.has(job.id) && here !== undefined) about.set(job.id, here);
  byId.set(job.id, job);
  if (!isOver(job)) return;
  if (before === undefined || !isOver(before)) ends.forEach((tell) => tell(job));
  waiting.get(job.id)?.(job);
  waiting.delete(job.id);
}

/** All jobs that are known, and what can be done with them. */
export const jobs = {
  /** Newest last. */
  get all(): JobView[] {
    return [...byId.values()].sort((a, b) => a.id - b.id);
  },
  get running(): JobView[] {
    return jobs.all.filter((job) => !isOver(job));
  },
  /** One job; follow it in the page. */
  get(id: number | undefined): JobView | undefined {
    return id === undefined ? undefined : byId.get(id);
  },
  /** The newest job of a kind in the open catalogue, at work or over: what it came to outlives the screen that began it. */
  latest(kind: JobView["kind"]): JobView | undefined {
    const here = session.catalogue?.path;
    return jobs.all.filter((job) => job.kind === kind && about.get(job.id) === here).at(-1);
  },
  /** What the newest job of a kind came to here, while nobody put it away: nothing while one is at work. */
  ended(kind: JobView["kind"]): JobView | undefined {
    const job = jobs.latest(kind);
    return job && isOver(job) ? job : undefined;
  },
  /** The person has seen what the jobs of a kind came to in this catalogue. */
  putAway(kind: JobView["kind"]): void {
    const here = session.catalogue?.path;
    for (const job of jobs.all) {
      if (job.kind !== kind || about.get(job.id) !== here || !isOver(job)) continue;
      byId.delete(job.id);
      void jobForget(job.id).catch(() => {});
    }
  },
  /** Calls back whenever a job ends; gives what stops that. */
  onEnd(tell: (job: JobView) => void): () => void {
    ends.add(tell);
    return () => ends.delete(tell);
  },
  async cancel(id: number): Promise<void> {
    await attempt(() => jobCancel(id));
  },
  /** Waits for the end of a job; gives its result or rejects with its problem. */
  async result<T>(id: number): Promise<T> {
    const known = byId.get(id);
    const job = known && isOver(known) ? known : await new Promise<JobView>((resolve) => waiting.set(id, resolve));
    if (job.problem) throw job.problem;
    return job.result as T;
  },
  /** A job begun on this page: known at once, even before the shell first tells of it. */
  take,
};

/** Follows what the shell tells, beginning with what it knows already. */
export function followJobs(): () => void {
  const stop = listen<JobView>("job", take);
  // A page that was loaded again finds those at work; they are of the catalogue that is open, for it cannot be closed
  // under them. Of which catalogue one was that is over cannot be known any more.
  void Promise.all([jobList(), session.refresh()])
    .then(([known]) => {
      for (const job of known) {
        if (byId.has(job.id)) continue;
        if (isOver(job)) byId.set(job.id, job);
        else take(job);
      }
    })
    .catch(() => {});
  return stop;
}
