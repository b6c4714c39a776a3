// The counters that are always in sight, and what waits in each place.
import { bundleFreeSpace, listOverview } from "../api";

/** What is done, and what waits. */
export interface Counters {
  readonly recorded: number;
  readonly photographed: number;
  readonly notesSealed: number;
  readonly packed: number;
  readonly conflicts: number;
  readonly unplaced: number;
  readonly drafts: number;
  /** Forms with text that is not saved yet. */
  readonly formDrafts: number;
  /** Custody forms that are begun and not signed. */
  readonly custodyDrafts: number;
  /** Free space on the catalogue's disk, bytes; null where the system does not say. */
  readonly freeBytes: number | null;
}

/** The counters where they could not be counted. */
export const nothingCounted: Counters = {
  recorded: 0,
  photographed: 0,
  notesSealed: 0,
  packed: 0,
  conflicts: 0,
  unplaced: 0,
  drafts: 0,
  formDrafts: 0,
  custodyDrafts: 0,
  freeBytes: null,
};

/** Asks the core for the counts and puts them under the frame's names. `folder` is the catalogue's. */
export async function count(folder: string): Promise<Counters> {
  // A disk that does not say how much is free must not hide the counters.
  const [overview, freeBytes] = await Promise.all([listOverview(), bundleFreeSpace(folder).catch(() => null)]);
  return {
    recorded: overview.recorded,
    photographed: overview.photographed,
    notesSealed: overview.notes_sealed,
    packed: overview.packed,
    conflicts: overview.conflicts,
    unplaced: overview.unplaced_photos,
    drafts: overview.note_drafts,
    formDrafts: overview.form_drafts,
    custodyDrafts: overview.custody_drafts,
    freeBytes,
  };
}
