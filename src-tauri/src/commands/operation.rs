//! The operation itself.

use super::bundle::name_of;
use super::commands;
use crate::desk::Opened;
use crate::jobs::{Begun, JobKind};
use serde::Serialize;
use sigillum_core::catalogue::{Catalogue, ImportReport, NewOperation, OperationView};
use sigillum_core::id::OperationId;
use sigillum_core::json::Json;
use sigillum_core::signature::AllowedSigners;
use std::path::PathBuf;

/// What joining came to.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct Joined {
    /// The new catalogue, which is open now.
    pub opened: Opened,
    /// What came with the bundle.
    pub report: ImportReport,
}

commands! { "operation":
    /// Begins an operation in this folder, which is made if needed, and opens it.
    operation_new(desk, folder: PathBuf, operation: NewOperation) -> Opened {
        desk.work(move |desk| {
            desk.begin_with_key(|key, details| {
                let around = desk.places().around.clone();
                Ok((Catalogue::create(&folder, around, key, details, &operation)?, ()))
            }).map(|(opened, ())| opened)
        }).await
    }

    /// Begins to join an operation on a bundle of it: a new catalogue in this folder, which is open afterwards.
    operation_join(desk, folder: PathBuf, bundle: PathBuf, signers: Option<PathBuf>) -> Begun<Joined> {
        Ok(desk.free_job(JobKind::Join, &name_of(&bundle), move |desk, progress| {
            let list = signers.as_deref().map(AllowedSigners::read).transpose()?;
            let (opened, report) = desk.begin_with_key(|key, details| {
                let around = desk.places().around.clone();
                Catalogue::join(&folder, around, key, details, &bundle, list.as_ref(), progress)
            })?;
            Ok(Joined { opened, report })
        }))
    }

    /// The operation, its signers and chains.
    operation_show(desk) -> OperationView {
        desk.read(|c| c.operation()).await
    }

    /// Sets details of the operation.
    operation_set(desk, values: Vec<(String, Json)>) -> OperationView {
        desk.write(move |c| {
            c.operation_set(&values)?;
            c.operation()
        }).await
    }

    /// Takes another operation's entries as this one's.
    operation_adopt(desk, other: OperationId) -> OperationView {
        desk.write(move |c| {
            c.operation_adopt(other)?;
            c.operation()
        }).await
    }
}
