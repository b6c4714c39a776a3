// Asking for the key when something has to be signed and it is locked.
import { asProblem } from "../../shared/problem";

let asking = $state(false);
let answer: ((unlocked: boolean) => void) | undefined;

/** The dialog that asks for the key; the frame shows it. */
export const keyRequest = {
  get open(): boolean {
    return asking;
  },
  /** Opens it; the answer says whether a key is unlocked afterwards. */
  ask(): Promise<boolean> {
    answer?.(false);
    asking = true;
    return new Promise((resolve) => (answer = resolve));
  },
  /** Closes it. */
  done(unlocked: boolean): void {
    asking = false;
    answer?.(unlocked);
    answer = undefined;
  },
};

/** Runs work that leaves an entry. If the key is locked, asks for it and does the work again. */
export async function signed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (asProblem(thrown).code !== "key_locked" || !(await keyRequest.ask())) throw thrown;
    return work();
  }
}
