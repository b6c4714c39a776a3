// The units of measurements, asked once.
import { recordUnits } from "../../lib/api";

let all = $state.raw<readonly string[]>(["cm"]);

export const units = {
  get all(): readonly string[] {
    return all;
  },
  async load(): Promise<void> {
    all = await recordUnits();
  },
};
