// Files that were dropped on one screen and are taken in on another: handed over once.
let waiting: readonly string[] = [];

export const dropped = {
  /** The next screen that takes files in has these. */
  hand(paths: readonly string[]): void {
    waiting = paths;
  },
  /** What was handed over; nothing the second time. */
  take(): readonly string[] {
    const paths = waiting;
    waiting = [];
    return paths;
  },
};
