// Arithmetic of grids and of moving a cursor through lists.

/** How many columns of a least width fit; never fewer than one. */
export function columnsIn(width: number, least: number): number {
  return Math.max(1, Math.floor(width / least));
}

/**
 * Where a key moves the current row, or undefined if it moves none. In a list `columns` is 1.
 *
 * `page` is how many rows a page has.
 */
export function moveBy(
  key: string,
  current: number,
  count: number,
  columns = 1,
  page = 10,
  rtl = false,
): number | undefined {
  if (count === 0) return undefined;
  const across = columns > 1 ? (rtl ? -1 : 1) : 0;
  const steps: Record<string, number> = {
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: page * columns,
    PageUp: -page * columns,
    ArrowRight: across,
    ArrowLeft: -across,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (!step) return undefined;
  if (current < 0) return step > 0 && key !== "End" ? 0 : step < 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + step));
}
