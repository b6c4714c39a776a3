use super::*;

fn draft(kind: &str) -> Draft {
    Draft {
        op: OperationId([1; 16]),
        after: Position { chain: ChainId([2; 16]), seq: 4, link: Digest([3; 32]) },
        clock: 9,
        moment: Moment { millis: 1_763_026_867_123, offset_minutes: 60 },
        salt: [5; 16],
        class: Class::Open,
        save: [6; 16],
        kind: kind.into(),
        changes: vec![
            NewChange::of_self("exists", true),
            NewChange::of_self("title", "Head of a bodhisattva"),
        ],
        body: object([]),
    }
}

fn read(line: &str) -> Result<Entry, String> {
    Entry::read(format!("{line}\n").as_bytes())
}

#[test]
fn a_written_entry_reads_back_and_creates_the_record_named_by_its_digest() {
    let line = draft("artefact.create").line();
    let entry = Entry::read(&line).unwrap();
    assert_eq!((entry.seq, entry.clock, entry.prev), (5, 9, Digest([3; 32])));
    let id = RecordId::new(RecordKind::Artefact, Digest::of(&line));
    assert!(entry.changes.iter().all(|change| change.record == id));
    assert_eq!(entry.created(), Some(id));
}

#[test]
fn a_kind_of_a_later_version_is_kept_and_may_create() {
    let entry = Entry::read(&draft("loan.create").line()).unwrap();
    assert!(entry.created().unwrap().as_str().starts_with("loan:"));
    assert!(!is_known_kind(&entry.kind));
}

#[test]
fn what_the_format_does_not_allow_is_refused_at_the_door() {
    let good = String::from_utf8(draft("artefact.create").line()).unwrap();
    let good = good.trim_end();
    assert!(read(good).is_ok());
    let record = format!("artefact:{}", Digest([7; 32]));
    for (from, to) in [
        (r#""v":1"#, r#""v":2"#.to_owned()),
        (r#""v":1"#, r#""v":1.0"#.to_owned()),
        (r#""seq":5"#, r#""seq":1"#.to_owned()),
        (r#""seq":5"#, r#""seq":0"#.to_owned()),
        (r#""seq":5"#, r#""seq":5,"seq":5"#.to_owned()),
        (r#""clock":9"#, r#""clock":9007199254740992"#.to_owned()),
        (r#""clock":9"#, r#""clock":"9""#.to_owned()),
        ("\"class\":\"open\"", "\"class\":\"secret\"".to_owned()),
        ("2025-11-13T", "2025-02-30T".to_owned()),
        ("artefact.create", "artefact create".to_owned()),
        ("artefact.create", "artefact.set".to_owned()),
        ("artefact.create", "chain.start".to_owned()),
        (r#""field":"title""#, r#""field":"exists""#.to_owned()),
        (r#""field":"title""#, r#""field":"""#.to_owned()),
        (r#""record":"self","field":"title""#, format!(r#""record":"{record}","field":"title""#)),
        (r#""seen":[]"#, r#""seen":["abc"]"#.to_owned()),
        (r#""body":{}"#, r#""body":[]"#.to_owned()),
        (r#""body":{}"#, r#""body":{"originals":[{"sha256":"x","size":1,"ext":"jpg"}]}"#.to_owned()),
        (r#""body":{}"#, format!(r#""body":{{"x":{}{}}}"#, "[".repeat(15), "]".repeat(15))),
        (r#""salt":"05"#, r#""salt":"0"#.to_owned()),
    ] {
        let bad = good.replacen(from, &to, 1);
        assert_ne!(bad, good, "{from}");
        assert!(read(&bad).is_err(), "{bad}");
    }
    assert!(Entry::read(good.as_bytes()).is_err(), "no LF");
    let huge = good.replacen("Head", &"H".repeat(MAX_LINE), 1);
    assert!(read(&huge).is_err());
}
