// Short notices at the edge of the window. A failure stays until it is closed; good news goes by itself.
import { toast } from "svelte-sonner";
import { m } from "../../messages";
import { asProblem } from "./problem";

/** Says that something was done; `undo` offers to take it back. */
export function notify(text: string, undo?: { label: string; run: () => unknown }): void {
  toast.success(text, undo ? { action: { label: undo.label, onClick: () => void undo.run() } } : {});
}

/** Says something that needs no answer; `stay` keeps it until it is closed. */
export function inform(text: string, stay = false): void {
  toast.info(text, stay ? { duration: Number.POSITIVE_INFINITY } : {});
}

/** Says how something ended that nobody watched: it stays until it is closed, amber where somebody must look. */
export function announce(
  said: { good: boolean; title: string; text: string },
  show: { label: string; run: () => unknown },
): string | number {
  return (said.good ? toast.success : toast.warning)(said.title, {
    ...(said.text === "" ? {} : { description: said.text }),
    duration: Number.POSITIVE_INFINITY,
    action: { label: show.label, onClick: () => void show.run() },
  });
}

/** Takes a notice away that needs no answer any more. */
export function withdraw(notice: string | number): void {
  toast.dismiss(notice);
}

/** Shows a failure that belongs to no place on the screen. A stop that was asked for is no failure. */
export function complain(thrown: unknown): void {
  const problem = asProblem(thrown);
  if (problem.code === "cancelled") return;
  const rest = [problem.subject, problem.safe, problem.remedy].filter((part): part is string => !!part);
  toast.error(problem.what || m.problems.title, { description: rest.join(" · "), duration: Number.POSITIVE_INFINITY });
}

/** Runs something and shows its failure as a notice; gives its answer, or undefined. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    complain(thrown);
    return undefined;
  }
}
