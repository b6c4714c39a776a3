//! What a source may do to us.

use crate::digest::Digest;
use crate::error::Code;
use crate::progress::Silent;
use crate::store::KEEP;
use crate::store::files::CHUNK;
use crate::store::journal::JobKind;
use crate::store::settle::Held;
use crate::store::stage::{Reason, TakeFailure};
use crate::store::testing::{AtChunk, NOON, Place, quiet, with};
use std::io::Write;
use std::path::Path;

fn failure(place: &Place, source: &Path) -> TakeFailure {
    let failure = place.originals.stage(source, &quiet()).unwrap().unwrap_err();
    assert!(place.inside("journal").iter().all(|name| name.ends_with(".jsonl")), "no temporary file is left");
    failure
}

fn begun() -> (Place, crate::store::journal::Job) {
    let place = Place::new();
    let job = place.originals.begin(JobKind::Intake, "card", NOON, 0).unwrap();
    (place, job)
}

#[test]
fn what_is_taken_has_the_bytes_of_the_card_and_stands_under_its_hash() {
    let (place, mut job) = begun();
    let bytes: Vec<u8> =
        (0..3 * CHUNK + 17).map(|i| if i < 2 { 0xff - 0x27 * i as u8 } else { i as u8 }).collect();
    let source = place.source("IMG_0001.JPG", &bytes);
    let before = std::fs::metadata(&source).unwrap();
    let mut staged = place.originals.stage(&source, &quiet()).unwrap().unwrap();
    assert_eq!(staged.bytes.take().as_deref(), Some(&bytes[..]));
    assert_eq!((staged.head.len(), staged.size, staged.ext.as_str()), (4096, bytes.len() as u64, "jpg"));
    assert_eq!(staged.modified, before.modified().ok());
    assert!(place.inside("originals").is_empty(), "nothing is in place before it is settled");

    let settled = place.originals.settle(&mut job, vec![staged], &Silent).unwrap().remove(0);
    job.finish().unwrap();
    let hex = Digest::of(&bytes).hex();
    assert_eq!(settled.held, Held::New);
    assert!(!settled.already_held());
    assert_eq!(place.inside("originals"), [format!("{}/{hex}.jpg", &hex[..2])]);
    assert_eq!(std::fs::read(place.originals.root().join(settled.relative_path())).unwrap(), bytes);
    assert!(place.inside("journal").is_empty() && place.inside("quarantine").is_empty());
    let after = std::fs::metadata(&source).unwrap();
    assert_eq!(
        (before.modified().unwrap(), before.accessed().unwrap()),
        (after.modified().unwrap(), after.accessed().unwrap())
    );
}

#[test]
fn an_unknown_kind_is_kept_as_bin() {
    let (place, mut job) = begun();
    let source = place.source("x.sh", b"#!/bin/sh");
    assert_eq!(place.originals.take(&mut job, &source, &quiet()).unwrap().unwrap().ext, "bin");
    let bad = crate::store::stage::Staging { ext: |_| "../../x", ..quiet() };
    assert_eq!(place.originals.stage(&source, &bad).unwrap().unwrap().ext, "bin");
}

