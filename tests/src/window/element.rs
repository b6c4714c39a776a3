//! One element of the page.

use super::driver::{ELEMENT, STALE};
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
const IN_MOTION: [&str; 3] = ["element not interactable", "element click intercepted", STALE];

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
        let found = self.driver.run_unless_leaving(finding::FIND, json!([wanted]))?;
        found[ELEMENT].as_str().map(str::to_owned)
    }
}

impl Element<'_> {
    /// Asks the driver about it or does something to it; as long as it says one of these problems, the element is looked
    /// for and it is tried again, if it is known how it was found.
    fn ask(&self, what: &str, passing: &[&str], attempt: impl Fn(&str) -> Result<Value, String>) -> Value {
        let attempt = |id: &str| match (attempt(id), &self.found_by) {
            (Err(problem), Some(_)) if passing.iter().any(|known| problem.contains(known)) => None,
            (done, _) => Some(done.unwrap_or_else(|problem| panic!("{what}: {problem}"))),
        };
        match (attempt(&self.id), &self.found_by) {
            (None, Some((name, wanted))) => {
                let again = || self.window.found(wanted).and_then(|id| attempt(&id));
                self.window.until(&format!("{name} to take a {what}"), super::PATIENCE, again)
            }
            (answer, _) => answer.unwrap_or_default(),
        }
    }

    /// Does what a hand does to it.
    fn handle(&self, what: &str, body: &Value) {
        self.ask(what, &IN_MOTION, |id| {
            self.window.driver.try_ask("POST", &format!("element/{id}/{what}"), Some(body))
        });
    }

    fn read(&self, what: &str) -> Value {
        self.ask(what, &[STALE], |id| {
            self.window.driver.try_ask("GET", &format!("element/{id}/{what}"), None)
        })
    }

    /// Runs a script on it: `arguments[0]` is the element, `arguments[1]` the value given.
    pub fn run(&self, script: &str, argument: Value) -> Value {
        self.ask("script", &[STALE], |id| {
            let body = json!({ "script": script, "args": [{ ELEMENT: id }, argument] });
            self.window.driver.try_ask("POST", "execute/sync", Some(&body))
        })
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
        self.read("text").as_str().unwrap_or_default().to_owned()
    }

    /// What stands in it, for a field.
    pub fn value(&self) -> String {
        self.read("property/value").as_str().unwrap_or_default().to_owned()
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.read(&format!("attribute/{name}")).as_str().map(str::to_owned)
    }

    /// Gives it the focus.
    pub fn focus(&self) {
        self.run("arguments[0].focus()", Value::Null);
    }
}
