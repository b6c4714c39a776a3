import { m } from "../../messages";
import type { JobView } from "../api";

/** What a kind of job does, in words. */
export function jobName(kind: JobView["kind"]): string {
  const names: Readonly<Record<string, string>> = m.frame.job;
  return names[kind] ?? m.frame.job.other;
}
