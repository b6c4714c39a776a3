import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** A tier must not know those above it. */
const mayNot = (files, groups) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: groups.map(([group, message]) => ({ regex: group, message })) }],
  },
});

const TAURI = ["^@tauri-apps/", "Only lib/api speaks to the shell."];
const API = ["(^|/)api(/|$)", "A shared component knows no command: give it data by props."];
const DOMAIN = ["(^|/)domain(/|$)", "shared must not know the domain."];
const VIEWS = ["(^|/)views(/|$)|^(\\.\\./)+frame(/|$)", "A view is used by the frame only."];

export default ts.config(
  { ignores: ["dist", "node_modules", "src/lib/api/bindings.ts"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      // Texts from bundles are data and never markup.
      "svelte/no-at-html-tags": "error",
      "no-eval": "error",
      // Most maps here are not state of the page; those that are say so.
      "svelte/prefer-svelte-reactivity": "off",
      "no-console": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  mayNot(["src/lib/shared/**"], [TAURI, API, DOMAIN, VIEWS]),
  mayNot(["src/messages/**"], [TAURI, API, DOMAIN]),
  mayNot(["src/lib/domain/**"], [TAURI, VIEWS]),
  mayNot(["src/views/**", "src/frame/**", "src/*.{ts,svelte}"], [TAURI]),
);
