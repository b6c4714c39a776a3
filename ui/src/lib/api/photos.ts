// Addresses of pictures. They are served by hash through the program's own protocol, never by path.
import { convertFileSrc, isTauri } from "@tauri-apps/api/core";

function address(rest: string): string {
  if (!isTauri()) return "";
  // On Windows the protocol is reached as http://photo.localhost; convertFileSrc knows, but escapes the slashes.
  return convertFileSrc("", "photo").replace(/\/?$/, "/") + rest;
}

/** The thumbnail of a photo by its SHA-256. */
export const thumbUrl = (sha256: string): string => address(`thumb/${sha256}`);
/** The original's bytes. */
export const fullUrl = (sha256: string): string => address(`full/${sha256}`);
/** An upright JPEG at most `width` device pixels wide. */
export const screenUrl = (sha256: string, width: number): string => address(`screen/${sha256}?w=${Math.round(width)}`);
/** A 512-pixel tile of the zoom pyramid. */
export const tileUrl = (sha256: string, level: number, x: number, y: number): string =>
  address(`tile/${sha256}/${level}/${x}_${y}`);
/** An original as a check found it, under the hash that it was sealed with. */
export const foundUrl = (check: number, sha256: string): string => address(`found/${check}/${sha256}`);
