// What every editor of a field's parts is given.
import type { Parts } from "./parts";

/** What the main control spreads onto itself: see `Field`. */
export interface ControlAttributes {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

/** Properties of an editor. */
export interface ControlProps {
  /** The field's id. */
  field: string;
  /** Its name. */
  label: string;
  parts: Parts;
  attributes: ControlAttributes;
  /** For tests: on the main control. */
  test: string;
  onchange: (parts: Parts) => void;
}
