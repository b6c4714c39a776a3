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

/** Follows the size of text, by whatever it is changed: an element of one rem says so by itself. */
export function followTextSize(): () => void {
  const probe = document.createElement("div");
  probe.setAttribute("aria-hidden", "true");
  probe.style.cssText = "position:absolute;inline-size:1rem;block-size:1rem;visibility:hidden;pointer-events:none";
  document.body.append(probe);
  const observer = new ResizeObserver(() => rem.refresh());
  observer.observe(probe);
  return () => {
    observer.disconnect();
    probe.remove();
  };
}
