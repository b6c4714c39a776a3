// Custody in words for people: kinds of event, parties, findings.
import { m } from "../../messages";
import type { CustodyEvent, CustodyView, Finding, Party } from "../../lib/api";
import type { Problem } from "../../lib/shared/problem";

/** Slips that were chosen for an event and could not be attached after it was signed. */
export interface MissedSlips {
  readonly files: readonly string[];
  readonly problem: Problem;
}

/** The kinds of event in the order in which screens offer them. */
export const KINDS = [
  "handed_over",
  "received",
  "found",
  "moved",
  "packed",
  "sealed",
  "seal_broken",
  "opened",
  "examined",
  "photographed",
  "accepted",
  "returned",
] as const;

/** The word of an event; one of a later version is shown as it is. */
export const kindWord = (kind: string): string => (m.custody.kinds as Record<string, string>)[kind] ?? kind;

/** A party in a line: `Anne Roux, registrar, Museum`. */
export function partyWord(party: Party | null): string {
  return party ? [party.name, party.role, party.organisation].filter((part) => part.trim() !== "").join(", ") : "";
}

/** A finding as a sentence. A code of a later version is shown with what it expected and found. */
export function findingWord(finding: Finding): string {
  const words = m.custody.findings as Record<string, (expected: string, found: string) => string>;
  const [expected, found] = [finding.expected ?? "", finding.found ?? ""];
  return words[finding.code]?.(expected, found) ?? `${finding.code}: ${expected} / ${found}`;
}

/** The version of an event by which counts and seals are reconciled: the last correction, else what was recorded. */
export const inForce = (view: CustodyView): CustodyEvent =>
  view.corrections.at(-1)?.correction.corrected ?? view.recorded;

/** True where objects are given away, so that another person has to confirm. */
export const isHandOver = (kind: string): boolean => kind === "handed_over" || kind === "returned";

/** True where objects pass from hand to hand, so that both sides are named. */
export const passesHands = (kind: string): boolean => isHandOver(kind) || kind === "received" || kind === "accepted";

/** Numbers separated by commas or semicolons. */
export const numbersIn = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
