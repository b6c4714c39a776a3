import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { definesInFrozenPage } from "./frozen";

// The program embeds dist/; nothing is ever loaded from elsewhere. Assets stay files (no data: URLs), because the
// page's content security policy allows only its own origin.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), definesInFrozenPage()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: "localhost" },
  // The browser builds of Svelte, so that tests run the code that the window runs.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    target: "safari16",
    assetsInlineLimit: 0,
    // Inlined preload helpers would need an inline script.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
}));
