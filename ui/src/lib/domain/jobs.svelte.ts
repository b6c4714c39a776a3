// The long jobs of the program, as the shell tells of them. They go on while the page shows something else.
import { SvelteMap } from "svelte/reactivity";
import { jobCancel, jobList, listen, type JobView } from "../api";
import { attempt } from "../shared/toast";

const byId = new SvelteMap<number, JobView>();
const waiting = new Map<number, (job: JobView) => void>();

const isOver = (job: JobView): boolean => job.state !== "running" && job.state !== "stopping";

function take(job: JobView): void {
  byId.set(job.id, job);
  if (!isOver(job)) return;
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
  /** The newest job of a kind that still runs, to be found again after the page was elsewhere. */
  latest(kind: JobView["kind"]): JobView | undefined {
    return jobs.all.filter((job) => job.kind === kind).at(-1);
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
  void jobList()
    .then((known) => known.forEach((job) => !byId.has(job.id) && take(job)))
    .catch(() => {});
  return stop;
}
