// Panes that other areas fill for a record. A pane that is not there leaves its tab out.
import type { Component } from "svelte";

/** A pane of a record: it is given the record's id, also under the name that photos use, and its reference. */
export type RecordPane = Component<{ record: string; artefact: string; reference: string }>;

type Load = () => Promise<{ default: RecordPane }>;

const found = import.meta.glob<{ default: RecordPane }>([
  "../photos/PhotoPane.svelte",
  "../notes/NotesPane.svelte",
  "../custody/Timeline.svelte",
]);

/** How each pane is fetched; undefined where there is none. */
export const slots: {
  readonly photos: Load | undefined;
  readonly notes: Load | undefined;
  readonly custody: Load | undefined;
} = {
  photos: found["../photos/PhotoPane.svelte"],
  notes: found["../notes/NotesPane.svelte"],
  custody: found["../custody/Timeline.svelte"],
};
