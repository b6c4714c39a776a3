// What is wrong with words that a person typed, in the page's language.
import { m } from "../../messages";

/** `what` is what the program says of them; only the word that it names is taken from it. */
export function wordsFault(words: string, what: string): string {
  const typed = words.split(/[^\p{L}]+/u).filter((word) => word !== "");
  if (words.trim().startsWith("SHA256:")) return what;
  if (typed.length !== 11) return m.trust.wordsCount(typed.length);
  const unknown = /“(.+)”/.exec(what)?.[1];
  return unknown === undefined ? m.trust.wordMisread : m.trust.wordUnknown(unknown);
}
