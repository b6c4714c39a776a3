//! Writing a bundle: what of the ledger goes into it, and its files. FORMAT.md section 10.
//!
//! Owns: the choice and order of lines. Must never: write to the catalogue (the façade leaves the entry), or call
//! a bundle written that was not renamed whole.

mod choice;
mod dossier;

pub use choice::{Choice, choose};
pub use dossier::plan_dossier;

use crate::bag::{BundleWriter, Encryption, Form, Written, room_for};
use crate::digest::{Digest, to_hex};
use crate::entry::{Entry, OriginalRef, Position};
use crate::error::{Code, Error, Result};
use crate::head::{head_code, head_text};
use crate::id::{OperationId, RecordId, RecordKind};
use crate::ledger::path_to;
use crate::progress::{Progress, Unit};
use crate::receipt;
use crate::report::{self, BundleKind, Evidence, Language};
use crate::signature::{PublicKey, Signature, UnlockedKey, armour, namespace};
use crate::state::State;
use crate::store::originals::Originals;
use crate::store::{ChainRow, EntryRow, HeadRow, Reader};
use crate::time::{Moment, Random};
use crate::verify::{Base, original_path};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// About what a preview picture takes, in bytes.
const PREVIEW: u64 = 48 << 10;

/// What the fixed parts of pages, tables and instructions take, in bytes.
const PAGES: u64 = 48 << 10;

/// A chain or branch as it goes into a bundle.
pub struct Outgoing {
    chain: ChainRow,
    stem: String,
    rows: Vec<EntryRow>,
    head: Option<HeadRow>,
}

/// What goes into a bundle.
pub struct Plan {
    /// Full, since, dossier or invite.
    pub kind: BundleKind,
    /// What it builds on.
    pub base: Option<Base>,
    /// The language of a dossier's pages, where one was asked for.
    pub language: Option<Language>,
    outgoing: Vec<Outgoing>,
    entries: Vec<Entry>,
}

/// What a bundle is written with.
pub struct Target<'a> {
    /// The folder in which it will stand.
    pub folder: &'a Path,
    /// Folder or ZIP.
    pub form: Form,
    /// The operation.
    pub operation: OperationId,
    /// The operation's reference, for the name.
    pub reference: &'a str,
    /// The signer's chain and where it stands.
    pub position: Position,
    /// The signer's key.
    pub key: &'a UnlockedKey,
    /// The export's id in the journal: part of its temporaries' names.
    pub export: &'a str,
    /// For whom it is encrypted; for nobody in particular where there are none. Encrypted it is always a ZIP.
    pub recipients: &'a [PublicKey],
    /// The wall clock's reading, for the bagging date.
    pub now: Moment,
}

/// A bundle that stands on the disk.
pub struct Bundle {
    /// Where, and its tag manifest's digest.
    pub written: Written,
    /// Its name.
    pub name: String,
    /// Originals that entries name and that are not in it, because they are lost here.
    pub missing: Vec<OriginalRef>,
}

/// Collects what goes into a bundle: all, or what is newer than a base.
///
/// # Errors
/// The database's failures.
pub fn plan(reader: &Reader<'_>, invite: bool, base: Option<Base>) -> Result<Plan> {
    let mut outgoing = Vec::new();
    for chain in reader.chains()? {
        let tips = reader.tips(&chain)?;
        let forked = tips.len() > 1;
        for (tip, digest) in tips {
            let stem = stem(&chain, &digest, forked);
            let path =
                if forked { path_to(reader, &chain, tip)? } else { whole(reader, &chain, base.as_ref())? };
            let rows = after_base(reader, &chain, path, base.as_ref(), forked)?;
            if rows.is_empty() {
                continue;
            }
            let head = newest_head(reader, &chain, tip, forked)?;
            outgoing.push(Outgoing { chain: chain.clone(), stem, rows, head });
        }
    }
    let mut entries = Vec::new();
    let mut seen = BTreeSet::new();
    let mut withheld = false;
    for row in outgoing.iter().flat_map(|o| &o.rows) {
        withheld |= row.line.is_none();
        if seen.insert(row.digest) {
            entries.extend(row.entry()?);
        }
    }
    let kind = match (&base, withheld, invite) {
        (_, true, _) => BundleKind::Dossier,
        (Some(_), ..) => BundleKind::Since,
        (None, _, true) => BundleKind::Invite,
        _ => BundleKind::Full,
    };
    if withheld && base.is_some() {
        return Err(Error::new(
            Code::Usage,
            "exporting",
            "entries are withheld here, and a bundle since another has none",
        )
        .remedy("Export everything, without --since."));
    }
    Ok(Plan { kind, base, language: None, outgoing, entries })
}

