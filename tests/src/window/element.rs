//! One element of the page.

use super::driver::ELEMENT;
use super::{Window, finding};
use serde_json::{Value, json};

/// An element, by the driver's id.
pub struct Element<'a> {
    window: &'a Window,
    id: String,
}

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
        Element { window: self, id }
    }

    fn element(&self, what: &str, wanted: Value) -> Element<'_> {
        let id = self.until(what, super::PATIENCE, || self.found(&wanted));
        Element { window: self, id }
    }

    fn found(&self, wanted: &Value) -> Option<String> {
        self.run(finding::FIND, wanted.clone())[ELEMENT].as_str().map(str::to_owned)
    }
}

impl Element<'_> {
    fn ask(&self, method: &str, what: &str, body: Option<&Value>) -> Value {
        self.window.driver.ask(method, &format!("element/{}/{what}", self.id), body)
    }

    /// Runs a script on it: `arguments[0]` is the element, `arguments[1]` the value given.
    pub fn run(&self, script: &str, argument: Value) -> Value {
        self.window.driver.run(script, json!([{ ELEMENT: self.id }, argument]))
    }

    /// As the place from which pointer actions count.
    pub(super) fn origin(&self) -> Value {
        json!({ ELEMENT: self.id })
    }

    /// Clicks in its middle.
    pub fn click(&self) {
        self.ask("POST", "click", Some(&json!({})));
    }

    /// Types into it, after what is there.
    pub fn type_keys(&self, text: &str) {
        self.ask("POST", "value", Some(&json!({ "text": text })));
    }

    /// Replaces what is in it.
    pub fn fill(&self, text: &str) {
        self.ask("POST", "clear", Some(&json!({})));
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
