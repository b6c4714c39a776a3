//! Labels on paper: the system is asked to print them, and what the printer gets is judged as a person at the shelf would,
//! by a reader of codes and a ruler.

use crate::dialogs::xdotool;
use crate::notes_custody_leave::{leave, press, site};
use serde_json::json;
use sigillum_tests::window::{Home, PATIENCE, Window, pictures};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Points of the paper for one in a picture: 300 to the inch.
const RESOLUTION: &str = "300";

fn labels(window: &Window) {
    leave(window);
    press(window, "leave-go-labels");
    window.by_test("label-list");
}

fn said(program: &str, arguments: &[&str]) -> String {
    let run = Command::new(program).args(arguments).output();
    let run = run.unwrap_or_else(|e| panic!("{program}: {e}; apt-get install poppler-utils zbar-tools"));
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// The pages of a printed file, as pictures, once the printer is done with it.
fn pages(window: &Window, file: &Path, name: &str) -> Vec<PathBuf> {
    window.until("the printed file", PATIENCE, || {
        std::fs::read(file).ok().filter(|bytes| bytes.trim_ascii_end().ends_with(b"%%EOF"))
    });
    let to = pictures().join(name);
    said("pdftoppm", &["-r", RESOLUTION, "-png", file.to_str().unwrap(), to.to_str().unwrap()]);
    let count = said("pdfinfo", &[file.to_str().unwrap()]);
    let count = count.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse::<u32>();
    (1..=count.unwrap()).map(|page| pictures().join(format!("{name}-{page}.png"))).collect()
}

/// The size of a printed file's pages, in millimetres.
fn size(file: &Path) -> (f64, f64) {
    let told = said("pdfinfo", &[file.to_str().unwrap()]);
    let line = told.lines().find_map(|line| line.strip_prefix("Page size:")).unwrap();
    let points: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    (points[0] / 72.0 * 25.4, points[1] / 72.0 * 25.4)
}

/// Where a word begins on a printed page, in millimetres from its left and upper edges.
fn place(file: &Path, word: &str) -> (f64, f64) {
    let words = said("pdftotext", &["-bbox", file.to_str().unwrap(), "-"]);
    let line = words.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap();
    let edge = |name: &str| {
        let points = line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
        points.parse::<f64>().unwrap() / 72.0 * 25.4
    };
    (edge("xMin"), edge("yMin"))
}

/// What a reader of codes reads from pages, in order.
fn read(pages: &[PathBuf]) -> Vec<String> {
    let codes = pages.iter().flat_map(|page| {
        let text =
            said("zbarimg", &["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", page.to_str().unwrap()]);
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    codes
}

#[test]
fn labels_come_out_of_the_printer_on_a4_and_on_a_roll_and_their_codes_are_read() {
    let home = Home::new();
    let (window, _) = site(&home, 4);
    labels(&window);
    let references = ["SC/1", "SC/2", "SC/3", "SC/4"];

    let sheet = home.path("sheet.pdf");
    window.invoke("hook_printer", json!({ "file": sheet }));
    press(&window, "labels-print");
    let paper = pages(&window, &sheet, "printed-a4");
    assert_eq!(read(&paper), references);
    let (width, height) = size(&sheet);
    assert!((width - 210.0).abs() < 1.0 && (height - 297.0).abs() < 1.0, "{width} × {height} mm");
    assert_eq!(paper.len(), 1, "four labels are one sheet");
    let [first, second, fourth] = ["SC/1", "SC/2", "SC/4"].map(|word| place(&sheet, word));
    let step = (second.0 - first.0, fourth.1 - first.1);
    assert!(
        (step.0 - 70.0).abs() < 0.5 && (step.1 - 37.0).abs() < 0.5,
        "labels of 70 × 37 mm come after {step:?}"
    );

    window.by_role("radio", "single").run("arguments[0].click()", json!(null));
    let roll = home.path("roll.pdf");
    window.invoke("hook_printer", json!({ "file": roll }));
    press(&window, "labels-print");
    let paper = pages(&window, &roll, "printed-roll");
    assert_eq!(read(&paper), references);
    let (width, height) = size(&roll);
    assert!((width - 62.0).abs() < 1.0 && (height - 29.0).abs() < 1.0, "{width} × {height} mm");
    assert_eq!(paper.len(), 4, "one label is one piece of the roll");
}

#[test]
fn printing_asks_by_the_systems_own_dialog_and_the_work_goes_on_when_it_is_closed() {
    let home = Home::new();
    let (window, _) = site(&home, 2);
    labels(&window);
    window.invoke("hook_printer", json!({ "file": null }));
    press(&window, "labels-print");
    let search = ["search", "--onlyvisible", "--name", "^Print$"];
    let dialog = window.until("the system's dialog", PATIENCE, || {
        xdotool(&window, &search).and_then(|found| found.lines().next().map(str::to_owned))
    });
    let picture = pictures().join("print-dialog.png");
    let _ =
        Command::new("import").args(["-display", window.display(), "-window", "root"]).arg(picture).status();
    xdotool(&window, &["windowfocus", "--sync", &dialog, "key", "Escape"]);
    window.until("the dialog's end", PATIENCE, || xdotool(&window, &search).is_none().then_some(()));
    press(&window, "labels-printed");
    window.wait_for_text("Every object has its label");
}
