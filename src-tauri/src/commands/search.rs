//! Searching.

use super::commands;
use sigillum_core::catalogue::{SearchAnswer, SearchRequest};

commands! { "search":
    /// Searches all text of records, notes, custody and photo names.
    search_find(desk, request: SearchRequest) -> SearchAnswer {
        desk.read(move |c| c.search(&request)).await
    }
}
