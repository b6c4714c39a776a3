//! Files dragged from another program's window by the system's own drag and drop, once; everywhere else the tests say to
//! the page what that would say.

use crate::dialogs::xdotool;
use crate::jobs::photos;
use crate::notes_custody_leave::{go, press, site};
use sigillum_tests::picture;
use sigillum_tests::repository;
use sigillum_tests::window::{Home, PATIENCE};
use std::process::{Child, Command, Stdio};

/// The other program, ended with the test.
struct Other(Child);

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_file_dragged_from_another_programs_window_is_taken_in() {
    let home = Home::new();
    let (window, _) = site(&home, 1);
    go(&window, "photos");
    let file = home.path("DSC_0042.JPG");
    std::fs::write(&file, picture(42)).unwrap();
    let other = Command::new("/usr/bin/python3")
        .arg(repository().join("tests/e2e/drag_source.py"))
        .arg(&file)
        .env("DISPLAY", window.display())
        .env("GDK_BACKEND", "x11")
        .stderr(Stdio::null())
        .spawn();
    let _other = Other(other.expect("python3-gi and gir1.2-gtk-3.0 are needed"));
    window.until("the other program's window", PATIENCE, || {
        xdotool(&window, &["search", "--onlyvisible", "--class", "drag_source"])
            .filter(|found| !found.is_empty())
    });
    // Pressed, moved in small steps as a hand does, held still over the window, let go.
    xdotool(&window, &["mousemove", "80", "850", "mousedown", "1"]);
    for (x, y) in
        [(90, 845), (120, 830), (200, 780), (300, 700), (400, 600), (500, 500), (560, 450), (600, 420)]
    {
        xdotool(&window, &["mousemove", &x.to_string(), &y.to_string(), "sleep", "0.1"]);
    }
    window.wait_for_text("Drop to take in");
    window.screenshot("outside-drag");
    xdotool(&window, &["mousemove", "602", "421", "sleep", "0.3", "mouseup", "1"]);
    window.by_test("card-label").type_keys("by hand");
    press(&window, "intake-begin");
    window.by_test("intake-result");
    assert_eq!(photos(&window), 1);
}
