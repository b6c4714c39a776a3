//! Random histories of one operation: several signers' entries, well-meant and hostile, from a list of small numbers.
//!
//! Owns: turning steps into signed entries, so that a property test can shrink the steps. Nothing here is random
//! itself.

use sigillum_core::digest::{Digest, to_hex};
use sigillum_core::entry::{Class, Draft, Entry, NewChange, Position};
use sigillum_core::head::{first_link, next_link};
use sigillum_core::id::{ChainId, OperationId, RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::signature::{UnlockedKey, namespace};
use sigillum_core::state::State;
use sigillum_core::time::Moment;
use std::sync::{Arc, OnceLock};

/// The operation of every history.
pub const OPERATION: OperationId = OperationId([7; 16]);

/// How many signers there are; the first two are trusted.
pub const SIGNERS: usize = 4;

/// The laptop whose bundles never arrive: others have seen its entries, so their causes are missing.
const LOST: usize = 3;

/// How many laptops there may be, copies included.
const MOST_LAPTOPS: usize = 7;

/// One step: a laptop, what it does, and three numbers that choose with what.
pub type Step = (u8, u8, u16, u16, u16);

/// The signers' keys.
pub fn keys() -> &'static [UnlockedKey; SIGNERS] {
    static KEYS: OnceLock<[UnlockedKey; SIGNERS]> = OnceLock::new();
    KEYS.get_or_init(|| [1, 2, 3, 4].map(|n: u8| UnlockedKey::from_seed(&[n; 32], format!("{n}")).unwrap()))
}

/// One entry as it travels.
#[derive(Debug)]
pub struct Signed {
    /// The entry.
    pub entry: Entry,
    /// Its line with LF.
    pub line: Vec<u8>,
    /// The chain's key's signature.
    pub signature: [u8; 64],
    /// Who signed, as a number below [`SIGNERS`].
    pub signer: usize,
    /// True if it is on the lost laptop only.
    lost: bool,
}

#[derive(Clone)]
struct Laptop {
    signer: usize,
    lost: bool,
    at: Position,
    lamport: u64,
    state: State,
    known: Vec<Arc<Signed>>,
}

/// What a list of steps came to.
pub struct History {
    laptops: Vec<Laptop>,
    /// All entries that can arrive, in the order in which they were made.
    pub entries: Vec<Arc<Signed>>,
    made: u64,
}

impl History {
    /// Lives through the steps.
    pub fn of(steps: &[Step]) -> Self {
        let mut history = Self { laptops: Vec::new(), entries: Vec::new(), made: 0 };
        (0..SIGNERS).for_each(|signer| history.add_laptop(signer));
        for step in steps {
            history.step(*step);
        }
        history
    }

    /// The entries alone.
    pub fn plain(&self) -> Vec<&Entry> {
        self.entries.iter().map(|signed| &signed.entry).collect()
    }

    /// What each laptop that did not get lost holds: whole beginnings of chains.
    pub fn laptops(&self) -> Vec<Vec<Arc<Signed>>> {
        let held = |laptop: &Laptop| laptop.known.iter().filter(|s| !s.lost).cloned().collect();
        self.laptops.iter().filter(|laptop| !laptop.lost).map(held).collect()
    }

    /// True for chains of the first two signers.
    pub fn trusts(&self, chain: ChainId) -> bool {
        self.entries.iter().any(|s| s.entry.chain == chain && s.signer < 2)
    }

    fn add_laptop(&mut self, signer: usize) {
        let nonce = [u8::try_from(self.laptops.len()).unwrap(); 16];
        let key = keys()[signer].public();
        let chain = ChainId::derive(OPERATION, key.as_bytes(), &nonce);
        let at = Position { chain, seq: 0, link: first_link(chain) };
        let lost = signer == LOST;
        self.laptops.push(Laptop {
            signer,
            lost,
            at,
            lamport: 0,
            state: State::default(),
            known: Vec::new(),
        });
        let body = object([
            ("public_key", Json::Text(key.openssh())),
            ("nonce", Json::Text(to_hex(&nonce))),
            ("device", Json::Text(format!("laptop {signer}"))),
            ("reason", "first".into()),
            ("heads", Json::List(Vec::new())),
        ]);
        self.write(self.laptops.len() - 1, "chain.start", Vec::new(), body);
    }

