// What was verified last: it stays when the officer looks at something else and comes back.
import type { VerifyResult } from "../../lib/api";
import { Proofs } from "../../lib/domain/proofs.svelte";
import type { Problem } from "../../lib/shared/problem";

class Held {
  path = $state<string | undefined>(undefined);
  photos = $state<string | undefined>(undefined);
  bases = $state.raw<readonly string[]>([]);
  readonly proofs = new Proofs();
  result = $state.raw<VerifyResult | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** The job that checks now. */
  running = $state<number | undefined>(undefined);

  forget(): void {
    this.path = this.photos = undefined;
    this.bases = [];
    this.proofs.forget();
    this.result = this.problem = undefined;
  }
}

export const held = new Held();
