//! Verifying: bundles, catalogues, loose photos, any bag. Reads only.

use super::bundle::name_of;
use super::commands;
use crate::desk::Desk;
use crate::jobs::{Begun, JobKind};
use serde::{Deserialize, Serialize};
use sigillum_core::bag::{BagJudgement, judge};
use sigillum_core::catalogue::{Catalogue, Restored, default_backups};
use sigillum_core::digest::Digest;
use sigillum_core::error::Result;
use sigillum_core::progress::Progress;
use sigillum_core::signature::AllowedSigners;
use sigillum_core::store::FILE_NAME;
use sigillum_core::verify::{self, VerifyOptions, VerifyReport};
use sigillum_host::threads;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What to verify, and with what.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
pub struct VerifyRequest {
    /// A bundle (folder or ZIP) or a catalogue's folder.
    pub path: PathBuf,
    /// A list of signers from outside; without it the best verdict is `unverifiable`.
    pub signers: Option<PathBuf>,
    /// Bundles on which this one builds.
    pub bases: Vec<PathBuf>,
    /// A folder of loose photos to compare with its originals.
    pub photos: Option<PathBuf>,
}

/// What verifying came to.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct VerifyResult {
    /// The report on the bundle or catalogue.
    pub report: VerifyReport,
    /// The report on the loose photos; worth no more than the other.
    pub photos: Option<VerifyReport>,
}

commands! { "verify":
    /// Begins to verify a bundle or a catalogue, and loose photos against it.
    verify_begin(desk, request: VerifyRequest) -> Begun<VerifyResult> {
        Ok(desk.free_job(JobKind::Verify, &name_of(&request.path), move |desk, progress| {
            check(desk, &request, progress)
        }))
    }

    /// Begins to judge any bag of BagIt 0.93 to 1.0 by RFC 8493 alone.
    verify_bag(desk, path: PathBuf) -> Begun<BagJudgement> {
        Ok(desk.free_job(JobKind::Verify, &name_of(&path), move |_, progress| judge(&path, threads(), progress)))
    }

    /// Begins to make the views of the open catalogue anew from its entries.
    verify_rebuild(desk) -> Begun<()> {
        desk.job(JobKind::Rebuild, "", |c, progress| c.rebuild(progress))
    }

    /// Begins to copy the open catalogue's database; gives the copy's path.
    verify_backup(desk, folder: Option<PathBuf>) -> Begun<PathBuf> {
        desk.job(JobKind::Backup, "", move |c, _| c.backup(&folder.unwrap_or_else(|| default_backups(c.root()))))
    }

    /// Puts a backup in the place of the database of a catalogue that is not open.
    verify_restore(desk, catalogue: PathBuf, backup: PathBuf) -> Restored {
        desk.work(move |_| Catalogue::restore(&catalogue, &backup)).await
    }
}

fn check(desk: &Desk, request: &VerifyRequest, progress: &dyn Progress) -> Result<VerifyResult> {
    let signers = request.signers.as_deref().map(AllowedSigners::read).transpose()?;
    if request.path.join(FILE_NAME).is_file() {
        let catalogue = Catalogue::open_read_only(&request.path, desk.places().around.clone())?;
        // Without a list from outside no signer is known.
        let nobody = || AllowedSigners::parse(b"").unwrap_or_default();
        let report = catalogue.check(Some(&signers.unwrap_or_else(nobody)), progress)?;
        let compare = |folder: &PathBuf| catalogue.verify_photos(folder, progress);
        return Ok(VerifyResult { report, photos: request.photos.as_ref().map(compare).transpose()? });
    }
    let options = VerifyOptions {
        signers: signers.as_ref(),
        bases: request.bases.clone(),
        held: None,
        threads: threads(),
    };
    let check = verify::bundle(&request.path, &options, progress)?;
    let known: BTreeSet<Digest> = check.originals().into_iter().map(|original| original.sha256).collect();
    let known = |digest: &Digest| Ok(known.contains(digest));
    let compare = |folder: &PathBuf| verify::loose_photos(folder, &known, progress);
    let report = VerifyReport::of_bundle(&request.path, &check);
    Ok(VerifyResult { report, photos: request.photos.as_ref().map(compare).transpose()? })
}
