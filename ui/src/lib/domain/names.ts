// What people call a record, asked of the program once for each.
import { artefactShow, packageShow, type ValueView } from "../api";

/** The reference or number of a record; for other kinds the first digits of its id. */
export async function nameOf(id: string): Promise<string> {
  if (id.startsWith("artefact:")) return (await artefactShow(id)).reference || short(id);
  if (id.startsWith("package:")) return (await packageShow(id)).number || short(id);
  return short(id);
}

function short(id: string): string {
  const [kind = "", hex = ""] = id.split(":");
  return `${kind} ${hex.slice(0, 8)}`;
}

/** The digest of a photo's bytes: its id names it. */
export const digestOf = (photo: string): string => photo.split(":")[1] ?? "";

/** What a value is known by in a list: the entry that said it first. */
export const saidFirst = (value: ValueView): string => value.entries[0] ?? "";
