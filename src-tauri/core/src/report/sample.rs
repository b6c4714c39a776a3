//! A small operation for tests: two signers, other scripts, a conflict, a withdrawal, custody with a correction.

use super::{BundleKind, Evidence};
use crate::digest::{Digest, to_hex};
use crate::entry::{Class, Draft, Entry, NewChange, Position};
use crate::error::Result;
use crate::head::{first_link, next_link};
use crate::id::{ChainId, OperationId, RecordId, RecordKind};
use crate::json::{Json, object};
use crate::signature::{KeyFile, PublicKey, Signature, UnlockedKey, namespace};
use crate::state::State;
use crate::time::{Moment, Random};
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

pub(super) const OPERATION: OperationId = OperationId([7; 16]);
pub(super) const NAME: &str = "lon-2025-114-full-0a1b2c3d-17-00ff00";

/// The same bytes each time.
struct Dice(u8);

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        buffer.fill(self.0);
        Ok(())
    }
}

/// The bytes of a JSON text as a value.
pub(super) fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap()
}

/// One chain being written.
pub(super) struct Pen {
    pub(super) key: &'static UnlockedKey,
    chain: ChainId,
    seq: u64,
    prev: Digest,
}

impl Pen {
    fn new(seed: u8) -> Self {
        let key = key(seed);
        let chain = ChainId::derive(OPERATION, key.public().as_bytes(), &[seed; 16]);
        Self { key, chain, seq: 0, prev: first_link(chain) }
    }
}

/// The key of a seed, made once: unlocking takes its time, as it should.
pub(super) fn key(seed: u8) -> &'static UnlockedKey {
    static KEYS: Mutex<BTreeMap<u8, &'static UnlockedKey>> = Mutex::new(BTreeMap::new());
    KEYS.lock().unwrap().entry(seed).or_insert_with(|| {
        let folder = tempfile::tempdir().unwrap();
        let file =
            KeyFile::create(&folder.path().join("key"), "four words and more", "", &Dice(seed)).unwrap();
        Box::leak(Box::new(file.unlock("four words and more").unwrap()))
    })
}

/// The entries and lines so far.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) entries: Vec<Entry>,
    pub(super) lines: HashMap<Digest, (Vec<u8>, Signature)>,
    pub(super) state: State,
    clock: u64,
}

impl Sample {
    /// Begins a chain.
    pub(super) fn start(&mut self, seed: u8, device: &str) -> Pen {
        let mut pen = Pen::new(seed);
        let body = object([
            ("public_key", Json::Text(pen.key.public().openssh())),
            ("nonce", Json::Text(to_hex(&[seed; 16]))),
            ("device", Json::Text(device.to_owned())),
            ("heads", Json::List(Vec::new())),
        ]);
        self.write(&mut pen, "chain.start", Vec::new(), body);
        pen
    }

    /// Writes and signs an entry; its digest.
    pub(super) fn write(&mut self, pen: &mut Pen, kind: &str, changes: Vec<NewChange>, body: Json) -> Digest {
        self.clock += 1;
        let clock = self.clock;
        let draft = Draft {
            op: OPERATION,
            after: Position { chain: pen.chain, seq: pen.seq, link: pen.prev },
            clock,
            moment: Moment { millis: 1_763_026_867_000 + clock as i64 * 60_000, offset_minutes: 270 },
            salt: [clock as u8; 16],
            class: Class::Open,
            save: [clock as u8; 16],
            kind: kind.to_owned(),
            changes,
            body,
        };
        let line = draft.line();
        let entry = Entry::read(&line).unwrap();
        (pen.seq, pen.prev) = (entry.seq, next_link(pen.prev, entry.digest));
        let signature = pen.key.sign(namespace::ENTRY, &line).unwrap();
        let digest = entry.digest;
        self.state.apply(&entry);
        self.lines.insert(digest, (line, signature));
        self.entries.push(entry);
        digest
    }

    /// Creates a record with these fields, values as JSON.
    pub(super) fn create(&mut self, pen: &mut Pen, kind: &str, fields: &[(&str, &str)]) -> RecordId {
        let mut changes = vec![NewChange::of_self("exists", true)];
        changes.extend(fields.iter().map(|(field, value)| NewChange::of_self(field, json(value))));
        let digest = self.write(pen, kind, changes, json("{}"));
        let word = kind.split('.').next().unwrap();
        let kind = match word {
            "photo" => RecordKind::Placement,
            word => RecordKind::ALL.into_iter().find(|k| k.word() == word).unwrap(),
        };
        RecordId::new(kind, digest)
    }

