// Words about photos that several screens use.
import { m, language } from "../../messages";
import type { PhotoTile, ViewChoice } from "../../lib/api";
import { dateFormat } from "../../lib/shared/formatters";

/** A claimed capture time, as the file has it: `13 Nov 2025, 06:11:07`. No zone is added that it does not claim. */
export function claimedTime(taken: string | null | undefined): string {
  if (!taken) return m.photos.tray.noCaptureTime;
  const utc = Date.parse(`${taken.slice(0, 19)}Z`);
  if (Number.isNaN(utc)) return taken;
  const locale = language.code === "en" ? "en-GB" : language.code;
  return dateFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(utc);
}

/** The name of a view in the page's language; the word itself where there is none. */
export function viewName(views: readonly ViewChoice[], id: string): string {
  const label = views.find((view) => view.id === id)?.label as Readonly<Record<string, string>> | undefined;
  return label?.[language.code] ?? label?.["en"] ?? id.replaceAll("_", " ");
}

/** What a tile says below its picture. */
export function tileCaption(tile: PhotoTile, artefact: string, views: readonly ViewChoice[]): string {
  const own = tile.placements.filter((placement) => placement.artefact === artefact);
  return own.map((placement) => viewName(views, placement.view)).join(", ");
}

/** Why a file was not taken, in words. */
export function reasonText(reason: string | null): string {
  if (!reason) return "";
  const words: Readonly<Record<string, string>> = m.photos.result.reason;
  return words[reason] ?? reason.replaceAll("_", " ");
}

/** What is odd about a photo, in a few words each. */
export function marksOf(photo: { readonly held: boolean; readonly taken_in: number }): string[] {
  return [
    photo.held ? "" : m.photos.tray.notHere,
    photo.taken_in > 1 ? m.photos.tray.takenIn(photo.taken_in) : "",
  ].filter(Boolean);
}
