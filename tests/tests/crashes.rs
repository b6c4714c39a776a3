//! Crashes: a process killed at any point, a write-ahead log cut anywhere, a disk that forgets what was not synced.
//! Whatever was acknowledged is there, and whatever is there is whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

use sigillum_core::catalogue::ExportOptions;
use sigillum_core::entry::{Class, Position};
use sigillum_core::note::NoteDraft;
use sigillum_core::photo::IntakeFile;
use sigillum_core::progress::Silent;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::store::FILE_NAME;
use sigillum_tests::crash::disk::{Disk, Files, Image, write_image};
use sigillum_tests::crash::job::{Ack, Job};
use sigillum_tests::crash::judge::{Judge, names};
use sigillum_tests::crash::runner::{Kill, run, run_and_kill_at_the_end, start};
use sigillum_tests::crash::trace::{Event, record};
use sigillum_tests::crash::{Dice, copy_folder, in_parallel};
use sigillum_tests::laptop::{Laptop, PASSPHRASE, export, list_of, take_in};
use sigillum_tests::views::{Views, held};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The same numbers in every run.
const SEED: u64 = 0x0516_1111;

fn worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_worker"))
}

fn card(laptop: &Laptop, name: &str, pictures: std::ops::Range<u32>) {
    let folder = laptop.folder.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for index in pictures {
        let bytes = sigillum_tests::picture(index);
        std::fs::write(folder.join(format!("DSC_{:04}.JPG", index + 1)), bytes).unwrap();
    }
}

/// Unlocking a key takes long on purpose; hundreds of workers need not wait for it.
fn without_passphrase(laptop: &Laptop) {
    let mut command = std::process::Command::new("ssh-keygen");
    command.args(["-q", "-p", "-P", PASSPHRASE, "-N", "", "-f"]).arg(laptop.key_path());
    // Where there is none the workers take longer.
    let _ = start(&mut command).and_then(std::process::Child::wait_with_output);
}

/// Laptops to crash: `empty` has a key, two cards and another's bundles; `begun` an operation with two photos and a
/// note beside; the bundles are of `other`, who joined it.
struct Ground {
    temp: tempfile::TempDir,
    empty: Laptop,
    begun: Laptop,
    list: AllowedSigners,
    /// Where the chains stand that come with an import.
    imported: Vec<Position>,
    /// What was acknowledged on `begun` before.
    acks: Vec<Ack>,
}

impl Ground {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let [empty, begun, other] = ["empty", "begun", "other"].map(|name| Laptop::new(temp.path(), name));
        let list = list_of(&[&empty, &begun, &other]);
        without_passphrase(&empty);
        without_passphrase(&begun);
        for laptop in [&empty, &begun] {
            card(laptop, "card-a", 0..3);
            card(laptop, "card-b", 3..6);
            // So many files that they are committed in more than one batch.
            for number in 0..66 {
                std::fs::write(laptop.folder.join(format!("card-b/{number:02}.txt")), format!("{number}"))
                    .unwrap();
            }
        }
        card(&begun, "held", 20..22);
        card(&other, "card", 30..33);
        let mut catalogue = begun.begin();
        let held = take_in(&mut catalogue, &begun.folder.join("held"), None, None);
        let photo = |f: IntakeFile| Ack::Photo(f.sha256.unwrap().to_string(), f.name);
        let acks = held.files.into_iter().map(photo).collect();
        let invite = ExportOptions { to: temp.path().to_owned(), zip: true, since: None, invite: true };
        let invitation = catalogue.export(&invite, &Silent).unwrap().path;
        let full = ExportOptions { zip: true, invite: false, ..invite };
        let full = catalogue.export(&full, &Silent).unwrap().path;
        drop(catalogue);
        let mut theirs = other.join(&invitation);
        take_in(&mut theirs, &other.folder.join("card"), None, None);
        for text in ["First.", "Second."] {
            let draft = NoteDraft { text: text.into(), ..NoteDraft::default() };
            theirs.note_seal(&draft, None, Class::Open).unwrap();
        }
        let exported = export(&mut theirs, &other, true, None);
        std::fs::create_dir_all(begun.folder.join("incoming")).unwrap();
        std::fs::create_dir_all(empty.folder.join("incoming")).unwrap();
        std::fs::copy(&exported.path, begun.folder.join("incoming/other.zip")).unwrap();
        std::fs::copy(&full, empty.folder.join("incoming/full.zip")).unwrap();
        let own = theirs.operation().unwrap().chains.into_iter().filter(|chain| chain.mine);
        let own: BTreeSet<_> = own.map(|chain| chain.chain).collect();
        let check = sigillum_core::verify::bundle(
            &exported.path,
            &sigillum_core::verify::VerifyOptions { threads: 1, ..Default::default() },
            &Silent,
        );
        let imported = check.unwrap().tips().into_iter().filter(|at| own.contains(&at.chain)).collect();
        Self { temp, empty, begun, list, imported, acks }
    }

    fn judge(&self) -> Judge<'_> {
        Judge { list: &self.list, imported: &self.imported }
    }
}