impl Plan {
    /// True if all that is new are records of exports and receipts: then none is due.
    pub fn is_nothing_new(&self) -> bool {
        let due = |entry: &Entry| match entry.kind.as_str() {
            "export.record" | "chain.start" => false,
            // A receipt goes back only for the originals that headquarters asks for with it.
            receipt::ACCEPT => entry.originals.len() > receipt::ITS_FILES,
            _ => true,
        };
        self.base.is_some() && !self.entries.iter().any(due)
    }

    /// True if an original that its entries name is lost or was never here.
    ///
    /// # Errors
    /// The file system's failures.
    pub fn lacks_originals(&self, originals: &Originals) -> Result<bool> {
        Ok(!self.missing(originals)?.is_empty())
    }

    /// The originals that its entries name.
    pub(crate) fn originals(&self) -> BTreeSet<OriginalRef> {
        let all = self.entries.iter().flat_map(|entry| entry.originals.iter().map(move |o| (entry, o)));
        let in_invite = |entry: &Entry| entry.kind == "template.define";
        all.filter(|(entry, _)| self.kind != BundleKind::Invite || in_invite(entry))
            .map(|(_, o)| o.clone())
            .collect()
    }

    /// The photos whose originals go into the bundle; none in an invitation.
    pub fn photos(&self) -> BTreeSet<Digest> {
        let adding =
            self.entries.iter().filter(|entry| entry.kind == "photo.add" && self.kind != BundleKind::Invite);
        let photos = adding.flat_map(|entry| &entry.changes).map(|change| &change.record);
        photos.filter(|id| id.kind() == Some(RecordKind::Photo)).filter_map(RecordId::digest).collect()
    }

    /// About how large its files will be, in bytes: the originals that are here, whatever size entries claim, the ledger
    /// with what is derived from it, and the preview pictures.
    ///
    /// # Errors
    /// The file system's failures.
    pub fn sizes(&self, originals: &Originals) -> Result<Vec<u64>> {
        let mut sizes = Vec::new();
        for original in self.originals() {
            let held = originals.find(&original.sha256)?;
            sizes.extend(held.and_then(|path| path.metadata().ok()).map(|metadata| metadata.len()));
        }
        sizes.push(self.ledger_bytes().saturating_mul(2));
        sizes.push((self.photos().len() as u64).saturating_mul(PREVIEW).saturating_add(PAGES));
        Ok(sizes)
    }

    /// How many lines of its ledger are withheld, those of each branch counted.
    pub fn withheld(&self) -> u64 {
        self.outgoing.iter().flat_map(|o| &o.rows).filter(|row| row.line.is_none()).count() as u64
    }

    /// The operation's reference as far as its entries say it.
    pub fn operation_reference(&self, operation: OperationId) -> String {
        let id = RecordId::operation(operation);
        let state = State::of(self.entries.iter().filter(|e| e.changes.iter().any(|c| c.record == id)));
        state.record(&id).and_then(|record| record.text("reference")).unwrap_or_default().to_owned()
    }

    /// The entries that it discloses.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many entries of each kind it has.
    pub fn kinds(&self) -> BTreeMap<String, u64> {
        crate::entry::kinds(&self.entries)
    }

    /// The originals that it names and that are lost here.
    ///
    /// # Errors
    /// The file system's failures.
    pub fn missing(&self, originals: &Originals) -> Result<Vec<OriginalRef>> {
        let mut missing = Vec::new();
        for original in self.originals() {
            if originals.find(&original.sha256)?.is_none() {
                missing.push(original);
            }
        }
        Ok(missing)
    }

    /// The bytes of the ledger's files.
    fn ledger_bytes(&self) -> u64 {
        let rows = self.outgoing.iter().flat_map(|o| &o.rows);
        rows.map(|row| row.line.as_ref().map_or(96, Vec::len) as u64 + 129).sum()
    }
}

/// The name of a chain's files; of one that forked each branch has its own.
fn stem(chain: &ChainRow, tip: &Digest, forked: bool) -> String {
    if forked { format!("{}-{}", chain.chain, &tip.hex()[..16]) } else { chain.chain.to_string() }
}

