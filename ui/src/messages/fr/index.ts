// Whole: a test holds that every text of English is here too.
export { common } from "./common";
export { frame } from "./frame";
export { keys } from "./keys";
export { units } from "./units";
export { problems } from "./problems";
export { start } from "./start";
export { settings } from "./settings";
export { bundles } from "./bundles";
export { catalogue } from "./catalogue";
export { photos } from "./photos";
export { conflicts } from "./conflicts";
export { verify } from "./verify";
export { custody } from "./custody";
export { leave, labels } from "./leave";
export { notes } from "./notes";
export { packing } from "./packing";
export { signing } from "./signing";
export { dossier } from "./dossier";
