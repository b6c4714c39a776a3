// The stand on which photos are looked at: the zooming viewer of a library, made once and used again.
//
// Making one for each photo that is gone through leaves behind, each time, elements and listeners that stay until garbage is
// collected.
import type OpenSeadragon from "openseadragon";

/** Tiles that are kept decoded, a megabyte each: more than a large window shows, with some beside it. */
const TILES = 32;

/** The stand that nobody uses. Two are used at once where photos are compared; one of them is kept. */
let spare: OpenSeadragon.Viewer | undefined;

/** A stand in this box, with nothing on it. */
export function takeStand(library: typeof OpenSeadragon, box: HTMLElement): OpenSeadragon.Viewer {
  const stand = spare;
  spare = undefined;
  if (!stand) return made(library, box);
  // The library would zoom what it opens from the old size to the new one.
  if (!stand.viewport.getContainerSize().equals(new library.Point(box.clientWidth, box.clientHeight))) {
    stand.destroy();
    return made(library, box);
  }
  box.append(stand.element);
  stand.forceResize();
  return stand;
}

/**
 * Takes the photo off a stand and lays the stand aside: nothing of the photo is left on it. `isQuiet` says that nothing of it
 * is still to come; else, and where one stand is kept already, this one goes.
 */
export function layAside(stand: OpenSeadragon.Viewer, isQuiet: boolean): void {
  // A pointer that is down would be let go where nothing hears of it.
  stand.setMouseNavEnabled(false);
  stand.close();
  stand.element.remove();
  stand.viewport.setRotation(0, true);
  const canvas = stand.element.querySelector("canvas");
  // Tiles that are still fetched would keep the next photo's waiting.
  if (!isQuiet || stand.imageLoader.jobsInProgress > 0 || spare || !canvas) {
    stand.destroy();
    return;
  }
  // Empties it and gives its memory back; it gets its size when the next photo is drawn.
  canvas.width = canvas.height = 0;
  spare = stand;
}

function made(library: typeof OpenSeadragon, box: HTMLElement): OpenSeadragon.Viewer {
  const element = document.createElement("div");
  element.style.cssText = "position: absolute; inset: 0";
  box.append(element);
  const stand = new library.Viewer({
    element,
    drawer: "canvas",
    showNavigationControl: false,
    animationTime: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.35,
    springStiffness: 8,
    maxZoomPixelRatio: 8,
    minZoomImageRatio: 0.7,
    visibilityRatio: 0.4,
    constrainDuringPan: false,
    maxImageCacheCount: TILES,
    imageLoaderLimit: 4,
    // The picture of the screen's size stands for what has not come: no coarser tiles on the way.
    immediateRender: true,
    tileRetryMax: 1,
    tabIndex: -1,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    gestureSettingsTouch: { clickToZoom: false, pinchRotate: false },
  });
  // The keys are the program's own: one list of them, with a sheet that shows it.
  for (const event of ["canvas-key", "canvas-key-press"] as const) {
    stand.addHandler(event as "canvas-key", (pressed) => (pressed.preventDefaultAction = true));
  }
  return stand;
}
