// Pictures for the zooming viewer, each drawn on a canvas of its own.
//
// An image element holds its file and what was decoded of it until garbage is collected: going through photos, that is
// hundreds of megabytes. A canvas gives its memory back when it is told to, and the viewer tells it.
import type OpenSeadragon from "openseadragon";

/** A picture, as the viewer draws it. */
export type Drawn = CanvasRenderingContext2D;

/** Fetches a picture and draws it; rejects where there is none or when `signal` says that nobody waits for it. */
export function drawn(url: string, signal: AbortSignal): Promise<Drawn> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const end = (): void => {
      image.onload = image.onerror = null;
      signal.removeEventListener("abort", stop);
      // Lets go of the file and of what was decoded.
      image.removeAttribute("src");
    };
    const stop = (): void => {
      end();
      reject(new Error(`no picture of ${url}`));
    };
    image.onload = () => {
      const copy = copied(image);
      end();
      resolve(copy);
    };
    image.onerror = stop;
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else image.src = url;
  });
}

function copied(image: HTMLImageElement): Drawn {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  // In the page's own memory rather than the graphics card's, as the viewer makes them itself.
  const context = canvas.getContext("2d", { willReadFrequently: true }) as Drawn;
  context.drawImage(image, 0, 0);
  return context;
}

/** Gives the memory of a picture back. */
export function forget({ canvas }: Drawn): void {
  canvas.width = 0;
  canvas.height = 0;
}

/** What the viewer asks a source of tiles for, beside their grid. */
interface Fetching {
  downloadTileStart: (job: OpenSeadragon.ImageJob) => void;
  downloadTileAbort: (job: OpenSeadragon.ImageJob) => void;
}

/** How tiles are fetched: as {@link drawn} does it. */
export const tiles: Fetching = {
  downloadTileStart: (job) => {
    const abort = new AbortController();
    job.userData = { abort };
    drawn(job.src, abort.signal).then(
      (context) => job.finish(context, null, "context2d"),
      (problem: unknown) => {
        if (!abort.signal.aborted) job.fail(String(problem), null);
      },
    );
  },
  downloadTileAbort: (job) => (job.userData as { abort?: AbortController }).abort?.abort(),
};

/** A source of one tile: a whole picture that is there already, and fetched again should the viewer have let go of it. */
export function whole(url: string, context: Drawn): object {
  const { width, height } = context.canvas;
  let ready: Drawn | undefined = context;
  return {
    width,
    height,
    tileWidth: width,
    tileHeight: height,
    minLevel: 0,
    maxLevel: 0,
    getTileUrl: () => url,
    ...tiles,
    downloadTileStart: (job: OpenSeadragon.ImageJob) => {
      if (ready) job.finish(ready, null, "context2d");
      else tiles.downloadTileStart(job);
      ready = undefined;
    },
  };
}