/// A place to crash: a laptop as it is before, and the jobs it is killed in.
struct Scene {
    name: &'static str,
    laptop: PathBuf,
    jobs: Vec<Job>,
    acks: Vec<Ack>,
    kills: usize,
    /// What the views must say in the end, where the jobs only make them anew.
    views: Option<Views>,
}

impl Scene {
    /// Kills the worker once; what is wrong then, and after the jobs were run again to their end.
    fn kill(&self, judge: &Judge<'_>, folder: &Path, kill: Kill) -> Vec<String> {
        let laptop = folder.join("laptop");
        copy_folder(&self.laptop, &laptop);
        let first = run(worker(), &laptop, &self.jobs, Some(kill));
        let mut acks = [&self.acks[..], &first.acks[..]].concat();
        let mut complaints = judge.judge(&laptop, &acks);
        let again = run(worker(), &laptop, &self.jobs, None);
        if !again.finished {
            complaints.push(format!("cannot be run again: {}", again.errors));
        }
        acks.extend(again.acks);
        let left = names(&laptop.join("bundles")).into_iter().filter(|name| name.ends_with(".partial"));
        complaints.extend(left.map(|name| format!("{name} stays for ever")));
        complaints
            .extend(judge.judge(&laptop, &acks).into_iter().map(|c| format!("after the second run: {c}")));
        if self.views.as_ref().is_some_and(|views| held(&laptop.join("catalogue")) != *views) {
            complaints.push("the views are not what they were".to_owned());
        }
        complaints
            .iter()
            .map(|c| format!("{} {kill:?} ({} acks): {c}", self.name, first.acks.len()))
            .collect()
    }
}

/// Makes a backup on this laptop, then writes more into the database and still more that stays in the log, which
/// does not fit the backup; the job that puts the backup back.
fn back_up(laptop: &Path) -> Job {
    assert!(run(worker(), laptop, &[Job::Backup, Job::Intake("card-b".into())], None).finished);
    run_and_kill_at_the_end(worker(), laptop, &[Job::Notes(3)]);
    let backup = sigillum_tests::crash::judge::names(&laptop.join("backups")).remove(0);
    let log = laptop.join("catalogue").join(format!("{FILE_NAME}-wal"));
    assert!(std::fs::metadata(log).unwrap().len() > 0);
    Job::Restore(Path::new("backups").join(backup))
}

