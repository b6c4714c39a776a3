//! Memory of the window's processes, from `/proc`.

use sigillum_tests::window::Window;
use std::path::Path;

/// The window's processes without the driver's own.
fn processes(window: &Window) -> Vec<(u32, String)> {
    let name =
        |id: u32| std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default().trim().to_owned();
    let all = window.processes().into_iter().map(|id| (id, name(id)));
    all.filter(|(_, name)| !name.starts_with("WebKitWebDriver")).collect()
}

/// What all of them take now, shared pages counted once (proportional set size), in MB.
pub fn now(window: &Window) -> f64 {
    processes(window).iter().filter_map(|(id, _)| field(*id, "smaps_rollup", "Pss:")).sum::<f64>() / 1024.0
}

/// What each of them takes, for a person who looks.
pub fn each(window: &Window) -> String {
    let of = |(id, name): &(u32, String)| {
        let mb = field(*id, "smaps_rollup", "Pss:").unwrap_or_default() / 1024.0;
        format!("{name} {mb:.0} MB")
    };
    processes(window).iter().map(of).collect::<Vec<_>>().join(", ")
}

/// The most that the web process has ever held, in MB: `VmHWM`, libraries included.
pub fn web_peak(window: &Window) -> f64 {
    let web = processes(window).into_iter().filter(|(_, name)| name.starts_with("WebKitWebProc"));
    web.filter_map(|(id, _)| field(id, "status", "VmHWM:")).fold(0.0, f64::max) / 1024.0
}

fn field(id: u32, file: &str, name: &str) -> Option<f64> {
    let text = std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join(file)).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
