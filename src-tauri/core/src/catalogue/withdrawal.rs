//! Withdrawing a record and taking that back. Nothing is ever deleted.

use super::Catalogue;
use super::fields::{Checked, write_fields};
use crate::entry::{Class, NewChange};
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::{Pen, load_record};
use crate::state::Record;

impl Catalogue {
    /// Withdraws a record: nothing is deleted, and it can be taken back with [`Catalogue::take_back`].
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn withdraw(&mut self, id: &RecordId, reason: &str) -> Result<()> {
        let record = self.record(id)?;
        if record.is_withdrawn() && !record.is_edited_and_withdrawn() {
            return Ok(());
        }
        let kind = match id.kind() {
            Some(RecordKind::Artefact) => "artefact.withdraw",
            Some(RecordKind::Package) => "package.withdraw",
            Some(RecordKind::Photo) => "photo.withdraw",
            Some(RecordKind::Placement) => "photo.unplace",
            _ => {
                return Err(
                    Error::new(Code::Usage, "withdrawing a record", "this kind is never withdrawn").on(id)
                );
            }
        };
        self.commit(|pen| withdraw(pen, kind, id, reason))
    }

    /// Takes a withdrawal back.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn take_back(&mut self, id: &RecordId) -> Result<()> {
        let kind = match id.kind() {
            Some(RecordKind::Artefact) => "artefact.set",
            Some(RecordKind::Package) => "package.set",
            _ => "photo.set",
        };
        self.commit(|pen| {
            let value = Checked { field: "exists".into(), value: Json::Bool(true), class: Class::Open };
            write_fields(pen, kind, id, &[value]).map(|_| ())
        })
    }
}

/// Sets `exists` to false, covering everything live that is held.
pub(super) fn withdraw(pen: &mut Pen<'_>, kind: &str, id: &RecordId, reason: &str) -> Result<()> {
    let record = load_record(pen.reader()?, id)?.unwrap_or_else(|| Record::new(id));
    let change = NewChange {
        record: Some(id.clone()),
        field: "exists".into(),
        value: Json::Bool(false),
        seen: record.seen("exists"),
    };
    let body = object([("covers", record.live_entries().into()), ("reason", reason.into())]);
    pen.write(kind, Class::Open, vec![change], body).map(|_| ())
}
