// How many pixels a rem is, since text zoom changes it; virtual lists need their rows' heights in pixels.

let px = $state(16);
let target = $state(0);

/** Pixels of one rem. */
export const rem = {
  get px(): number {
    return px;
  },
  /** How high anything to press is at least, in rem: more where large targets are chosen. */
  get target(): number {
    return target;
  },
  /** Reads it again from the page, after the zoom was changed. */
  refresh(): void {
    px = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  },
};

/** Follows the size of text, by whatever it is changed: an element that is one rem wide and as high as a target says so by itself. */
export function followTextSize(): () => void {
  const probe = document.createElement("div");
  probe.setAttribute("aria-hidden", "true");
  probe.style.cssText =
    "position:fixed;inset:0 auto auto 0;inline-size:1rem;block-size:var(--target-small);visibility:hidden;pointer-events:none";
  document.body.append(probe);
  const observer = new ResizeObserver(() => {
    rem.refresh();
    target = probe.getBoundingClientRect().height / px;
  });
  observer.observe(probe);
  return () => {
    observer.disconnect();
    probe.remove();
  };
}