/// The scenes, each with the number of kills that its ticks and length deserve.
fn scenes(ground: &Ground) -> Vec<Scene> {
    let old_views = ground.temp.path().join("old-views");
    copy_folder(&ground.begun.folder, &old_views);
    let database = rusqlite::Connection::open(old_views.join("catalogue").join(FILE_NAME)).unwrap();
    database.execute("UPDATE setting SET value = 'older' WHERE name = 'views'", []).unwrap();
    drop(database);
    let backed_up = ground.temp.path().join("backed-up");
    copy_folder(&ground.begun.folder, &backed_up);
    let restore = back_up(&backed_up);
    let scene = |name, laptop: &Path, jobs: &[Job], kills| Scene {
        name,
        laptop: laptop.to_owned(),
        jobs: jobs.to_vec(),
        acks: if laptop == ground.empty.folder { Vec::new() } else { ground.acks.clone() },
        kills,
        views: (name == "migration").then(|| held(&laptop.join("catalogue"))),
    };
    let (empty, begun) = (&ground.empty.folder, &ground.begun.folder);
    let cards = [Job::Intake("card-a".into()), Job::Intake("card-b".into())];
    vec![
        scene("begin", empty, &[Job::Create, Job::Notes(1)], 40),
        scene("join", empty, &[Job::Join("incoming/full.zip".into()), Job::Notes(1)], 40),
        scene("intake", begun, &cards, 50),
        scene("sealing", begun, &[Job::Notes(8)], 40),
        scene("export of a folder", begun, &[Job::ExportFolder], 40),
        scene("export of a ZIP", begun, &[Job::ExportZip], 30),
        scene("import", begun, &[Job::Import("incoming/other.zip".into())], 40),
        scene("migration", &old_views, &[Job::Open, Job::Rebuild], 30),
        scene("backup and restore", &backed_up, &[Job::Backup, restore], 30),
    ]
}

