// Placing photos and taking that back, with the notice that offers it.
import { photoPlaceAs, photoPlaceUndo, type Placed } from "../../lib/api";
import { session } from "../../lib/domain/session.svelte";
import { attempt, inform, notify } from "../../lib/shared/toast";
import { m } from "../../messages";

let done: Placed[] = [];
let catalogue: string | undefined;

/** What was placed last in the open catalogue, so that Ctrl Z takes it back; newest last. */
function placedHere(): Placed[] {
  if (catalogue !== session.catalogue?.path) [catalogue, done] = [session.catalogue?.path, []];
  return done;
}

/** Says that photos show an artefact in a view; true when that was signed. */
export async function placeAs(
  photos: readonly string[],
  artefact: { readonly id: string; readonly reference: string },
  view: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const placed = await attempt(() => photoPlaceAs([...photos], artefact.id, view.id));
  if (!placed) return false;
  if (placed.placed.length + placed.withdrawn.length === 0) return true;
  placedHere().push(placed);
  const text = m.photos.place.placed(placed.placed.length, artefact.reference, view.name);
  notify(text, { label: m.photos.place.undo, run: () => takeBack(placed) });
  session.changed();
  return true;
}

async function takeBack(placed: Placed): Promise<void> {
  const all = placedHere();
  const at = all.indexOf(placed);
  if (at < 0) return;
  all.splice(at, 1);
  const undone = await attempt(() => photoPlaceUndo(placed));
  if (undone === undefined) {
    all.splice(at, 0, placed);
    return;
  }
  inform(undone > 0 ? m.photos.place.undone : m.photos.place.undoneAlready);
  session.changed();
}

/** True while there is something to take back. */
export const canUndo = (): boolean => placedHere().length > 0;

/** Takes the last placing of this screen back. */
export async function undoLast(): Promise<void> {
  const last = placedHere().at(-1);
  if (last) await takeBack(last);
}
