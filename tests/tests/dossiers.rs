//! Dossiers as headquarters writes them: chosen artefacts in full, of all else nothing but digests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use sigillum_core::catalogue::{Catalogue, DossierList, DossierOptions, ExportOptions};
use sigillum_core::custody::{CustodyEvent, EventKind, Subject};
use sigillum_core::digest::{Digest, to_hex};
use sigillum_core::entry::{Class, Entry, NewChange};
use sigillum_core::error::Code;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::json::{Json, object};
use sigillum_core::ledger::{Pen, Shown, choose_chain, note_fork};
use sigillum_core::note::NoteDraft;
use sigillum_core::progress::Silent;
use sigillum_core::report::Language;
use sigillum_core::signature::{AllowedSigners, UnlockedKey};
use sigillum_core::state::State;
use sigillum_core::store::{ChainRow, Database, KeptHeads};
use sigillum_core::verify::{VerifyOptions, bundle};
use sigillum_tests::court::{Court, Target};
use sigillum_tests::history::{History, OPERATION, PHOTOS, Step, keys, photo_bytes};
use sigillum_tests::laptop::{Laptop, fields, take_in};
use sigillum_tests::loose_bundle::LooseBundle;
use sigillum_tests::second_reader::SecondReader;
use sigillum_tests::world::World;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What nobody outside may learn: it stands in withheld entries only.
const SECRETS: [&str; 11] = [
    "Verborgenkopf",
    "Quill",
    "Nachtschrank",
    "Mbeki",
    "Geheimtreff",
    "ZZQ/77",
    "zzq-77",
    "B-GEHEIM",
    "What the porter whispered",
    "Nur intern",
    "HIDDEN_0006",
];

/// A world in which headquarters holds an artefact to be handed on, `SC/1`, and one to be kept back, `ZZQ/77`, that
/// share a photo, a note, a hand-over and a secret.
struct Scene {
    _temp: tempfile::TempDir,
    world: World,
    chosen: RecordId,
    other: RecordId,
    other_photo: RecordId,
    folder: PathBuf,
    zip: PathBuf,
    french: PathBuf,
    khmer: PathBuf,
    dari: PathBuf,
    preview: sigillum_core::catalogue::DossierPreview,
    /// Every entry that headquarters held when it wrote the dossiers.
    ledger: Vec<Entry>,
}

static SCENE: LazyLock<Scene> = LazyLock::new(Scene::new);

impl Scene {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let world = World::new(temp.path());
        let mut hq = world.hq.open();
        let chosen = hq.find(RecordKind::Artefact, "SC/1").unwrap();
        let other = record_both(&mut hq, temp.path(), &chosen);
        let other_photo = hq.artefact(&other).unwrap().photos.last().unwrap().photo.clone();
        share(&mut hq, &chosen, &other);
        let mut options = DossierOptions {
            artefacts: vec![chosen.clone()],
            to: world.hq.bundles(),
            ..DossierOptions::default()
        };
        let preview = hq.dossier_preview(&options).unwrap();
        let folder = hq.dossier(&options, &Silent).unwrap().path;
        options.zip = true;
        let zip = hq.dossier(&options, &Silent).unwrap().path;
        options.zip = false;
        let mut in_language = |language| {
            options.language = Some(language);
            hq.dossier(&options, &Silent).unwrap().path
        };
        let [french, khmer, dari] = [Language::Fr, Language::Km, Language::Prs].map(&mut in_language);
        drop(hq);
        let ledger = entries_of(&world.hq.root());
        Self {
            _temp: temp,
            world,
            chosen,
            other,
            other_photo,
            folder,
            zip,
            french,
            khmer,
            dari,
            preview,
            ledger,
        }
    }

    fn disclosed(&self) -> BTreeSet<Digest> {
        self.world.check(&self.folder).entries().iter().map(|entry| entry.digest).collect()
    }
}

fn entries_of(root: &Path) -> Vec<Entry> {
    let database = Database::open_read_only(root).unwrap();
    let rows = database.read().entries_after(0, 1_000_000).unwrap();
    rows.into_iter().filter_map(|row| row.entry().unwrap()).collect()
}

