//! The façade: every verb a person has, on one catalogue.
//!
//! Owns: transactions, the lock against a second program, the unlocked key. The shell and the command line call
//! this and nothing below it. Must never: acknowledge what is not committed and synced.

mod artefact;
mod batch;
mod complete;
mod conflict;
mod court;
mod custody;
mod custody_correction;
mod custody_draft;
mod custody_form;
mod custody_weigh;
mod cut_off;
mod dossier;
mod export;
mod exports;
mod fields;
mod find;
mod form;
mod heads;
mod history;
mod import;
mod import_look;
mod in_force;
mod inbox;
mod join;
mod labels;
mod leave;
mod likeness;
mod listing;
mod lock;
mod note;
mod operation;
mod overview;
mod package;
mod packing;
mod photo;
mod preview;
mod queue;
mod reading;
mod receipt;
mod said;
mod sealing;
mod search;
mod seat;
mod settle;
mod settled;
mod slip;
mod split;
mod standing;
mod undo;
mod upkeep;
mod withdrawal;

pub use artefact::{ArtefactView, FieldView, ValueView};
pub use batch::{BatchReport, Disputed};
pub use complete::{Suggestion, SuggestionSource};
pub use conflict::{ConflictCounts, ConflictPage, ConflictView};
pub use custody::{CustodyPage, CustodyRequest, CustodyView};
pub use custody_correction::{CorrectionForm, CorrectionView, VersionChange};
pub use custody_form::{
    CustodyForm, CustodyPreview, FormLine, FormObject, SealLine, SealState, TimelineView,
};
pub use cut_off::CutOffExport;
pub use dossier::{DossierItem, DossierList, DossierOptions, DossierPreview};
pub use export::{ExportOptions, Exported};
pub use exports::{ExportPreview, KnownBundle};
pub use fields::Input;
pub use form::{FormDraft, FormSaved};
pub use history::HistoryLine;
pub use import::{ImportReport, RecordChange};
pub use import_look::{
    Bringer, EntryLook, FieldLook, ImportLook, LookFilter, LookPage, LookSummary, PhotoLook, RecordDetail,
    RecordLook, Refusal, TouchedCount,
};
pub use inbox::{InboxItem, InboxReport, InboxState};
pub use labels::{LabelPage, LabelRow};
pub use leave::{LeaveCheck, LeaveHead, LeaveItem, LeaveKey, LeaveLine, Light};
pub use likeness::{LikenessStanding, LikenessView};
pub use listing::{ArtefactRow, Chip, ChipCount, ListPage, ListRequest};
pub use note::NoteView;
pub use operation::{NewOperation, OperationView, SignerDetails};
pub use overview::Overview;
pub use package::PackageView;
pub use packing::{PackageNode, Packed, PackedState, Packing, PackingRequest, Unpacked};
pub use photo::{
    HeldAs, IntakeOptions, IntakeReport, PhotoDetails, PhotoList, PhotoListRequest, PhotoRun, PhotoTile,
    PhotoTray, PhotoView, Pictures, Placed, RegionView, RunSuggestion, TakenIn, TilePlacement, TrayPhoto,
    ViewChoice, view_choices,
};
pub use preview::{EntryPreview, LinePart};
pub use reading::ValueReading;
pub use receipt::{
    AcceptedReceipt, MadeReceipt, ReceiptAcceptance, ReceiptHead, ReceiptLacking, ReceiptLine,
    ReceiptOptions, ReceiptView, Whereabouts,
};
pub use said::{FieldHistory, SaidView};
pub use sealing::{NotePage, OpenNote, SealPreview};
pub use search::{SearchAnswer, SearchRequest};
pub use settle::{Settled, Settlement};
pub use settled::{SettledKind, SettledView};
pub use slip::Slip;
pub use split::SplitPart;
pub use standing::Installed;
pub use undo::{UndoPreview, UndoneField};
pub use upkeep::{CheckReport, Restored, default_backups};

