//! What a process did to files, as `strace` wrote it down.
//!
//! `strace` and not a library loaded before the program's own: part of the core calls the system without going
//! through the C library, and would not be seen.

use super::job::Job;
use super::runner::start;
use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The calls that are written down: all that can change a file or a name, or make it durable.
const CALLS: &str = "open,openat,openat2,creat,close,dup,dup2,dup3,fcntl,lseek,write,pwrite64,writev,pwritev,\
                     pwritev2,ftruncate,truncate,fallocate,copy_file_range,sendfile,fsync,fdatasync,sync,syncfs,\
                     sync_file_range,msync,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,\
                     rmdir,mkdir,mkdirat";

/// One thing that a process did. A descriptor `at` is that of the folder to which a path is relative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Opened or created.
    Open { at: Option<i32>, path: String, flags: String, fd: i32 },
    /// Closed.
    Close { fd: i32 },
    /// Has a second descriptor.
    Duplicate { from: i32, to: i32 },
    /// Reads and writes on from here.
    Seek { fd: i32, offset: usize },
    /// Wrote, at a place or where it stood.
    Write { fd: i32, bytes: Vec<u8>, at: Option<usize> },
    /// Bytes went from one file to the other, from where each stood.
    Copy { from: i32, to: i32, length: usize },
    /// Has a new length.
    Truncate { fd: i32, length: usize },
    /// Is durable.
    Sync { fd: i32 },
    /// Has a new name.
    Rename { from: String, to: String },
    /// Has a second name.
    Link { from: String, to: String },
    /// A name of a file or folder is gone.
    Remove { at: Option<i32>, path: String },
    /// A new folder.
    MakeFolder { path: String },
    /// The worker printed this.
    Said(String),
}

impl Event {
    /// The same with its paths below this folder.
    #[must_use]
    pub fn below(mut self, root: &Path) -> Self {
        let put = |path: &mut String| *path = root.join(&*path).to_string_lossy().into_owned();
        match &mut self {
            Self::Open { path, .. } | Self::Remove { path, .. } | Self::MakeFolder { path } => put(path),
            Self::Rename { from, to } | Self::Link { from, to } => {
                put(from);
                put(to);
            }
            _ => {}
        }
        self
    }
}

