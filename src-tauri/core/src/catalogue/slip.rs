//! What makes a hand-over acknowledged: a signed slip, or a signature drawn on the screen.
//!
//! Owns: the picture of a drawn signature from strokes to an original of its own, and attaching either to an event.
//! Must never: take a signature for an entry; whose word it is stands beside it, and which key vouches.

use super::{Catalogue, CustodyView, IntakeOptions};
use crate::custody::{Acceptance, Party};
use crate::digest::{Digest, to_hex};
use crate::entry::{Class, NewChange, OriginalRef};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::media::{Strokes, Thumbnail};
use crate::photo::PhotoAdded;
use crate::progress::{Progress, Silent};
use crate::store::journal::JobKind;
use crate::store::stage::Staging;
use serde::Deserialize;
use std::path::PathBuf;

/// A slip that comes later, and whose word it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Slip {
    /// The event.
    pub event: RecordId,
    /// Who accepts.
    pub by: Option<Party>,
    /// What the person says.
    pub statement: String,
    /// Photographed slips as files, to be taken in.
    pub files: Vec<PathBuf>,
    /// Photos of the slip that are here already.
    pub photos: Vec<RecordId>,
    /// A signature drawn on the screen.
    pub signature: Option<Strokes>,
}

/// A drawn signature on its way to being an original.
pub(super) struct Drawn {
    png: Vec<u8>,
    /// The photo that it will be.
    pub id: RecordId,
    name: String,
}

impl Drawn {
    /// The picture of these strokes, named after who signed.
    ///
    /// # Errors
    /// [`Code::BadValue`] where they are no signature.
    pub fn of(strokes: &Strokes, by: Option<&Party>) -> Result<Self> {
        let png = strokes.to_png()?;
        let id = RecordId::new(RecordKind::Photo, Digest::of(&png));
        let by = by.map(|party| if party.name.is_empty() { &party.organisation } else { &party.name });
        let name = format!("signature {}.png", by.map_or("", |name| name.trim()));
        Ok(Self { png, id, name: name.replace(['/', '\\'], "-").replace(" .png", ".png") })
    }
}

/// A picture that is durable and can be named by an entry of the next commit.
pub(super) struct Kept {
    /// What its entry will say.
    added: PhotoAdded,
    thumbnail: Option<Thumbnail>,
    job: crate::store::journal::Job,
}

impl Catalogue {
    /// Attaches a slip that was signed on paper or on the screen to an event: the receiver's word.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::BadValue`] where nobody is named or a file could not be taken in.
    pub fn custody_attach(&mut self, slip: &Slip, progress: &dyn Progress) -> Result<CustodyView> {
        let event = self.find(RecordKind::Custody, slip.event.as_str())?;
        let mut acceptance = Acceptance {
            event: Some(event),
            by: slip.by.clone(),
            statement: slip.statement.clone(),
            photos: slip.photos.clone(),
            malformed: Vec::new(),
        };
        acceptance.validate()?;
        if !slip.files.is_empty() {
            acceptance.photos.extend(self.take_in_slips(&slip.files, progress)?);
        }
        let drawn = slip.signature.as_ref().map(|s| Drawn::of(s, slip.by.as_ref())).transpose()?;
        let kept = drawn.map(|drawn| self.keep_drawn(&drawn)).transpose()?;
        acceptance.photos.extend(kept.iter().map(|kept| kept.added.id()));
        acceptance.photos.sort();
        acceptance.photos.dedup();
        self.accept_with(&acceptance, kept)
    }

    fn take_in_slips(&mut self, files: &[PathBuf], progress: &dyn Progress) -> Result<Vec<RecordId>> {
        let options = IntakeOptions {
            sources: files.to_vec(),
            label: "signed slip".to_owned(),
            ..IntakeOptions::default()
        };
        let report = self.photo_add(&options, progress)?;
        if let Some(error) = report.why {
            return Err(error);
        }
        let taken: Vec<RecordId> = report
            .files
            .iter()
            .filter_map(|f| f.sha256)
            .map(|d| RecordId::new(RecordKind::Photo, d))
            .collect();
        if taken.len() < files.len() {
            return Err(Error::new(Code::NotFound, "attaching a slip", "a file could not be taken in")
                .safe("What could be read was taken in as photos")
                .remedy("Choose a photo of the slip that opens."));
        }
        Ok(taken)
    }

    /// Makes a drawn signature durable; the entry that names it comes with the next commit.
    pub(super) fn keep_drawn(&self, drawn: &Drawn) -> Result<Kept> {
        self.seat.required()?;
        let begun = self.around.clock.now();
        let mut job =
            self.originals.begin(JobKind::Intake, "drawn signature", begun, drawn.png.len() as u64)?;
        let how = Staging { ext: crate::media::ext_of, keep: None, progress: &Silent };
        let original: OriginalRef = self.keep_bytes(&mut job, &drawn.png, &drawn.name, &how)?;
        let seen = crate::media::inspect_bytes(&drawn.png, original.sha256);
        let thumbnail = crate::media::thumbnail(&drawn.png, seen.kind, seen.orientation, 512).ok();
        let mut intake = [0; 16];
        self.around.random.fill(&mut intake)?;
        let added = PhotoAdded {
            original,
            name: drawn.name.clone(),
            name_hex: None,
            media_type: seen.media_type.to_owned(),
            claims: Json::Null,
            intake: to_hex(&intake),
            label: "drawn signature".to_owned(),
        };
        Ok(Kept { added, thumbnail, job })
    }
}

impl Kept {
    /// Says with the commit that is being written that the picture is here, unless an entry says so already.
    pub(super) fn write(&self, pen: &mut crate::ledger::Pen<'_>) -> Result<()> {
        let id = self.added.id();
        if pen.reader()?.original(&self.added.original.sha256)?.is_some() {
            return Ok(());
        }
        let exists =
            NewChange { record: Some(id), field: "exists".into(), value: true.into(), seen: Vec::new() };
        pen.write("photo.add", Class::Open, vec![exists], self.added.to_body())?;
        if let Some(t) = &self.thumbnail {
            pen.writer().save_thumbnail(&self.added.original.sha256, t.width, t.height, &t.jpeg)?;
        }
        Ok(())
    }

    /// The entry is committed: the journal goes.
    pub(super) fn finish(self) -> Result<()> {
        self.job.finish()
    }
}