use self::in_force::InForce;
use self::lock::Lock;
use crate::error::{Code, Error, Result};
use crate::id::OperationId;
use crate::ledger::{Pen, choose_chain};
use crate::store::originals::Originals;
use crate::store::recover::Recovery;
use crate::store::{Cache, Database, KeptHeads, Reader, Shadow, Writer, fill_in_front, restore};
use crate::template::Template;
use crate::time::{Clock, Random};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What surrounds the core and is passed in: it reads no clock, randomness, environment or home folder itself.
#[derive(Clone)]
pub struct Surroundings {
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// The system's secure randomness.
    pub random: Arc<dyn Random>,
    /// The folder, outside every catalogue, in which the newest heads are kept.
    pub heads: PathBuf,
    /// This laptop's name, as chains show it.
    pub device: String,
    /// How many threads long work may use.
    pub threads: usize,
    /// Headquarters' list of signers, as far as one is installed here.
    pub signers: Installed,
}

/// One operation on one computer.
pub struct Catalogue {
    root: PathBuf,
    database: Database,
    originals: Originals,
    around: Surroundings,
    kept: KeptHeads,
    operation: OperationId,
    seat: Arc<seat::Seat>,
    templates: Arc<InForce>,
    /// Orders of lists that were asked for, as long as nothing changes.
    lists: Arc<listing::Orders>,
    /// What accepted receipts cover, as long as nothing changes.
    covers: Arc<receipt::Covers>,
    pictures: Pictures,
    recovery: Recovery,
    warnings: Vec<Error>,
    /// Held while open for writing; `None` when open for reading only.
    lock: Option<Arc<Lock>>,
}

impl Catalogue {
    /// Opens a catalogue for reading and writing.
    ///
    /// What an earlier program left behind when it was cut off is put in order first; see [`Catalogue::recovery`].
    ///
    /// # Errors
    /// [`Code::NotACatalogue`], [`Code::CatalogueLocked`], [`Code::CatalogueNewer`], [`Code::CatalogueDamaged`].
    pub fn open(root: &Path, around: Surroundings) -> Result<Self> {
        if !root.join(crate::store::FILE_NAME).is_file() && !restore::is_due(root) {
            return Err(find::no_catalogue(root));
        }
        let lock = Lock::take(root)?;
        restore::finish(root)?;
        let mut database = Database::open(root)?;
        if !database.has_these_views()? {
            database.set_cache(Cache::Large)?;
            database.write(|writer| crate::ledger::rebuild(writer, &crate::progress::Silent))?;
            database.set_cache(Cache::Small)?;
        }
        let mut catalogue = Self::assemble(root, database, around, Some(lock))?;
        let reader = catalogue.database.read();
        catalogue.recovery = recover(&catalogue.originals, &reader)?;
        catalogue.read_templates()?;
        catalogue.measure()?;
        Ok(catalogue)
    }

    /// Opens a catalogue for reading only: nothing on the disk changes, and another program may be writing.
    ///
    /// # Errors
    /// As [`Catalogue::open`], but a lock does not matter.
    pub fn open_read_only(root: &Path, around: Surroundings) -> Result<Self> {
        if restore::is_due(root) {
            let what = "a backup was being put back when the program ended";
            return Err(Error::new(Code::CatalogueDamaged, "opening the catalogue", what)
                .on(root.display())
                .safe("Both databases are here")
                .remedy("Open it once for writing: that ends the work."));
        }
        let (database, other) = Self::database_read_only(root)?;
        let mut catalogue = Self::assemble(root, database, around, None)?;
        catalogue.read_templates()?;
        if other {
            fill_in_front(&catalogue.database, |w| crate::ledger::measure_rest(w, &catalogue.templates()))?;
        }
        Ok(catalogue)
    }

    /// The database for reading only. True where its views are of another version: then this program's own are filled in
    /// front of them, in memory, since reading may not change what is on the disk. They are not measured yet.
    fn database_read_only(root: &Path) -> Result<(Database, bool)> {
        let database = Database::open_read_only(root)?;
        if database.has_these_views()? {
            return Ok((database, false));
        }
        let shadow = Shadow::before(database)?;
        match shadow.fill(|writer| crate::ledger::fill(writer, &crate::progress::Silent)) {
            Ok(()) => Ok((shadow.into_database()?, true)),
            // Which entry or page is damaged is for a check to say, which asks no view.
            Err(error) if error.code == Code::CatalogueDamaged => {
                Ok((Database::open_read_only(root)?, false))
            }
            Err(error) => Err(error),
        }
    }

