// What is selected in a list of photos: as everywhere, Shift extends from where it began, Ctrl adds and takes away.

/** A selection; a new one is made with every step. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** Where the keyboard is. */
  readonly current: string | undefined;
  /** From where Shift extends. */
  readonly anchor: string | undefined;
}

export const nothing: Selection = { chosen: new Set(), current: undefined, anchor: undefined };

/** Selects one, or extends or changes what is selected. */
export function pick(
  order: readonly string[],
  now: Selection,
  id: string,
  how: { extend?: boolean; toggle?: boolean } = {},
): Selection {
  if (how.extend && now.anchor !== undefined) {
    const ends = [order.indexOf(now.anchor), order.indexOf(id)].sort((a, b) => a - b);
    const [from = -1, to = -1] = ends;
    if (from >= 0) return { chosen: new Set(order.slice(from, to + 1)), current: id, anchor: now.anchor };
  }
  if (how.toggle) {
    const chosen = new Set(now.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    return { chosen, current: id, anchor: id };
  }
  return { chosen: new Set([id]), current: id, anchor: id };
}

/** Moves the keyboard without selecting. */
export function moveTo(now: Selection, id: string): Selection {
  return { ...now, current: id };
}

/** Selects many at once, a run or all. */
export function pickAll(ids: readonly string[]): Selection {
  return { chosen: new Set(ids), current: ids[0], anchor: ids[0] };
}

/** What is left of a selection when the list changed; the keyboard stays near where it was. */
export function keep(order: readonly string[], before: readonly string[], now: Selection): Selection {
  const here = new Set(order);
  const chosen = new Set([...now.chosen].filter((id) => here.has(id)));
  const stays = (id: string | undefined): string | undefined => (id !== undefined && here.has(id) ? id : undefined);
  const gone = now.current !== undefined && !here.has(now.current);
  const after = gone ? before.slice(before.indexOf(now.current!)).find((id) => here.has(id)) : now.current;
  return { chosen, current: after ?? (gone ? order.at(-1) : undefined), anchor: stays(now.anchor) };
}

/** The photos that a key or a drop is about: what is selected, in the order of the list, or else where the keyboard is. */
export function meant(order: readonly string[], now: Selection): string[] {
  const chosen = order.filter((id) => now.chosen.has(id));
  return chosen.length > 0 || now.current === undefined ? chosen : order.filter((id) => id === now.current);
}
