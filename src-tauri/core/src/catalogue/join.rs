//! Joining: a new catalogue on any bundle of the operation.

use super::operation::SignerDetails;
use super::{Catalogue, ImportReport, Surroundings};
use crate::error::{Code, Error, Result};
use crate::progress::Progress;
use crate::signature::{AllowedSigners, UnlockedKey};
use crate::verify;
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
        // Believed for as long as it takes to check the bundle: the import refuses one that belongs elsewhere.
        let operation = verify::claimed_operation(bundle, &[&key])?.ok_or_else(|| {
            Error::new(Code::BundleRejected, "joining an operation", "it names no operation")
                .on(bundle.display())
        })?;
        Self::begin(root, around, operation, |catalogue| {
            catalogue.unlock(key, details);
            catalogue.import(bundle, signers, false, progress)
        })
    }
}
