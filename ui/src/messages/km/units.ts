import type { units as english } from "../en/units";
import type { Partially } from "../types";

export const units: Partially<typeof english> = {
  progress: (done, total) => `${done} ក្នុងចំណោម ${total}`,
  secondsLeft: (n) => `នៅសល់ ${n} វិនាទី`,
  minutesLeft: (n) => `នៅសល់ ${n} នាទី`,
  hoursLeft: (n) => `នៅសល់ ${n} ម៉ោង`,
  minutesAgo: (n) => `${n} នាទីមុន`,
  hoursAgo: (n) => `${n} ម៉ោងមុន`,
  yesterday: "ម្សិលមិញ",
};
