export { actionFor, available, handleKey, register, run, useActions, type Action } from "./registry.svelte";
export { chordsOf, isTyping, normalised, partsOf, type KeyPress } from "./chord";
