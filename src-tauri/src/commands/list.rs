//! The window's list of artefacts, and the counters.

use super::commands;
use sigillum_core::catalogue::{ChipCount, ListPage, ListRequest, Overview};
use sigillum_core::id::RecordId;

commands! { "list":
    /// A window of the list, at most 500 rows.
    list_rows(desk, request: ListRequest, offset: usize, limit: usize) -> ListPage {
        desk.read(move |c| c.list_rows(&request, offset, limit)).await
    }

    /// The ids of a run of the list, at most 10,000.
    list_ids(desk, request: ListRequest, offset: usize, limit: usize) -> Vec<RecordId> {
        desk.read(move |c| c.list_ids(&request, offset, limit)).await
    }

    /// Where an artefact stands in the list, from 0; `null` if it is not in it.
    list_position(desk, request: ListRequest, id: RecordId) -> Option<usize> {
        desk.read(move |c| c.list_position(&request, &id)).await
    }

    /// How many rows of the list each chip would leave.
    list_chips(desk, request: ListRequest) -> Vec<ChipCount> {
        desk.read(move |c| c.list_chips(&request)).await
    }

    /// How far the work is, and what waits.
    list_overview(desk) -> Overview {
        desk.read(|c| c.overview()).await
    }
}
