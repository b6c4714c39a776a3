//! Joining: a new catalogue on any bundle of the operation.

use super::operation::SignerDetails;
use super::{Catalogue, ImportReport, Surroundings};
use crate::error::{Code, Error, Result};
use crate::progress::Progress;
use crate::signature::{AllowedSigners, UnlockedKey};
use crate::verify::{self, VerifyOptions};
use std::path::Path;

impl Catalogue {
    /// Joins an operation on any bundle of it: a new catalogue in this folder, with all that the bundle holds.
    ///
    /// # Errors
    /// As [`Catalogue::import`]; no catalogue is left then.
    pub fn join(
        root: &Path,
        around: Surroundings,
        key: UnlockedKey,
        details: SignerDetails,
        bundle: &Path,
        signers: Option<&AllowedSigners>,
        progress: &dyn Progress,
    ) -> Result<(Self, ImportReport)> {
        let digest_of = |path: &Path| -> Result<crate::id::OperationId> {
            let options =
                VerifyOptions { threads: around.threads, keys: &[&key], ..VerifyOptions::default() };
            let check = verify::bundle(path, &options, progress)?;
            check.operation.ok_or_else(|| {
                Error::new(Code::BundleRejected, "joining an operation", "it names no operation")
            })
        };
        let operation = digest_of(bundle)?;
        Self::begin(root, around, operation, |catalogue| {
            catalogue.unlock(key, details);
            catalogue.import(bundle, signers, false, progress)
        })
    }
}
