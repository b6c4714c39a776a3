// Every view of the program by id, loaded when first shown. One line for each; the id is what `router.go` takes.
import type { Component } from "svelte";
import type { Route } from "../lib/shared/router";

/** A view's component; it is given the route that led to it. */
export type View = Component<{ route: Route }>;

/** How a view is fetched, and whether it needs an open catalogue. */
export interface ViewEntry {
  readonly load: () => Promise<{ default: View }>;
  /** False where it is of use without a catalogue. */
  readonly needsCatalogue: boolean;
}

const within = (load: ViewEntry["load"]): ViewEntry => ({ load, needsCatalogue: true });
const always = (load: ViewEntry["load"]): ViewEntry => ({ load, needsCatalogue: false });

export const views: Readonly<Record<string, ViewEntry>> = {
  start: always(() => import("./start/Start.svelte")),
  settings: always(() => import("./settings/Settings.svelte")),
  operation: within(() => import("./start/Operation.svelte")),
  catalogue: within(() => import("./catalogue/Catalogue.svelte")),
  photos: within(() => import("./photos/Photos.svelte")),
  packing: within(() => import("./packing/Packing.svelte")),
  custody: within(() => import("./custody/Custody.svelte")),
  notes: within(() => import("./notes/Notes.svelte")),
  conflicts: within(() => import("./conflicts/Conflicts.svelte")),
  bundles: within(() => import("./bundles/Bundles.svelte")),
  verify: always(() => import("./verify/Verify.svelte")),
  twice: within(() => import("./catalogue/Twice.svelte")),
  trust: always(() => import("./trust/Trust.svelte")),
  leave: within(() => import("./leave/Leave.svelte")),
  labels: within(() => import("./leave/Labels.svelte")),
};
