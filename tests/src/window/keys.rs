//! Keys as WebDriver actions.

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
