// Numbers, sizes and times for people, in the page's language.
import { language, m } from "../../messages";
import { dateFormat, numberFormat } from "./formatters";

// English dates as most of the world writes them: the day first.
const locale = (): string => (language.code === "en" ? "en-GB" : language.code);

/** A count with its thousands set apart. */
export function count(n: number): string {
  return numberFormat(locale(), { useGrouping: true }).format(n);
}

/** A size in decimal units, three figures at most. */
export function size(bytes: number): string {
  const steps = [m.units.kilo, m.units.mega, m.units.giga, m.units.tera];
  if (!(bytes >= 1000)) return m.units.bytes(count(Math.max(0, Math.round(bytes || 0))));
  let value = bytes / 1000;
  let step = 0;
  // 999.5 would be shown as 1000: it belongs to the next unit.
  while (value >= 999.5 && step < steps.length - 1) {
    value /= 1000;
    step += 1;
  }
  const digits = value < 9.95 ? 1 : 0;
  const shown = numberFormat(locale(), {
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  }).format(value);
  return (steps[step] ?? m.units.kilo)(shown);
}

/** How long something will still take. */
export function timeLeft(seconds: number): string {
  const left = Math.max(0, seconds);
  if (left < 60) return m.units.secondsLeft(Math.ceil(left));
  if (left < 5400) return m.units.minutesLeft(Math.round(left / 60));
  return m.units.hoursLeft(Math.round(left / 3600));
}

const FINGERPRINT = "SHA256:";

/** A digest in groups of four, or a key's fingerprint, shortened in the middle: `9f2c 41aa … 07d3`. Copy the whole one, not this. */
export function shortDigest(hex: string): string {
  if (hex.startsWith(FINGERPRINT)) return `${FINGERPRINT}${hex.slice(7, 13)}…${hex.slice(-4)}`;
  if (hex.length <= 16) return grouped(hex);
  return `${grouped(hex.slice(0, 8))} … ${hex.slice(-4)}`;
}

/** A digest in groups of four, whole. */
export function grouped(hex: string): string {
  return hex.match(/.{1,4}/g)?.join(" ") ?? "";
}

/**
 * A moment of an entry as its writer's wall clock showed it: `13 Nov 2025 10:12`.
 *
 * `at` is RFC 3339 in UTC, `zone` that clock's offset, `+01:00`. The reader's own zone plays no part.
 */
export function moment(at: string, zone = "+00:00"): string {
  const local = inZone(at, zone);
  if (!local) return at;
  return dateFormat(locale(), {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(local);
}

/** The same without the time of day. */
export function day(at: string, zone = "+00:00"): string {
  const local = inZone(at, zone);
  if (!local) return at;
  return dateFormat(locale(), {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(local);
}

/** How long ago, for the last day; the date for anything older. */
export function ago(at: string, now: number = Date.now()): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return at;
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 0) return day(at);
  if (minutes < 1) return m.units.justNow;
  if (minutes < 60) return m.units.minutesAgo(minutes);
  if (minutes < 24 * 60) return m.units.hoursAgo(Math.floor(minutes / 60));
  if (minutes < 48 * 60) return m.units.yesterday;
  return day(at);
}

function inZone(at: string, zone: string): Date | undefined {
  const utc = Date.parse(at);
  const offset = /^([+-])(\d{2}):(\d{2})$/.exec(zone);
  if (Number.isNaN(utc)) return undefined;
  if (!offset) return new Date(utc);
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return new Date(utc + (offset[1] === "-" ? -minutes : minutes) * 60_000);
}
