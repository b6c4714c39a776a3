// What proves something of a bundle and lies outside it: a time token, whose word on it counts, receipts. The program reads
// the files each time. Whose word counts is remembered on this laptop; the others are about one bundle.
import type { Dropped, ProofFiles } from "../api";
import { isText, remember, remembered } from "../shared/remembered";

const NAME = "time.authorities";
let authorities = $state<string | null>(remembered(NAME, isText) ?? null);

/** The files that somebody chose for one bundle. */
export class Proofs {
  token = $state<string | null>(null);
  receipts = $state.raw<readonly string[]>([]);

  get authorities(): string | null {
    return authorities;
  }
  set authorities(path: string | null) {
    authorities = path;
    remember(NAME, path);
  }

  get files(): ProofFiles {
    return { receipts: [...this.receipts], token: this.token, authorities };
  }

  /** True if the file was taken: by what it is, it proves something of a bundle. */
  take(path: string, kind: Dropped): boolean {
    if (kind === "receipt") this.addReceipt(path);
    else if (kind === "token") this.token = path;
    else if (kind === "certificates") this.authorities = path;
    else return false;
    return true;
  }

  /** A receipt once, whichever of its two files was named. */
  addReceipt(path: string): void {
    const text = path.replace(/\.sig$/, "");
    if (!this.receipts.includes(text)) this.receipts = [...this.receipts, text];
  }
  removeReceipt(path: string): void {
    this.receipts = this.receipts.filter((one) => one !== path);
  }

  /** What was chosen is about another bundle. */
  forget(): void {
    this.token = null;
    this.receipts = [];
  }
}
