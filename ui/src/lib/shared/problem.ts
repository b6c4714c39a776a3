// A failure as the core describes it. Screens match `code`, never a text.
import { m } from "../../messages";

/** What went wrong, what is safe, and what can be done. */
export interface Problem {
  /** Stable word, `disk_full`. */
  readonly code: string;
  /** What was being done, as a phrase. */
  readonly doing: string;
  /** The path, reference or id it concerned. */
  readonly subject?: string | null;
  /** What happened. */
  readonly what: string;
  readonly safe?: string | null;
  readonly remedy?: string | null;
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "what" in value && "doing" in value;
}

/** Anything thrown, as a problem. What is none of ours is an internal one. */
export function asProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  const text = thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : m.problems.unknown;
  return { code: "internal", doing: "", what: text, remedy: m.problems.unknownRemedy };
}
