//! Stock tools as judges of what the bag writer writes: `bagit.py`, `sha256sum`, `unzip`, Python's `zipfile`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::bag::zip::form::{Member, ending};
use sigillum_core::bag::{BagSource, BundleWriter, Form, check, judge};
use sigillum_core::digest::Digest;
use sigillum_core::progress::Silent;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a tool and demands that it is content; `None`, said aloud, where it is not installed.
fn demand(tool: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let output = match Command::new(tool).args(arguments).current_dir(folder).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("SKIPPED: {tool} is not installed");
            return None;
        }
        Err(error) => panic!("{tool}: {error}"),
    };
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?}: {said}");
    Some(said.into_owned())
}

fn write(folder: &Path, form: Form) -> PathBuf {
    let original = folder.join("original");
    std::fs::write(&original, vec![7; 3_000_000]).unwrap();
    let digest = Digest::of(&vec![7; 3_000_000]);
    let mut writer = BundleWriter::create(folder, "op-1-full-00112233-9-abc123", form).unwrap();
    writer.add_known(&format!("data/originals/ab/{digest}.jpg"), &original, digest, &Silent).unwrap();
    for n in 0..200 {
        writer.add_bytes(&format!("data/notes/{n:04}.json"), format!("{n}\n").as_bytes(), &Silent).unwrap();
    }
    writer.add_bytes("data/empty", b"", &Silent).unwrap();
    let info = [("Contact-Name".to_owned(), "سیما ខ្មែរ".to_owned())];
    writer.finish("2025-11-13", &info, &mut |_| Ok(b"signature\n".to_vec()), &Silent).unwrap().path
}

#[test]
fn bagit_py_and_sha256sum_and_the_rfc_accept_a_folder_that_we_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let bag = write(folder.path(), Form::Folder);
    demand("bagit.py", &["--validate", &bag.to_string_lossy()], folder.path());
    for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        demand("sha256sum", &["--check", "--strict", "--quiet", manifest], &bag);
    }
    let judgement = judge(&bag, 2, &Silent).unwrap();
    assert!(judgement.valid && judgement.warnings.is_empty(), "{judgement:#?}");
}

#[test]
fn unzip_and_python_accept_a_zip_that_we_wrote_and_unpack_a_valid_bag() {
    let folder = tempfile::tempdir().unwrap();
    let zip = write(folder.path(), Form::Zip).to_string_lossy().into_owned();
    demand("unzip", &["-tq", &zip], folder.path());
    let said = demand("python3", &["-m", "zipfile", "-t", &zip], folder.path());
    assert!(said.is_none_or(|said| said.contains("Done testing")));
    if demand("unzip", &["-q", &zip], folder.path()).is_some() {
        let bag = folder.path().join("op-1-full-00112233-9-abc123");
        demand("bagit.py", &["--validate", &bag.to_string_lossy()], folder.path());
        let source = BagSource::open(&bag).unwrap();
        assert_eq!(check(source, 2, &Silent).unwrap().findings, []);
    }
    assert!(judge(Path::new(&zip), 2, &Silent).unwrap().valid);
}

#[test]
fn python_reads_a_zip_beyond_four_gigabytes_as_we_do() {
    const LARGE: u64 = (4 << 30) + (512 << 20);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.zip");
    let member = |name: &str, size, crc, offset| Member { name: name.into(), size, crc, offset };
    // The large file is a hole, so that this is quick; its CRC-32 is not looked at.
    let large = member("b/a", LARGE, 0, 0);
    let small = member("b/b", 5, 0x3610_a686, large.data_at() + LARGE);
    let mut file = File::create(&path).unwrap();
    file.write_all(&large.local()).unwrap();
    file.seek(SeekFrom::Start(small.offset)).unwrap();
    file.write_all(&small.local()).unwrap();
    file.write_all(b"hello").unwrap();
    let directory = [large.central(), small.central()].concat();
    let at = small.data_at() + 5;
    file.write_all(&directory).unwrap();
    file.write_all(&ending(2, at, directory.len() as u64)).unwrap();
    drop(file);

    let source = BagSource::open(&path).unwrap();
    assert_eq!(source.findings(), []);
    assert_eq!(source.files().collect::<Vec<_>>(), [("a", LARGE), ("b", 5)]);
    assert_eq!(source.read_small("b", 5).unwrap(), b"hello");
    let program = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); \
        assert [i.file_size for i in z.infolist()] == [int(sys.argv[2]), 5]; assert z.read('b/b') == b'hello'";
    demand("python3", &["-c", program, &path.to_string_lossy(), &LARGE.to_string()], folder.path());
}

#[test]
fn unzip_and_python_read_a_zip_of_more_than_65535_files_as_we_do() {
    const COUNT: usize = 70_000;
    let folder = tempfile::tempdir().unwrap();
    let mut writer = BundleWriter::create(folder.path(), "b", Form::Zip).unwrap();
    for n in 0..COUNT {
        writer.add_bytes(&format!("data/{n:06}"), b"x", &Silent).unwrap();
    }
    let sign = &mut |_: &[u8]| Ok(b"signature\n".to_vec());
    let path = writer.finish("2025-11-13", &[], sign, &Silent).unwrap().path;
    let bag = check(BagSource::open(&path).unwrap(), 2, &Silent).unwrap();
    assert_eq!((bag.findings.len(), bag.whole_files), (0, COUNT as u64));
    let path = path.to_string_lossy();
    demand("unzip", &["-tq", &path], folder.path());
    let program = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); \
        assert len(z.infolist()) == 70005; assert z.testzip() is None";
    demand("python3", &["-c", program, &path], folder.path());
}