/// Runs jobs under `strace`; `None` where there is none, or it may not watch: said plainly.
pub fn record(worker: &Path, laptop: &Path, jobs: &[Job], log: &Path) -> Option<Vec<Event>> {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-xx", "-s", "1000000000", "-e", "signal=none", "-e"])
        .arg(format!("trace={CALLS}"))
        .arg("-o")
        .arg(log)
        .arg(worker)
        .arg(laptop)
        .args(jobs.iter().map(Job::to_string))
        .stdin(Stdio::null());
    let output = match start(&mut command).and_then(Child::wait_with_output) {
        Ok(output) => output,
        Err(error) => {
            eprintln!("SKIPPED: lost syncs are not looked for, strace does not run: {error}");
            return None;
        }
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && (errors.contains("ptrace") || errors.contains("PTRACE")) {
        eprintln!("SKIPPED: lost syncs are not looked for, this system lets no process be traced: {errors}");
        return None;
    }
    assert!(output.status.success(), "the worker failed: {errors}");
    Some(parse(&std::fs::read_to_string(log).unwrap()))
}

/// Reads a log. A call that another thread interrupted counts where it came to its end.
pub fn parse(log: &str) -> Vec<Event> {
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut events = Vec::new();
    for line in log.lines() {
        let (process, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        let mut whole = rest.to_owned();
        if let Some(start) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(process, start);
            continue;
        }
        if rest.starts_with("<... ") {
            let (_, end) = rest.split_once("resumed>").unwrap();
            whole = format!("{}{end}", begun.remove(process).unwrap());
        }
        events.extend(call(&whole));
    }
    events
}

/// What one call did; `None` for one that failed or changes nothing.
fn call(line: &str) -> Option<Event> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    let arguments = arguments.trim_end().trim_end_matches(')').split(", ");
    let arguments: Vec<&str> = arguments.map(str::trim).collect();
    let result: i64 = result.split(' ').next()?.parse().ok().filter(|result| *result >= 0)?;
    let number = |i: usize| arguments[i].parse::<i64>().ok();
    let short: String = line.chars().take(80).collect();
    let needed = |i: usize| number(i).unwrap_or_else(|| panic!("no number where one is expected: {short}"));
    let fd = |i: usize| i32::try_from(needed(i)).unwrap();
    let at = |i: usize| number(i).and_then(|fd| i32::try_from(fd).ok());
    let size = |i: usize| usize::try_from(needed(i)).unwrap();
    let path = |i: usize| String::from_utf8(text(arguments[i])).unwrap();
    let new_fd = i32::try_from(result).ok();
    Some(match name {
        "open" => Event::Open { at: None, path: path(0), flags: arguments[1].into(), fd: new_fd? },
        "openat" => Event::Open { at: at(0), path: path(1), flags: arguments[2].into(), fd: new_fd? },
        "close" => Event::Close { fd: fd(0) },
        "dup" | "dup2" | "dup3" => Event::Duplicate { from: fd(0), to: new_fd? },
        "fcntl" if arguments[1].starts_with("F_DUPFD") => Event::Duplicate { from: fd(0), to: new_fd? },
        "fcntl" => return None,
        "lseek" => Event::Seek { fd: fd(0), offset: usize::try_from(result).ok()? },
        "write" | "pwrite64" => {
            let mut bytes = text(arguments[1]);
            bytes.truncate(usize::try_from(result).ok()?);
            if name == "write" && fd(0) == 1 {
                return Some(Event::Said(String::from_utf8(bytes).ok()?));
            }
            Event::Write { fd: fd(0), bytes, at: (name == "pwrite64").then(|| size(3)) }
        }
        "copy_file_range" => Event::Copy { from: fd(0), to: fd(2), length: usize::try_from(result).ok()? },
        "sendfile" => Event::Copy { from: fd(1), to: fd(0), length: usize::try_from(result).ok()? },
        "ftruncate" => Event::Truncate { fd: fd(0), length: size(1) },
        "fsync" | "fdatasync" => Event::Sync { fd: fd(0) },
        "rename" => Event::Rename { from: path(0), to: path(1) },
        "renameat" | "renameat2" => Event::Rename { from: path(1), to: path(3) },
        "link" => Event::Link { from: path(0), to: path(1) },
        "linkat" => Event::Link { from: path(1), to: path(3) },
        "unlink" | "rmdir" => Event::Remove { at: None, path: path(0) },
        "unlinkat" => Event::Remove { at: at(0), path: path(1) },
        "mkdir" => Event::MakeFolder { path: path(0) },
        "mkdirat" => Event::MakeFolder { path: path(1) },
        other => panic!("the model of the disk does not know this call yet: {other}"),
    })
}

/// The bytes of a string of `\x61\x62`.
fn text(quoted: &str) -> Vec<u8> {
    let inner = quoted.trim_matches('"');
    assert!(!quoted.ends_with("..."), "strace cut a string short");
    let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap();
    inner.as_bytes().chunks(4).map(|hex| digit(hex[2]) * 16 + digit(hex[3])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_another_thread_interrupted_counts_where_it_ended_and_a_failed_one_never() {
        let log = concat!(
            "7 close(3 <unfinished ...>\n",
            "8 openat(AT_FDCWD, \"\\x61\", O_RDONLY) = -1 ENOENT (No such file or directory)\n",
            "8 pwrite64(4, \"\\x62\\x63\", 2, 512)       = 1\n",
            "7 <... close resumed>)                    = 0\n",
            "7 write(1, \"\\x2e\\x0a\", 2)               = 2\n",
        );
        let written = Event::Write { fd: 4, bytes: b"b".to_vec(), at: Some(512) };
        assert_eq!(parse(log), [written, Event::Close { fd: 3 }, Event::Said(".\n".into())]);
    }
}
