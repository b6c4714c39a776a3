use super::super::{Principal, UnlockedKey, allowed_signers_line, namespace};
use super::*;

const RSA: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=";
/// 2024-03-01T12:00:00Z.
const NOON: i64 = 1_709_294_400_000;

fn key(seed: u8) -> PublicKey {
    UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap().public()
}

fn read(text: &str) -> AllowedSigners {
    AllowedSigners::parse(text.as_bytes()).unwrap_or_else(|bad| panic!("{text:?}: {bad:?}"))
}

fn trusted(principal: &str) -> Trust {
    Trust::Trusted { principal: principal.to_owned() }
}

/// What a list of one line says about key 1, for entries, at noon.
fn says(line: &str) -> Trust {
    read(&line.replace("KEY", &key(1).openssh())).lookup(&key(1), namespace::ENTRY, Some(NOON))
}

#[test]
fn a_line_that_was_written_is_read_and_trusts_its_key_alone() {
    let principal = Principal::from_name("Sok Dara", &key(1));
    let line = allowed_signers_line(&principal, &[namespace::ENTRY, namespace::HEAD], &key(1));
    assert_eq!(line, format!("sok.dara namespaces=\"entry@sigillum,head@sigillum\" {}\n", key(1)));
    let list = read(&line);
    assert_eq!(list.lookup(&key(1), namespace::ENTRY, None), trusted("sok.dara"));
    assert_eq!(list.lookup(&key(1), namespace::RECEIPT, None), Trust::NotInNamespace);
    assert_eq!(list.lookup(&key(2), namespace::ENTRY, None), Trust::Unknown);
    let line = allowed_signers_line(&principal, &[], &key(1));
    assert_eq!(read(&line).lookup(&key(1), "anything", None), trusted("sok.dara"));
}

#[test]
fn comments_blank_lines_crlf_tabs_and_a_missing_last_line_end_are_read() {
    let list = read(&format!(
        "# who signs \u{e9}\r\n\r\n \t\r\n  # more\n\tsok@x\t {}  her key\r\nrsa {RSA}\nb {}",
        key(1),
        key(2)
    ));
    let numbers: Vec<_> = list.lines().iter().map(|line| line.number).collect();
    assert_eq!(numbers, [5, 6, 7]);
    assert_eq!(list.lookup(&key(1), "x", None), trusted("sok@x"));
    assert_eq!(list.lookup(&key(2), "x", None), trusted("b"));
    assert_eq!(read("").lines().len(), 0);
    // A comment may be in any encoding.
    assert_eq!(AllowedSigners::parse(b"# caf\xe9\n"), Ok(AllowedSigners::default()));
}

#[test]
fn principals_are_kept_as_text() {
    for (field, principals) in
        [("a,b@x", "a,b@x"), ("*@x", "*@x"), ("\"Sok Dara,!eve\"", "Sok Dara,!eve"), ("សុខ", "សុខ")]
    {
        assert_eq!(says(&format!("{field} KEY")), trusted(principals));
    }
    assert_eq!(says("!eve,!bob KEY"), Trust::Unknown, "a line that names nobody");
}

#[test]
fn options_are_read_in_any_case_and_order() {
    assert_eq!(says("a NameSpaces=\"file,*@sigillum\",VALID-AFTER=\"20240101Z\" KEY"), trusted("a"));
    assert_eq!(says("a valid-before=\"20250101\",namespaces=\"!entry@*,*\" KEY"), Trust::NotInNamespace);
    assert_eq!(says("a namespaces=\"\" KEY"), Trust::NotInNamespace);
    let list = read(&format!("a namespaces=\"x\\\"y z\" {}", key(1)));
    assert_eq!(list.lines()[0].namespaces.as_deref(), Some("x\"y z"));
}

#[test]
fn a_certificate_authority_and_other_types_of_key_are_kept_and_trust_nobody() {
    assert_eq!(says("a cert-authority KEY"), Trust::Unknown);
    assert_eq!(says("a cert-authority,namespaces=\"*\" KEY"), Trust::Unknown);
    let list = read(&format!("a {RSA}"));
    assert_eq!(list.lines()[0].key, None);
}

