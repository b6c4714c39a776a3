//! One element of the page.

use super::driver::ELEMENT;
use super::{Window, finding};
use serde_json::{Value, json};

/// An element, by the driver's id, and how it was found.
pub struct Element<'a> {
    window: &'a Window,
    id: String,
    found_by: Option<(String, Value)>,
}

/// What the driver says of an element that the page moved, covered or made anew at that moment. A person would wait and
/// reach for it again.
const IN_MOTION: [&str; 3] =
    ["element not interactable", "element click intercepted", "stale element reference"];

impl Window {
    /// The element with this `data-test`; waits until it is there and can be seen.
    pub fn by_test(&self, name: &str) -> Element<'_> {
        self.element(&format!("data-test {name}"), json!({ "test": name }))
    }

    /// The element with this role whose accessible name is, or begins with, this text (case ignored); waits for it.
    pub fn by_role(&self, role: &str, name: &str) -> Element<'_> {
        self.element(&format!("{role} \"{name}\""), json!({ "role": role, "name": name }))
    }

    /// The field with this label; waits for it.
    pub fn by_label(&self, label: &str) -> Element<'_> {
        self.element(&format!("a field \"{label}\""), json!({ "label": label }))
    }

    /// True if an element with this `data-test` can be seen now.
    pub fn has_test(&self, name: &str) -> bool {
        self.found(&json!({ "test": name })).is_some()
    }

    /// True if an element of this role and name can be seen now.
    pub fn has_role(&self, role: &str, name: &str) -> bool {
        self.found(&json!({ "role": role, "name": name })).is_some()
    }

    /// Waits until the page shows this text.
    pub fn wait_for_text(&self, text: &str) {
        self.until(&format!("the text \"{text}\""), super::PATIENCE, || {
            let shown = self.run("return document.body.innerText", Value::Null);
            shown.as_str().filter(|shown| shown.contains(text)).map(|_| ())
        });
    }

    /// All that the page shows.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText", Value::Null).as_str().unwrap_or_default().to_owned()
    }

    /// The element that has the focus.
    pub fn focused(&self) -> Element<'_> {
        let answer = self.run("return document.activeElement", Value::Null);
        let id = answer[ELEMENT].as_str().expect("something has the focus").to_owned();
        Element { window: self, id, found_by: None }
    }

    fn element(&self, what: &str, wanted: Value) -> Element<'_> {
        let id = self.until(what, super::PATIENCE, || self.found(&wanted));
        Element { window: self, id, found_by: Some((what.to_owned(), wanted)) }
    }

    /// The same element, looked for again if it was found by what it is.
    pub(super) fn again(&self, element: &Element<'_>) -> Element<'_> {
        match &element.found_by {
            Some((what, wanted)) => self.element(what, wanted.clone()),
            None => Element { window: self, id: element.id.clone(), found_by: None },
        }
    }

    fn found(&self, wanted: &Value) -> Option<String> {
        self.run(finding::FIND, wanted.clone())[ELEMENT].as_str().map(str::to_owned)
    }
}

impl Element<'_> {
    fn ask(&self, method: &str, what: &str, body: Option<&Value>) -> Value {
        self.window.driver.ask(method, &format!("element/{}/{what}", self.id), body)
    }

    /// Does what a hand does to it; as long as the page moves it or makes it anew, it is looked for and tried again.
    fn handle(&self, what: &str, body: &Value) {
        let Some((name, wanted)) = &self.found_by else {
            self.ask("POST", what, Some(body));
            return;
        };
        let attempt = |id: &str| {
            let path = format!("element/{id}/{what}");
            match self.window.driver.try_ask("POST", &path, Some(body)) {
                Err(problem) if IN_MOTION.iter().any(|motion| problem.contains(motion)) => None,
                done => Some(done.unwrap_or_else(|problem| panic!("{what} on {name}: {problem}"))),
            }
        };
        if attempt(&self.id).is_none() {
            let again = || self.window.found(wanted).and_then(|id| attempt(&id));
            self.window.until(&format!("{name} to take a {what}"), super::PATIENCE, again);
        }
    }

    /// Runs a script on it: `arguments[0]` is the element, `arguments[1]` the value given.
    pub fn run(&self, script: &str, argument: Value) -> Value {
        self.window.driver.run(script, json!([{ ELEMENT: self.id }, argument]))
    }

    /// Where it stands in the window; nothing while the page makes it anew.
    pub(super) fn place(&self) -> Value {
        let script = "const { x, y, width, height } = arguments[0].getBoundingClientRect(); return [x, y, width, height]";
        let body = json!({ "script": script, "args": [{ ELEMENT: self.id }] });
        self.window.driver.try_ask("POST", "execute/sync", Some(&body)).unwrap_or_default()
    }

    /// As the place from which pointer actions count.
    pub(super) fn origin(&self) -> Value {
        json!({ ELEMENT: self.id })
    }

    /// Clicks in its middle.
    pub fn click(&self) {
        self.handle("click", &json!({}));
    }

    /// Types into it, after what is there.
    pub fn type_keys(&self, text: &str) {
        self.handle("value", &json!({ "text": text }));
    }

    /// Replaces what is in it.
    pub fn fill(&self, text: &str) {
        self.handle("clear", &json!({}));
        self.type_keys(text);
    }

    /// What it shows.
    pub fn text(&self) -> String {
        self.ask("GET", "text", None).as_str().unwrap_or_default().to_owned()
    }

    /// What stands in it, for a field.
    pub fn value(&self) -> String {
        self.ask("GET", "property/value", None).as_str().unwrap_or_default().to_owned()
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.ask("GET", &format!("attribute/{name}"), None).as_str().map(str::to_owned)
    }

    /// Gives it the focus.
    pub fn focus(&self) {
        self.run("arguments[0].focus()", Value::Null);
    }
}
