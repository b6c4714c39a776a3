// The person's choices about the window, and their effect on the page.
import { settingsSet, settingsShow, type Choices, type Settings } from "../api";
import { language } from "../../messages";
import { rem } from "../shared/rem.svelte";
import { attempt } from "../shared/toast";

const usual: Settings = {
  theme: "system",
  language: null,
  touch: false,
  zoom: 100,
  idle_minutes: 10,
  key: null,
  page: {},
  recent: [],
};

/** Size of text, percent. */
export const MIN_ZOOM = 80;
export const MAX_ZOOM = 200;
const STEPS = [80, 90, 100, 110, 125, 150, 175, 200];

/** The next larger or smaller size of text. */
export function zoomStep(now: number, direction: 1 | -1): number {
  const next = direction > 0 ? STEPS.find((step) => step > now) : STEPS.findLast((step) => step < now);
  return next ?? (direction > 0 ? MAX_ZOOM : MIN_ZOOM);
}

let chosen = $state.raw<Settings>(usual);

/** The choices, kept by the shell. */
export const settings = {
  get current(): Settings {
    return chosen;
  },
  /** Reads them; where that fails, the usual ones hold. */
  async load(): Promise<void> {
    try {
      chosen = await settingsShow();
    } catch {
      chosen = usual;
    }
    apply(chosen);
  },
  /** Larger (1) or smaller (-1) text. */
  zoomBy(direction: 1 | -1): Promise<void> {
    return settings.change({ zoom: zoomStep(chosen.zoom, direction) });
  },
  /** Changes some at once, on the page and on disk. */
  async change(changes: Choices): Promise<void> {
    chosen = { ...chosen, ...changes };
    apply(chosen);
    // The answer is not taken over: of two quick changes, the first one's answer would undo the second.
    await attempt(() => settingsSet(changes));
  },
};

const media = (query: string): boolean => window.matchMedia?.(query).matches ?? false;

/** The theme that a choice means on this system now. */
export function themeFor(theme: Settings["theme"], dark: boolean, contrast: boolean): string {
  if (theme === "contrast" || (theme === "system" && contrast)) return dark ? "contrast-dark" : "contrast";
  if (theme === "system") return dark ? "dark" : "light";
  return theme;
}

function apply(now: Settings): void {
  const root = document.documentElement;
  language.choose((now.language || navigator.language.split("-")[0]) ?? "en");
  root.lang = language.code;
  root.dir = language.direction;
  root.dataset["theme"] = themeFor(now.theme, media("(prefers-color-scheme: dark)"), media("(prefers-contrast: more)"));
  root.toggleAttribute("data-touch", now.touch);
  root.style.setProperty("--zoom", String(now.zoom / 100));
  rem.refresh();
}

/** Follows the system where the person chose to. */
export function followSystem(): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) => window.matchMedia(query));
  const again = (): void => apply(chosen);
  queries.forEach((query) => query.addEventListener("change", again));
  return () => queries.forEach((query) => query.removeEventListener("change", again));
}