#[test]
fn both_limits_of_time_are_included_to_the_second() {
    for (options, at, trust) in [
        ("valid-after=\"20240301120000Z\"", NOON - 1, Trust::NotYetValid),
        ("valid-after=\"20240301120000Z\"", NOON, trusted("a")),
        ("valid-after=\"202403011200\"", NOON, trusted("a")),
        ("valid-after=\"20240301\"", NOON - 43_200_000, trusted("a")),
        ("valid-after=\"20240301\"", NOON - 43_200_001, Trust::NotYetValid),
        ("valid-before=\"20240301120000Z\"", NOON + 999, trusted("a")),
        ("valid-before=\"20240301120000Z\"", NOON + 1000, Trust::Expired),
        ("valid-before=\"202403011200Z\",namespaces=\"file\"", NOON + 1000, Trust::NotInNamespace),
    ] {
        let list = read(&format!("a {options} {}", key(1)));
        assert_eq!(list.lookup(&key(1), namespace::ENTRY, Some(at)), trust, "{options} at {at}");
        if trust != Trust::NotInNamespace {
            assert_eq!(list.lookup(&key(1), namespace::ENTRY, None), trusted("a"), "asked without a time");
        }
    }
}

#[test]
fn of_several_lines_about_one_key_the_kindest_counts_and_the_first_of_equals() {
    let expired = "a valid-before=\"20200101Z\" KEY\n";
    assert_eq!(says(&format!("{expired}b KEY\nc KEY\n")), trusted("b"));
    assert_eq!(says(&format!("b namespaces=\"file\" KEY\n{expired}")), Trust::Expired);
}

#[test]
fn one_bad_line_refuses_the_list_and_every_bad_line_is_named() {
    let text = format!("a {0}\nb\n# c\nd foo {0}\ne {0}\n", key(1));
    let bad = AllowedSigners::parse(text.as_bytes()).unwrap_err();
    assert_eq!(bad.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signers");
    std::fs::write(&path, text).unwrap();
    let error = AllowedSigners::read(&path).unwrap_err();
    assert_eq!(error.code, Code::BadSignersList);
    assert!(error.what.starts_with("line 2: ") && error.what.contains("; line 4: "), "{error}");
    assert_eq!(AllowedSigners::read(folder.path()).unwrap_err().code, Code::NotARegularFile);
}

#[test]
fn every_kind_of_bad_line_is_refused() {
    for line in [
        "KEY",
        "a",
        "a ssh-ed25519",
        "a ssh-ed25519 AAAA",
        "a ssh-ed25519 !!!!",
        "a unknown-type AAAA",
        "a namespaces=file KEY",
        "a namespaces KEY",
        "a namespaces=\"file KEY",
        "a namespaces=\"a\",namespaces=\"b\" KEY",
        "a namespaces=\"a\", KEY",
        "a namespaces=\"a\"x KEY",
        "a namespaces=\"a\"",
        "a cert-authority=\"x\" KEY",
        "a no-touch-required KEY",
        "a valid-after=\"2024\" KEY",
        "a valid-after=\"20240230\" KEY",
        "a valid-after=\"20240101250000\" KEY",
        "a valid-after=\"2024010112Z\" KEY",
        "a valid-after=\"+2024010\" KEY",
        "a valid-after=\"20240101ZZ\" KEY",
        "a valid-before=\"19700101Z\" KEY",
        "a valid-before=\"19000101Z\" KEY",
        "a valid-after=\"20240102\",valid-before=\"20240101\" KEY",
        "a valid-after=\"20240101\",valid-before=\"20240101\" KEY",
        "\"a KEY",
        "\"\" KEY",
        "\"a\"b KEY",
        "a\"b\" KEY",
        "\u{feff}a KEY",
        "a\0b KEY",
        "a\rb KEY",
        "a ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
    ] {
        let line = line.replace("KEY", &key(1).openssh());
        assert!(AllowedSigners::parse(line.as_bytes()).is_err(), "{line}");
    }
    assert!(AllowedSigners::parse(format!("caf\u{e9} {}", key(1)).as_bytes()).is_ok());
    assert!(AllowedSigners::parse(&[b"caf\xe9 ", key(1).openssh().as_bytes()].concat()).is_err());
}

#[test]
fn a_list_with_a_key_of_small_order_is_refused() {
    let mut blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20".to_vec();
    blob.extend_from_slice(&[0; 32]);
    let line = format!("a ssh-ed25519 {}", Base64::encode_string(&blob));
    assert_eq!(AllowedSigners::parse(line.as_bytes()).unwrap_err()[0].what, "a damaged or weak key");
}
