// Files that were dropped on one screen and are taken in on another: handed over once. And the one file of which a screen
// takes one.
import { inform } from "../shared/toast";
import { m } from "../../messages";

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

/** The one thing that was dropped. Several at once are said, and none of them is taken: nobody is to think that all were. */
export function theOne(paths: readonly string[]): string | undefined {
  if (paths.length > 1) inform(m.common.oneByOne(paths.length), true);
  return paths.length === 1 ? paths[0] : undefined;
}
