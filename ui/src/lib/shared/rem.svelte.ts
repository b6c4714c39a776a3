// How many pixels a rem is, since text zoom changes it; virtual lists need their rows' heights in pixels.

let px = $state(16);

/** Pixels of one rem. */
export const rem = {
  get px(): number {
    return px;
  },
  /** Reads it again from the page, after the zoom was changed. */
  refresh(): void {
    px = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  },
};
