//! Scripts that run in the page: finding an element as a screen reader knows it, asking axe-core, finding texts that are cut.

/// `arguments[0]` is `{test}`, `{role, name}` or `{label}`; gives the first such element that can be seen, or null.
pub const FIND: &str = r#"
const wanted = arguments[0];
const seen = (e) => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(e).visibility !== "hidden";
};
const squeezed = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const byIds = (ids) => (ids ?? "").split(/\s+/).filter(Boolean)
  .map((id) => squeezed(document.getElementById(id)?.textContent)).join(" ");
const nameOf = (e) =>
  byIds(e.getAttribute("aria-labelledby")) || squeezed(e.getAttribute("aria-label")) ||
  (e.labels?.length ? squeezed([...e.labels].map((l) => l.textContent).join(" ")) : "") ||
  squeezed(e.getAttribute("alt")) || squeezed(e.getAttribute("placeholder")) ||
  squeezed(e.innerText) || squeezed(e.value) || squeezed(e.getAttribute("title"));
const inputs = { checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton", search: "searchbox",
  button: "button", submit: "button", reset: "button", image: "button" };
const tags = { A: "link", BUTTON: "button", NAV: "navigation", MAIN: "main", H1: "heading", H2: "heading",
  H3: "heading", H4: "heading", UL: "list", OL: "list", LI: "listitem", TABLE: "table", TR: "row", TD: "cell",
  TH: "columnheader", TEXTAREA: "textbox", IMG: "img", DIALOG: "dialog", FORM: "form", OPTION: "option",
  PROGRESS: "progressbar", HEADER: "banner", FOOTER: "contentinfo", ASIDE: "complementary", SUMMARY: "button" };
const roleOf = (e) => e.getAttribute("role") ??
  (e.tagName === "INPUT" ? inputs[e.type] ?? (e.hasAttribute("list") ? "combobox" : "textbox")
  : e.tagName === "SELECT" ? "combobox" : tags[e.tagName]);
if (wanted.test !== undefined) {
  return [...document.querySelectorAll("[data-test]")].find((e) => e.dataset.test === wanted.test && seen(e)) ?? null;
}
const fold = (text) => text.toLocaleLowerCase();
const text = fold(squeezed(wanted.name ?? wanted.label));
const fields = ["textbox", "searchbox", "combobox", "checkbox", "radio", "slider", "spinbutton", "switch"];
const fits = (e) => (wanted.label === undefined ? roleOf(e) === wanted.role : fields.includes(roleOf(e))) && seen(e);
const named = [...document.querySelectorAll("*")].filter(fits).map((e) => [e, fold(nameOf(e))]);
return (named.find(([, name]) => name === text) ?? named.find(([, name]) => name.startsWith(text)))?.[0] ?? null;
"#;

/// Gives a line for each violation: the rule, and where.
pub const AXE: &str = r#"
const done = arguments[1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.flatMap((v) => v.nodes.map((n) =>
    `${v.id}: ${n.target.join(" ")} ${n.any.concat(n.all, n.none).map((c) => c.message).join("; ")}`))),
  (failed) => done([`axe failed: ${failed}`]));
"#;

/// Gives a line for each text of which a part can be reached by nobody: it lies beyond the edge of something that does not
/// scroll. What ends in an ellipsis says itself that there is more.
pub const CUT: &str = r#"
const SLACK = 2;
const cut = [];
const scrolls = (way) => way === "auto" || way === "scroll";
const clips = (way) => way === "hidden" || way === "clip";
const elided = (style) => style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const said = texts.currentNode.data.trim();
  const holder = texts.currentNode.parentElement;
  if (said === "" || !holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
  if (holder.closest(".unseen, option, script, style, [aria-hidden='true'], [inert]")) continue;
  const range = document.createRange();
  range.selectNodeContents(texts.currentNode);
  const { left, right, top, bottom } = range.getBoundingClientRect();
  if (right - left < 1 || bottom - top < 1) continue;
  // For screen readers only.
  if (holder.clientWidth === 1 && holder.clientHeight === 1) continue;
  const box = { left, right, top, bottom };
  for (let e = holder; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (elided(style)) break;
    const edge = e.getBoundingClientRect();
    if (scrolls(style.overflowX)) Object.assign(box, { left: Math.max(box.left, edge.left), right: Math.min(box.right, edge.right) });
    else if (clips(style.overflowX) && (box.left < edge.left - SLACK || box.right > edge.right + SLACK)) {
      cut.push(`"${said.slice(0, 40)}" sideways by ${e.tagName.toLowerCase()}.${e.className}`);
      break;
    }
    if (scrolls(style.overflowY)) Object.assign(box, { top: Math.max(box.top, edge.top), bottom: Math.min(box.bottom, edge.bottom) });
    else if (clips(style.overflowY) && (box.top < edge.top - SLACK || box.bottom > edge.bottom + SLACK)) {
      cut.push(`"${said.slice(0, 40)}" in height by ${e.tagName.toLowerCase()}.${e.className}`);
      break;
    }
    if (style.position === "fixed" || box.right <= box.left || box.bottom <= box.top) break;
  }
}
return cut;
"#;
