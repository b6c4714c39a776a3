// The places of the left rail, in their order, and what waits in each.
import { m } from "../messages";
import type { CatalogueSeen } from "../lib/domain/session.svelte";
import type { IconName } from "../lib/shared/Icon.svelte";
import { views } from "../views";

/** A place of the rail. */
export interface Place {
  readonly view: string;
  readonly icon: IconName;
  readonly label: () => string;
  /** How much waits there; nothing is shown for 0. */
  readonly waiting?: (catalogue: CatalogueSeen) => number;
}

export const places: readonly Place[] = [
  { view: "catalogue", icon: "catalogue", label: () => m.frame.place.catalogue },
  { view: "photos", icon: "intake", label: () => m.frame.place.photos, waiting: (c) => c.unplaced },
  { view: "packing", icon: "packing", label: () => m.frame.place.packing },
  { view: "custody", icon: "custody", label: () => m.frame.place.custody },
  { view: "notes", icon: "notes", label: () => m.frame.place.notes, waiting: (c) => c.drafts },
  { view: "conflicts", icon: "conflicts", label: () => m.frame.place.conflicts, waiting: (c) => c.conflicts },
  { view: "bundles", icon: "bundles", label: () => m.frame.place.bundles },
  { view: "verify", icon: "verify", label: () => m.frame.place.verify },
  { view: "trust", icon: "signers", label: () => m.frame.place.trust },
];

/** True where a view can be shown now. */
export const canShow = (view: string, catalogue: CatalogueSeen | null): boolean =>
  catalogue !== null || views[view]?.needsCatalogue === false;
