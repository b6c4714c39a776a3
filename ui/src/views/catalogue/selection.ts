// Which rows of a list are chosen, by id: single, toggled, and runs from an anchor. Pure.

/** The chosen rows. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where a run begins; -1 for none. */
  readonly anchor: number;
}

export const none: Selection = { ids: new Set(), anchor: -1 };

/** Only the current row counts from now on; runs begin there. */
export const at = (index: number): Selection => ({ ids: new Set(), anchor: index });

/** With one row chosen or not. */
export function toggled(selection: Selection, id: string, index: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: index };
}

/** From which row to which a run goes that ends at `index`. */
export function run(selection: Selection, index: number): { from: number; count: number } {
  const anchor = selection.anchor < 0 ? index : selection.anchor;
  return { from: Math.min(anchor, index), count: Math.abs(anchor - index) + 1 };
}

/** With a run chosen in the place of what was chosen. */
export const ran = (selection: Selection, index: number, ids: readonly string[]): Selection => ({
  ids: new Set(ids),
  anchor: selection.anchor < 0 ? index : selection.anchor,
});
