//! Labels: which objects have one, which still need one, and the page that is printed.
//!
//! How a label is known: a photo shows the object in the view `label` (evidence, legible on the picture), or its
//! label was printed here (a flag kept beside the evidence, since that paper came out of a printer proves nothing).

use super::Catalogue;
use crate::error::Result;
use crate::id::RecordId;
use crate::report::{Label, LabelLayout, labels_page};
use serde::Serialize;

/// The view that shows an object with its label.
pub(super) const LABEL_VIEW: &str = "label";

/// An object and its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LabelRow {
    /// The record.
    pub id: RecordId,
    /// `artefact` or `package`.
    pub kind: String,
    /// Its reference or number.
    pub reference: String,
    /// Its title or description.
    pub title: String,
    /// When its label was printed here, by this laptop's clock.
    pub printed: Option<String>,
    /// True where a photo shows it with its label.
    pub photographed: bool,
}

impl Catalogue {
    /// Artefacts, then packages, in reference order, with what is known of their labels; only those that have none if
    /// `due`. Objects without a reference are not among them: they have nothing that could stand on a label.
    ///
    /// # Errors
    /// The database's failures.
    pub fn label_rows(&self, due: bool) -> Result<Vec<LabelRow>> {
        let reader = self.reader();
        let printed = reader.printed_labels()?;
        let views = reader.views_shown()?;
        let mut items = reader.present_artefacts()?;
        items.extend(reader.package_rows(100_000)?.into_iter().map(|row| row.item));
        let rows = items.into_iter().filter(|item| !item.reference.is_empty()).map(|item| LabelRow {
            printed: printed.get(&item.record).cloned(),
            photographed: views.get(&item.record).is_some_and(|views| views.contains(LABEL_VIEW)),
            id: item.record,
            kind: item.kind,
            reference: item.reference,
            title: item.title,
        });
        Ok(rows.filter(|row| !due || (row.printed.is_none() && !row.photographed)).collect())
    }

    /// The page of labels for these artefacts and packages, in this order.
    ///
    /// # Errors
    /// [`crate::error::Code::BadValue`] for one without a reference.
    pub fn labels(&self, objects: &[RecordId], layout: LabelLayout, skip: usize) -> Result<Vec<u8>> {
        let operation = self.operation_reference()?;
        let mut labels = Vec::new();
        for id in objects {
            let item = self.reader().item(id)?;
            labels.push(Label {
                reference: item.as_ref().map(|item| item.reference.clone()).unwrap_or_default(),
                title: item.map(|item| item.title).unwrap_or_default(),
                operation: operation.clone(),
            });
        }
        labels_page(&labels, layout, skip)
    }

    /// Keeps that the labels of these were printed, or forgets it. Needs no key: it is no evidence.
    ///
    /// # Errors
    /// The database's failures.
    pub fn labels_printed(&mut self, objects: &[RecordId], printed: bool) -> Result<()> {
        let now = self.around.clock.now().at();
        self.write_beside(|writer| {
            let at = printed.then_some(now.as_str());
            objects.iter().try_for_each(|id| writer.set_label_printed(id, at))
        })
    }
}
