/**
 * For `{@attach letGo}` at a picture: when it leaves the page, its file and what was decoded of it go at once. Otherwise the
 * element keeps them until garbage is collected, which while thousands of photos are gone through is hundreds of megabytes.
 */
export function letGo(picture: HTMLImageElement): () => void {
  return () => picture.removeAttribute("src");
}
