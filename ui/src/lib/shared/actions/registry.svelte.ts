// The actions that can be done now. Keys, the palette and the sheet of keys all come from this one list.
//
// A screen registers its actions while it is shown; of two with the same key the one registered last wins, so that a
// pane in front of another takes its keys over.
import { SvelteMap } from "svelte/reactivity";
import { chordsOf, isMoving, isTyping, normalised, type KeyPress } from "./chord";

/** Something a person can do by a key or from the palette. */
export interface Action {
  /** Stable, `artefact.new`. */
  readonly id: string;
  /** Its name in the language of the page. */
  readonly label: () => string;
  /** Group heading in the palette and the sheet of keys. */
  readonly group?: () => string;
  /** Chords, the one to show first: `["n"]`, `["Mod+K"]`. */
  readonly keys?: readonly string[];
  /** False while it cannot be done; it is then neither run nor shown. */
  readonly when?: () => boolean;
  /** True where the key works while somebody types in a field, though it is a plain one (Esc always does). */
  readonly whileTyping?: boolean;
  /** True where the key works although a dialog is open. */
  readonly inDialog?: boolean;
  /** A word for the foot of the window; only the few keys that matter most on a screen have one. */
  readonly foot?: () => string;
  /** False to leave it out of the palette (moving a cursor, say). */
  readonly palette?: boolean;
  readonly run: () => unknown;
}

const registered = new SvelteMap<symbol, readonly Action[]>();

/** Adds actions; the answer takes them away again. */
export function register(actions: readonly Action[]): () => void {
  const key = Symbol("actions");
  registered.set(key, actions);
  return () => void registered.delete(key);
}

/** Registers actions for as long as the calling component is shown. Call it while the component is set up. */
export function useActions(actions: () => readonly Action[]): void {
  $effect.pre(() => register(actions()));
}

/** What can be done now, each id once, the latest registration first. */
export function available(): Action[] {
  const seen = new Map<string, Action>();
  for (const actions of [...registered.values()].reverse()) {
    for (const action of actions) {
      if (!seen.has(action.id) && (action.when?.() ?? true)) seen.set(action.id, action);
    }
  }
  return [...seen.values()];
}

/** Runs an action by id, if it can be done now. */
export function run(id: string): boolean {
  const action = available().find((candidate) => candidate.id === id);
  action?.run();
  return action !== undefined;
}

/** The action that a key press means where it was pressed, if any. */
export function actionFor(press: KeyPress, where: { typing: boolean; dialog: boolean }): Action | undefined {
  const actions = available();
  for (const chord of chordsOf(press)) {
    const found = actions.find(
      (action) =>
        (!where.dialog || action.inDialog) &&
        (!where.typing || action.whileTyping || !isTyping(chord)) &&
        action.keys?.some((key) => normalised(key) === chord),
    );
    if (found) return found;
  }
  return undefined;
}

/** Handles a key press on the window: `<svelte:window onkeydown={handleKey} />`, once, in the frame. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const where = { typing: isTextField(event.target), dialog: isDialogOpen() };
  const action = actionFor(event, where);
  if (!action) return;
  // A button keeps its own Enter and Space; a list in focus gets them by its own handler.
  const plain = !event.ctrlKey && !event.metaKey;
  if (plain && ["Enter", " "].includes(event.key) && isPressable(event.target)) return;
  event.preventDefault();
  // A key that is held down signs nothing twice.
  if (event.repeat && !chordsOf(event).some(isMoving)) return;
  action.run();
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  const untyped = ["checkbox", "radio", "button", "submit", "range", "color", "file"];
  return target instanceof HTMLInputElement && !untyped.includes(target.type);
}

function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("button, a, summary, [role=button], [role=tab], [role=menuitem], [role=separator], input") !== null
  );
}

function isDialogOpen(): boolean {
  return (
    document.querySelector(
      '[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"], [role="menu"][data-state="open"]',
    ) !== null
  );
}
