// What a file is, in a word or two.
import { m } from "../../messages";

/** What stands in a photo's place where no picture of it can be shown: what it is, and that it should be a picture. */
export function insteadOfPicture(name: string, held: boolean, mediaType?: string): string {
  const isPicture = mediaType ? PICTURES.test(mediaType) : PICTURE_NAMES.test(name);
  const word = kindWord(name, mediaType);
  return held && isPicture ? `${m.photos.kinds.unreadable} · ${word}` : word;
}

// Those of which every whole one can be shown.
const PICTURES = /^image\/(jpeg|png|tiff|webp)$/;
const PICTURE_NAMES = /\.(jpe?g|png|tiff?|webp)$/i;

/** What a file is: by what its first bytes say it is, else by its name's ending. */
export function kindWord(name: string, mediaType?: string): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase();
  const kinds: Readonly<Record<string, string>> = m.photos.kinds;
  const [family = "", sort = ""] = (mediaType ?? "").split("/");
  const word = kinds[sort] ?? kinds[family];
  return [word, ending].filter(Boolean).join(" · ") || m.photos.kinds.file;
}
