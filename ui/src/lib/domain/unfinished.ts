// Which taking in was begun and not ended, so that a start after a crash can offer to go on with it. Kept by the shell,
// which has written it before the first file is read.
import { settingsRemember } from "../api";
import { settings } from "./settings.svelte";
import { attempt } from "../shared/toast";

/** What an intake was begun with. */
export interface Begun {
  /** The catalogue's folder. */
  readonly catalogue: string;
  readonly sources: readonly string[];
  readonly label: string;
}

const NAME = "intake";
let now: Begun | null | undefined;

function isBegun(value: unknown): value is Begun {
  const begun = value as Begun | null | undefined;
  return typeof begun?.catalogue === "string" && typeof begun.label === "string" && Array.isArray(begun.sources);
}

/** The intake of this catalogue that was begun and not ended. */
export function unfinished(catalogue: string): Begun | undefined {
  const begun = now === undefined ? settings.current.page[NAME] : now;
  return isBegun(begun) && begun.catalogue === catalogue && begun.sources.length > 0 ? begun : undefined;
}

export async function begun(what: Begun): Promise<void> {
  now = what;
  await attempt(() => settingsRemember(NAME, { ...what, sources: [...what.sources] }));
}

export async function ended(): Promise<void> {
  now = null;
  await attempt(() => settingsRemember(NAME, null));
}
