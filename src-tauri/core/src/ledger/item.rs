//! The rows of one artefact or package, worked out from what is said of it.
//!
//! Owns: everything about them that needs no database, so that another thread can do it while this one writes.

use super::listing::{LastEvent, listing_of, quantity};
use super::refresh::{conflict_fields, order_key, reference_key};
use super::text;
use crate::error::Result;
use crate::id::{RecordId, RecordKind};
use crate::merge;
use crate::search::Prepared;
use crate::state::Record;
use crate::store::listing::Listing;
use crate::store::search::Document;
use crate::store::traits::TraitRows;
use crate::store::{ItemRow, Writer};
use crate::template::Template;

/// What is asked of the database about a record before its rows are worked out. A record that nothing names needs none of it.
#[derive(Default)]
pub(super) struct Around {
    /// The live placements of an artefact.
    pub placements: Vec<Record>,
    /// The last custody event about it.
    pub custody: LastEvent,
    /// What notes, custody events and photos add to its text.
    pub text: String,
}

/// All rows of one artefact or package but its document.
pub(super) struct Item {
    conflicts: Vec<String>,
    references: Vec<String>,
    row: ItemRow,
    /// An artefact's; its package is only named yet.
    listing: Option<(Listing, Option<RecordId>)>,
}

/// A text that the search should find a record by.
pub(super) struct Text {
    /// Whose it is.
    pub record: RecordId,
    /// Where it stands among others.
    pub order_key: Vec<u8>,
    /// The text.
    pub text: String,
}

impl Text {
    /// Takes the text apart for the index: the costly part.
    pub fn prepare(self) -> Document {
        Document { record: self.record, order_key: self.order_key, prepared: Prepared::new(&self.text) }
    }
}

/// Works out the rows and the text of an artefact or package.
pub(super) fn item_of(record: &Record, around: Around, templates: Option<&[Template]>) -> (Item, Text) {
    let conflicts = conflict_fields(record);
    let shown = merge::REFERENCE_FIELDS.into_iter().find_map(|field| record.text(field)).unwrap_or_default();
    let title = ["title", "description"].into_iter().find_map(|field| record.text(field)).unwrap_or_default();
    let order_key = order_key(shown);
    let Around { placements, custody, text: more } = around;
    let listing = (record.id.kind() == Some(RecordKind::Artefact)).then(|| {
        let listing = listing_of(record, &placements, &order_key, custody, !conflicts.is_empty(), templates);
        (listing, record.pointer("in"))
    });
    let row = ItemRow {
        record: record.id.clone(),
        kind: record.id.as_str().split(':').next().unwrap_or_default().to_owned(),
        order_key: order_key.clone(),
        reference: shown.to_owned(),
        title: title.to_owned(),
        quantity: quantity(record),
        withdrawn: record.is_withdrawn(),
        photos: i64::try_from(placements.len()).unwrap_or(i64::MAX),
    };
    let references = merge::reference_keys(record, &reference_key).collect();
    let mut text = text::own_text(record);
    text.push_str(&more);
    (Item { conflicts, references, row, listing }, Text { record: record.id.clone(), order_key, text })
}

impl Item {
    /// Puts the rows; a `fresh` record has none yet.
    ///
    /// # Errors
    /// The database's failures.
    pub fn put(self, writer: &Writer<'_>, row: i64, fresh: bool, traits: &mut TraitRows) -> Result<()> {
        writer.put_conflicts(row, &self.conflicts, fresh)?;
        writer.put_references(row, &self.row.kind, &self.references, fresh)?;
        writer.put_item(row, &self.row, fresh)?;
        let Some((mut listing, package)) = self.listing else { return Ok(()) };
        listing.package = package.map(|id| writer.record_row(&id)).transpose()?.flatten();
        writer.put_listing(row, listing, fresh, traits)
    }
}
