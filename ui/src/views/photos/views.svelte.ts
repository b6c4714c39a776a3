// The views that there are, asked for once.
import { photoViews, type ViewChoice } from "../../lib/api";
import { attempt } from "../../lib/shared/toast";

let known = $state.raw<readonly ViewChoice[]>([]);
let asked = false;

/** The views in their order; empty until they are known. */
export function viewChoices(): readonly ViewChoice[] {
  if (!asked) {
    asked = true;
    void attempt(photoViews).then((views) => {
      if (views) known = views;
      else asked = false;
    });
  }
  return known;
}

/** The view that a number key stands for. */
export function viewByNumber(number: number): ViewChoice | undefined {
  return viewChoices().find((view) => view.number === number);
}
