import type { units as english } from "../en/units";
import type { Partially } from "../types";

export const units: Partially<typeof english> = {
  bytes: (n) => `${n} octets`,
  kilo: (n) => `${n} ko`,
  mega: (n) => `${n} Mo`,
  giga: (n) => `${n} Go`,
  tera: (n) => `${n} To`,
  perSecond: (size) => `${size}/s`,
  itemsPerSecond: (n) => `${n} par seconde`,
  progress: (done, total) => `${done} sur ${total}`,
  secondsLeft: (n) => (n <= 1 ? "encore une seconde" : `encore ${n} secondes`),
  minutesLeft: (n) => (n <= 1 ? "encore une minute" : `encore ${n} minutes`),
  hoursLeft: (n) => (n <= 1 ? "encore une heure" : `encore ${n} heures`),
  justNow: "à l’instant",
  minutesAgo: (n) => (n === 1 ? "il y a une minute" : `il y a ${n} minutes`),
  hoursAgo: (n) => (n === 1 ? "il y a une heure" : `il y a ${n} heures`),
  yesterday: "hier",
};