/// All rows of a chain that did not fork; with a base only the first and those after what it covers.
fn whole(reader: &Reader<'_>, chain: &ChainRow, base: Option<&Base>) -> Result<Vec<EntryRow>> {
    let covered = base.iter().flat_map(|b| &b.heads).filter(|h| h.chain == chain.chain).map(|h| h.seq).max();
    let mut rows = reader.entries_at(chain.id, 1)?;
    let mut next = covered.unwrap_or(1).max(1);
    loop {
        let page = reader.entries_from(chain.id, next, 4096)?;
        let Some(last) = page.last() else { break };
        next = last.seq + 1;
        rows.extend(page.into_iter().filter(|row| row.seq > 1));
    }
    Ok(rows)
}

/// Leaves out what the base covers; nothing is left where it covers all.
fn after_base(
    reader: &Reader<'_>,
    chain: &ChainRow,
    rows: Vec<EntryRow>,
    base: Option<&Base>,
    forked: bool,
) -> Result<Vec<EntryRow>> {
    let heads = base.iter().flat_map(|b| &b.heads).filter(|h| h.chain == chain.chain);
    let on_path = |h: &&Position| rows.iter().any(|row| row.seq == h.seq && row.link == h.link);
    let Some(head) = heads.filter(on_path).max_by_key(|h| h.seq) else {
        let known = base.is_some_and(|b| b.heads.iter().any(|h| h.chain == chain.chain));
        // A branch is whole as it is; of a chain that did not fork only what the base does not cover was read.
        return if known && !forked { whole(reader, chain, None) } else { Ok(rows) };
    };
    let mut kept: Vec<EntryRow> = rows.into_iter().filter(|row| row.seq == 1 || row.seq > head.seq).collect();
    if kept.len() == 1 {
        kept.clear();
    }
    Ok(kept)
}

