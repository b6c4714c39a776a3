//! The pages that people read. FORMAT.md section 11 says what stands on which.
//!
//! Readable without program, network or script, on screen and on paper. What one statement says about many
//! records stands in full on its own page, and in short with each record.

mod artefact;
mod custody;
mod frame;
mod index;
mod note;
mod package;
mod photo;
mod said;

use super::Sink;
use super::facts::{Facts, PER_PAGE, Section};
use crate::error::Result;
use frame::{Ends, Page};

/// Hands over `index.html` and the pages, one at a time.
pub(super) fn write(facts: &Facts<'_>, sink: Sink<'_>) -> Result<()> {
    sink("index.html", index::page(facts))?;
    series(facts, Section::Artefacts, &facts.artefacts, sink, |page, artefact| {
        artefact::show(page, artefact)
    })?;
    series(facts, Section::Packages, &facts.packages, sink, package::show)?;
    series(facts, Section::Photos, &facts.loose_photos, sink, photo::article)?;
    series(facts, Section::Notes, &facts.notes, sink, note::article)?;
    series(facts, Section::Custody, &facts.events, sink, |page, (id, event)| {
        custody::article(page, id, event);
    })
}

fn series<T>(
    facts: &Facts<'_>,
    section: Section,
    items: &[T],
    sink: Sink<'_>,
    show: impl Fn(&mut Page<'_, '_>, &T),
) -> Result<()> {
    let pages = items.len().div_ceil(PER_PAGE);
    for (number, chunk) in items.chunks(PER_PAGE).enumerate() {
        let ends = Ends { section, number, pages };
        let mut page = Page::begin(facts, &ends);
        chunk.iter().for_each(|item| show(&mut page, item));
        sink(&format!("pages/{}", section.file(number)), page.end(&ends))?;
    }
    Ok(())
}
