//! What is on the desk: the open catalogue with its hands, and the signer.
//!
//! Owns: which catalogue is open, on which thread it is worked with, locking and unlocking. Work of the catalogue never
//! runs on the window's thread. Must never: decide anything of the domain.

use crate::events::Events;
use crate::jobs::{Begun, JobKind, Jobs};
use crate::problem::{Answer, Problem, broken};
use crate::settings::{Recent, SettingsFile};
use crate::shelf::Shelf;
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, SignerDetails, Surroundings};
use sigillum_core::error::{Code, Error, Result};
use sigillum_core::progress::Progress;
use sigillum_core::signature::UnlockedKey;
use sigillum_core::verify::court::{self, CourtReport, SavedReport, SignedBy};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long jobs may take to stop when the program ends.
const ENDING: Duration = Duration::from_secs(10);
/// How many hands are kept when nobody needs them.
const IDLE_HANDS: usize = 4;

/// The desk. Clones are the same desk.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    places: Places,
    events: Events,
    jobs: Jobs,
    settings: SettingsFile,
    shelf: Shelf,
    open: RwLock<Option<Arc<Open>>>,
    signer: Mutex<Option<Signing>>,
    touched: Mutex<Instant>,
}

/// Where this computer keeps things, and what surrounds the core.
pub struct Places {
    /// What the core is given.
    pub around: Surroundings,
    /// The folder of data: the pinned root, headquarters' list and files.
    pub data: PathBuf,
    /// The folder of keys.
    pub keys: PathBuf,
    /// The folder of settings.
    pub config: PathBuf,
    /// The folder of logs.
    pub logs: PathBuf,
    /// The folder in which example operations are made.
    pub examples: PathBuf,
}

/// One open catalogue: a hand from which others are made, and hands that were laid down.
struct Open {
    root: PathBuf,
    first: Mutex<Catalogue>,
    idle: Mutex<Vec<Hand>>,
    /// How often `first` was replaced; hands made from a former one are not used again.
    makes: AtomicU64,
}

/// A hand, and from which `first` it was made.
struct Hand {
    catalogue: Catalogue,
    make: u64,
}

/// The signer whose key is unlocked.
struct Signing {
    seen: SignerSeen,
    /// The key itself: the catalogue that is open has a handle on it, and so has the next one.
    key: UnlockedKey,
}

/// Who signs now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct SignerSeen {
    /// The key's file.
    pub path: PathBuf,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// Whose it is.
    pub details: SignerDetails,
}

/// What is on the desk, for a page that was just loaded.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct DeskView {
    /// The open catalogue's folder.
    pub catalogue: Option<PathBuf>,
    /// Who signs; nobody while the key is locked.
    pub signer: Option<SignerSeen>,
}

/// What an earlier run that was cut off had left, put in order when the catalogue was opened.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Opened {
    /// The catalogue's folder.
    pub catalogue: PathBuf,
    /// Files that no entry names, moved to `quarantine/`.
    pub quarantined: usize,
    /// Files that were cut off while they were taken in: their card has to be taken in again.
    pub not_kept: usize,
}

impl Desk {
    /// An empty desk.
    pub fn new(places: Places) -> Self {
        let events = Events::default();
        let telling = events.clone();
        let settings = SettingsFile::open(&places.config);
        let jobs = Jobs::new(move |view| telling.job(view));
        let (open, signer, touched) = (RwLock::default(), Mutex::default(), Mutex::new(Instant::now()));
        Self(Arc::new(Inner {
            places,
            events,
            jobs,
            settings,
            shelf: Shelf::default(),
            open,
            signer,
            touched,
        }))
    }

    /// Where this computer keeps things.
    pub fn places(&self) -> &Places {
        &self.0.places
    }

    /// The voice to the page.
    pub fn events(&self) -> &Events {
        &self.0.events
    }

    /// The jobs.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The settings.
    pub fn settings(&self) -> &SettingsFile {
        &self.0.settings
    }

    /// What was looked into or checked last.
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// What is on it.
    pub fn view(&self) -> DeskView {
        let catalogue = self.open().ok().map(|open| open.root.clone());
        DeskView { catalogue, signer: self.signer().as_ref().map(|signing| signing.seen.clone()) }
    }

