// Which list of signers from outside is used on this laptop. The list itself is read by the program each time.
import { isText, remember, remembered } from "../shared/remembered";

const NAME = "signers.list";
let path = $state<string | null>(remembered(NAME, isText) ?? null);

/** The chosen list's path. */
export const signersList = {
  get path(): string | null {
    return path;
  },
  set(chosen: string | null): void {
    path = chosen;
    remember(NAME, chosen);
  },
};
