use super::super::namespace;
use super::super::openssh_tests::{Dice, NoDice};
use super::*;

const PASSPHRASE: &str = "ផ្កាឈូក lotus";

fn new_key(folder: &Path) -> KeyFile {
    KeyFile::create(&folder.join("key"), PASSPHRASE, "Sok Dara", &Dice::new(1)).unwrap()
}

fn code<T: fmt::Debug>(result: Result<T>) -> Code {
    result.unwrap_err().code
}

#[test]
fn a_new_key_opens_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let made = new_key(folder.path());
    let read = KeyFile::read(made.path()).unwrap();
    assert!(read.is_encrypted());
    assert_eq!(read.public(), made.public());
    for wrong in ["", "lotus", "ផ្កាឈូក lotus "] {
        assert_eq!(code(read.unlock(wrong)), Code::WrongPassphrase, "{wrong:?}");
    }
    let key = read.unlock(PASSPHRASE).unwrap();
    assert_eq!((key.public(), key.comment()), (made.public(), "Sok Dara"));
    let signature = key.sign(namespace::ENTRY, b"line\n").unwrap();
    assert!(super::super::verify(&made.public(), namespace::ENTRY, b"line\n", &signature));
    let public = std::fs::read_to_string(folder.path().join("key.pub")).unwrap();
    assert_eq!(public, format!("{} Sok Dara\n", made.public()));
}

#[cfg(unix)]
#[test]
fn a_new_key_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let made = new_key(folder.path());
    assert_eq!(std::fs::metadata(made.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn making_a_key_never_replaces_a_file_and_leaves_none_when_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    let (key, public) = (folder.path().join("key"), folder.path().join("key.pub"));
    let create = || KeyFile::create(&key, PASSPHRASE, "", &Dice::new(1));
    std::fs::write(&key, "mine").unwrap();
    assert_eq!(code(create()), Code::AlreadyExists);
    assert_eq!(std::fs::read(&key).unwrap(), b"mine");
    assert!(!public.exists());
    std::fs::remove_file(&key).unwrap();
    std::fs::write(&public, "mine").unwrap();
    assert_eq!(code(create()), Code::AlreadyExists);
    assert_eq!(std::fs::read(&public).unwrap(), b"mine");
    assert!(!key.exists());
}

#[test]
fn a_passphrase_must_be_there_and_be_of_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let create = |passphrase: &str, comment: &str| {
        code(KeyFile::create(&folder.path().join("key"), passphrase, comment, &Dice::new(1)))
    };
    assert_eq!(create("", "name"), Code::WrongPassphrase);
    assert_eq!(create("two\nlines", "name"), Code::BadValue);
    assert_eq!(create(&"x".repeat(1024), "name"), Code::BadValue);
    assert_eq!(create("good", "two\nlines"), Code::BadValue);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn without_randomness_no_key_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let made = KeyFile::create(&folder.path().join("key"), PASSPHRASE, "", &NoDice);
    assert_eq!(code(made), Code::Io);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_no_key_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let try_bytes = |bytes: &[u8]| {
        let path = folder.path().join("try");
        std::fs::write(&path, bytes).unwrap();
        code(KeyFile::read(&path))
    };
    for bytes in [&b""[..], b"garbage", b"\xff\xfe\0", b"-----BEGIN OPENSSH PRIVATE KEY-----\n"] {
        assert_eq!(try_bytes(bytes), Code::BadKey);
    }
    assert_eq!(try_bytes(&vec![b'A'; 20_000]), Code::BadKey);
    assert_eq!(code(KeyFile::read(folder.path())), Code::BadKey);
    assert_eq!(code(KeyFile::read(&folder.path().join("absent"))), Code::NotFound);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_key_is_followed_and_one_to_a_device_or_pipe_is_not() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let made = new_key(folder.path());
    let path = |name: &str| folder.path().join(name);
    symlink(made.path(), path("link")).unwrap();
    assert_eq!(KeyFile::read(&path("link")).unwrap().public(), made.public());
    symlink("/dev/zero", path("device")).unwrap();
    assert_eq!(code(KeyFile::read(&path("device"))), Code::BadKey);
    assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    assert_eq!(code(KeyFile::read(&path("pipe"))), Code::BadKey);
}

#[test]
fn a_key_file_cut_or_changed_anywhere_is_refused_or_is_still_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let made = new_key(folder.path());
    let good = std::fs::read(made.path()).unwrap();
    let path = folder.path().join("try");
    for at in 0..good.len() {
        std::fs::write(&path, &good[..at]).unwrap();
        // Only the last line end can be missed.
        assert!(KeyFile::read(&path).is_err() || at == good.len() - 1, "cut at {at}");
        let mut changed = good.clone();
        changed[at] ^= 1 << (at % 7);
        std::fs::write(&path, &changed).unwrap();
        // What is read may state another public key; it must not panic, and unlocking is what decides.
        let _ = KeyFile::read(&path);
    }
}

#[test]
fn a_key_file_that_states_another_public_key_does_not_unlock() {
    let folder = tempfile::tempdir().unwrap();
    let made = new_key(folder.path());
    let other = UnlockedKey::from_seed(&[9; 32], String::new()).unwrap().public();
    let mut bytes = made.sealed.to_bytes().unwrap().to_vec();
    let at = bytes.windows(32).position(|w| w == made.public().as_bytes()).unwrap();
    bytes[at..at + 32].copy_from_slice(other.as_bytes());
    let swapped = PrivateKey::from_bytes(&bytes).unwrap();
    let path = folder.path().join("swapped");
    std::fs::write(&path, swapped.to_openssh(LineEnding::LF).unwrap()).unwrap();
    let read = KeyFile::read(&path).unwrap();
    assert_eq!(read.public(), other);
    assert_eq!(code(read.unlock(PASSPHRASE)), Code::BadKey);
}

#[test]
fn a_key_file_that_asks_for_hours_of_work_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let made = new_key(folder.path());
    let mut bytes = made.sealed.to_bytes().unwrap().to_vec();
    // The last: the length of the options before it happens to be 24 too.
    let at = bytes.windows(4).rposition(|w| w == ROUNDS.to_be_bytes()).unwrap();
    bytes[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    let path = folder.path().join("slow");
    std::fs::write(&path, PrivateKey::from_bytes(&bytes).unwrap().to_openssh(LineEnding::LF).unwrap())
        .unwrap();
    assert_eq!(code(KeyFile::read(&path)), Code::BadKey);
}
