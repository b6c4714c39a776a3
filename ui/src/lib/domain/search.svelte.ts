// What is typed in "Search everything". The catalogue's list shows what fits; the bar only holds the text.

let text = $state("");
let element = $state.raw<HTMLInputElement | null>(null);
let enter = $state.raw<(() => void) | undefined>(undefined);

/** The search field of the top bar. */
export const search = {
  get text(): string {
    return text;
  },
  set text(next: string) {
    text = next;
  },
  get element(): HTMLInputElement | null {
    return element;
  },
  set element(next: HTMLInputElement | null) {
    element = next;
  },
  focus(): void {
    element?.focus();
    element?.select();
  },
  /** Enter or arrow down: the list takes the focus. */
  enter(): void {
    enter?.();
  },
  /** The list that takes the focus; called again with undefined when it goes. */
  onEnter(next: (() => void) | undefined): void {
    enter = next;
  },
};
