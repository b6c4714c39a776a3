// Arithmetic of pane widths.

/** A width after it was moved, within its limits; rem. */
export function moved(width: number, by: number, min: number, max = 100): number {
  return Math.round(Math.min(max, Math.max(min, width + by)) * 100) / 100;
}
