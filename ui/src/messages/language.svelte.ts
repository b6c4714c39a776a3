// Which language the page speaks, and which way it runs.

/** A language that the page has texts in. */
export interface Language {
  /** BCP 47. */
  readonly code: string;
  /** Its name in itself. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** True where signs above and below the letters need higher lines (base.css). */
  readonly tall?: boolean;
}

/** The languages that can be chosen; the first is the one that is whole. */
export const languages: readonly Language[] = [
  { code: "en", name: "English", direction: "ltr" },
  { code: "fr", name: "Français", direction: "ltr" },
  { code: "km", name: "ខ្មែរ", direction: "ltr", tall: true },
  { code: "ar", name: "العربية", direction: "rtl", tall: true },
];

let code = $state("en");

/** The language chosen now. */
export const language = {
  get code(): string {
    return code;
  },
  get direction(): "ltr" | "rtl" {
    return languages.find((l) => l.code === code)?.direction ?? "ltr";
  },
  get tall(): boolean {
    return languages.find((l) => l.code === code)?.tall ?? false;
  },
  /** Chooses a language; one that is not known falls back to English. */
  choose(wanted: string): void {
    code = languages.some((l) => l.code === wanted) ? wanted : "en";
  },
};
