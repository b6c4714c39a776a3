// The engine's formatters of numbers, dates and names, each made once.
//
// Making one reads the language's data anew: tens of kilobytes outside of what garbage collection counts, and for a tray of
// 2,000 photos with a time each that was 120 MB that never came back.

function once<Format, Options>(
  make: (locale: string, options: Options) => Format,
): (locale: string, options: Options) => Format {
  const made = new Map<string, Format>();
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`;
    let format = made.get(key);
    if (format === undefined) made.set(key, (format = make(locale, options)));
    return format;
  };
}

/** Writes numbers. */
export const numberFormat = once((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
/** Writes dates and times. */
export const dateFormat = once(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
/** Names of countries and languages. */
export const displayNames = once(
  (locale, options: Intl.DisplayNamesOptions) => new Intl.DisplayNames([locale], options),
);