#[test]
fn a_file_without_bytes_is_told_and_not_taken() {
    let (place, _job) = begun();
    assert_eq!(failure(&place, &place.source("empty.jpg", b"")).reason, Reason::Empty);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_taken() {
    type Change = fn(&Path);
    let changes: [(&str, Change); 5] = [
        ("longer", |p| std::fs::OpenOptions::new().append(true).open(p).unwrap().write_all(b"more").unwrap()),
        ("shorter", |p| std::fs::OpenOptions::new().write(true).open(p).unwrap().set_len(5).unwrap()),
        ("written", |p| {
            let file = std::fs::OpenOptions::new().write(true).open(p).unwrap();
            (&file).write_all(b"other").unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
        }),
        ("replaced", |p| {
            let modified = std::fs::metadata(p).unwrap().modified().unwrap();
            let other = p.with_extension("new");
            std::fs::write(&other, vec![1; 4 * CHUNK]).unwrap();
            std::fs::File::options().write(true).open(&other).unwrap().set_modified(modified).unwrap();
            std::fs::rename(other, p).unwrap();
        }),
        ("endless", |p| {
            std::fs::OpenOptions::new().append(true).open(p).unwrap().write_all(&vec![7; CHUNK]).unwrap();
        }),
    ];
    for (name, change) in changes {
        let (place, _job) = begun();
        let source = place.source("IMG_0001.JPG", &vec![9; 4 * CHUNK]);
        let at = source.clone();
        // The first chunk is the known moment; the endless file grows at every one.
        let progress = AtChunk::new(move |bytes| {
            if bytes == CHUNK as u64 || name == "endless" {
                change(&at);
            }
            false
        });
        let failure = place.originals.stage(&source, &with(&progress)).unwrap().unwrap_err();
        assert_eq!(failure.reason, Reason::Changed, "{name}");
        assert_eq!(failure.into_error(&source).code, Code::SourceChanged);
        assert_eq!(place.inside("journal").len(), 1, "{name}: only the journal is there");
    }
}

#[test]
fn a_file_that_is_removed_while_it_is_read_is_missing_and_not_taken() {
    let (place, _job) = begun();
    let source = place.source("IMG_0001.JPG", &vec![9; 4 * CHUNK]);
    let at = source.clone();
    let progress = AtChunk::new(move |_| {
        let _ = std::fs::remove_file(&at);
        false
    });
    let failure = place.originals.stage(&source, &with(&progress)).unwrap().unwrap_err();
    assert_eq!(failure.reason, Reason::Missing);
}

#[test]
fn a_missing_file_is_one_file_but_a_missing_folder_is_a_missing_card() {
    let (place, _job) = begun();
    let card = place.folder.path().join("card");
    assert_eq!(failure(&place, &card.join("absent.jpg")).reason, Reason::Missing);
    std::fs::remove_dir(&card).unwrap();
    assert_eq!(failure(&place, &card.join("absent.jpg")).reason, Reason::DeviceGone);
}

#[test]
fn a_stopped_job_leaves_no_part_of_the_file_it_was_at() {
    let (place, mut job) = begun();
    let source = place.source("IMG_0001.JPG", &vec![9; 4 * CHUNK]);
    let progress = AtChunk::new(|bytes| bytes >= 2 * CHUNK as u64);
    assert_eq!(place.originals.stage(&source, &with(&progress)).unwrap_err().code, Code::Cancelled);
    let staged = place.originals.stage(&source, &quiet()).unwrap().unwrap();
    assert_eq!(place.originals.settle(&mut job, vec![staged], &progress).unwrap_err().code, Code::Cancelled);
    assert_eq!(place.inside("journal").len(), 1);
    assert!(place.inside("originals").is_empty());
}

#[test]
fn a_reader_must_give_exactly_the_bytes_that_were_announced() {
    let (place, mut job) = begun();
    let name = Path::new("data/originals/ab/x.jpg");
    let reason = |bytes: &mut &[u8], size| {
        place
            .originals
            .stage_reader(bytes, name, size, &quiet())
            .unwrap()
            .map(|s| s.size)
            .map_err(|f| f.reason)
    };
    assert_eq!(reason(&mut &b"bytes"[..], 6), Err(Reason::Changed));
    assert_eq!(reason(&mut &b"bytes"[..], 4), Err(Reason::Changed));
    assert_eq!(reason(&mut &b""[..], 0), Err(Reason::Empty));
    let staged = place.originals.stage_reader(&mut &b"bytes"[..], name, 5, &quiet()).unwrap().unwrap();
    assert_eq!(
        place.originals.settle(&mut job, vec![staged], &Silent).unwrap()[0].digest,
        Digest::of(b"bytes")
    );
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_link_pipe_socket_folder_or_device_is_not_taken_and_nobody_waits_for_it() {
        let (place, _job) = begun();
        let card = place.folder.path().join("card");
        std::os::unix::fs::symlink(place.source("x.jpg", b"bytes"), card.join("link.jpg")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, card.join("pipe.jpg"), rustix::fs::Mode::from_raw_mode(0o600))
            .unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(card.join("socket.jpg")).unwrap();
        for (path, word) in [
            (card.join("link.jpg"), "a link"),
            (card.join("pipe.jpg"), "a pipe"),
            (card.join("socket.jpg"), "a socket"),
            (card.clone(), "a folder"),
            (Path::new("/dev/zero").to_owned(), "a device"),
        ] {
            let failure = failure(&place, &path);
            assert_eq!((failure.reason, failure.what.contains(word)), (Reason::NotRegular, true), "{word}");
        }
    }

    #[test]
    fn names_in_nfd_and_in_no_encoding_are_taken_and_stand_exactly_in_the_journal() {
        let (place, mut job) = begun();
        let card = place.folder.path().join("card");
        for name in [OsStr::new("te\u{302}te.jpg"), OsStr::from_bytes(b"head-\xff.jpg")] {
            std::fs::write(card.join(name), name.as_bytes()).unwrap();
            let settled = place.originals.take(&mut job, &card.join(name), &quiet()).unwrap().unwrap();
            assert_eq!(settled.source.file_name(), Some(name));
        }
        drop(job);
        let report = place.originals.recover(&|_| Ok(false)).unwrap();
        let lines: Vec<_> = report.adoptable.iter().map(|a| (&a.line.source, &a.line.source_hex)).collect();
        assert!(lines[0].0.ends_with("te\u{302}te.jpg") && lines[0].1.is_none());
        assert!(lines[1].0.ends_with("head-\u{fffd}.jpg"));
        let hex = lines[1].1.as_deref().unwrap();
        let exact = crate::digest::from_hex(hex).unwrap();
        assert_eq!(exact, card.join(OsStr::from_bytes(b"head-\xff.jpg")).as_os_str().as_bytes());
    }

    #[test]
    fn a_source_that_the_system_refuses_to_read_is_one_failure_and_no_end_of_the_job() {
        // A regular file that opens and then answers EINVAL: the kernel has one on every Linux machine.
        let refusing = Path::new("/sys/class/net/lo/speed");
        if !refusing.exists() {
            crate::store::testing::skipped("no file here that refuses to be read");
            return;
        }
        let (place, _job) = begun();
        assert_eq!(failure(&place, refusing).reason, Reason::Unreadable);
    }

    #[test]
    fn a_film_of_two_gigabytes_is_taken_without_being_held_in_memory() {
        let (place, mut job) = begun();
        let path = place.source("MVI_0001.MOV", b"film");
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(2 << 30).unwrap();
        let staged = place.originals.stage(&path, &quiet()).unwrap().unwrap();
        assert!(staged.size > KEEP && staged.bytes.is_none());
        let settled = place.originals.settle(&mut job, vec![staged], &Silent).unwrap().remove(0);
        assert_eq!(
            std::fs::metadata(place.originals.root().join(settled.relative_path())).unwrap().len(),
            2 << 30
        );
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status
            .lines()
            .find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        // Other tests run beside this one, so the bound is loose; it is far below the film.
        assert!(peak.is_none_or(|kib| kib < 600 << 10), "{peak:?} KiB");
    }
}