    /// Runs work that needs no catalogue off the window's thread.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        let desk = self.clone();
        let done = tauri::async_runtime::spawn_blocking(move || work(&desk)).await;
        done.unwrap_or_else(|_| Err(broken("working"))).map_err(Problem::from)
    }

    /// Reads from the open catalogue. Many can read at once, also beside a write.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Catalogue) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.work(move |desk| desk.read_here(work)).await
    }

    /// As [`Desk::read`], on the thread of the caller.
    ///
    /// # Errors
    /// What the work gives; [`Code::NotACatalogue`] where none is open.
    pub fn read_here<T>(&self, work: impl FnOnce(&Catalogue) -> Result<T>) -> Result<T> {
        let open = self.open()?;
        let hand = open.take_up()?;
        let done = work(&hand.catalogue);
        open.lay_down(hand);
        done
    }

    /// Writes to the open catalogue.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Catalogue) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.work(move |desk| desk.write_here(work)).await
    }

    /// Keeps something beside the evidence, such as a draft while it is typed: no screen has to look again.
    pub async fn keep<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Catalogue) -> Result<T> + Send + 'static,
    ) -> Answer<T> {
        self.work(move |desk| desk.keep_here(work)).await
    }

    fn write_here<T>(&self, work: impl FnOnce(&mut Catalogue) -> Result<T>) -> Result<T> {
        let done = self.keep_here(work);
        if done.is_ok() {
            self.events().changed();
        }
        done
    }

    fn keep_here<T>(&self, work: impl FnOnce(&mut Catalogue) -> Result<T>) -> Result<T> {
        let open = self.open()?;
        let mut hand = open.take_up()?;
        let done = work(&mut hand.catalogue);
        self.warn(&mut hand.catalogue);
        open.lay_down(hand);
        done
    }

    /// Begins a long job on the open catalogue; its result reaches the page when it is done.
    ///
    /// # Errors
    /// [`Code::NotACatalogue`] where none is open.
    pub fn job<T: Serialize>(
        &self,
        kind: JobKind,
        subject: &str,
        work: impl FnOnce(&mut Catalogue, &dyn Progress) -> Result<T> + Send + 'static,
    ) -> Answer<Begun<T>> {
        self.open()?;
        let desk = self.clone();
        Ok(self.jobs().begin(kind, subject, move |progress| desk.write_alone(|hand| work(hand, progress))))
    }

    /// Begins a long job that only reads the open catalogue; its hand is not in anybody's way.
    ///
    /// # Errors
    /// [`Code::NotACatalogue`] where none is open.
    pub fn reading_job<T: Serialize>(
        &self,
        kind: JobKind,
        subject: &str,
        work: impl FnOnce(&Catalogue, &dyn Progress) -> Result<T> + Send + 'static,
    ) -> Answer<Begun<T>> {
        self.open()?;
        let desk = self.clone();
        Ok(self.jobs().begin(kind, subject, move |progress| desk.read_here(|hand| work(hand, progress))))
    }

    /// Begins a long job that keeps something beside the evidence, such as how photos look: no screen has to look again.
    ///
    /// # Errors
    /// [`Code::NotACatalogue`] where none is open.
    pub fn keeping_job<T: Serialize>(
        &self,
        kind: JobKind,
        subject: &str,
        work: impl FnOnce(&mut Catalogue, &dyn Progress) -> Result<T> + Send + 'static,
    ) -> Answer<Begun<T>> {
        self.open()?;
        let desk = self.clone();
        Ok(self.jobs().begin(kind, subject, move |progress| desk.keep_here(|hand| work(hand, progress))))
    }

    /// Saves a report, signed by the key that is unlocked, whether a catalogue is open or not.
    ///
    /// # Errors
    /// As [`court::save`].
    pub fn save_report(&self, report: &CourtReport, folder: &Path) -> Result<SavedReport> {
        if self.open().is_ok() {
            return self.read_here(|c| c.save_report(report, folder));
        }
        let signer = self.signer();
        let by = signer.as_ref().map(|signing| {
            let (key, who) = (&signing.key, &signing.seen.details);
            (key, SignedBy::of(key, &who.name, &who.organisation, &who.role))
        });
        court::save(report, folder, by)
    }

    /// With a hand of its own, from which all hands are made afterwards: an import may have brought templates.
    fn write_alone<T>(&self, work: impl FnOnce(&mut Catalogue) -> Result<T>) -> Result<T> {
        let open = self.open()?;
        let mut hand = lock(&open.first).hand()?;
        let done = work(&mut hand);
        self.warn(&mut hand);
        *lock(&open.first) = hand;
        open.makes.fetch_add(1, Relaxed);
        lock(&open.idle).clear();
        self.events().changed();
        done
    }

    /// Begins a long job that needs no open catalogue.
    pub fn free_job<T: Serialize>(
        &self,
        kind: JobKind,
        subject: &str,
        work: impl FnOnce(&Self, &dyn Progress) -> Result<T> + Send + 'static,
    ) -> Begun<T> {
        let desk = self.clone();
        self.jobs().begin(kind, subject, move |progress| work(&desk, progress))
    }

    /// Opens a catalogue in the place of the one that is open.
    ///
    /// # Errors
    /// As [`Catalogue::open`]; [`Code::CatalogueLocked`] while a job runs here. The open one then stays.
    pub fn open_here(&self, root: &Path) -> Result<Opened> {
        let same = self.open().is_ok_and(|open| open.root == root);
        if same {
            return Ok(Opened { catalogue: root.to_owned(), quarantined: 0, not_kept: 0 });
        }
        self.require_idle()?;
        let catalogue = Catalogue::open(root, self.places().around.clone())?;
        self.put(catalogue)
    }

    /// Puts a catalogue that was just made or opened on the desk, in the place of the one that is open. The signer's key
    /// goes along: it signs the head of the chain that it leaves, then signs here.
    ///
    /// # Errors
    /// [`Code::CatalogueLocked`] while a job is at work in the open one, which then stays; what reading its operation gives.
    pub fn put(&self, mut catalogue: Catalogue) -> Result<Opened> {
        self.require_free(Some(catalogue.root()))?;
        self.remember(&catalogue)?;
        let recovery = catalogue.recovery();
        let opened = Opened {
            catalogue: catalogue.root().to_owned(),
            quarantined: recovery.quarantined.len(),
            not_kept: recovery.not_kept.len(),
        };
        if let Some(signing) = &*self.signer() {
            catalogue.unlock(signing.key.handle(), signing.seen.details.clone());
        }
        let root = catalogue.root().to_owned();
        let open =
            Open { root, first: Mutex::new(catalogue), idle: Mutex::default(), makes: AtomicU64::new(0) };
        let before = self.slot().replace(Arc::new(open));
        if let Some(before) = before {
            self.leave(&before);
        }
        self.events().changed();
        Ok(opened)
    }

    /// Closes the open catalogue; the key is locked with it, which signs the head of its chain.
    ///
    /// # Errors
    /// [`Code::CatalogueLocked`] while a job runs.
    pub fn close(&self) -> Result<()> {
        self.require_idle()?;
        let before = self.slot().take();
        if let Some(before) = before {
            self.leave(&before);
        }
        *self.signer() = None;
        self.events().changed();
        Ok(())
    }

    /// Fails while a job is at work in the open catalogue: it would go on in one that nobody can unlock any more. Jobs that
    /// make a catalogue of their own are in nobody's way.
    fn require_free(&self, made: Option<&Path>) -> Result<()> {
        let own = [JobKind::Join, JobKind::Example];
        if self.open().is_err() || !self.jobs().any_running_but(&own) {
            return Ok(());
        }
        let error =
            Error::new(Code::CatalogueLocked, "leaving the catalogue", "a job is still at work in it");
        Err(match made {
            Some(made) => error
                .on(made.display())
                .safe("The open catalogue stays open, and the other one is whole")
                .remedy("Open the other one when the job is done"),
            None => error
                .safe("The catalogue stays open, and nothing was begun")
                .remedy("Wait until it is done, or stop it"),
        })
    }

    /// Fails while a job runs.
    fn require_idle(&self) -> Result<()> {
        if !self.jobs().any_running() {
            return Ok(());
        }
        Err(Error::new(Code::CatalogueLocked, "leaving the catalogue", "a job is still at work in it")
            .safe("The catalogue stays open")
            .remedy("Wait until it is done, or stop it"))
    }

    /// Gives the desk a signer, in the place of the one before.
    pub fn unlock(&self, seen: SignerSeen, key: UnlockedKey) {
        let mut signer = self.signer();
        if let Ok(open) = self.open() {
            let mut hand = lock(&open.first);
            hand.unlock(key.handle(), seen.details.clone());
            self.warn(&mut hand);
        }
        *signer = Some(Signing { seen, key });
        drop(signer);
        self.touch();
        self.events().changed();
    }

    /// A handle on the signer's key.
    ///
    /// # Errors
    /// [`Code::KeyLocked`] while nobody signs.
    pub fn key(&self) -> Result<(UnlockedKey, SignerDetails)> {
        let signer = self.signer();
        let held = signer.as_ref().map(|signing| (signing.key.handle(), signing.seen.details.clone()));
        held.ok_or_else(|| {
            Error::new(Code::KeyLocked, "signing an entry", "no key is unlocked")
                .safe("Nothing was saved")
                .remedy("Unlock your key, then do it again")
        })
    }

    /// A handle on the key that is unlocked, to open what was encrypted for it; `None` while nobody signs.
    pub fn opening_key(&self) -> Option<UnlockedKey> {
        self.signer().as_ref().map(|signing| signing.key.handle())
    }

    /// Makes a catalogue with the signer's key and puts it on the desk, in the place of the one that is open.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; [`Code::CatalogueLocked`] while a job is at work in the open one; what making it gives. The
    /// open catalogue then stays.
    pub fn begin_with_key<T>(
        &self,
        make: impl FnOnce(UnlockedKey, SignerDetails) -> Result<(Catalogue, T)>,
    ) -> Result<(Opened, T)> {
        self.require_free(None)?;
        let (key, details) = self.key()?;
        let (catalogue, value) = make(key, details)?;
        Ok((self.put(catalogue)?, value))
    }

    /// Locks the key; drafts and intakes go on.
    pub fn lock_key(&self) {
        *self.signer() = None;
        if let Ok(open) = self.open() {
            let mut hand = lock(&open.first);
            hand.lock_key();
            self.warn(&mut hand);
        }
        self.events().locked();
    }

    /// Says that the person is there.
    pub fn touch(&self) {
        *lock(&self.0.touched) = Instant::now();
    }

    /// As if the person had been away for so long: a test does not wait for minutes.
    #[cfg(feature = "test-hooks")]
    pub fn away(&self, time: Duration) {
        if let Some(then) = Instant::now().checked_sub(time) {
            *lock(&self.0.touched) = then;
        }
    }

    /// Locks the key if the person has been away for as long as the settings say. True if it did.
    pub fn lock_when_idle(&self) -> bool {
        let minutes = u64::from(self.settings().get().idle_minutes);
        let away = lock(&self.0.touched).elapsed();
        if minutes == 0 || away.as_secs() < minutes * 60 || self.signer().is_none() {
            return false;
        }
        self.lock_key();
        true
    }

    /// Ends everything in good order: jobs stop at their next safe point, the key is locked. A job that takes too long
    /// over it is cut off, which loses nothing that was acknowledged.
    pub fn end(&self) {
        self.jobs().cancel_all();
        self.jobs().wait_until_idle(ENDING);
        self.lock_key();
        self.slot().take();
    }

    fn leave(&self, open: &Open) {
        let mut hand = lock(&open.first);
        hand.lock_key();
        self.warn(&mut hand);
    }

    fn remember(&self, catalogue: &Catalogue) -> Result<()> {
        let operation = catalogue.operation()?;
        let text = |name: &str| {
            let values = operation.fields.iter().find(|(field, _)| field == name).map(|(_, values)| values);
            values.and_then(|values| values.first()?.text()).unwrap_or_default().to_owned()
        };
        let recent = Recent {
            path: catalogue.root().to_owned(),
            reference: text("reference"),
            title: text("title"),
            opened: self.places().around.clock.now().at(),
        };
        if let Err(error) = self.settings().change(|settings| settings.opened(recent)) {
            // The catalogue is open all the same; only the list of recent ones lacks it next time.
            self.events().warning(&error.into());
        }
        Ok(())
    }

    fn warn(&self, hand: &mut Catalogue) {
        for warning in hand.take_warnings() {
            crate::log::error("warning", &warning);
            self.events().warning(&warning.into());
        }
    }

    fn open(&self) -> Result<Arc<Open>> {
        let open = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone().ok_or_else(|| {
            Error::new(Code::NotACatalogue, "working in the catalogue", "none is open")
                .remedy("Open one, or begin a new operation")
        })
    }

    fn slot(&self) -> std::sync::RwLockWriteGuard<'_, Option<Arc<Open>>> {
        self.0.open.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn signer(&self) -> MutexGuard<'_, Option<Signing>> {
        lock(&self.0.signer)
    }
}

impl Open {
    /// A hand that was laid down, or a new one.
    fn take_up(&self) -> Result<Hand> {
        if let Some(hand) = lock(&self.idle).pop() {
            return Ok(hand);
        }
        let make = self.makes.load(Relaxed);
        Ok(Hand { catalogue: lock(&self.first).hand()?, make })
    }

    fn lay_down(&self, hand: Hand) {
        let mut idle = lock(&self.idle);
        if idle.len() < IDLE_HANDS && hand.make == self.makes.load(Relaxed) {
            idle.push(hand);
        }
    }
}

/// A lock whose holder broke down is taken over: what it guards is consistent after each step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
