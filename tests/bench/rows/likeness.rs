//! Looking for objects recorded twice among 100,000 artefacts of two laptops, with a photo each of 100,000.

use super::bulk;
use super::measure::{ROUNDS, Row, median, time};
use sigillum_core::digest::Digest;
use sigillum_core::entry::{Class, NewChange, OriginalRef};
use sigillum_core::error::{Code, Result};
use sigillum_core::json::object;
use sigillum_core::ledger::Pen;
use sigillum_core::likeness::Reason;
use sigillum_core::photo::PhotoAdded;
use sigillum_core::progress::{Progress, Silent, Unit};
use sigillum_tests::laptop::Laptop;
use std::time::{Duration, Instant};

const ARTEFACTS: usize = 100_000;
/// Every so many-eth photo of the second laptop is nearly one of the first.
const EVERY: usize = 500;
/// Different words that texts are made of.
const WORDS: u64 = 50_000;
/// How long a person may wait for the list, and for it to stop.
const MOST: Duration = Duration::from_secs(10);
const MOST_STOPPING: Duration = Duration::from_secs(1);

pub fn rows() -> Vec<Row> {
    eprintln!("{ARTEFACTS} artefacts of two laptops, with as many photos");
    let temp = tempfile::tempdir_in("target/bench").unwrap();
    let (one, two) = (Laptop::new(temp.path(), "sokha"), Laptop::new(temp.path(), "karim"));
    drop(one.begin());
    for half in 0..2 {
        bulk::write(&one, |pen| {
            (half * ARTEFACTS / 2..(half + 1) * ARTEFACTS / 2).try_for_each(|n| artefact(pen, n))
        });
        // From here on another signer's chain goes on in the same catalogue, as after an import.
        std::fs::copy(two.key_path(), one.key_path()).unwrap();
    }
    looks(&one);
    let mut catalogue = one.open();
    let mut found = 0;
    let times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            time(|| {
                let pairs = catalogue.likenesses(false, &Silent).unwrap();
                let like = |reason: &Reason| matches!(reason, Reason::LikePhoto { .. });
                found = pairs.iter().filter(|pair| pair.reasons.iter().any(like)).count();
            })
        })
        .collect();
    assert!(found >= ARTEFACTS / 2 / EVERY, "{found}");
    eprintln!("  {times:.1?}, {found} pairs of like photos");
    let stopped: Vec<Duration> = (1..=ROUNDS as u32)
        .map(|round| {
            let wish = Wish::after(median(times.clone()) * round / (ROUNDS as u32 + 1));
            let ended = catalogue.likenesses(false, &wish).unwrap_err();
            assert_eq!(ended.code, Code::Cancelled);
            wish.since()
        })
        .collect();
    eprintln!("  stopped after {stopped:.1?}");
    let longest = stopped.into_iter().max().unwrap();
    vec![
        row("list of what may be recorded twice", median(times), MOST),
        row("stopping it, at worst", longest, MOST_STOPPING),
    ]
}

/// A person who asks for a stop after a while.
struct Wish {
    at: Instant,
}

impl Wish {
    fn after(while_: Duration) -> Self {
        Self { at: Instant::now() + while_ }
    }

    fn since(&self) -> Duration {
        self.at.elapsed()
    }
}

impl Progress for Wish {
    fn stage(&self, _: &'static str, _: Option<u64>, _: Unit) {}
    fn advance(&self, _: u64) {}
    fn cancelled(&self) -> bool {
        Instant::now() >= self.at
    }
}

/// Numbers that look like chance and are the same in each run.
fn mixed(n: u64) -> u64 {
    let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ n >> 31
}

fn photo_of(n: usize) -> Digest {
    Digest::of(&n.to_le_bytes())
}

/// How the photo of this artefact looks.
fn look_of(n: usize) -> u64 {
    let half = ARTEFACTS / 2;
    if n >= half && n.is_multiple_of(EVERY) {
        mixed((n - half) as u64) ^ 0x0100_0400_0010_0001
    } else {
        mixed(n as u64)
    }
}

fn artefact(pen: &mut Pen<'_>, n: usize) -> Result<()> {
    let text: String = (0..12).map(|k| format!("w{} ", mixed((n * 12 + k) as u64) % WORDS)).collect();
    let more = vec![NewChange::of_self("inscriptions_markings", text)];
    let id = bulk::artefact(pen, n as u64, more)?;
    let photo = PhotoAdded {
        original: OriginalRef { sha256: photo_of(n), size: 1, ext: "jpg".to_owned() },
        name: format!("DSC_{n:05}.JPG"),
        name_hex: None,
        media_type: "image/jpeg".to_owned(),
        claims: object([]),
        intake: "1".to_owned(),
        label: "card 1".to_owned(),
    };
    let exists = NewChange {
        record: Some(photo.id()),
        field: "exists".to_owned(),
        value: true.into(),
        seen: Vec::new(),
    };
    pen.write("photo.add", Class::Open, vec![exists], photo.to_body())?;
    let changes = vec![
        NewChange::of_self("exists", true),
        NewChange::of_self("photo", photo.id().as_str()),
        NewChange::of_self("artefact", id.as_str()),
        NewChange::of_self("view", "overall_front"),
    ];
    pen.write("photo.place", Class::Open, changes, object([])).map(drop)
}

/// How each photo looks, as thumbnails would have told.
fn looks(laptop: &Laptop) {
    let mut database =
        rusqlite::Connection::open(laptop.root().join(sigillum_core::store::FILE_NAME)).unwrap();
    let all = database.transaction().unwrap();
    for n in 0..ARTEFACTS {
        let photo = photo_of(n);
        let row = rusqlite::params![photo.0.as_slice(), look_of(n).cast_signed()];
        all.execute("INSERT INTO likeness VALUES (?1, ?2)", row).unwrap();
    }
    all.commit().unwrap();
}

fn row(work: &str, ours: Duration, most: Duration) -> Row {
    Row { work: format!("{work}, {ARTEFACTS} artefacts and photos"), ..Row::timed(work, ours, most, 1.0) }
}
