//! Keys and the pointer as WebDriver actions.

use super::Element;
use serde_json::{Value, json};

/// A key by the name that chords give it; a single character stands for itself.
fn code(name: &str) -> String {
    let special = match name {
        "Control" => '\u{e009}',
        "Shift" => '\u{e008}',
        "Alt" => '\u{e00a}',
        "Meta" => '\u{e03d}',
        "Enter" => '\u{e007}',
        "Tab" => '\u{e004}',
        "Escape" => '\u{e00c}',
        "Backspace" => '\u{e003}',
        "Delete" => '\u{e017}',
        "Space" => ' ',
        "Left" => '\u{e012}',
        "Up" => '\u{e013}',
        "Right" => '\u{e014}',
        "Down" => '\u{e015}',
        "Home" => '\u{e011}',
        "End" => '\u{e010}',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "F1" => '\u{e031}',
        "F2" => '\u{e032}',
        _ => return name.to_owned(),
    };
    special.to_string()
}

fn of_keyboard(actions: Vec<Value>) -> Value {
    json!([{ "type": "key", "id": "keyboard", "actions": actions }])
}

/// A text, key by key.
pub fn typed(text: &str) -> Value {
    let press = |c: char| {
        let c = if c == '\n' { '\u{e007}' } else { c };
        ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": c.to_string() }))
    };
    of_keyboard(text.chars().flat_map(press).collect())
}

/// A chord such as `Control+Shift+k`; `+` itself is written `Plus`.
pub fn chord(chord: &str) -> Value {
    let keys: Vec<String> =
        chord.split('+').map(|name| code(if name == "Plus" { "+" } else { name })).collect();
    let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
    let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
    of_keyboard(down.chain(up).collect())
}

fn of_mouse(actions: Vec<Value>) -> Value {
    json!([{ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions }])
}

fn to(element: &Element<'_>, (x, y): (i64, i64), ms: u32) -> Value {
    json!({ "type": "pointerMove", "duration": ms, "origin": element.origin(), "x": x, "y": y })
}

/// A drag: pressed on one element, moved over others, let go on the last.
pub fn dragged(from: &Element<'_>, over: &[&Element<'_>]) -> Value {
    let mut actions = vec![to(from, (0, 0), 0), json!({ "type": "pointerDown", "button": 0 })];
    actions.extend(over.iter().map(|element| to(element, (0, 0), 200)));
    actions.push(json!({ "type": "pointerUp", "button": 0 }));
    of_mouse(actions)
}

/// Clicks at places of an element, from its middle.
pub fn clicks(element: &Element<'_>, places: &[(i64, i64)]) -> Value {
    let click = |place: &(i64, i64)| {
        let button = |kind: &str| json!({ "type": kind, "button": 0 });
        [to(element, *place, 50), button("pointerDown"), button("pointerUp")]
    };
    of_mouse(places.iter().flat_map(click).collect())
}
