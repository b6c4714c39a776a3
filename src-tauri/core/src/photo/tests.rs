use super::*;
use crate::custody::tests::entry;
use crate::register::Change;

fn original(byte: u8) -> OriginalRef {
    OriginalRef { sha256: Digest([byte; 32]), size: 7_400_000, ext: "jpg".into() }
}

fn files() -> Vec<IntakeFile> {
    let file = |name: &str, outcome, reason: Option<&str>| IntakeFile {
        name: name.into(),
        name_hex: None,
        path: "DCIM/100CANON".into(),
        size: Some(7_400_000),
        modified: Some(1_763_026_867_123),
        outcome,
        reason: reason.map(str::to_owned),
        sha256: reason.is_none().then_some(Digest([1; 32])),
    };
    let mut broken = file("IMG_\u{fffd}.JPG", Outcome::Unreadable, Some("changed"));
    (broken.name_hex, broken.size, broken.modified) = (Some("494d475fff2e4a5047".into()), None, None);
    vec![
        file("IMG_0001.JPG", Outcome::Taken, None),
        file("Cre\u{301}mieux \"1\"\n.JPG", Outcome::Held, None),
        file("Thumbs.db", Outcome::Skipped, Some("system_file")),
        broken,
    ]
}

#[test]
fn an_intake_list_reads_back_file_for_file_with_names_as_they_were() {
    let bytes = write_list(&files());
    assert_eq!(bytes.iter().filter(|b| **b == b'\n').count(), 4, "a file a line, whatever its name");
    assert_eq!(read_list(&bytes), Ok(files()));
    assert_eq!(read_list(b""), Ok(Vec::new()));
}

#[test]
fn a_list_that_is_cut_or_changed_in_form_is_refused_with_its_line() {
    let bytes = write_list(&files());
    assert!(read_list(&bytes[..bytes.len() - 1]).is_err());
    for (line, what) in
        [("{}", "no file"), ("{\"name\":1.5}", "integer"), ("", "EOF"), ("\u{feff}{}", "expected")]
    {
        let mut bad = write_list(&files()[..1]);
        bad.extend_from_slice(format!("{line}\n").as_bytes());
        let error = read_list(&bad).unwrap_err();
        assert!(error.starts_with("line 2: ") && error.contains(what), "{error}");
    }
    let other = String::from_utf8(bytes).unwrap().replace("\"taken\"", "\"lost\"");
    assert!(read_list(other.as_bytes()).is_err());
}

#[test]
fn counts_give_every_file_seen_one_outcome() {
    let counts = IntakeCounts::of(&files(), 3);
    assert_eq!(
        counts,
        IntakeCounts { seen: 4, taken: 1, held: 1, skipped: 1, unreadable: 1, missing_numbers: 3 }
    );
    assert!(counts.add_up());
    assert_eq!(IntakeCounts::read(&counts.to_json()), counts);
    assert!(!IntakeCounts { taken: 2, ..counts }.add_up());
    assert!(!IntakeCounts { taken: u64::MAX, ..counts }.add_up());
    assert_eq!(IntakeCounts::read(&Json::Text("x".into())), IntakeCounts::default());
}

#[test]
fn a_photo_and_an_intake_read_back_as_they_were_written() {
    let photo = PhotoAdded {
        original: original(1),
        name: "IMG_\u{fffd}.JPG".into(),
        name_hex: Some("494d475fff2e4a5047".into()),
        media_type: "image/jpeg".into(),
        claims: object([("make", "Canon".into())]),
        intake: "5f".repeat(16),
        label: "Card 3".into(),
    };
    let mut added = entry("photo.add", photo.to_body(), 4, 2);
    assert_eq!(PhotoAdded::read(&added), None, "it takes in no photo");
    let exists = |record| Change { record, field: "exists".into(), value: true.into(), seen: Vec::new() };
    added.changes = vec![exists(RecordId::new(RecordKind::Photo, Digest([2; 32])))];
    assert_eq!(PhotoAdded::read(&added), None, "what it claims is not of the photo that it changes");
    added.changes = vec![exists(photo.id())];
    assert_eq!(PhotoAdded::read(&added), Some(photo.clone()));
    assert_eq!(photo.id().to_string(), format!("photo:{}", Digest([1; 32])));
    let plain = PhotoAdded { name_hex: None, ..photo };
    assert!(plain.to_body().get("name_hex").is_none(), "only where the name is no valid text");

    let intake = Intake {
        intake: "5f".repeat(16),
        label: "Card 3".into(),
        source: "DCIM".into(),
        started: "2025-11-13T09:41:07.123Z".into(),
        counts: IntakeCounts::of(&files(), 0),
        list: original(2),
    };
    let recorded = entry("intake.record", intake.to_body(), 5, 2);
    assert_eq!(Intake::read(&recorded), Some(intake));
    assert_eq!((Intake::read(&added), PhotoAdded::read(&recorded)), (None, None));
}

#[test]
fn the_views_are_those_of_the_vocabulary() {
    let vocabulary = include_str!("../../../../assets/vocabularies/views.toml");
    let vocabulary: toml::Table = vocabulary.parse().unwrap();
    let terms = vocabulary["terms"].as_array().unwrap();
    let ids: Vec<&str> = terms.iter().map(|term| term["id"].as_str().unwrap()).collect();
    assert_eq!(ids, VIEWS);
    assert!(is_view("overall_front") && !is_view("front"));
}

#[test]
fn what_names_no_original_is_no_photo_and_no_intake() {
    for body in ["{}", r#"{"originals":[],"list":"x","counts":7}"#] {
        let body = Json::parse(body.as_bytes()).unwrap();
        assert_eq!(PhotoAdded::read(&entry("photo.add", body.clone(), 4, 2)), None);
        assert_eq!(Intake::read(&entry("intake.record", body, 4, 2)), None);
    }
}