    fn write(&mut self, laptop: usize, kind: &str, changes: Vec<NewChange>, body: Json) {
        self.made += 1;
        let author = &mut self.laptops[laptop];
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.made.to_be_bytes());
        let draft = Draft {
            op: OPERATION,
            after: author.at,
            clock: author.lamport + 1,
            moment: Moment { millis: 1_763_026_867_000, offset_minutes: 60 },
            salt,
            class: class_of(kind, self.made),
            save: salt,
            kind: kind.to_owned(),
            changes,
            body,
        };
        let line = draft.line();
        let entry = Entry::read(&line).unwrap();
        let signature = keys()[author.signer].sign(namespace::ENTRY, &line).unwrap().0;
        author.at = Position { seq: entry.seq, link: next_link(entry.prev, entry.digest), ..author.at };
        author.lamport += 1;
        author.state.apply(&entry);
        let signed = Arc::new(Signed { entry, line, signature, signer: author.signer, lost: author.lost });
        author.known.push(signed.clone());
        if !author.lost {
            self.entries.push(signed);
        }
    }

    fn step(&mut self, (laptop, action, a, b, c): Step) {
        let laptop = usize::from(laptop) % self.laptops.len();
        match action % 25 {
            0..=2 => self.create(laptop, "artefact.create", "reference", a, b),
            3 => self.create(laptop, "package.create", "number", a, b),
            4..=7 => self.set(laptop, a, b, c),
            8 | 9 => self.withdraw(laptop, a, b),
            10 => self.take_back(laptop, a),
            11 => self.add_photo(laptop, a, b),
            12 | 13 => self.place(laptop, a, b),
            14 => self.move_placement(laptop, a, b, c),
            15 => self.seal(laptop, a, b),
            16 => self.custody(laptop, a, b),
            17 | 18 => self.unknown(laptop, a, b, c),
            19 => self.copy_folder(laptop),
            20 => self.settle(laptop, a, b),
            21 => self.split(laptop, a, b),
            _ => self.meet(laptop, usize::from(a) % self.laptops.len()),
        }
    }

    fn create(&mut self, laptop: usize, kind: &str, reference: &str, a: u16, b: u16) {
        let changes = vec![
            NewChange::of_self("exists", true),
            NewChange::of_self(reference, reference_text(a)),
            NewChange::of_self("title", value(b)),
            NewChange::of_self("quantity", Json::Int(i64::from(a % 5))),
        ];
        self.write(laptop, kind, changes, object([]));
    }

    /// A change whose `seen` is right, stale, of another register, or of an entry that nobody has.
    fn set(&mut self, laptop: usize, a: u16, b: u16, c: u16) {
        let Some(record) = self.pick(laptop, &[RecordKind::Artefact, RecordKind::Package], a) else { return };
        let field =
            ["title", "title", "measurements", "quantity", "reference", "in", "number"][usize::from(b) % 7];
        let value = match field {
            "reference" | "number" => reference_text(c),
            "in" => self.pointer(laptop, &[RecordKind::Package, RecordKind::Artefact], c),
            _ => value(c),
        };
        let seen = match c % 8 {
            0 => Vec::new(),
            1 => vec![Digest([u8::try_from(a % 251).unwrap(); 32])],
            2 => self.stale(laptop, &record, field, a),
            3 => self.other_register(laptop, a),
            _ => self.seen(laptop, &record, field),
        };
        let kind = if record.kind() == Some(RecordKind::Package) { "package.set" } else { "artefact.set" };
        let change = NewChange { record: Some(record), field: field.to_owned(), value, seen };
        self.write(laptop, kind, vec![change], object([]));
    }

    /// A part of a lot gets a record of its own, and the lot is as many fewer.
    fn split(&mut self, laptop: usize, a: u16, b: u16) {
        let Some(lot) = self.pick(laptop, &[RecordKind::Artefact], a) else { return };
        let part = vec![
            NewChange::of_self("exists", true),
            NewChange::of_self("reference", reference_text(b)),
            NewChange::of_self("quantity", Json::Int(1)),
            NewChange::of_self("part_of", lot.as_str()),
        ];
        self.write(laptop, "artefact.create", part, object([("split_from", lot.as_str().into())]));
        let seen = self.seen(laptop, &lot, "quantity");
        let left = NewChange {
            record: Some(lot),
            field: "quantity".into(),
            value: Json::Int(i64::from(a % 5)),
            seen,
        };
        self.write(laptop, "artefact.set", vec![left], object([]));
    }

    fn settle(&mut self, laptop: usize, a: u16, b: u16) {
        let disputed: Vec<(RecordId, String)> = self.laptops[laptop]
            .state
            .records()
            .flat_map(|r| {
                r.registers().filter(|(_, g)| g.values().len() > 1).map(|(f, _)| (r.id.clone(), f.to_owned()))
            })
            .collect();
        let Some((record, field)) = choose(&disputed, a).cloned() else { return };
        let seen = self.seen(laptop, &record, &field);
        let change = NewChange { record: Some(record), field, value: value(b), seen };
        self.write(laptop, "artefact.set", vec![change], object([]));
    }

    fn withdraw(&mut self, laptop: usize, a: u16, b: u16) {
        let Some(record) = self.pick(laptop, &RecordKind::ALL, a) else { return };
        let held = self.laptops[laptop].state.record(&record).unwrap();
        let mut covers = held.live_entries();
        if b.is_multiple_of(3) {
            covers.pop();
        }
        let seen = held.seen("exists");
        let change =
            NewChange { record: Some(record), field: "exists".into(), value: Json::Bool(false), seen };
        self.write(laptop, "artefact.withdraw", vec![change], object([("covers", covers.into())]));
    }

    fn take_back(&mut self, laptop: usize, a: u16) {
        let state = &self.laptops[laptop].state;
        let gone: Vec<_> = state.records().filter(|r| r.is_withdrawn()).map(|r| r.id.clone()).collect();
        let Some(record) = choose(&gone, a).cloned() else { return };
        let seen = self.seen(laptop, &record, "exists");
        let change =
            NewChange { record: Some(record), field: "exists".into(), value: Json::Bool(true), seen };
        self.write(laptop, "artefact.set", vec![change], object([]));
    }

    fn add_photo(&mut self, laptop: usize, a: u16, b: u16) {
        let sha256 = photo_digest(a);
        let record = RecordId::new(RecordKind::Photo, sha256);
        let exists = NewChange {
            record: Some(record),
            field: "exists".into(),
            value: Json::Bool(true),
            seen: Vec::new(),
        };
        let ext = ["jpg", "bin"][usize::from(b) % 2];
        let original = object([
            ("sha256", sha256.into()),
            ("size", Json::Int(i64::from(a % 4) + 9)),
            ("ext", ext.into()),
        ]);
        let body = object([
            ("originals", Json::List(vec![original])),
            ("name", Json::Text(format!("DSC_{:04}.JPG", b % 50))),
            ("label", "card".into()),
        ]);
        self.write(laptop, "photo.add", vec![exists], body);
    }

    fn place(&mut self, laptop: usize, a: u16, b: u16) {
        let artefact = self.pointer(laptop, &[RecordKind::Artefact], a);
        let changes = vec![
            NewChange::of_self("exists", true),
            NewChange::of_self("photo", RecordId::new(RecordKind::Photo, photo_digest(b)).as_str()),
            NewChange::of_self("artefact", artefact),
            NewChange::of_self("view", "overall_front"),
        ];
        self.write(laptop, "photo.place", changes, object([]));
    }

    /// No screen offers this, but a later version or a hostile one may write it.
    fn move_placement(&mut self, laptop: usize, a: u16, b: u16, c: u16) {
        let Some(record) = self.pick(laptop, &[RecordKind::Placement], a) else { return };
        let (field, value) = match b % 3 {
            0 => ("photo", Json::from(RecordId::new(RecordKind::Photo, photo_digest(c)).as_str())),
            _ => ("artefact", self.pointer(laptop, &[RecordKind::Artefact], c)),
        };
        let seen = if c.is_multiple_of(3) { Vec::new() } else { self.seen(laptop, &record, field) };
        let change = NewChange { record: Some(record), field: field.into(), value, seen };
        self.write(laptop, "photo.rehang", vec![change], object([]));
    }

    fn seal(&mut self, laptop: usize, a: u16, b: u16) {
        let kinds = [RecordKind::Artefact, RecordKind::Package, RecordKind::Photo];
        let about = if a.is_multiple_of(4) { None } else { self.pick(laptop, &kinds, b) };
        let about = about.iter().map(|id| Json::from(id.as_str())).collect();
        let body = object([
            ("text", Json::Text(format!("note{} {}", a % 7, WORDS[usize::from(b) % WORDS.len()]))),
            ("title", "First look".into()),
            ("about", Json::List(about)),
            ("photos", Json::List(Vec::new())),
        ]);
        self.write(laptop, "note.seal", vec![NewChange::of_self("exists", true)], body);
    }

    fn custody(&mut self, laptop: usize, a: u16, b: u16) {
        let subject = self.pick(laptop, &[RecordKind::Artefact, RecordKind::Package], b);
        let subjects = subject.iter().map(|id| object([("record", id.as_str().into())])).collect();
        let event = self.pick(laptop, &[RecordKind::Custody], b);
        let event_id = Json::from(event.as_ref().map(RecordId::as_str));
        let reason = Json::Text(format!("reason{}", a % 5));
        // Few seals, so that events often meet.
        let along = self.pick(laptop, &[RecordKind::Artefact, RecordKind::Package], b / 3);
        let seals: Json = ["K0", "K1"].into_iter().take(usize::from(a / 3 % 3)).collect::<Vec<_>>().into();
        let kind = Json::from(EVENTS[usize::from(a / 9) % EVENTS.len()]);
        match (a % 3, event) {
            (1, Some(_)) => {
                let body = object([("event", event_id), ("by", "Karim".into()), ("statement", reason)]);
                self.write(laptop, "custody.accept", Vec::new(), body);
            }
            (2, Some(_)) => {
                let body = object([
                    ("event", event_id),
                    ("reason", reason),
                    ("subjects", Json::List(subjects)),
                    ("corrected_event", kind),
                    ("seals", seals),
                ]);
                self.write(laptop, "custody.correct", Vec::new(), body);
            }
            _ => {
                let body = object([
                    ("event", kind),
                    ("reason", reason),
                    ("subjects", Json::List(subjects)),
                    ("contents", along.as_ref().map(RecordId::as_str).into_iter().collect::<Vec<_>>().into()),
                    ("seals", seals),
                ]);
                self.write(laptop, "custody.record", vec![NewChange::of_self("exists", true)], body);
            }
        }
    }

    /// A kind of a later version: its own record, and changes of known registers of several records, interleaved.
    fn unknown(&mut self, laptop: usize, a: u16, b: u16, c: u16) {
        let mut changes = vec![
            NewChange::of_self("reference", reference_text(a)),
            NewChange::of_self("artefact", self.pointer(laptop, &[RecordKind::Artefact], a)),
        ];
        let kinds = [RecordKind::Artefact, RecordKind::Package, RecordKind::Placement, RecordKind::Photo];
        let (one, two) = (self.pick(laptop, &kinds, b), self.pick(laptop, &kinds, c));
        for (record, field) in [(&one, "title"), (&two, "title"), (&one, "measurements"), (&two, "reference")]
        {
            let Some(record) = record else { continue };
            if changes.iter().any(|c: &NewChange| c.record.as_ref() == Some(record) && c.field == field) {
                continue;
            }
            let seen = if c.is_multiple_of(2) { self.seen(laptop, record, field) } else { Vec::new() };
            changes.push(NewChange {
                record: Some(record.clone()),
                field: field.into(),
                value: value(a),
                seen,
            });
        }
        self.write(laptop, "loan.begun", changes, object([("later", "version".into())]));
    }

    /// The catalogue's folder is copied, and both copies are written with the head kept outside deleted: the chain
    /// forks.
    fn copy_folder(&mut self, laptop: usize) {
        if self.laptops.len() < MOST_LAPTOPS {
            self.laptops.push(self.laptops[laptop].clone());
        }
    }

    /// The first laptop takes in all that the second has.
    fn meet(&mut self, here: usize, there: usize) {
        let news: Vec<_> = self.laptops[there].known.clone();
        let laptop = &mut self.laptops[here];
        for signed in news.into_iter() {
            if !laptop.state.holds(&signed.entry.digest) {
                laptop.state.apply(&signed.entry);
                laptop.lamport = laptop.lamport.max(signed.entry.clock);
                laptop.known.push(signed);
            }
        }
    }

    fn pick(&self, laptop: usize, kinds: &[RecordKind], number: u16) -> Option<RecordId> {
        let fits = |id: &RecordId| id.kind().is_some_and(|kind| kinds.contains(&kind));
        let all: Vec<_> = self.laptops[laptop].state.records().map(|r| r.id.clone()).filter(fits).collect();
        choose(&all, number).cloned()
    }

    /// A record to point at; now and then one that nobody has, or nothing.
    fn pointer(&self, laptop: usize, kinds: &[RecordKind], number: u16) -> Json {
        match (number % 9, self.pick(laptop, kinds, number)) {
            (7, _) => Json::Null,
            (8, _) | (_, None) => RecordId::new(kinds[0], Digest([3; 32])).as_str().into(),
            (_, Some(id)) => id.as_str().into(),
        }
    }

    fn seen(&self, laptop: usize, record: &RecordId, field: &str) -> Vec<Digest> {
        self.laptops[laptop].state.record(record).map(|r| r.seen(field)).unwrap_or_default()
    }

    /// One of all that was ever said of the register.
    fn stale(&self, laptop: usize, record: &RecordId, field: &str, number: u16) -> Vec<Digest> {
        let register = self.laptops[laptop].state.record(record).and_then(|r| r.register(field));
        let all: Vec<Digest> =
            register.map(|r| r.history().iter().map(|a| a.entry).collect()).unwrap_or_default();
        choose(&all, number).copied().into_iter().collect()
    }

    fn other_register(&self, laptop: usize, number: u16) -> Vec<Digest> {
        let all = &self.laptops[laptop].known;
        choose(all, number).map(|signed| signed.entry.digest).into_iter().collect()
    }
}

