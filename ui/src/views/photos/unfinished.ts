// Which taking in was begun and not ended, so that a start after a crash can offer to go on with it.
import { remember, remembered } from "../../lib/shared/remembered";

/** What an intake was begun with. */
export interface Begun {
  /** The catalogue's folder. */
  readonly catalogue: string;
  readonly sources: readonly string[];
  readonly label: string;
}

const isBegun = (value: unknown): value is Begun => {
  const begun = value as Begun | null;
  return typeof begun?.catalogue === "string" && typeof begun.label === "string" && Array.isArray(begun.sources);
};

/** The intake of this catalogue that was begun and not ended. */
export function unfinished(catalogue: string): Begun | undefined {
  const begun = remembered("intake", isBegun);
  return begun?.catalogue === catalogue && begun.sources.length > 0 ? begun : undefined;
}

export const begun = (what: Begun): void => remember("intake", what);
export const ended = (): void => remember("intake", null);
