// What was looked into last, for one catalogue: it stays when the analyst looks at something else and comes back.
import type { Imported, Looked } from "../../lib/api";
import { Proofs } from "../../lib/domain/proofs.svelte";
import type { Problem } from "../../lib/shared/problem";

class Held {
  readonly proofs = new Proofs();
  path = $state<string | undefined>(undefined);
  looked = $state.raw<Looked | undefined>(undefined);
  imported = $state.raw<Imported | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** The job that looks or imports now. */
  running = $state<number | undefined>(undefined);
  /** The catalogue that all this is about. */
  catalogue: string | undefined = undefined;

  forget(): void {
    this.path = undefined;
    this.looked = this.imported = undefined;
    this.problem = undefined;
    this.proofs.forget();
  }

  /** Another catalogue was opened: nothing of this is about it. */
  belongsTo(catalogue: string | undefined): void {
    if (this.catalogue !== catalogue) this.forget();
    this.catalogue = catalogue;
  }
}

export const held = new Held();