fn note(title: &str, about: &[&RecordId], addendum_to: Option<RecordId>) -> NoteDraft {
    let about = about.iter().map(|id| (*id).clone()).collect();
    NoteDraft {
        title: title.into(),
        text: format!("{title}, sealed."),
        about,
        addendum_to,
        ..NoteDraft::default()
    }
}

/// Records the artefact to be kept back, with photos, a bag and a source.
fn record_both(hq: &mut Catalogue, folder: &Path, chosen: &RecordId) -> RecordId {
    let title = "en: Head of a Buddha | fr: Tête de Bouddha | km: ព្រះសិរព្រះពុទ្ធ";
    hq.artefact_set(chosen, &fields(&[("materials_techniques", "sandstone; kaolin")])).unwrap();
    hq.artefact_set(chosen, &fields(&[("title", title), ("informants", "Mbeki")])).unwrap();
    hq.artefact_set(chosen, &fields(&[("claimed_origin", "Cambodia; country: KH")])).unwrap();
    hq.artefact_set(chosen, &fields(&[("legal_status", "to_be_returned"), ("condition", "poor")])).unwrap();
    let other = hq
        .artefact_add(&fields(&[
            ("reference", "ZZQ/77"),
            ("title", "Verborgenkopf"),
            ("description", "Nachtschrank"),
            ("informants", "Quill"),
        ]))
        .unwrap();
    let card = folder.join("card d");
    std::fs::create_dir_all(&card).unwrap();
    for index in 6..8 {
        std::fs::write(card.join(format!("HIDDEN_{index:04}.JPG")), sigillum_tests::picture(index)).unwrap();
    }
    take_in(hq, &card, Some(&other), Some("overall_front"));
    let bag = hq.package_add(&fields(&[("number", "B-GEHEIM"), ("kind", "bag")])).unwrap();
    hq.put_in(Some(&bag), std::slice::from_ref(&other)).unwrap();
    other
}

/// What speaks of both: a photo, notes of both classes with addenda, hand-overs of both classes.
fn share(hq: &mut Catalogue, chosen: &RecordId, other: &RecordId) {
    let shared = hq.artefact(chosen).unwrap().photos[0].photo.clone();
    hq.photo_place(std::slice::from_ref(&shared), other, "detail").unwrap();
    // Placed by mistake and taken back: says nothing of the chosen one any more.
    let placed = hq.artefact(other).unwrap().photos.into_iter().map(|placed| placed.photo);
    let theirs = placed.into_iter().find(|photo| *photo != shared).unwrap();
    hq.photo_place(std::slice::from_ref(&theirs), chosen, "damage").unwrap();
    hq.photo_unplace(&theirs, chosen, None).unwrap();
    let both = hq.note_seal(&note("Both side by side", &[chosen, other], None), None, Class::Open).unwrap();
    hq.note_seal(&note("Put right", &[], Some(both.id.clone())), None, Class::Open).unwrap();
    hq.note_seal(&note("Nur intern", &[chosen], Some(both.id)), None, Class::Internal).unwrap();
    for (reason, class) in [("to the lab", Class::Open), ("Geheimtreff", Class::Internal)] {
        let mut event = CustodyEvent::new(EventKind::Moved, "2025-11-14");
        event.subjects = [chosen, other].map(|id| Subject { record: id.clone(), quantity: None }).to_vec();
        event.reason = reason.into();
        hq.custody_record(event, class).unwrap();
    }
}

fn names(list: &DossierList) -> Vec<&str> {
    list.items.iter().map(|item| item.name.as_str()).collect()
}

#[test]
fn a_dossier_is_verified_by_both_readers_as_folder_zip_and_in_every_language() {
    let scene = &*SCENE;
    let mut court = Court::new(&scene.world, &[]);
    for path in [&scene.folder, &scene.zip, &scene.french, &scene.khmer, &scene.dari, &scene.world.told] {
        let found = court.judge("a dossier", path);
        assert_eq!((found.verdict, found.findings.len()), ("verified", 0), "{:#?}", found.findings);
    }
}

