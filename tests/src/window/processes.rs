//! The processes of a test: X server, driver, program. Each is ended with its group; nothing else is touched.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The built program, with the page and the hooks for dialogs inside.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    // target/debug/deps/<test> → target/debug/sigillum-desktop
    let path = here.parent().and_then(Path::parent).unwrap().join("sigillum-desktop");
    let how = "build it: cd ui && npm ci && npm run build, then \
               cargo build -p sigillum-desktop --features custom-protocol,test-hooks";
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}; {how}", path.display()));
    let word = b"hook_answer_dialog";
    assert!(
        bytes.windows(word.len()).any(|w| w == word),
        "{} was built without hooks; {how}",
        path.display()
    );
    path
}

/// A file that the driver can start: the program itself, or a script that starts it by way of another.
pub fn started_by(script: &Path, program: &Path, starter: &[&str]) -> PathBuf {
    if starter.is_empty() {
        return program.to_owned();
    }
    let quoted: Vec<String> = starter.iter().map(|word| format!("'{word}'")).collect();
    let text = format!("#!/bin/sh\nexec {} '{}' \"$@\"\n", quoted.join(" "), program.display());
    std::fs::write(script, text).unwrap();
    std::fs::set_permissions(script, std::fs::Permissions::from_mode(0o755)).unwrap();
    script.to_owned()
}

/// An X server of its own, on a display number that it finds itself.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts one with a screen of this size.
    pub fn start(width: u32, height: u32) -> Self {
        let screen = format!("{width}x{height}x24");
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"])
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is needed: apt-get install xvfb");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        assert!(!number.trim().is_empty(), "Xvfb found no display");
        Self { server, name: format!(":{}", number.trim()) }
    }

    /// Its name, such as `:99`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The driver with the program and its web processes: one process group.
pub struct Group {
    leader: Child,
}

impl Group {
    /// Starts the driver; what it starts inherits the environment.
    pub fn start_driver(display: &Display, port: u16, environment: &[(&str, PathBuf)]) -> Self {
        let mut command = Command::new("WebKitWebDriver");
        command.args([format!("--port={port}"), "--host=127.0.0.1".to_owned()]);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        Self::start(command, display, environment)
    }

    /// Starts a program as the leader of a group, with an environment that is this test's alone.
    pub fn start(mut command: Command, display: &Display, environment: &[(&str, PathBuf)]) -> Self {
        command
            .process_group(0)
            .env("DISPLAY", display.name())
            .env("GDK_BACKEND", "x11")
            .env("GSETTINGS_BACKEND", "memory")
            .env("NO_AT_BRIDGE", "1")
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("LANG", "C.UTF-8")
            .env_remove("WAYLAND_DISPLAY")
            // Screenshots hang with either of these.
            .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER")
            .env_remove("WEBKIT_DISABLE_COMPOSITING_MODE")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        for (name, value) in environment {
            command.env(name, value);
        }
        let name = command.get_program().to_string_lossy().into_owned();
        let leader = command.spawn().unwrap_or_else(|e| {
            panic!("{name}: {e}; it is needed: apt-get install webkit2gtk-driver strace")
        });
        Self { leader }
    }

    /// Ids of the group's processes.
    pub fn members(&self) -> Vec<u32> {
        let group = self.leader.id().to_string();
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let ids = all.filter_map(|item| item.file_name().to_str()?.parse::<u32>().ok());
        ids.filter(|id| stat(*id).is_some_and(|(state, of)| of == group && state != "Z")).collect()
    }

    /// Ends all of them at once.
    pub fn kill(&self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.leader.id())]).status();
    }

    /// Waits until the program has ended by itself.
    pub fn wait_for_program(&self, limit: Duration) {
        let begun = Instant::now();
        let is_program = |id: &u32| {
            let exe = std::fs::read_link(format!("/proc/{id}/exe")).unwrap_or_default();
            exe.ends_with("sigillum-desktop")
        };
        while self.members().iter().any(is_program) {
            assert!(begun.elapsed() < limit, "the program does not end");
            std::thread::park_timeout(Duration::from_millis(30));
        }
    }
}

/// State and process group, from `/proc/<id>/stat`.
fn stat(id: u32) -> Option<(String, String)> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in parentheses may hold spaces.
    let mut rest = text.rsplit_once(')')?.1.split_whitespace();
    let state = rest.next()?.to_owned();
    Some((state, rest.nth(1)?.to_owned()))
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
        let _ = self.leader.wait();
    }
}
