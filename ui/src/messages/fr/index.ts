// Begun: what is missing falls back to English.
export { common } from "./common";
export { frame } from "./frame";