#[test]
fn a_worker_killed_at_any_point_loses_nothing_that_it_acknowledged_and_leaves_nothing_half() {
    let ground = Ground::new();
    let scenes = scenes(&ground);
    let mut dice = Dice::new(SEED);
    let mut kills: Vec<(&Scene, Kill)> = Vec::new();
    for scene in &scenes {
        let copy = ground.temp.path().join("whole");
        copy_folder(&scene.laptop, &copy);
        let whole = run(worker(), &copy, &scene.jobs, None);
        assert!(whole.finished, "{}: {}", scene.name, whole.errors);
        std::fs::remove_dir_all(&copy).unwrap();
        for number in 0..scene.kills {
            // Spread over the whole job, each a little off; half of them also some way into what comes next.
            let tick = 1 + (number * whole.ticks + dice.below(whole.ticks)) / scene.kills;
            let later = if number % 2 == 0 { 0 } else { dice.below(4000) };
            kills.push((scene, Kill { tick, later: Duration::from_micros(later as u64) }));
        }
    }
    let judge = ground.judge();
    let complaints = in_parallel(&kills, |_, (scene, kill)| {
        let folder = tempfile::tempdir().unwrap();
        scene.kill(&judge, folder.path(), *kill)
    });
    println!("{} kills", kills.len());
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn a_write_ahead_log_cut_at_any_sector_gives_what_was_committed_before_the_cut() {
    let ground = Ground::new();
    let laptop = ground.temp.path().join("cut");
    copy_folder(&ground.begun.folder, &laptop);
    let jobs = [Job::Notes(2), Job::Intake("card-a".into()), Job::Notes(2)];
    let ran = run_and_kill_at_the_end(worker(), &laptop, &jobs);
    let log = laptop.join("catalogue").join(format!("{FILE_NAME}-wal"));
    let length = usize::try_from(std::fs::metadata(&log).unwrap().len()).unwrap();
    assert!(ran.acks.len() > 10 && length > 100_000, "{length} {:?} {}", ran.acks, ran.errors);
    let cuts: Vec<usize> = (0..=length).step_by(512).collect();
    let judge = ground.judge();
    let complaints = in_parallel(&cuts, |_, cut| {
        let folder = tempfile::tempdir().unwrap();
        let acks = acknowledged_by(&ground.acks, &ran.acks, *cut);
        for part in ["catalogue", "heads"] {
            copy_folder(&laptop.join(part), &folder.path().join(part));
        }
        let log = folder.path().join("catalogue").join(format!("{FILE_NAME}-wal"));
        std::fs::File::options().write(true).open(log).unwrap().set_len(*cut as u64).unwrap();
        judge.judge(folder.path(), &acks).into_iter().map(|c| format!("cut at {cut}: {c}")).collect()
    });
    println!("{} cuts of a log of {length} bytes", cuts.len());
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// What was acknowledged while the log was no longer than this.
fn acknowledged_by(before: &[Ack], acks: &[Ack], cut: usize) -> Vec<Ack> {
    let mut safe = before.to_vec();
    let mut waiting = Vec::new();
    for ack in acks {
        match ack {
            Ack::LogLength(length) if *length <= cut as u64 => safe.append(&mut waiting),
            Ack::LogLength(_) => waiting.clear(),
            other => waiting.push(other.clone()),
        }
    }
    safe
}

#[test]
fn after_a_cut_log_the_next_entry_starts_a_chain_that_is_whole() {
    let ground = Ground::new();
    let laptop = ground.temp.path().join("cut");
    copy_folder(&ground.begun.folder, &laptop);
    let ran = run_and_kill_at_the_end(worker(), &laptop, &[Job::Notes(2)]);
    let lengths: Vec<u64> =
        ran.acks.iter().filter_map(|a| if let Ack::LogLength(l) = a { Some(*l) } else { None }).collect();
    let log = laptop.join("catalogue").join(format!("{FILE_NAME}-wal"));
    std::fs::File::options().write(true).open(log).unwrap().set_len(lengths[0] + 512).unwrap();
    let before = acknowledged_by(&ground.acks, &ran.acks, usize::try_from(lengths[0]).unwrap() + 512);
    let again = run(worker(), &laptop, &[Job::Notes(1)], None);
    let acks = [&before[..], &again.acks[..]].concat();
    assert!(again.finished, "{}", again.errors);
    assert_eq!(ground.judge().judge(&laptop, &acks), Vec::<String>::new());
    let chains = Laptop { folder: laptop, name: "cut".into() }.open().operation().unwrap().chains;
    assert_eq!(chains.len(), 2, "the kept head is ahead of what the log gave back: {chains:?}");
}

/// A folder as a power cut may leave it, and what was acknowledged before.
struct Cut {
    what: String,
    files: Files,
    acks: Vec<Ack>,
}

/// Replays what a worker did and collects the power cuts: before and after everything that was made durable, and at
/// each acknowledgement.
fn power_cuts(disk: &mut Disk, events: &[Event], acks: &[Ack]) -> Vec<Cut> {
    let mut acks = acks.to_vec();
    let mut cuts = Vec::new();
    let mut known: BTreeSet<u64> = BTreeSet::new();
    let mut dice = Dice::new(SEED);
    for (number, event) in events.iter().enumerate() {
        let mut take = |disk: &Disk, image: Image, acks: &[Ack]| {
            let files = disk.image(image);
            let mut hasher = DefaultHasher::new();
            (&files, acks.len()).hash(&mut hasher);
            if known.insert(hasher.finish()) {
                let what = format!("{image:?} at call {number}, {} acks", acks.len());
                cuts.push(Cut { what, files, acks: acks.to_vec() });
            }
        };
        if let Event::Sync { fd } = event
            && disk.is_open(*fd)
        {
            for image in [Image::Killed, Image::NamesKept, Image::Mixed(dice.bits())] {
                take(disk, image, &acks);
            }
            disk.replay(event);
            take(disk, Image::NamesLost, &acks);
        } else if let Event::Said(text) = event {
            acks.extend(text.lines().filter_map(Ack::parse));
            let mixed = [Image::Mixed(dice.bits()), Image::Mixed(dice.bits())];
            for image in [Image::NamesLost, Image::NamesKept].into_iter().chain(mixed) {
                take(disk, image, &acks);
            }
        } else {
            disk.replay(event);
        }
    }
    cuts
}

fn judge_cuts(judge: &Judge<'_>, story: &str, cuts: &[Cut]) -> Vec<String> {
    in_parallel(cuts, |_, cut| {
        let folder = tempfile::tempdir().unwrap();
        write_image(&cut.files, folder.path());
        let complaints = judge.judge(folder.path(), &cut.acks);
        complaints.into_iter().map(|c| format!("{story}, {}: {c}", cut.what)).collect()
    })
}

/// What a worker needs and never writes.
fn unwatched(name: &str) -> bool {
    name.starts_with("card") || name.starts_with("key") || name == "held"
}

#[test]
fn a_disk_that_loses_what_was_not_synced_loses_nothing_that_was_acknowledged() {
    let ground = Ground::new();
    let (empty, begun) = (&ground.empty.folder, &ground.begun.folder);
    let backed_up = ground.temp.path().join("backed-up");
    copy_folder(begun, &backed_up);
    let restore = back_up(&backed_up);
    let card = || Job::Intake("card-a".into());
    let stories: [(&Path, &[Job]); 4] = [
        (empty, &[Job::Create, card(), Job::Notes(2), Job::ExportFolder, Job::Backup]),
        (empty, &[Job::Join("incoming/full.zip".into()), Job::Notes(1)]),
        (begun, &[Job::Import("incoming/other.zip".into()), card(), Job::ExportZip, Job::Rebuild]),
        (&backed_up, &[restore]),
    ];
    let mut count = 0;
    let mut complaints = Vec::new();
    for (number, (laptop, jobs)) in stories.iter().enumerate() {
        let folder = ground.temp.path().join(format!("story-{number}"));
        copy_folder(laptop, &folder);
        let mut disk = Disk::holding(&folder, &unwatched);
        let Some(events) = record(worker(), &folder, jobs, &ground.temp.path().join("log")) else { return };
        let acks = if laptop == empty { &[] } else { &ground.acks[..] };
        let cuts = power_cuts(&mut disk, &events, acks);
        let (truth, model) =
            (Disk::holding(&folder, &unwatched).image(Image::Killed), disk.image(Image::Killed));
        let differs = truth.iter().find(|(path, bytes)| model.get(*path) != Some(bytes));
        assert_eq!(differs.map(|(path, _)| path), None, "the model of the disk is not the disk");
        count += cuts.len();
        complaints.extend(judge_cuts(&ground.judge(), &format!("story {number}"), &cuts));
    }
    println!("{count} power cuts");
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn a_job_that_goes_on_after_a_kill_makes_durable_what_the_killed_one_did_not() {
    let ground = Ground::new();
    let mut count = 0;
    let mut complaints = Vec::new();
    for job in [Job::Import("incoming/other.zip".into()), Job::Intake("card-a".into())] {
        let first = ground.temp.path().join(format!("first {job}").replace('/', "-"));
        copy_folder(&ground.begun.folder, &first);
        let log = ground.temp.path().join("log");
        let untouched = ground.begun.folder.clone();
        let Some(events) = record(worker(), &first, std::slice::from_ref(&job), &log) else { return };
        // Killed right after a file or folder got its name: nothing has made that name durable yet.
        let named = events
            .iter()
            .enumerate()
            .filter(|(_, event)| matches!(event, Event::Rename { .. } | Event::MakeFolder { .. }));
        for (number, _) in named {
            let mut disk = Disk::holding(&untouched, &unwatched).after_kill(&first);
            events[..=number].iter().for_each(|event| {
                disk.replay(event);
            });
            let second = tempfile::tempdir().unwrap();
            write_image(&disk.image(Image::Killed), second.path());
            for name in ["key", "card-a"] {
                let (from, to) = (untouched.join(name), second.path().join(name));
                if from.is_dir() {
                    copy_folder(&from, &to)
                } else {
                    std::fs::copy(&from, &to).map(|_| ()).unwrap()
                }
            }
            let mut disk = disk.after_kill(second.path());
            let Some(events) = record(worker(), second.path(), std::slice::from_ref(&job), &log) else {
                return;
            };
            let cuts = power_cuts(&mut disk, &events, &ground.acks);
            count += cuts.len();
            complaints.extend(judge_cuts(&ground.judge(), &format!("{job} killed at call {number}"), &cuts));
        }
    }
    println!("{count} power cuts after a kill");
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}
