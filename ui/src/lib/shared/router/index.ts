export { Router, router, type Route } from "./router.svelte";
