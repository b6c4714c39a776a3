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