/// The newest head held that lies on the way to this tip.
fn newest_head(
    reader: &Reader<'_>,
    chain: &ChainRow,
    tip: Position,
    forked: bool,
) -> Result<Option<HeadRow>> {
    let path = if forked { path_to(reader, chain, tip)? } else { Vec::new() };
    for head in reader.heads(chain)? {
        let at = head.position;
        let on_path = if forked {
            path.iter().any(|row| row.seq == at.seq && row.link == at.link)
        } else {
            reader.entries_at(chain.id, at.seq)?.iter().any(|row| row.link == at.link)
        };
        if on_path {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// Writes the bundle: under a temporary name, synced, renamed when whole.
///
/// # Errors
/// [`Code::DiskFull`], [`Code::TooLarge`] before anything is written; the file system's failures; nothing is left.
pub fn write(
    plan: &Plan,
    reader: &Reader<'_>,
    originals: &Originals,
    target: &Target<'_>,
    random: &dyn Random,
    progress: &dyn Progress,
) -> Result<Bundle> {
    let named = plan.originals();
    let sizes = plan.sizes(originals)?;
    room_for(target.folder, target.form, &sizes)?;
    let name = bundle_name(plan.kind, target, random)?;
    let mut writer = match target.recipients {
        [] => BundleWriter::create_for(target.folder, &name, target.form, target.export)?,
        recipients => {
            let encryption = Encryption { recipients, random };
            BundleWriter::create_encrypted(target.folder, &name, target.export, &encryption)?
        }
    };
    progress.stage("writing", Some(sizes.iter().fold(0, |sum, size| size.saturating_add(sum))), Unit::Bytes);
    for outgoing in &plan.outgoing {
        write_chain(&mut writer, outgoing, progress)?;
    }
    if let Some(base) = &plan.base {
        writer.add_bytes("data/base.json", &base.line(), progress)?;
    }
    let missing = write_originals(&mut writer, originals, &named, progress)?;
    write_previews(&mut writer, reader, plan, progress)?;
    write_derived(&mut writer, plan, target, &name, progress)?;
    let info = bag_info(plan, target, &name);
    let mut sign = |tag_manifest: &[u8]| {
        let signature = target.key.sign(namespace::BUNDLE, tag_manifest)?;
        Ok(armour(&target.key.public(), namespace::BUNDLE, &signature).into_bytes())
    };
    let written = writer.finish(&target.now.local_day(), &info, &mut sign, progress)?;
    Ok(Bundle { written, name, missing })
}

fn bundle_name(kind: BundleKind, target: &Target<'_>, random: &dyn Random) -> Result<String> {
    let mut tail = [0; 3];
    random.fill(&mut tail)?;
    let safe = slug(target.reference);
    let position = &target.position;
    Ok(format!("{safe}-{}-{}-{}-{}", kind.word(), position.chain.short(), position.seq, to_hex(&tail)))
}

/// Lower case; runs of anything but letters a–z and digits become one hyphen.
pub(crate) fn slug(reference: &str) -> String {
    let parts = reference.to_lowercase();
    let parts = parts.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let slug: String = parts.collect::<Vec<_>>().join("-").chars().take(40).collect();
    if slug.is_empty() { "operation".to_owned() } else { slug.trim_end_matches('-').to_owned() }
}

fn bag_info(plan: &Plan, target: &Target<'_>, name: &str) -> Vec<(String, String)> {
    let pairs = [
        ("External-Identifier", name.to_owned()),
        ("Sigillum-Format", "1".to_owned()),
        ("Sigillum-Bundle", plan.kind.word().to_owned()),
        ("Sigillum-Operation", target.operation.to_string()),
        ("Sigillum-Chain", target.position.chain.to_string()),
        ("Sigillum-Signer", target.key.public().fingerprint()),
        ("Sigillum-Head-Code", head_code(&target.position)),
    ];
    let language = plan.language.map(|language| ("Sigillum-Language", language.code().to_owned()));
    pairs.into_iter().chain(language).map(|(label, value)| (label.to_owned(), value)).collect()
}

fn write_chain(writer: &mut BundleWriter, outgoing: &Outgoing, progress: &dyn Progress) -> Result<()> {
    let mut lines = Vec::new();
    let mut signatures = String::new();
    for row in &outgoing.rows {
        match (&row.line, &row.signature) {
            (Some(line), Some(signature)) => {
                lines.extend_from_slice(line);
                signatures.push_str(&to_hex(signature));
            }
            _ => {
                lines.extend_from_slice(format!("{{\"withheld\":\"{}\"}}\n", row.digest).as_bytes());
                signatures.push('-');
            }
        }
        signatures.push('\n');
    }
    let path = format!("data/ledger/{}", outgoing.stem);
    writer.add_bytes(&format!("{path}.jsonl"), &lines, progress)?;
    writer.add_bytes(&format!("{path}.sigs"), signatures.as_bytes(), progress)?;
    if let (Some(head), Ok(key)) = (&outgoing.head, PublicKey::from_bytes(&outgoing.chain.key)) {
        let text = head_text(outgoing.chain.op, &head.position);
        let signature = armour(&key, namespace::HEAD, &Signature(head.signature));
        writer.add_bytes(&format!("{path}.head"), text.as_bytes(), progress)?;
        writer.add_bytes(&format!("{path}.head.sig"), signature.as_bytes(), progress)?;
    }
    Ok(())
}

/// Copies the originals; those that are lost or damaged here are said, not passed over.
fn write_originals(
    writer: &mut BundleWriter,
    originals: &Originals,
    named: &BTreeSet<OriginalRef>,
    progress: &dyn Progress,
) -> Result<Vec<OriginalRef>> {
    let mut missing = Vec::new();
    // Entries may name one original with several sizes: it is one file all the same.
    let mut written = HashSet::new();
    for original in named.iter().filter(|original| written.insert(original_path(original))) {
        crate::progress::check(progress, "writing the bundle")?;
        let path: Option<PathBuf> = originals.find(&original.sha256)?;
        match path {
            Some(path) => writer.add_known(&original_path(original), &path, original.sha256, progress)?,
            None => missing.push(original.clone()),
        }
    }
    Ok(missing)
}

/// Small pictures of the photos, for reading the pages; views of the originals, not evidence.
fn write_previews(
    writer: &mut BundleWriter,
    reader: &Reader<'_>,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<()> {
    for digest in plan.photos() {
        if let Some((_, _, jpeg)) = reader.thumbnail(&digest)? {
            writer.add_bytes(&format!("data/pages/preview/{digest}.jpg"), &jpeg, progress)?;
        }
    }
    Ok(())
}

fn write_derived(
    writer: &mut BundleWriter,
    plan: &Plan,
    target: &Target<'_>,
    name: &str,
    progress: &dyn Progress,
) -> Result<()> {
    let state = State::of(&plan.entries);
    let rows = plan.outgoing.iter().flat_map(|o| &o.rows);
    let held: HashMap<Digest, &EntryRow> = rows.map(|row| (row.digest, row)).collect();
    let lines = |digest: &Digest| {
        let row = held.get(digest)?;
        Some((row.line.clone()?, Signature(row.signature?)))
    };
    let evidence = Evidence {
        entries: &plan.entries,
        lines: &lines,
        state: &state,
        operation: target.operation,
        signer: target.key.public(),
        bundle_name: name,
        kind: plan.kind,
        withheld: plan.withheld(),
        language: plan.language,
    };
    report::derive(&evidence, &mut |path, bytes| {
        writer.add_bytes(&format!("data/{path}"), &bytes, progress).map(|_| ())
    })
}
