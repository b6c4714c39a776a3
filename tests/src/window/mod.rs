//! Drives the real window: the built program, under its own X server, through WebKitWebDriver.
//!
//! ```text
//! let home = Home::new();                       // its own data, configuration and cache folders
//! let window = home.open();                     // a fresh X server, driver and program
//! window.by_role("button", "New operation").click();
//! window.drop_files(&[&home.path("bundle")]);   // also: press_close(), away(seconds)
//! window.answer_dialog(&[&home.path("catalogue")]);   // what the next native dialog gives; [] for "chose nothing"
//! window.press("Control+k");
//! window.type_keys("ABC/1");
//! window.screenshot("start");                   // target/e2e/start.png
//! window.axe();                                 // WCAG 2.2 AA, light and dark
//! window.invoke("operation_show", json!({}));   // a command, as the page calls it
//! window.kill();                                // as if the laptop's power went; home.open() begins again
//! ```
//!
//! The program has to be built before, with the page inside it and with the hooks for dialogs:
//! `cd ui && npm ci && npm run build`, then `cargo build -p sigillum-desktop --features custom-protocol,test-hooks`.
//! Everything has a time limit. Whatever was started is ended with its process group when the window is dropped.

mod driver;
mod element;
mod finding;
mod keys;
mod processes;

pub use element::Element;
pub use processes::{Display, program};

use crate::repository;
use driver::Driver;
use processes::Group;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What Verify and the look at a bundle are given where nobody chose a time token, authorities or receipts.
pub fn no_proofs() -> Value {
    json!({ "receipts": [], "token": null, "authorities": null })
}

/// How long anything that a person would wait for may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// A person's own folders, which outlive a window.
pub struct Home {
    folder: TempDir,
    /// How the page is painted; as that computer does it best where nothing is said. The driver can take pictures of the
    /// window only where it is composed of layers.
    painting: Option<&'static str>,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// Empty folders.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("sigillum-home-").tempdir().unwrap();
        for name in ["data", "config", "cache", "runtime"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder, painting: Some("composed") }
    }

    /// Empty folders of a person whose window is painted as that computer does it best: no screenshots can be taken.
    pub fn without_pictures() -> Self {
        Self { painting: None, ..Self::new() }
    }

    /// Empty folders of a person whose window is painted in one piece: no screenshots can be taken.
    pub fn painted_plainly() -> Self {
        Self { painting: Some("plain"), ..Self::new() }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder where program and command line keep keys, heads and logs.
    pub fn data(&self) -> PathBuf {
        self.path("data/sigillum")
    }

    /// Starts the program and waits until its page is there.
    pub fn open(&self) -> Window {
        self.open_with(&[])
    }

    /// As [`Home::open`], with the program started by another: `["strace", "-f", …]`.
    pub fn open_with(&self, starter: &[&str]) -> Window {
        self.open_program(&processes::started_by(&self.path("program"), &program(), starter))
    }

    /// Starts another build of the program.
    pub fn open_program(&self, program: &Path) -> Window {
        let window = Window::begin(self, program);
        window.wait(
            "the page",
            "return document.readyState === 'complete' && document.body.children.length > 0",
        );
        window
    }

    /// Starts the program as a person does, without a driver, by way of another: `["strace", "-f", …]`.
    pub fn open_undriven(&self, starter: &[&str]) -> Undriven {
        let display = Display::start(1280, 900);
        let mut command = std::process::Command::new(starter.first().expect("a starter is given"));
        command.args(&starter[1..]).arg(program());
        let group = Group::start(command, &display, &self.environment());
        Undriven { _group: group, _display: display }
    }

    fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let painting = self.painting.map(|way| ("SIGILLUM_PAINTING", PathBuf::from(way)));
        let folders = vec![
            ("HOME", self.folder.path().to_owned()),
            ("XDG_DATA_HOME", self.path("data")),
            ("XDG_CONFIG_HOME", self.path("config")),
            ("XDG_CACHE_HOME", self.path("cache")),
            ("XDG_RUNTIME_DIR", self.path("runtime")),
        ];
        folders.into_iter().chain(painting).collect()
    }
}

/// A window that nobody drives; it is ended when this is dropped.
pub struct Undriven {
    _group: Group,
    _display: Display,
}

/// An open window.
pub struct Window {
    driver: Driver,
    group: Group,
    display: Display,
}

impl Window {
    fn begin(home: &Home, program: &Path) -> Self {
        let display = Display::start(1280, 900);
        let port = driver::free_port();
        let group = Group::start_driver(&display, port, &home.environment());
        let driver = Driver::begin(port, program);
        Self { driver, group, display }
    }

    /// Runs a script in the page; `arguments[0]` is the value given.
    pub fn run(&self, script: &str, argument: Value) -> Value {
        self.driver.run(script, json!([argument]))
    }

    /// Runs a script that ends the program, which may be gone before it can answer; [`Window::ended`] tells whether it did.
    pub fn run_to_the_end(&self, script: &str) {
        let body = json!({ "script": script, "args": [] });
        let _ = self.driver.try_ask("POST", "execute/sync", Some(&body));
    }

