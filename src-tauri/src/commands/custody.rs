//! What happened to objects.

use super::commands;
use sigillum_core::catalogue::CustodyView;
use sigillum_core::custody::{Acceptance, Correction, CustodyEvent, EventKind, Timeline};
use sigillum_core::entry::Class;
use sigillum_core::id::RecordId;

commands! { "custody":
    /// The words for what can happen.
    custody_kinds(desk) -> Vec<EventKind> {
        desk.work(|_| Ok(EventKind::ALL.to_vec())).await
    }

    /// Records an event; what is in packages is filled in.
    custody_record(desk, event: CustodyEvent, class: Class) -> CustodyView {
        desk.write(move |c| c.custody_record(event, class)).await
    }

    /// Acknowledges a hand-over.
    custody_accept(desk, acceptance: Acceptance) -> CustodyView {
        desk.write(move |c| c.custody_accept(&acceptance)).await
    }

    /// Corrects an event: both versions are kept and shown.
    custody_correct(desk, correction: Correction) -> CustodyView {
        desk.write(move |c| c.custody_correct(correction)).await
    }

    /// All events, in display order; of one object if given.
    custody_list(desk, object: Option<RecordId>) -> Vec<CustodyView> {
        desk.read(move |c| c.custody(object.as_ref())).await
    }

    /// One event.
    custody_show(desk, id: RecordId) -> CustodyView {
        desk.read(move |c| c.custody_event(&id)).await
    }

    /// Where an object was, and who has it as far as is stated.
    custody_timeline(desk, object: RecordId) -> Timeline {
        desk.read(move |c| c.timeline(&object)).await
    }
}
