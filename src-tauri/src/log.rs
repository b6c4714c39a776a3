//! The log: what the program did and for how long. It holds codes, names of commands and durations, never a text of
//! evidence, a path or a name of a person.

use sigillum_core::error::{Code, Error};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// Beyond this size the log is begun anew; the former one is kept beside it.
const LARGEST: u64 = 2 << 20;

static LOG: OnceLock<(Mutex<File>, Instant)> = OnceLock::new();

/// Begins the log in this folder. Where that cannot be done the program runs without.
pub fn begin(folder: &Path) {
    let path = folder.join("sigillum.log");
    let _ = std::fs::create_dir_all(folder);
    if std::fs::metadata(&path).is_ok_and(|meta| meta.len() > LARGEST) {
        let _ = std::fs::rename(&path, path.with_extension("log.former"));
    }
    let Ok(file) = File::options().create(true).append(true).open(path) else { return };
    let _ = LOG.set((Mutex::new(file), Instant::now()));
    line("begin", env!("CARGO_PKG_VERSION"));
    std::panic::set_hook(Box::new(|info| {
        // The message of a panic may quote a value; the place says enough.
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        line("panic", &place);
    }));
}

/// Writes a line: a stable word, and a detail that is a code, a name of a command or a number.
pub fn line(word: &str, detail: &str) {
    let Some((file, begun)) = LOG.get() else { return };
    let seconds = begun.elapsed().as_secs_f64();
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    // A log that cannot be written must not stop the work.
    let _ = writeln!(file, "{seconds:.3} {word} {detail}");
}

/// Writes an error by its code alone.
pub fn error(word: &str, error: &Error) {
    line(word, &error.code.as_str());
}

/// Writes how a command ended, if it failed or took long.
pub fn command(name: &str, begun: Instant, failed: Option<Code>) {
    let took = begun.elapsed().as_millis();
    match failed {
        Some(code) => line("command", &format!("{name} {took}ms {}", code.as_str())),
        None if took > 100 => line("command", &format!("{name} {took}ms")),
        None => {}
    }
}
