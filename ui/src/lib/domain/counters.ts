// The counters that are always in sight, and what waits in each place.
import { listOverview, type OperationView } from "../api";

/** What is done, and what waits. */
export interface Counters {
  readonly recorded: number;
  readonly photographed: number;
  readonly notesSealed: number;
  readonly packed: number;
  readonly conflicts: number;
  readonly unplaced: number;
  readonly drafts: number;
  /** Things that were taken in while the key was locked and are not signed yet. */
  readonly waitingForKey: number;
  /** Free space on the catalogue's disk, bytes; null where the system does not say. */
  readonly freeBytes: number | null;
}

/** Counts. The core does; here they are put under the frame's names. */
export async function count(_operation: OperationView): Promise<Counters> {
  const seen = await listOverview();
  return {
    recorded: seen.recorded,
    photographed: seen.photographed,
    notesSealed: seen.notes_sealed,
    packed: seen.packed,
    conflicts: seen.conflicts,
    unplaced: seen.unplaced_photos,
    drafts: seen.note_drafts,
    waitingForKey: 0,
    freeBytes: null,
  };
}
