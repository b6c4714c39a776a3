// What the shell tells the page by itself.
import { isTauri } from "@tauri-apps/api/core";
import { listen as tauriListen, type UnlistenFn } from "@tauri-apps/api/event";

/** Listens to an event until the answer is called. Outside the program nothing is ever told. */
export function listen<T>(event: string, heard: (payload: T) => void): () => void {
  if (!isTauri()) return () => {};
  let stop: UnlistenFn | undefined;
  let over = false;
  void tauriListen<T>(event, ({ payload }) => {
    if (!over) heard(payload);
  }).then((unlisten) => {
    if (over) unlisten();
    else stop = unlisten;
  });
  return () => {
    over = true;
    stop?.();
  };
}

/** Files dragged from outside: hovering, dropped, or gone again. */
export type FileDrag =
  | { readonly kind: "over"; readonly x: number; readonly y: number }
  | { readonly kind: "drop"; readonly x: number; readonly y: number; readonly paths: readonly string[] }
  | { readonly kind: "leave" };

interface Payload {
  readonly paths?: string[];
  readonly position?: { readonly x: number; readonly y: number };
}

/** Listens to files dragged over the window; positions are CSS pixels. */
export function onFileDrag(heard: (drag: FileDrag) => void): () => void {
  const at = (payload: Payload) => ({
    x: (payload.position?.x ?? 0) / window.devicePixelRatio,
    y: (payload.position?.y ?? 0) / window.devicePixelRatio,
  });
  const stops = [
    listen<Payload>("tauri://drag-enter", (payload) => heard({ kind: "over", ...at(payload) })),
    listen<Payload>("tauri://drag-over", (payload) => heard({ kind: "over", ...at(payload) })),
    listen<Payload>("tauri://drag-drop", (payload) =>
      heard({ kind: "drop", ...at(payload), paths: payload.paths ?? [] }),
    ),
    listen<unknown>("tauri://drag-leave", () => heard({ kind: "leave" })),
  ];
  return () => stops.forEach((stop) => stop());
}
