//! Searching: all text of records, notes, custody and photo names, with filters.

use super::Catalogue;
use crate::custody::EventKind;
use crate::error::{Code, Error, Result};
use crate::id::RecordId;
use crate::search::Query;
use crate::store::search::{Count, FIRST, Hit};
use crate::store::{Filter, ItemRow};
use crate::template::find_field;
use serde::Serialize;

/// The registers of artefacts and packages that no template defines.
const OWN: [&str; 5] = ["exists", "reference", "quantity", "part_of", "in"];

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
    /// [`Code::Usage`] for a query that asks too much, or of a note what only an artefact has, or for a field or an event
    /// that there is none of; the database's failures.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        let filter = &request.filter;
        if filter.asks_for_texts() && filter.has_conditions() {
            let what = "these conditions ask about artefacts and packages, not about notes and photos";
            return Err(
                Error::new(Code::Usage, "searching", what).remedy("Leave out the kind, or the conditions.")
            );
        }
        self.check_filter(filter)?;
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

    /// A mistyped word would find nothing, and nobody would know why. What another program or version wrote is found by
    /// its own words.
    fn check_filter(&self, filter: &Filter) -> Result<()> {
        if let Some(word) = &filter.custody
            && matches!(EventKind::from_word(word), EventKind::Unknown(_))
            && self.finds_nothing(Filter { custody: Some(word.clone()), ..Filter::default() })?
        {
            let words: Vec<String> = EventKind::ALL.iter().map(|kind| kind.word().to_owned()).collect();
            return Err(Error::new(Code::Usage, "searching", "there is no such custody event")
                .on(word)
                .remedy(format!("Use one of: {}.", words.join(", "))));
        }
        let templates = self.templates();
        for (field, _) in &filter.fields {
            let is_own = OWN.contains(&field.as_str()) || super::package::FIELDS.contains(&field.as_str());
            if !is_own
                && let Err(unknown) = find_field(&templates, field)
                && self.finds_nothing(Filter {
                    fields: vec![(field.clone(), String::new())],
                    ..Filter::default()
                })?
            {
                return Err(unknown);
            }
        }
        Ok(())
    }

    fn finds_nothing(&self, filter: Filter) -> Result<bool> {
        Ok(self.reader().count_items(&filter, 1)? == 0)
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
