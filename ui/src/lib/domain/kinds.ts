// What a file is, in a word or two.
import { m } from "../../messages";

/** What a file is, where no picture of it can be shown: by what its first bytes say it is, else by its name's ending. */
export function kindWord(name: string, mediaType?: string): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase();
  const kinds: Readonly<Record<string, string>> = m.photos.kinds;
  const [family = "", sort = ""] = (mediaType ?? "").split("/");
  const word = kinds[sort] ?? kinds[family];
  return [word, ending].filter(Boolean).join(" · ") || m.photos.kinds.file;
}