#[test]
fn what_is_shown_is_shown_whole_and_every_register_with_all_that_was_ever_said_of_it() {
    let scene = &*SCENE;
    let disclosed = scene.disclosed();
    let told: Vec<&Entry> = scene.ledger.iter().filter(|e| disclosed.contains(&e.digest)).collect();
    assert_closed(&scene.ledger, &told);
    let (state, whole) = (State::of(told.iter().copied()), State::of(&scene.ledger));
    let (record, held) = (state.record(&scene.chosen).unwrap(), whole.record(&scene.chosen).unwrap());
    let fields: Vec<&str> = record.registers().map(|(field, _)| field).collect();
    assert!(fields.contains(&"title") && fields.contains(&"claimed_origin") && fields.contains(&"in"));
    let internal: Vec<&str> = held.registers().map(|(f, _)| f).filter(|f| !fields.contains(f)).collect();
    assert_eq!(internal, ["informants", "value"], "all else of it is open, and shown");
    assert_eq!(record.register("title").unwrap().history().len(), 3, "replaced values too");
    assert!(state.record(&scene.other).is_none() && state.record(&scene.other_photo).is_none());
    let kinds: BTreeSet<&str> = told.iter().map(|entry| entry.kind.as_str()).collect();
    for kind in
        ["photo.add", "photo.place", "package.create", "note.seal", "custody.record", "custody.accept"]
    {
        assert!(kinds.contains(kind), "{kind}");
    }
    for kind in ["intake.record", "export.record", "import.record", "photo.unplace"] {
        assert!(!kinds.contains(kind), "{kind}");
    }
    assert!(told.iter().all(|entry| entry.class == Class::Open));
    let titles: BTreeSet<&str> = told.iter().filter_map(|entry| entry.body.text_of("title")).collect();
    assert_eq!(titles, BTreeSet::from(["Both side by side", "First look", "Put right"]));
}

/// Every open entry that ever changed a register that is shown is there.
fn assert_closed(ledger: &[Entry], told: &[&Entry]) {
    let shown: BTreeSet<(&RecordId, &str)> =
        told.iter().flat_map(|e| &e.changes).map(|c| (&c.record, c.field.as_str())).collect();
    let told: BTreeSet<Digest> = told.iter().map(|entry| entry.digest).collect();
    for entry in ledger.iter().filter(|e| e.class == Class::Open && !told.contains(&e.digest)) {
        for change in &entry.changes {
            assert!(!shown.contains(&(&change.record, change.field.as_str())), "{entry:?}");
        }
    }
}

#[test]
fn its_originals_are_those_of_its_photos_and_of_nothing_else() {
    let scene = &*SCENE;
    let files = LooseBundle::read(&scene.folder);
    let originals: BTreeSet<String> =
        files.files.keys().filter(|path| path.starts_with("data/originals/")).cloned().collect();
    let state = State::of(scene.world.check(&scene.folder).entries());
    let named: BTreeSet<String> = state.originals().map(sigillum_core::verify::original_path).collect();
    assert_eq!(originals, named);
    let photos = originals.iter().filter(|path| path.ends_with(".jpg")).count();
    assert!(photos >= 2 && !originals.iter().any(|path| path.contains(scene.other_photo.hex())));
    assert!(files.files.keys().any(|path| path.starts_with("data/pages/preview/")));
}

