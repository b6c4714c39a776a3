//! Labels: which objects have one, which still need one, and the page that is printed.
//!
//! How a label is known: a photo shows the object in the view `label` (evidence, legible on the picture), or its
//! label was printed here (a flag kept beside the evidence, since that paper came out of a printer proves nothing).

use super::Catalogue;
use crate::error::Result;
use crate::id::RecordId;
use crate::photo::LABEL_VIEW;
use crate::report::{Label, LabelLayout, labels_page};
use crate::store::listing::{Mark, flag};
use serde::Serialize;
use std::collections::HashSet;

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

/// A part of a list of labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LabelPage {
    /// How many there are in all.
    pub total: usize,
    /// Those of this page.
    pub rows: Vec<LabelRow>,
}

impl Catalogue {
    /// A part of the list of artefacts, then packages, in reference order, with what is known of their labels; only those
    /// that have none if `due`. Objects without a reference are not among them: they have nothing that could stand on a
    /// label.
    ///
    /// # Errors
    /// The database's failures.
    pub fn label_page(&self, due: bool, offset: usize, limit: usize) -> Result<LabelPage> {
        let reader = self.reader();
        let all = self.label_list(due)?;
        let mut rows = Vec::new();
        for item in reader.items_by_row(all.iter().copied().skip(offset).take(limit))? {
            let photographed = item.kind == "artefact" && self.shows_label(&item.record)?;
            rows.push(LabelRow {
                printed: reader.label_printed(&item.record)?,
                photographed,
                id: item.record,
                kind: item.kind,
                reference: item.reference,
                title: item.title,
            });
        }
        Ok(LabelPage { total: all.len(), rows })
    }

    /// The ids of that list, the first `limit` of it: for printing.
    ///
    /// # Errors
    /// The database's failures.
    pub fn label_ids(&self, due: bool, limit: usize) -> Result<Vec<RecordId>> {
        let reader = self.reader();
        self.label_list(due)?.into_iter().take(limit).map(|row| reader.record_name(row)).collect()
    }

    fn label_list(&self, due: bool) -> Result<Vec<i64>> {
        let reader = self.reader();
        let printed = if due { reader.printed_labels()? } else { HashSet::new() };
        let wanted = |mark: &Mark| !mark.has(flag::NO_REFERENCE) && (!due || mark.has(flag::NO_LABEL));
        let mut rows: Vec<i64> =
            reader.present_marks()?.into_iter().filter(wanted).map(|mark| mark.row).collect();
        rows.extend(reader.numbered_packages()?);
        rows.retain(|row| !printed.contains(row));
        Ok(rows)
    }

    fn shows_label(&self, artefact: &RecordId) -> Result<bool> {
        Ok(self.placements_of(artefact)?.iter().any(|placement| placement.view == LABEL_VIEW))
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
