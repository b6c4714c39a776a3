// Everything that the page may ask of the program. The only folder that imports @tauri-apps.
//
// `bindings.ts` is made from the shell's table of commands: a function for each, whose failures are `Problem`s.
export * from "./bindings";
export { listen, onFileDrag, type FileDrag } from "./events";
export { foundUrl, fullUrl, screenUrl, thumbUrl, tileUrl } from "./photos";
export { isTauri as isInsideProgram } from "@tauri-apps/api/core";
