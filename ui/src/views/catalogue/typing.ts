// Whose Ctrl Z is: that of the text which is being typed, or that of the last save.

/** Inputs into which nobody types. */
const UNTYPED = ["checkbox", "radio", "button", "submit", "reset", "range", "color", "file", "image"];

/**
 * True where Ctrl Z belongs to the text in the focus. A field of the record with nothing unsaved has no such text: there
 * the last save is taken back. What is typed in a dialog never reaches the page behind it.
 */
export function isTyped(focused: Element | null, edited: (field: string) => boolean): boolean {
  if (focused === null || focused.closest("[role=dialog], [role=alertdialog]")) return false;
  const field = focused.closest<HTMLElement>("[data-field]")?.dataset["field"];
  if (field !== undefined) return edited(field);
  if (focused instanceof HTMLInputElement) return !UNTYPED.includes(focused.type);
  return focused instanceof HTMLTextAreaElement;
}