/// All texts that stand anywhere in a value.
fn texts(value: &Json, out: &mut BTreeSet<String>) {
    match value {
        Json::Text(text) => out.extend([text.clone()]),
        Json::List(items) => items.iter().for_each(|item| texts(item, out)),
        Json::Object(members) => members.iter().for_each(|(_, value)| texts(value, out)),
        _ => {}
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

/// The lines of a catalogue's database, by digest.
fn lines_of(root: &Path) -> Vec<(Digest, Vec<u8>)> {
    let database = Database::open_read_only(root).unwrap();
    let rows = database.read().entries_after(0, 1_000_000).unwrap();
    rows.into_iter().filter_map(|row| Some((row.digest, row.line?))).collect()
}

#[test]
fn no_text_of_what_is_withheld_stands_in_any_byte_of_it() {
    let scene = &*SCENE;
    let disclosed = scene.disclosed();
    let (told, kept): (Vec<_>, Vec<_>) =
        lines_of(&scene.world.hq.root()).into_iter().partition(|(digest, _)| disclosed.contains(digest));
    let mut hidden = BTreeSet::new();
    for (_, line) in &kept {
        texts(&Json::parse(line.strip_suffix(b"\n").unwrap()).unwrap(), &mut hidden);
    }
    let mut said = BTreeSet::new();
    for (_, line) in &told {
        texts(&Json::parse(line.strip_suffix(b"\n").unwrap()).unwrap(), &mut said);
    }
    let told: Vec<u8> = told.into_iter().flat_map(|(_, line)| line).collect();
    // Ids and links may be named by what is shown; short words stand everywhere.
    // The templates, which go with it, explain fields by examples.
    let templates: String =
        sigillum_core::template::builtin_texts().unwrap().into_iter().map(|(_, text)| text).collect();
    let elsewhere = |text: &str| said.contains(text) || holds(&told, text) || templates.contains(text);
    hidden.retain(|text| text.chars().count() >= 4 && !elsewhere(text));
    // Kinds of bundles are words of the format; its own name each dossier says itself.
    let kinds = ["full", "since", "dossier", "invite"];
    hidden.retain(|text| !kinds.contains(&text.as_str()) && !text.contains("-dossier-"));
    hidden.extend(SECRETS.map(str::to_owned));
    assert!(hidden.len() > 150, "{}", hidden.len());
    let read = |path: &Path| std::fs::read(path).unwrap();
    let (folder, french) = (LooseBundle::read(&scene.folder), LooseBundle::read(&scene.french));
    let mut links: BTreeSet<String> = heads_of(&folder).into_iter().chain(heads_of(&french)).collect();
    let zipped =
        std::process::Command::new("unzip").arg("-p").arg(&scene.zip).arg("*.head").output().unwrap();
    links.extend(String::from_utf8(zipped.stdout).unwrap().lines().map(str::to_owned));
    let mut files: Vec<(String, Vec<u8>)> = folder.files.into_iter().chain(french.files).collect();
    files.push(("the ZIP".into(), read(&scene.zip)));
    let mut leaks = Vec::new();
    for text in hidden.iter().filter(|text| !links.contains(*text)) {
        leaks.extend(
            files
                .iter()
                .filter(|(_, bytes)| holds(bytes, text))
                .map(|(path, _)| format!("{text:?} in {path}")),
        );
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    // The test would see it: the whole bundle holds these.
    let full = LooseBundle::read(&scene.world.full);
    assert!(full.files.values().any(|bytes| holds(bytes, "What the porter whispered")));
}

/// The links of signed heads, and the digests in withheld lines: what a dossier tells on purpose.
fn heads_of(bundle: &LooseBundle) -> BTreeSet<String> {
    let heads = bundle.ending(".head").into_iter().map(|path| bundle.text(&path));
    let lines = bundle.ending(".jsonl").into_iter().map(|path| bundle.text(&path));
    let heads = heads.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    let withheld = |text: String| text.lines().filter_map(withheld).collect::<Vec<_>>();
    heads.chain(lines.flat_map(withheld)).collect()
}

fn withheld(line: &str) -> Option<String> {
    Some(line.strip_prefix("{\"withheld\":\"")?.strip_suffix("\"}")?.to_owned())
}

#[test]
fn who_knows_all_of_a_withheld_entry_but_its_salt_cannot_tell_that_it_is_there() {
    let scene = &*SCENE;
    let shown = heads_of(&LooseBundle::read(&scene.folder));
    let disclosed = scene.disclosed();
    let salt = |line: &str| line.split("\"salt\":\"").nth(1).unwrap()[..32].to_owned();
    let all = lines_of(&scene.world.hq.root());
    let known: Vec<String> = all
        .iter()
        .filter(|(digest, _)| disclosed.contains(digest))
        .map(|(_, line)| salt(std::str::from_utf8(line).unwrap()))
        .chain((0..=255).map(|byte| to_hex(&[byte; 16])))
        .collect();
    let mut tried = 0;
    for (digest, line) in all.iter().filter(|(digest, _)| shown.contains(&digest.hex())) {
        let line = std::str::from_utf8(line).unwrap();
        let own = salt(line);
        assert_eq!(Digest::of(line.as_bytes()), *digest, "with its salt the guess is right");
        for guess in &known {
            let guessed = Digest::of(line.replace(&own, guess).as_bytes());
            assert!(!shown.contains(&guessed.hex()), "{guess}");
            tried += 1;
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn the_preview_says_in_names_and_counts_what_goes_out_and_what_stays() {
    let preview = &SCENE.preview;
    assert_eq!(names(&preview.artefacts), ["SC/1"]);
    assert_eq!(names(&preview.packages), ["B-SC/1"]);
    assert_eq!(names(&preview.notes), ["Both side by side", "First look", "Put right"]);
    assert_eq!(names(&preview.events), ["handed_over", "moved"]);
    assert!(names(&preview.named).contains(&"ZZQ/77"), "{:?}", preview.named);
    assert_eq!(preview.others.count, 0);
    assert!(names(&preview.signers).contains(&"hq"), "{:?}", preview.signers);
    assert_eq!(preview.internal["artefact.set"], 2);
    assert_eq!(preview.internal["note.seal"], 2);
    assert_eq!(preview.internal["custody.record"], 1);
    let check = SCENE.world.check(&SCENE.folder);
    let lines = check.branches.iter().flat_map(|b| &b.places).filter(|p| p.line.is_none()).count() as u64;
    assert_eq!((preview.withheld, preview.entries.values().sum()), (lines, check.entries().len() as u64));
    assert!(preview.missing.is_empty());
}

#[test]
fn a_country_names_its_artefacts_and_what_names_none_is_refused() {
    let scene = &*SCENE;
    let hq = Catalogue::open_read_only(&scene.world.hq.root(), scene.world.hq.around()).unwrap();
    let about = |country: &str| {
        let options = DossierOptions { country: Some(country.into()), ..DossierOptions::default() };
        hq.dossier_preview(&options)
    };
    for country in ["KH", "kh", " Cambodia ", "Cambodge", "កម្ពុជា", "Kampuchea"] {
        assert_eq!(names(&about(country).unwrap().artefacts), ["SC/1"], "{country}");
    }
    for country in ["TH", "", "K"] {
        assert_eq!(about(country).unwrap_err().code, Code::Usage, "{country:?}");
    }
    assert_eq!(hq.dossier_preview(&DossierOptions::default()).unwrap_err().code, Code::Usage);
    let unknown = RecordId::new(RecordKind::Artefact, Digest([9; 32]));
    let options = DossierOptions { artefacts: vec![unknown], ..DossierOptions::default() };
    assert_eq!(hq.dossier_preview(&options).unwrap_err().code, Code::NotFound);
}

#[test]
fn its_pages_are_in_the_readers_language_where_there_are_translations() {
    let page = |path: &Path| LooseBundle::read(path).text("data/pages/0001.html");
    let french = page(&SCENE.french);
    assert!(french.contains("<html lang=\"fr\">") && french.contains("Pays d&#39;origine déclaré"));
    let title = "<h2><bdi dir=\"auto\">Tête de Bouddha</bdi></h2>";
    assert!(french.contains(title) && french.contains("en: Head of a Buddha"), "{french}");
    assert!(french.contains(">à restituer<") && french.contains("mauvais : endommagé"), "{french}");
    assert!(!french.contains("to be returned") && !french.contains("to_be_returned"), "{french}");
    let english = page(&SCENE.folder);
    assert!(english.contains("<html lang=\"en\">") && !english.contains(title));
}

#[test]
fn khmer_and_dari_pages_name_terms_and_say_of_what_has_no_translation_that_it_is_english() {
    let page = |path: &Path| LooseBundle::read(path).text("data/pages/0001.html");
    let khmer = page(&SCENE.khmer);
    let dari = page(&SCENE.dari);
    let named = |name: &str| format!("<dd><bdi dir=\"auto\">{name}</bdi> <span class=\"aside\">");
    let sandstone = "<span class=\"aside\"><bdi dir=\"auto\" lang=\"en\">en: sandstone</bdi></span>";
    for shown in [
        "<html lang=\"km\">",
        "<h2><bdi dir=\"auto\">ព្រះសិរព្រះពុទ្ធ</bdi></h2>",
        "<dt><bdi dir=\"auto\">រង្វាស់</bdi></dt>",
        &named("ថ្មភក់"),
        sandstone,
        "<bdi dir=\"auto\" lang=\"en\">to be returned</bdi>",
    ] {
        assert!(khmer.contains(shown), "{shown}\n{khmer}");
    }
    for shown in [
        "<html lang=\"prs\" dir=\"rtl\">",
        "<h2><bdi dir=\"auto\" lang=\"en\">Head of a Buddha</bdi></h2>",
        "<dt><bdi dir=\"auto\">اندازه‌ها</bdi></dt>",
        &named("سنگ ریگی"),
        sandstone,
        "<bdi dir=\"auto\" lang=\"en\">to be returned</bdi>",
        "<bdi lang=\"en\" dir=\"ltr\">",
        "<code dir=\"ltr\">artefact:",
    ] {
        assert!(dari.contains(shown), "{shown}\n{dari}");
    }
    let (english, dari) = (LooseBundle::read(&SCENE.folder), LooseBundle::read(&SCENE.dari));
    for table in english.ending("/artefacts.csv").into_iter().chain(english.ending("/photos.csv")) {
        assert_eq!(english.text(&table), dari.text(&table), "{table}");
    }
}

#[test]
fn another_language_than_the_signed_one_or_one_in_another_bundle_is_found() {
    let scene = &*SCENE;
    let mut court = Court::new(&scene.world, &[]);
    let key = scene.world.hq.key();
    let kept = tempfile::tempdir().unwrap();
    let mut judge = |mut bundle: LooseBundle, change: &dyn Fn(&mut LooseBundle)| {
        change(&mut bundle);
        bundle.seal(&key);
        let path = kept.path().join("x.zip");
        std::fs::write(&path, bundle.zip()).unwrap();
        court.judge("a language", &path).codes
    };
    let french = LooseBundle::read(&scene.french);
    for (bundle, other) in [(french.clone(), "en"), (LooseBundle::read(&scene.khmer), "prs")] {
        let codes = judge(bundle, &|b| b.set_info("Sigillum-Language", other));
        assert_eq!(codes, BTreeSet::from(["derived-differs"]), "{other}");
    }
    assert!(judge(french, &|b| b.set_info("Sigillum-Language", "xx")).contains("bag-form"));
    let add = |b: &mut LooseBundle| {
        let text = b.text("bag-info.txt") + "Sigillum-Language: fr\n";
        b.put("bag-info.txt", text);
    };
    assert!(judge(LooseBundle::read(&scene.world.full), &add).contains("bag-form"));
    assert!(judge(LooseBundle::read(&scene.french), &add).contains("bag-form"), "twice");
}

#[test]
fn a_withheld_digest_that_was_swapped_is_found_though_everything_else_fits() {
    let scene = &*SCENE;
    let mut court = Court::new(&scene.world, &[]);
    let mut target = Target::new(&scene.world, "swapped dossier");
    let kept = tempfile::tempdir().unwrap();
    let good = LooseBundle::read(&scene.folder);
    for path in good.ending(".jsonl") {
        let Some(one) = good.text(&path).lines().find_map(withheld) else { continue };
        let mut bundle = good.clone();
        let swapped = good.text(&path).replace(&one, &Digest([7; 32]).hex());
        bundle.put(&path, swapped);
        bundle.seal(&scene.world.hq.key());
        let zip = kept.path().join("x.zip");
        std::fs::write(&zip, bundle.zip()).unwrap();
        let found = court.judge("a swapped digest", &zip);
        assert_eq!(found.verdict, "altered", "{path}");
        assert!(found.codes.contains("chain-broken") || found.codes.contains("head-differs"), "{found:#?}");
        target.refuses("a swapped digest", &zip);
    }
    target.is_unchanged();
}

#[test]
fn a_recipient_can_join_on_it_and_fill_in_the_rest_later() {
    let scene = &*SCENE;
    let embassy = Laptop::new(scene._temp.path(), "embassy");
    let mut catalogue = embassy.join(&scene.folder);
    assert_eq!(catalogue.find(RecordKind::Artefact, "SC/1").unwrap(), scene.chosen);
    assert!(catalogue.find(RecordKind::Artefact, "ZZQ/77").is_err());
    let again = catalogue.import(&scene.folder, None, false, &Silent).unwrap();
    assert!(again.nothing_new, "{again:#?}");
    assert_eq!(catalogue.find(RecordKind::Artefact, "KR/1").unwrap_err().code, Code::NotFound);
    catalogue.import(&scene.world.full, None, false, &Silent).unwrap();
    assert!(catalogue.find(RecordKind::Artefact, "KR/1").is_ok(), "a withheld place was filled in");
}

#[test]
fn nothing_builds_on_a_dossier() {
    let laptop = Laptop::new(SCENE._temp.path(), "alone");
    let mut catalogue = laptop.begin();
    let id = catalogue.artefact_add(&fields(&[("reference", "AL/1")])).unwrap();
    let options = DossierOptions { artefacts: vec![id], to: laptop.bundles(), ..DossierOptions::default() };
    let written = catalogue.dossier(&options, &Silent).unwrap();
    for since in [written.path, PathBuf::from(&written.name)] {
        let options = ExportOptions { to: laptop.bundles(), zip: false, since: Some(since), invite: false };
        assert_eq!(catalogue.export(&options, &Silent).unwrap_err().code, Code::Usage);
    }
}

#[test]
fn a_field_that_an_internal_entry_replaced_is_not_shown_as_it_was() {
    let laptop = Laptop::new(SCENE._temp.path(), "mixed");
    let mut catalogue = laptop.begin();
    let id = catalogue.artefact_add(&fields(&[("reference", "MX/1"), ("title", "Old title")])).unwrap();
    drop(catalogue);
    let seen = vec![id.digest().unwrap()];
    let change = NewChange { record: Some(id.clone()), field: "title".into(), value: "New".into(), seen };
    write(&laptop, |pen| pen.write("artefact.set", Class::Internal, vec![change], object([])).map(|_| ()));
    let mut catalogue = laptop.open();
    let options = DossierOptions { artefacts: vec![id], to: laptop.bundles(), ..DossierOptions::default() };
    for error in
        [catalogue.dossier_preview(&options).unwrap_err(), catalogue.dossier(&options, &Silent).unwrap_err()]
    {
        assert_eq!(error.code, Code::CannotWithhold, "{error}");
    }
    assert_eq!(std::fs::read_dir(laptop.bundles()).unwrap().count(), 0);
}

/// Writes through the pen what no screen offers.
fn write(laptop: &Laptop, work: impl FnOnce(&mut Pen<'_>) -> sigillum_core::error::Result<()>) {
    let (key, around) = (laptop.key(), laptop.around());
    let mut database = Database::open(&laptop.root()).unwrap();
    let kept = KeptHeads::new(&around.heads);
    let operation = database.read().setting("operation").unwrap().unwrap().parse().unwrap();
    let head = database.write(|writer| {
        let continuity = choose_chain(writer, key.public().as_bytes(), &|chain| kept.get(chain))?;
        let senses = (&*around.clock, &*around.random);
        let mut pen = Pen::open(writer, &key, senses, operation, &around.device, continuity)?;
        work(&mut pen)?;
        pen.close()
    });
    kept.put(&head.unwrap()).unwrap();
}

/// A catalogue that holds a random history; the first signer's key is its own.
fn catalogue_of(history: &History, folder: &Path) -> (Laptop, Catalogue) {
    let laptop = Laptop { folder: folder.to_owned(), name: "hq".into() };
    std::fs::create_dir_all(laptop.bundles()).unwrap();
    std::fs::create_dir_all(laptop.root()).unwrap();
    let begun = Database::begin(&laptop.root(), &[("operation", &OPERATION.to_string())]).unwrap();
    let mut database = begun.publish(&laptop.root()).unwrap();
    let work = |writer: &sigillum_core::store::Writer<'_>| {
        let mut shown = Shown::new(writer);
        for signed in &history.entries {
            let row = ChainRow {
                id: 0,
                chain: signed.entry.chain,
                op: signed.entry.op,
                key: *keys()[signed.signer].public().as_bytes(),
                device: format!("laptop {}", signed.signer),
                mine: false,
            };
            let chain = writer.add_chain(&row)?;
            if let Some(row) = writer.add_entry(chain, &signed.entry, &signed.line, &signed.signature)? {
                note_fork(writer, chain, signed.entry.seq)?;
                shown.show(row, &signed.entry)?;
            }
        }
        shown.flush()
    };
    database.write(work).unwrap();
    drop(database);
    for photo in (0..PHOTOS).map(photo_bytes) {
        let name = Digest::of(photo.as_bytes()).hex();
        let folder = laptop.root().join("originals").join(&name[..2]);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name + ".jpg"), photo).unwrap();
    }
    let mut catalogue = Catalogue::open(&laptop.root(), laptop.around()).unwrap();
    catalogue.unlock(UnlockedKey::from_seed(&[1; 32], String::new()).unwrap(), laptop.details());
    (laptop, catalogue)
}

/// Steps of every sort: photos that are taken in and placed and lots that are split among them.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u16>(), any::<u16>(), any::<u16>()), 20..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_dossier_of_any_history_is_good_closed_and_silent(steps in steps(), seed in any::<u64>()) {
        let history = History::of(&steps);
        let temp = tempfile::tempdir().unwrap();
        let (laptop, mut catalogue) = catalogue_of(&history, &temp.path().join("hq"));
        let state = State::of(history.plain());
        let all: Vec<RecordId> = state.records().map(|r| r.id.clone())
            .filter(|id| id.kind() == Some(RecordKind::Artefact) && id.digest().is_some_and(|d| state.holds(&d))).collect();
        let artefacts: Vec<RecordId> = all.into_iter().enumerate().filter(|(i, _)| seed >> (i % 64) & 1 == 1).map(|(_, id)| id).collect();
        prop_assume!(!artefacts.is_empty());
        let options = DossierOptions { artefacts: artefacts.clone(), to: laptop.bundles(), zip: seed % 2 == 0, ..DossierOptions::default() };
        let path = catalogue.dossier(&options, &Silent).unwrap().path;

        let list = AllowedSigners::trusting(keys().iter().map(|key| *key.public().as_bytes())).unwrap();
        let lines: String = keys().iter().enumerate().map(|(i, key)| format!("s{i} {}\n", key.public().openssh())).collect();
        let list_file = temp.path().join("signers");
        std::fs::write(&list_file, lines).unwrap();
        let check = bundle(&path, &VerifyOptions { signers: Some(&list), threads: 2, ..VerifyOptions::default() }, &Silent).unwrap();
        let other = SecondReader::start().judge(&path, Some(&list_file), &[], true);
        let codes: BTreeSet<String> = check.findings.iter().map(|f| f.code.to_owned()).collect();
        prop_assert!(["verified", "unverifiable"].contains(&check.verdict().word()), "{:#?}", check.findings);
        prop_assert_eq!((check.verdict().word(), codes), (other.verdict.as_str(), other.codes));

        let told: Vec<&Entry> = check.entries();
        let digests: BTreeSet<Digest> = told.iter().map(|entry| entry.digest).collect();
        let ledger: Vec<Entry> = history.plain().into_iter().cloned().collect();
        assert_closed(&ledger, &told);
        let shown = State::of(told.iter().copied());
        for id in &artefacts {
            for (field, register) in state.record(id).unwrap().registers() {
                let live = |r: &sigillum_core::state::Register| r.live().map(|a| a.entry).collect::<Vec<_>>();
                prop_assert_eq!(shown.record(id).and_then(|r| r.register(field)).map(live), Some(live(register)));
            }
        }
        // Each withheld entry's salt, which nothing else has, is nowhere; internal ones are always withheld.
        let bytes: Vec<u8> = if path.is_dir() {
            LooseBundle::read(&path).files.into_values().flatten().collect()
        } else {
            std::fs::read(&path).unwrap()
        };
        for signed in history.entries.iter().filter(|s| !digests.contains(&s.entry.digest)) {
            let line = std::str::from_utf8(&signed.line).unwrap();
            let salt = &line.split("\"salt\":\"").nth(1).unwrap()[..32];
            prop_assert!(!holds(&bytes, salt));
        }
        prop_assert!(told.iter().all(|entry| entry.class == Class::Open));
        // So is each photo that no disclosed entry took in; the others are there, as the verdict says.
        let taken: BTreeSet<Digest> = check.originals().into_iter().map(|original| original.sha256).collect();
        for photo in (0..PHOTOS).map(photo_bytes) {
            let disclosed = taken.contains(&Digest::of(photo.as_bytes()));
            prop_assert_eq!(holds(&bytes, &photo), disclosed);
        }
    }
}
