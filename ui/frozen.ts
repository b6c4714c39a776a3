import type { Plugin } from "vite";

const COPIES = "target[ name ] = copy;";
const DEFINES =
  "Object.defineProperty( target, name, { value: copy, writable: true, enumerable: true, configurable: true } );";

/**
 * The window freezes Object.prototype, and OpenSeadragon copies methods such as `toString` by plain assignment, which a
 * frozen prototype forbids. Here it defines them instead. Fails the build when a later version copies in another way.
 */
export function definesInFrozenPage(): Plugin {
  return {
    name: "defines-in-frozen-page",
    transform(code, id) {
      if (!/[\\/]openseadragon[\\/]build[\\/].*\.js/.test(id)) return undefined;
      if (code.split(COPIES).length !== 2) throw new Error("OpenSeadragon copies its methods in another way now");
      return { code: code.replace(COPIES, () => DEFINES), map: null };
    },
  };
}
