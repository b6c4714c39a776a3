// The page's beginning: styles and the one component that holds all others.
import { mount } from "svelte";
import App from "./App.svelte";
import "./lib/shared/base.css";

const target = document.getElementById("app");
if (target) mount(App, { target });
