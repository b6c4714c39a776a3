// What is used most: the frame, the start, the record and photos. What is missing falls back to English, text by text.
export { catalogue } from "./catalogue";
export { common } from "./common";
export { frame } from "./frame";
export { photos } from "./photos";
export { settings } from "./settings";
export { start } from "./start";
export { units } from "./units";
