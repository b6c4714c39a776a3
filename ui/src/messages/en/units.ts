// Sizes, times and counts in words.
export const units = {
  bytes: (n: string) => `${n} bytes`,
  kilo: (n: string) => `${n} kB`,
  mega: (n: string) => `${n} MB`,
  giga: (n: string) => `${n} GB`,
  tera: (n: string) => `${n} TB`,
  perSecond: (size: string) => `${size}/s`,
  itemsPerSecond: (n: string) => `${n} a second`,
  progress: (done: string, total: string) => `${done} of ${total}`,
  secondsLeft: (n: number) => (n <= 1 ? "a second left" : `${n} seconds left`),
  minutesLeft: (n: number) => (n <= 1 ? "a minute left" : `${n} minutes left`),
  hoursLeft: (n: number) => (n <= 1 ? "an hour left" : `${n} hours left`),
  justNow: "just now",
  minutesAgo: (n: number) => (n === 1 ? "a minute ago" : `${n} minutes ago`),
  hoursAgo: (n: number) => (n === 1 ? "an hour ago" : `${n} hours ago`),
  yesterday: "yesterday",
} as const;
