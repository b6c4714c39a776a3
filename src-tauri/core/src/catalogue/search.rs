//! Searching: all text of records, notes, custody and photo names, with filters.

use super::Catalogue;
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::search::Query;
use crate::store::search::{Count, FIRST, Hit};
use crate::store::{Filter, ItemRow};
use serde::Serialize;

/// What a person asks.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct SearchRequest {
    /// The words.
    pub text: String,
    /// What must hold besides.
    pub filter: Filter,
    /// How many hits; 50 if `None`.
    pub limit: Option<usize>,
    /// Go on after this record.
    pub after: Option<RecordId>,
}

/// The hits in reference order.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SearchAnswer {
    /// The first hits.
    pub hits: Vec<HitView>,
    /// How many there are, up to 10,000, then "more".
    pub count: Option<Count>,
    /// True where the filter asks about artefacts and packages, so that notes about no record and photos that show
    /// nothing yet were left out.
    pub items_only: bool,
}

/// One hit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HitView {
    /// The record.
    pub record: RecordId,
    /// Its reference; empty for an unplaced photo or a note about no record.
    pub reference: String,
    /// Its title.
    pub title: String,
}

impl Catalogue {
    /// Searches.
    ///
    /// # Errors
    /// [`Code::Usage`] for a query that asks too much or of a note what only an artefact has; the database's failures.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        let filter = &request.filter;
        if filter.asks_for_texts() && filter.has_conditions() {
            let what = "these conditions ask about artefacts and packages, not about notes and photos";
            return Err(
                Error::new(Code::Usage, "searching", what).remedy("Leave out the kind, or the conditions.")
            );
        }
        let items_only = filter.asks_for_items();
        let query = Query::parse(&request.text)?;
        let reader = self.reader();
        let filters = filter.for_search();
        let limit = request.limit.unwrap_or(FIRST);
        if let Some(after) = &request.after {
            let order_key = reader.item(after)?.map(|item| item.order_key).unwrap_or_default();
            let after = Hit { record: after.clone(), order_key };
            let hits = reader.search_after(&query, &filters, &after, limit)?;
            return Ok(SearchAnswer { hits: self.hit_views(hits)?, count: None, items_only });
        }
        let found = reader.search(&query, &filters, limit)?;
        Ok(SearchAnswer { hits: self.hit_views(found.hits)?, count: Some(found.count), items_only })
    }

    fn hit_views(&self, hits: Vec<Hit>) -> Result<Vec<HitView>> {
        let reader = self.reader();
        let view = |hit: Hit| {
            let item: Option<ItemRow> = reader.item(&hit.record)?;
            let (reference, title) = item.map(|i| (i.reference, i.title)).unwrap_or_default();
            Ok(HitView { record: hit.record, reference, title })
        };
        hits.into_iter().map(view).collect()
    }
}
