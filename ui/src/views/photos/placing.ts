// Placing photos and taking that back, with the notice that offers it.
import { photoPlaceAs, photoPlaceUndo, type Placed } from "../../lib/api";
import { session } from "../../lib/domain/session.svelte";
import { attempt, inform, notify } from "../../lib/shared/toast";
import { m } from "../../messages";

/** What was placed last on this screen, so that Ctrl Z takes it back; newest last. */
const done: Placed[] = [];

/** Says that photos show an artefact in a view; true when that was signed. */
export async function placeAs(
  photos: readonly string[],
  artefact: { readonly id: string; readonly reference: string },
  view: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const placed = await attempt(() => photoPlaceAs([...photos], artefact.id, view.id));
  if (!placed) return false;
  if (placed.placed.length + placed.withdrawn.length === 0) return true;
  done.push(placed);
  const text = m.photos.place.placed(placed.placed.length, artefact.reference, view.name);
  notify(text, { label: m.photos.place.undo, run: () => takeBack(placed) });
  session.changed();
  return true;
}

async function takeBack(placed: Placed): Promise<void> {
  const at = done.indexOf(placed);
  if (at < 0) return;
  done.splice(at, 1);
  const undone = await attempt(async () => {
    await photoPlaceUndo(placed);
    return true;
  });
  if (undone) {
    inform(m.photos.place.undone);
    session.changed();
  } else {
    done.splice(at, 0, placed);
  }
}

/** True while there is something to take back. */
export const canUndo = (): boolean => done.length > 0;

/** Takes the last placing of this screen back. */
export async function undoLast(): Promise<void> {
  const last = done.at(-1);
  if (last) await takeBack(last);
}

/** Another catalogue: what was done in the former one is no longer to be taken back here. */
export function forgetPlacing(): void {
  done.length = 0;
}
