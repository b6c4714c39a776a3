export { keyRequest, signed } from "./ask.svelte";
export { default as KeyPanel } from "./KeyPanel.svelte";
