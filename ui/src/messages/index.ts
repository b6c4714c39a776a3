// All texts of the page. Components hold none: they read `m.<area>.<key>`, which follows the chosen language.
//
// An area is one file in `en/`; its translations are files of the same name in `fr/`, `km/`, `ar/`, which may have
// gaps. A text with a number or a name in it is a function.
import * as ar from "./ar";
import * as en from "./en";
import * as fr from "./fr";
import * as km from "./km";
import { language } from "./language.svelte";
import { merged, type Partially, type Widen } from "./types";

export { language, languages, type Language } from "./language.svelte";

type English = typeof en;

/** Every text, by area. */
export type Messages = { readonly [Area in keyof English]: Widen<English[Area]> };

const translations: Record<string, Partially<English>> = { fr, km, ar };

const made = new Map<string, Messages>();

/** The texts of one language, gaps filled with English. */
export function messagesIn(code: string): Messages {
  let texts = made.get(code);
  if (!texts) {
    texts = merged({ ...en }, translations[code]) as Messages;
    made.set(code, texts);
  }
  return texts;
}

/** The texts in the language that is chosen now. */
export const m: Messages = Object.defineProperties(
  {},
  Object.fromEntries(
    Object.keys(en).map((area) => [
      area,
      { enumerable: true, get: () => messagesIn(language.code)[area as keyof Messages] },
    ]),
  ),
) as Messages;