    /// Changes one field.
    pub(super) fn set(
        &mut self,
        pen: &mut Pen,
        id: &RecordId,
        field: &str,
        value: &str,
        seen: Vec<Digest>,
    ) -> Digest {
        let change =
            NewChange { record: Some(id.clone()), field: field.to_owned(), value: json(value), seen };
        let word = id.as_str().split(':').next().unwrap();
        self.write(pen, &format!("{word}.set"), vec![change], json("{}"))
    }

    /// Withdraws a record, for a reason.
    pub(super) fn withdraw(&mut self, pen: &mut Pen, id: &RecordId, reason: &str) {
        let record = self.state.record(id).unwrap();
        let covers: Json = record.live_entries().into();
        let change = NewChange {
            record: Some(id.clone()),
            field: "exists".into(),
            value: false.into(),
            seen: record.seen("exists"),
        };
        let body = object([("covers", covers), ("reason", reason.into())]);
        let word = id.as_str().split(':').next().unwrap();
        self.write(pen, &format!("{word}.withdraw"), vec![change], body);
    }

    /// Takes a photo in.
    pub(super) fn photo(&mut self, pen: &mut Pen, bytes: &[u8], name: &str, claims: &str) -> RecordId {
        let sha256 = Digest::of(bytes);
        let id = RecordId::new(RecordKind::Photo, sha256);
        let change =
            NewChange { record: Some(id.clone()), field: "exists".into(), value: true.into(), seen: vec![] };
        let body = object([
            ("originals", json(&format!(r#"[{{"sha256":"{sha256}","size":{},"ext":"jpg"}}]"#, bytes.len()))),
            ("name", name.into()),
            ("media_type", "image/jpeg".into()),
            ("claims", json(claims)),
            ("label", "card 1".into()),
        ]);
        self.write(pen, "photo.add", vec![change], body);
        id
    }

    /// What derived files are made of.
    pub(super) fn derive(
        &self,
        entries: &[Entry],
        signer: PublicKey,
        kind: BundleKind,
    ) -> Vec<(String, Vec<u8>)> {
        self.derive_in(None, entries, signer, kind)
    }

    /// The same in a reader's language.
    pub(super) fn derive_in(
        &self,
        language: Option<super::Language>,
        entries: &[Entry],
        signer: PublicKey,
        kind: BundleKind,
    ) -> Vec<(String, Vec<u8>)> {
        let lines = |digest: &Digest| self.lines.get(digest).cloned();
        let evidence = Evidence {
            entries,
            lines: &lines,
            state: &State::of(entries),
            operation: OPERATION,
            signer,
            bundle_name: NAME,
            kind,
            language,
            withheld: if kind == BundleKind::Dossier { 4 } else { 0 },
        };
        let mut files = Vec::new();
        super::derive(&evidence, &mut |path, bytes| {
            files.push((path.to_owned(), bytes));
            Ok(())
        })
        .unwrap();
        files
    }
}

/// The whole small operation, and the key that signs its bundle.
pub(super) fn operation() -> (Sample, PublicKey) {
    let mut s = Sample::default();
    let mut one = s.start(1, "laptop 1");
    let mut two = s.start(2, "លេខ ២");
    let named = |key: &PublicKey| RecordId::new(RecordKind::Signer, key.digest());
    let introduce = |s: &mut Sample, pen: &mut Pen, name: &str| {
        let id = named(&pen.key.public());
        let change = |field: &str, value: &str| NewChange {
            record: Some(id.clone()),
            field: field.to_owned(),
            value: value.into(),
            seen: vec![],
        };
        let changes = vec![change("name", name), change("organisation", "Heritage unit")];
        s.write(pen, "signer.introduce", changes, json("{}"));
    };
    introduce(&mut s, &mut one, "Sarah Hill");
    introduce(&mut s, &mut two, "សុខ ដារ៉ា");
    let operation = RecordId::operation(OPERATION);
    s.set(&mut one, &operation, "reference", r#""LON-2025-114""#, vec![]);
    s.set(&mut one, &operation, "title", r#""Storage unit 7, London""#, vec![]);
    s.set(&mut one, &operation, "agencies", r#"["Heritage unit","National Museum"]"#, vec![]);

    let bag = s.create(
        &mut one,
        "package.create",
        &[("number", r#""B-0317""#), ("kind", r#""bag""#), ("seals", r#"["MP 884120"]"#)],
    );
    let head = head(&mut s, &mut one, &bag);
    s.set(&mut two, &head, "culture", r#"[{"label":"Kushan, Mathura"}]"#, vec![]);
    s.create(
        &mut two,
        "artefact.create",
        &[
            ("reference", r#""SH/9""#),
            (
                "title",
                r#"{"text":"کوزه سفالی با دسته","lang":"prs","translations":{"en":"Jar with a handle"}}"#,
            ),
            ("measurements", r#"[{"dimension":"height","value":"24.0","unit":"cm"}]"#),
            ("quantity", "2"),
            ("condition", r#""=HYPERLINK(\"http://evil\",\"x\")""#),
        ],
    );
    let gone = s.create(
        &mut two,
        "artefact.create",
        &[("reference", r#""SH/100""#), ("title", r#""Twice entered""#)],
    );
    s.withdraw(&mut two, &gone, "entered twice, see SH/9");

    let claims = r#"{"captured":{"time":"2025-11-13T10:07:31","offset":"+00:00","tag":"DateTimeOriginal"},"make":"NIKON","model":"Z 7","gps":{"latitude":"-13.5","longitude":"103.8"}}"#;
    for (i, view) in ["detail", "overall_front", "scale", "damage"].into_iter().enumerate() {
        let photo = s.photo(&mut one, format!("photo {i}").as_bytes(), &format!("DSC_447{i}.JPG"), claims);
        let (photo, head) = (format!("\"{photo}\""), format!("\"{head}\""));
        s.create(
            &mut one,
            "photo.place",
            &[("photo", &photo), ("artefact", &head), ("view", &format!("\"{view}\""))],
        );
    }
    s.photo(&mut two, b"loose", "<img src=x onerror=alert(1)>.JPG", "{}");
    statements(&mut s, &mut one, &mut two, &head, &bag);
    s.write(&mut two, "loan.promise", vec![], json(r#"{"to":"museum"}"#));
    let signer = one.key.public();
    (s, signer)
}

fn head(s: &mut Sample, pen: &mut Pen, bag: &RecordId) -> RecordId {
    s.create(pen, "artefact.create", &[
        ("reference", r#""SH/42""#),
        ("title", r#"{"text":"Head of a bodhisattva","lang":"en","translations":{"km":"ព្រះសិរព្រះពោធិសត្វ"}}"#),
        ("quantity", "1"),
        ("in", &format!("\"{bag}\"")),
        ("type_of_object", r#"[{"label":"Sculpture"},{"label":"Head","uri":"aat:300000"}]"#),
        ("materials_techniques", r#"[{"label":"schist"},{"label":"carved"}]"#),
        (
            "measurements",
            r#"[{"dimension":"height","value":"31.5","unit":"cm"},{"dimension":"width","value":"19.2","unit":"cm"}]"#,
        ),
        ("date_period", r#"{"edtf":"0100/0299~","text":"2nd to 3rd century CE"}"#),
        ("culture", r#"[{"label":"Gandharan"}]"#),
        ("authenticity", r#""not_assessed""#),
        ("distinguishing_features", r#""Nose lost; old break at neck; iron pin, modern; soil in ear canals""#),
    ])
}

fn statements(s: &mut Sample, one: &mut Pen, two: &mut Pen, head: &RecordId, bag: &RecordId) {
    let note = |title: &str, text: &str, language: &str, more: &str| {
        let text = Json::Text(text.to_owned()).compact();
        json(&format!(
            r#"{{"text":{text},"title":"{title}","language":"{language}","about":["{head}"],"photos":[],"addendum_to":{more}}}"#
        ))
    };
    let exists = || vec![NewChange::of_self("exists", true)];
    let body = note(
        "Tool marks",
        "Saw marks on the left side.\nFresh, no patina: <b>modern</b> & deep.",
        "en",
        "null",
    );
    let first = s.write(one, "note.seal", exists(), body);
    let body = note("បន្ថែម", "ស្នាមរណារមានទទឹង ១,២ មីលីម៉ែត្រ។", "km", &format!("\"note:{first}\""));
    s.write(two, "note.seal", exists(), body);
    let event = json(&format!(
        r#"{{"event":"handed_over","date":"2025-11-13","time":"18:30","reason":"to storage","from":{{"name":"Sarah Hill"}},
        "to":{{"name":"احمد رحیمی","organisation":"National Museum"}},"place":"London","subjects":[{{"record":"{bag}","quantity":1}}],
        "contents":["{head}"],"seals":["MP 884120"],"bags":[],"condition":"as packed","stated_count":12,"recorded_count":11,"photos":[]}}"#
    ));
    let event = s.write(one, "custody.record", exists(), event);
    let body = format!(
        r#"{{"event":"custody:{event}","by":{{"name":"احمد رحیمی"}},"statement":"received, 11 objects","photos":[]}}"#
    );
    s.write(two, "custody.accept", vec![], json(&body));
    let body = format!(
        r#"{{"event":"custody:{event}","reason":"counted again","corrected_event":"handed_over","stated_count":11,"subjects":[{{"record":"{bag}","quantity":1}}]}}"#
    );
    s.write(one, "custody.correct", vec![], json(&body));
}
