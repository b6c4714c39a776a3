// Opening a catalogue, and saying what an earlier run that was cut off had left.
import { m } from "../../messages";
import { startOpen, type Opened } from "../../lib/api";
import { session } from "../../lib/domain/session.svelte";
import { router } from "../../lib/shared/router";
import { complain, inform } from "../../lib/shared/toast";

let busy = $state(false);

/** Opening, one at a time. */
export const opening = {
  get busy(): boolean {
    return busy;
  },
  /** Opens a catalogue and goes to a view in it. */
  async open(path: string, view = "catalogue", more: { with?: Record<string, string> } = {}): Promise<void> {
    await opening.follow(() => startOpen(path), view, more);
  },
  /** Waits for something that opens a catalogue, then goes there. A failure is shown and thrown on by none. */
  async follow(
    work: () => Promise<Opened>,
    view = "catalogue",
    more: { with?: Record<string, string> } = {},
  ): Promise<boolean> {
    if (busy) return false;
    busy = true;
    try {
      arrived(await work());
      await session.refresh();
      router.restart(view, more);
      return true;
    } catch (thrown) {
      complain(thrown);
      return false;
    } finally {
      busy = false;
    }
  },
};

function arrived(opened: Opened): void {
  if (opened.quarantined > 0) inform(m.start.quarantined(opened.quarantined), true);
  if (opened.not_kept > 0) inform(m.start.notKept(opened.not_kept), true);
}