/// Now and then a statement is internal; registers are always open.
fn class_of(kind: &str, made: u64) -> Class {
    let statement = matches!(kind, "note.seal" | "custody.record" | "custody.accept" | "custody.correct");
    if statement && made.is_multiple_of(4) { Class::Internal } else { Class::Open }
}

fn choose<T>(all: &[T], number: u16) -> Option<&T> {
    if all.is_empty() { None } else { all.get(usize::from(number) % all.len()) }
}

fn photo_digest(number: u16) -> Digest {
    Digest::of(photo_bytes(number).as_bytes())
}

/// The file of a photo: there are [`PHOTOS`] of them, as long as their entries say.
pub fn photo_bytes(number: u16) -> String {
    let number = number % PHOTOS;
    format!("PHOTO-{number}-{}", "x".repeat(usize::from(number) + 1))
}

/// How many photos there are.
pub const PHOTOS: u16 = 4;

/// What happens to objects in these histories.
const EVENTS: [&str; 7] = ["sealed", "handed_over", "opened", "moved", "seal_broken", "received", "returned"];

/// Words that stand in titles and notes.
pub const WORDS: [&str; 5] = ["bodhisattva", "T\u{ea}te", "Te\u{302}te", "ព្រះពុទ្ធ", "سر مجسمه"];

/// Values, several of them equal in another spelling.
fn value(number: u16) -> Json {
    let sized = |text: &str| object([("value", text.into()), ("unit", "cm".into())]);
    match number % 13 {
        0 => "T\u{ea}te de bouddha".into(),
        1 => "Te\u{302}te de bouddha".into(),
        2 => " T\u{ea}te de bouddha\u{a0}".into(),
        3 => "Head".into(),
        4 => sized("1.50"),
        5 => sized("01.5"),
        6 => object([("unit", "cm".into()), ("value", "1.500".into())]),
        7 => sized("1.51"),
        8 => Json::Null,
        9 => Json::Int(3),
        10 => vec!["K 127".to_owned(), "K 128".to_owned()].into(),
        11 => "".into(),
        _ => Json::Text(WORDS[usize::from(number / 13) % WORDS.len()].to_owned()),
    }
}

/// References, several of them the same for a person.
fn reference_text(number: u16) -> Json {
    [
        "ABC/1",
        "abc/01",
        "\u{ff21}BC/1",
        "ABC/2",
        "ABC/1/2",
        "\u{e9}t\u{e9} no 1",
        "E\u{301}te\u{301} no 1",
        "",
        "KB/7",
    ][usize::from(number) % 9]
        .into()
}
