//! The program on a terminal and off it: what is asked, what is shown, and what Ctrl-C does.

use crate::program::{Computer, PASSPHRASE};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// How long a run on a terminal may take, in seconds.
const LIMIT: u32 = 240;

/// What a program on a terminal came to.
pub struct Shown {
    pub code: i64,
    pub text: String,
}

/// Runs these words on a terminal in this folder: each time a text is shown the other is typed.
pub fn on_terminal(folder: &Path, words: &[&str], steps: &[(&str, &str)]) -> Shown {
    let steps: Vec<Value> =
        steps.iter().map(|(expect, send)| json!({"expect": expect, "send": send})).collect();
    let path = std::env::var("PATH").unwrap_or_default();
    let program = Path::new(env!("CARGO_BIN_EXE_sigillum")).parent().unwrap().display();
    let told = json!({
        "words": words, "folder": folder, "steps": steps, "seconds": LIMIT,
        "environment": {"PATH": format!("{program}:{path}"), "TERM": "xterm-256color", "COLUMNS": "120", "HOME": folder},
    });
    let mut driver = Command::new("python3")
        .args(["-c", include_str!("drive.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 drives the terminal");
    driver.stdin.take().unwrap().write_all(told.to_string().as_bytes()).unwrap();
    let output = driver.wait_with_output().unwrap();
    let came: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = came["shown"].as_str().unwrap().to_owned();
    assert_eq!(came["missed"], Value::Null, "did not come; this did:\n{text}");
    Shown { code: came["code"].as_i64().unwrap(), text }
}

impl Computer {
    /// Runs the program on a terminal, with this computer's catalogue and key; the passphrase is asked for.
    fn types(&self, words: &[&str], steps: &[(&str, &str)]) -> Shown {
        let ours = ["--catalogue", "catalogue", "--data", "data", "--device", "laptop"];
        let words: Vec<&str> = ["sigillum"].iter().chain(words).chain(&ours).copied().collect();
        on_terminal(&self.folder, &words, steps)
    }
}

/// Files that take a moment to copy.
fn heavy_card(computer: &Computer, files: usize) -> String {
    let folder = computer.folder.join("card");
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..files {
        let mut bytes: Vec<u8> = (0..500_000usize).map(|i| (i * 31) as u8).collect();
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        std::fs::write(folder.join(format!("{number:03}.bin")), bytes).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

fn with_return(text: &str) -> String {
    format!("{text}\r")
}

#[test]
fn a_passphrase_that_is_typed_is_never_shown_and_a_wrong_one_opens_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let computer = Computer::new(temp.path(), "sokha");
    let typed = with_return(PASSPHRASE);
    let steps = [("New passphrase: ", typed.as_str()), ("The same again: ", &typed)];
    let made = computer.types(&["key", "new", "--name", "Sokha Chan"], &steps);
    assert_eq!(made.code, 0, "{}", made.text);
    let begin = ["operation", "new", "--reference", "LON-1"];
    let wrong = computer.types(&begin, &[("Passphrase: ", "three loud words\r")]);
    assert_eq!(wrong.code, 3, "{}", wrong.text);
    assert!(!computer.folder.join("catalogue/catalogue.db").exists());
    let begun = computer.types(&begin, &[("Passphrase: ", &typed)]);
    assert_eq!(begun.code, 0, "{}", begun.text);
    for shown in [made, wrong, begun] {
        for secret in PASSPHRASE.split(' ').chain(["loud"]) {
            assert!(!shown.text.contains(secret), "{}", shown.text);
        }
    }
    let differ = [("New passphrase: ", typed.as_str()), ("The same again: ", "other words\r")];
    let refused = computer.types(&["key", "new", "--name", "X", "--key", "other"], &differ);
    assert_eq!(refused.code, 3, "{}", refused.text);
    assert!(!computer.folder.join("other").exists());
}

#[test]
fn a_bar_shows_speed_and_time_left_on_a_terminal_and_nothing_of_it_is_in_a_pipe() {
    let temp = tempfile::tempdir().unwrap();
    let computer = Computer::begun(temp.path(), "sokha", "SC");
    let card = heavy_card(&computer, 400);
    let typed = with_return(PASSPHRASE);
    let shown = computer.types(&["photo", "add", &card], &[("Passphrase: ", &typed)]);
    assert_eq!(shown.code, 0, "{}", shown.text);
    for part in ["%", "iB of ", "iB/s", " left", "Taken"] {
        assert!(shown.text.contains(part), "{part} in\n{}", shown.text);
    }
    let exported = computer.types(&["export", "--to", "."], &[("Passphrase: ", &typed)]);
    assert!(exported.text.contains("iB/s") && exported.text.contains("writing"), "{}", exported.text);
    let piped = computer.run(&["export", "--to", "."]);
    let failed = computer.run(&["artefact", "show", "none"]);
    let refused = computer.run(&["artefact", "no-such-verb"]);
    let help = computer.plain(&["photo", "add", "--help"]);
    assert_eq!([piped.code, failed.code, refused.code, help.code], [0, 3, 2, 0], "{}", piped.err);
    for answer in [piped, failed, refused, help] {
        for text in [&answer.out, &answer.err] {
            assert!(!text.contains('\u{1b}') && !text.contains('\r') && !text.contains("/s "), "{text}");
        }
    }
}

#[test]
fn ctrl_c_in_an_intake_stops_at_a_safe_point_and_the_next_run_takes_the_rest() {
    let temp = tempfile::tempdir().unwrap();
    let computer = Computer::begun(temp.path(), "sokha", "SC");
    let card = heavy_card(&computer, 400);
    let typed = with_return(PASSPHRASE);
    let steps = [("Passphrase: ", typed.as_str()), ("reading", "\u{3}")];
    let stopped = computer.types(&["photo", "add", &card, "--card", "A", "--json"], &steps);
    assert_eq!(stopped.code, 3, "{}", stopped.text);
    assert!(stopped.text.contains("Stopping at the next safe point"), "{}", stopped.text);
    assert!(stopped.text.contains("\"code\": \"cancelled\""), "{}", stopped.text);
    let held = || computer.done(&["photo", "list"])["photos"].as_array().unwrap().len();
    let before = held();
    assert!(before < 400, "it was not stopped");
    computer.done(&["check"]);
    let again = computer.done(&["photo", "add", &card, "--card", "A"]);
    assert_eq!(again["counts"]["seen"], 400);
    assert_eq!(again["counts"]["held"], before);
    assert_eq!(again["counts"]["taken"], 400 - before);
    assert_eq!(held(), 400);
    computer.done(&["check"]);
    let left = std::fs::read_dir(computer.folder.join("catalogue/journal")).unwrap().count();
    assert_eq!(left, 0, "the journal is empty once all is taken");
}

#[test]
fn ctrl_c_in_an_export_leaves_nothing_on_the_stick_and_the_next_run_writes_it_whole() {
    let temp = tempfile::tempdir().unwrap();
    let computer = Computer::begun(temp.path(), "sokha", "SC");
    let card = heavy_card(&computer, 120);
    computer.done(&["photo", "add", &card]);
    for form in [&[][..], &["--zip"]] {
        let stick = computer.folder.join("stick");
        std::fs::create_dir(&stick).unwrap();
        let typed = with_return(PASSPHRASE);
        let words: Vec<&str> = ["export", "--to", "stick"].iter().chain(form).copied().collect();
        let stopped = computer.types(&words, &[("Passphrase: ", &typed), ("writing", "\u{3}")]);
        assert_eq!(stopped.code, 3, "{}", stopped.text);
        assert!(stopped.text.contains("Stopping at the next safe point"), "{}", stopped.text);
        assert_eq!(std::fs::read_dir(&stick).unwrap().count(), 0, "something is left");
        let whole = computer.done(&words);
        assert_eq!((&whole["verdict"], whole["removed"].as_array().unwrap().len()), (&json!("verified"), 0));
        std::fs::remove_dir_all(&stick).unwrap();
    }
    computer.done(&["check"]);
}