    fn assemble(root: &Path, database: Database, around: Surroundings, lock: Option<Lock>) -> Result<Self> {
        let operation = database.read().setting("operation")?.and_then(|text| text.parse().ok());
        let Some(operation) = operation else {
            return Err(Error::new(Code::CatalogueDamaged, "opening the catalogue", "it names no operation")
                .on(root.display()));
        };
        let originals = Originals::open(root, around.random.clone())?;
        Ok(Self {
            root: root.to_owned(),
            pictures: Pictures::of(root, &originals, &around),
            originals,
            kept: KeptHeads::new(&around.heads),
            database,
            around,
            operation,
            seat: Arc::default(),
            templates: Arc::default(),
            lists: Arc::default(),
            covers: Arc::default(),
            recovery: Recovery::default(),
            warnings: Vec::new(),
            lock: lock.map(Arc::new),
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The operation's id.
    pub fn operation_id(&self) -> OperationId {
        self.operation
    }

    /// The templates by which records are made here.
    pub fn templates(&self) -> Arc<[Template]> {
        self.templates.get()
    }

    /// What an earlier program had left behind when this catalogue was opened.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// What went wrong without harm to what was acknowledged, since the last call.
    pub fn take_warnings(&mut self) -> Vec<Error> {
        std::mem::take(&mut self.warnings)
    }

    fn reader(&self) -> Reader<'_> {
        self.database.read()
    }

    /// Does work with more or less of the database's file in memory.
    fn with_cache<T>(&mut self, cache: Cache, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.database.set_cache(cache)?;
        let done = work(self);
        self.database.set_cache(Cache::Small)?;
        done
    }

    /// Writes what is no entry, in one transaction, when no other hand is writing.
    fn write_beside<T>(&mut self, work: impl FnOnce(&Writer<'_>) -> Result<T>) -> Result<T> {
        let seat = Arc::clone(&self.seat);
        let _turn = seat.turn();
        self.database.write(work)
    }

    /// Writes entries in one transaction; when this returns they are committed, synced, and the head is kept
    /// outside the catalogue.
    fn commit<T>(&mut self, work: impl FnOnce(&mut Pen<'_>) -> Result<T>) -> Result<T> {
        let signer = self.seat.required()?;
        self.commit_by(&signer, work)
    }

    /// The same for a job that was begun with a key and ends with it, whoever signs by then.
    fn commit_by<T>(
        &mut self,
        signer: &seat::Signer,
        work: impl FnOnce(&mut Pen<'_>) -> Result<T>,
    ) -> Result<T> {
        let seat = Arc::clone(&self.seat);
        let _turn = seat.turn();
        let seat::Signer { key, details } = signer;
        let (kept, around, operation) = (&self.kept, &self.around, self.operation);
        let templates = Arc::clone(&self.templates);
        let (value, head) = self.database.write(|writer| {
            let continuity = choose_chain(writer, key.public().as_bytes(), &|chain| kept.get(chain))?;
            let senses = (&*around.clock, &*around.random);
            let mut pen = Pen::open(writer, key, senses, operation, &around.device, continuity)?;
            // Only here it is sure that no other hand puts others in force before this is committed.
            pen.measure_by(templates.get());
            if pen.started() {
                operation::introduce(&mut pen, key, details)?;
            }
            let value = work(&mut pen)?;
            Ok((value, pen.close()?))
        })?;
        if let Err(error) = self.kept.put(&head) {
            // The head kept before is an ancestor of this one: nothing is lost, only less is noticed.
            self.warnings.push(error);
        }
        Ok(value)
    }
}

/// Explains what an earlier program left. An original is known when an entry's own line names it, whatever a damaged view
/// says; the lines are read once, and only when the view knows a file not.
fn recover(originals: &Originals, reader: &Reader<'_>) -> Result<Recovery> {
    let lines = OnceCell::new();
    originals.recover(&|digest| {
        if reader.original(digest)?.is_some() {
            return Ok(true);
        }
        if lines.get().is_none() {
            let _ = lines.set(reader.originals_in_lines()?);
        }
        Ok(lines.get().is_some_and(|lines| lines.contains(digest)))
    })
}

fn key_locked() -> Error {
    Error::new(Code::KeyLocked, "signing an entry", "no key is unlocked")
        .safe("Nothing was saved")
        .remedy("Name your key with --key, or make one with `key new`.")
}
