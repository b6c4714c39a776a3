// What a long job came to, in a line: for the notice where nobody sees its screen.
import { m } from "../../messages";
import type { Exported, Imported, InboxReport, IntakeResult, JobView, VerifyResult } from "../api";
import { jobName } from "./jobName";

/** A line about the end of a job. */
export interface Outcome {
  /** False where somebody must look: unreadable, missing, failed, not verified. */
  readonly good: boolean;
  readonly title: string;
  /** What is wrong, or nothing. */
  readonly text: string;
}

/** Whether what was written is as it must be. What only its recipient can open is read back as a file: as good as it gets. */
export function isWell(written: Exported): boolean {
  const best = written.encrypted_to.length > 0 ? "unverifiable" : "verified";
  return written.verdict === best;
}

const sentence = (parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join(" ");

function ofIntake({ report, why }: IntakeResult): string {
  return sentence([
    report.stopped && m.photos.result.stopped + ".",
    report.counts.unreadable > 0 && m.photos.result.notTaken(report.counts.unreadable),
    report.counts.missing_numbers > 0 && m.photos.result.numbersMissing(report.counts.missing_numbers),
    why !== null && why.code !== "cancelled" && why.what,
  ]);
}

function ofWritten(written: Exported): string {
  return sentence([
    !isWell(written) && m.bundles.writtenBad + ".",
    written.missing.length > 0 && m.bundles.missing(written.missing.length),
  ]);
}

function wrong(job: JobView): string {
  switch (job.kind) {
    case "intake":
      return ofIntake(job.result as IntakeResult);
    case "export":
    case "dossier":
      return ofWritten(job.result as Exported);
    case "import": {
      const { lacking, conflicts } = job.result as Imported;
      return sentence([
        lacking > 0 && m.bundles.lacking(lacking),
        conflicts > 0 && `${m.bundles.toConflicts(conflicts)}.`,
      ]);
    }
    case "inbox": {
      const report = job.result as InboxReport;
      return report.left > 0 ? m.inbox.result(report.imported, report.nothing_new, report.left) : "";
    }
    case "verify": {
      const { verdict, sentence: said } = (job.result as VerifyResult).report;
      return verdict === "verified" ? "" : said;
    }
    default:
      return "";
  }
}

/** What to say of a job that is over; nothing of one that ended because it was stopped on purpose with nothing done. */
export function outcome(job: JobView): Outcome | undefined {
  if (job.state === "cancelled") return undefined;
  const name = jobName(job.kind);
  // A locked key is asked for, and the work is done again.
  if (job.problem?.code === "key_locked") return undefined;
  if (job.problem) return { good: false, title: m.frame.jobFailed(name), text: job.problem.what };
  const text = wrong(job);
  const stopped = job.kind === "intake" && (job.result as IntakeResult).report.stopped;
  return { good: text === "", title: stopped ? m.frame.jobStopped(name) : m.frame.jobDone(name), text };
}