    /// Runs a script that ends by calling `arguments[1](value)`; `arguments[0]` is the value given.
    pub fn run_async(&self, script: &str, argument: Value) -> Value {
        self.driver.run_async(script, json!([argument]))
    }

    /// Loads the page again, as the key for it does in a browser, and waits until it is there.
    pub fn reload(&self) {
        self.run("window.former = true; location.reload()", Value::Null);
        self.wait(
            "the page, loaded again",
            "return !window.former && document.readyState === 'complete' && document.body.children.length > 0",
        );
        self.settle();
    }

    /// Calls a command as the page does.
    ///
    /// # Errors
    /// The problem that the command gave.
    pub fn try_invoke(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let script = "const [given, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(given.command, given.arguments)
                .then((ok) => done({ ok: ok ?? null }), (problem) => done({ problem }));";
        let answer = self.run_async(script, json!({ "command": command, "arguments": arguments }));
        match answer.get("problem") {
            Some(problem) => Err(problem.clone()),
            None => Ok(answer["ok"].clone()),
        }
    }

    /// Calls a command that has to succeed.
    pub fn invoke(&self, command: &str, arguments: Value) -> Value {
        self.try_invoke(command, arguments).unwrap_or_else(|problem| panic!("{command} gave {problem}"))
    }

    /// Waits until a job has ended well; gives its result.
    pub fn job(&self, id: &Value) -> Value {
        let job = self.ended_job(id);
        assert_eq!(job["state"], "done", "the job ended with {}", job["problem"]);
        job["result"].clone()
    }

    /// Waits until a job has ended in any way.
    pub fn ended_job(&self, id: &Value) -> Value {
        self.until("a job's end", Duration::from_secs(180), || {
            let jobs = self.invoke("job_list", json!({}));
            let job = jobs.as_array()?.iter().find(|job| job["id"] == *id)?.clone();
            (job["state"] != "running" && job["state"] != "stopping").then_some(job)
        })
    }

    /// The next native dialog gives these paths; none for a person who chose nothing.
    pub fn answer_dialog(&self, paths: &[&Path]) {
        self.invoke("hook_answer_dialog", json!({ "paths": paths }));
    }

    /// Files from outside hang over the window.
    pub fn drag_files_over(&self, paths: &[&Path]) {
        self.invoke("hook_drag", json!({ "paths": paths, "dropped": false }));
    }

    /// Files from outside are dropped on the window.
    pub fn drop_files(&self, paths: &[&Path]) {
        self.invoke("hook_drag", json!({ "paths": paths, "dropped": true }));
    }

