// The record about which a note is to be begun: asked for on the record, answered by its notes, once.
let about = $state<string | undefined>();

export const noteWanted = {
  ask(record: string): void {
    about = record;
  },
  /** True once for each time that it was asked for. */
  take(record: string): boolean {
    if (about !== record) return false;
    about = undefined;
    return true;
  },
};
