//! The search index as readers and writers of the catalogue's database see it.

use super::{Document, Filter, Found, Hit, find, find_after, optimize, put_all, remove};
use crate::error::Result;
use crate::id::RecordId;
use crate::search::Query;
use crate::store::{Reader, Writer};

impl Writer<'_> {
    /// Puts documents into the index, each in the place of its record's former one.
    ///
    /// # Errors
    /// The database's.
    pub fn put_documents(&self, documents: Vec<Document>) -> Result<()> {
        put_all(self.connection, documents)
    }

    /// Takes a record's document out.
    ///
    /// # Errors
    /// The database's.
    pub fn remove_document(&self, record: &RecordId) -> Result<()> {
        remove(self.connection, record).map(|_| ())
    }

    /// Merges the index into one segment: worth it once after a large import or rebuild.
    ///
    /// # Errors
    /// The database's.
    pub fn optimize_search(&self) -> Result<()> {
        optimize(self.connection)
    }
}

impl Reader<'_> {
    /// The first documents in reference order that match, and how many there are.
    ///
    /// # Errors
    /// The database's.
    pub fn search(&self, query: &Query, filters: &[Filter], limit: usize) -> Result<Found> {
        find(self.connection, query, filters, limit)
    }

    /// The documents that follow a hit.
    ///
    /// # Errors
    /// The database's.
    pub fn search_after(
        &self,
        query: &Query,
        filters: &[Filter],
        after: &Hit,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        find_after(self.connection, query, filters, after, limit)
    }
}