    /// Drags with the pointer: presses on one element, moves over each of the others in turn, lets go on the last.
    pub fn drag(&self, from: &Element<'_>, over: &[&Element<'_>]) {
        let (from, over) = self.standing_still(from, over);
        self.driver.act(keys::dragged(&from, &over.iter().collect::<Vec<_>>()));
    }

    /// What a drag begins at and goes over, looked for again until all of it stays where it is: a hand does not reach for
    /// what the page still moves.
    fn standing_still(&self, from: &Element<'_>, over: &[&Element<'_>]) -> (Element<'_>, Vec<Element<'_>>) {
        let look = || {
            self.settle();
            let found =
                (self.again(from), over.iter().map(|element| self.again(element)).collect::<Vec<_>>());
            let mut places = vec![found.0.place()];
            places.extend(found.1.iter().map(Element::place));
            (found, places)
        };
        let before = std::cell::RefCell::new(Vec::new());
        self.until("what is dragged to stand still", PATIENCE, || {
            let (found, places) = look();
            let still = places.iter().all(Value::is_array) && before.replace(places.clone()) == places;
            still.then_some(found)
        })
    }

    /// Clicks at places of an element, counted in CSS pixels from its middle.
    pub fn click_at(&self, element: &Element<'_>, places: &[(i64, i64)]) {
        self.driver.act(keys::clicks(element, places));
    }

    /// Waits until a script returns something true.
    pub fn wait(&self, what: &str, script: &str) -> Value {
        self.until(what, PATIENCE, || {
            self.driver.run_unless_leaving(script, json!([Value::Null])).filter(is_true)
        })
    }

    /// Asks again and again until there is an answer; fails after the time given.
    pub fn until<T>(&self, what: &str, limit: Duration, ask: impl Fn() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            if begun.elapsed() > limit {
                self.keep_picture("failed");
                panic!("waited in vain for {what}; target/e2e/failed-….png shows the window");
            }
            std::thread::park_timeout(Duration::from_millis(40));
        }
    }

    /// Presses keys as a person types them.
    pub fn type_keys(&self, text: &str) {
        self.driver.act(keys::typed(text));
    }

    /// Presses one chord: `Enter`, `Control+k`, `Shift+Tab`, `?`.
    pub fn press(&self, chord: &str) {
        self.driver.act(keys::chord(chord));
    }

    /// Sets the theme on the page: `light`, `dark`, `contrast`, `contrast-dark`.
    pub fn theme(&self, theme: &str) {
        self.run("document.documentElement.dataset.theme = arguments[0]", json!(theme));
        self.settle();
    }

    /// Sets the size of text as the settings do, in percent.
    pub fn zoom(&self, percent: u32) {
        self.run("document.documentElement.style.setProperty('--zoom', arguments[0] / 100)", json!(percent));
        self.settle();
    }

    /// Makes targets large, or as they were, as the settings do.
    pub fn touch(&self, large: bool) {
        self.run("document.documentElement.toggleAttribute('data-touch', arguments[0])", json!(large));
        self.settle();
    }

    /// Waits until what was changed is on the screen, and what moves or fades to its place has arrived there. What is taken
    /// away while it fades never arrives; it is waited for two seconds, in which all others end.
    pub fn settle(&self) {
        let script = "const done = arguments[1];
            const ends = (one) => one.effect?.getComputedTiming().endTime !== Infinity && one.playState === 'running';
            const arrived = () => Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>
                Promise.race([arrived(), new Promise((over) => setTimeout(over, 2000))]).then(() => done(true)), 50)));";
        self.run_async(script, Value::Null);
    }

    /// Writes what the window shows to `target/e2e/<name>.png` (build output) and gives its path.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        self.settle();
        let path = pictures().join(format!("{name}.png"));
        std::fs::write(&path, self.driver.screenshot()).unwrap();
        path
    }

    /// As [`Window::screenshot`], in the light and the dark theme: `<name>-light.png`, `<name>-dark.png`.
    pub fn screenshots(&self, name: &str) {
        self.screenshots_in(name, &["light", "dark"]);
    }

    /// As [`Window::screenshots`], in these themes.
    pub fn screenshots_in(&self, name: &str, themes: &[&str]) {
        self.in_each(themes, |theme| drop(self.screenshot(&format!("{name}-{theme}"))));
    }

    /// A picture of the window as it is, for whoever looks into a failure.
    pub fn keep_picture(&self, name: &str) {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        if let Some(png) = self.driver.try_screenshot() {
            let _ = std::fs::write(pictures().join(format!("{name}-{test}.png")), png);
        }
    }

    /// Fails if the screen violates WCAG 2.2 AA, in the light or the dark theme.
    pub fn axe(&self) {
        self.axe_in(&["light", "dark"]);
    }

    /// Fails if the screen violates WCAG 2.2 AA in one of these themes.
    pub fn axe_in(&self, themes: &[&str]) {
        let source = repository().join("ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&source)
            .unwrap_or_else(|e| panic!("{}: {e}; run `npm ci` in ui", source.display()));
        self.run(&format!("if (!window.axe) {{ {source}\n; window.axe = window.axe ?? axe; }}"), Value::Null);
        let mut found = Vec::new();
        self.in_each(themes, |theme| {
            let violations = self.run_async(finding::AXE, Value::Null);
            let lines = violations.as_array().unwrap_or_else(|| panic!("axe answered {violations}"));
            found.extend(lines.iter().map(|line| format!("{theme}: {}", line.as_str().unwrap_or_default())));
        });
        assert!(found.is_empty(), "violations of WCAG 2.2 AA:\n{}", found.join("\n"));
    }

    /// Texts that are cut: they reach beyond what shows them, with nothing to scroll and no sign that there is more.
    pub fn cut_texts(&self) -> Vec<String> {
        let cut = self.run(finding::CUT, Value::Null);
        cut.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect()
    }

    /// Shows the page in each theme in turn, and at last as it was.
    fn in_each(&self, themes: &[&str], mut look: impl FnMut(&str)) {
        let before = self.run("return document.documentElement.dataset.theme ?? null", Value::Null);
        for theme in themes {
            self.theme(theme);
            look(theme);
        }
        self.theme(before.as_str().unwrap_or("system"));
    }

    /// Ends program and driver at once, as if the power went.
    pub fn kill(self) {
        self.group.kill();
    }

    /// Waits until the program, which was told to end, has ended.
    pub fn ended(self) {
        self.group.wait_for_program(PATIENCE);
    }

    /// Makes the window so large, in pixels, as a person does by its edge.
    pub fn resize(&self, width: u32, height: u32) {
        self.driver.ask("POST", "window/rect", Some(&json!({ "width": width, "height": height })));
    }

    /// As if nobody had been there for so many seconds.
    pub fn away(&self, seconds: u32) {
        self.invoke("hook_away", json!({ "seconds": seconds }));
    }

    /// Presses the window's own button for closing.
    pub fn press_close(&self) {
        self.invoke("hook_close", json!({}));
    }

    /// Closes the window as a person does and waits until the program has ended.
    pub fn close(self) {
        self.run_to_the_end("setTimeout(() => window.__TAURI_INTERNALS__.invoke('start_quit'), 0)");
        self.group.wait_for_program(PATIENCE);
    }

    /// The name of its X display, for tools that work from outside.
    pub fn display(&self) -> &str {
        self.display.name()
    }

    /// Processes of program and driver.
    pub fn processes(&self) -> Vec<u32> {
        self.group.members()
    }
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// Where pictures go: build output.
pub fn pictures() -> PathBuf {
    let folder = repository().join("target/e2e");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
