//! What stands above and below on every page, and links between pages.

use super::super::facts::{Facts, Section};
use super::super::html::Html;
use super::super::speech::{self, say};
use super::super::words;
use crate::id::RecordId;
use crate::json::Json;
use crate::state::Record;

/// Where a page stands in its series.
pub(super) struct Ends {
    pub(super) section: Section,
    pub(super) number: usize,
    pub(super) pages: usize,
}

/// A page in the making.
pub(super) struct Page<'f, 'a> {
    pub(super) facts: &'f Facts<'a>,
    pub(super) html: Html,
    /// The way from here to `pages/`.
    pub(super) to_pages: &'static str,
    /// The way from here to `data/`.
    pub(super) to_data: &'static str,
}

/// What a section is called.
pub(super) fn section_title(section: Section) -> &'static str {
    match section {
        Section::Artefacts => "Artefacts",
        Section::Packages => "Packages",
        Section::Photos => "Photos without an artefact",
        Section::Notes => "Sealed notes",
        Section::Custody => "Custody",
    }
}

impl<'f, 'a> Page<'f, 'a> {
    /// A page of a series.
    pub(super) fn begin(facts: &'f Facts<'a>, ends: &Ends) -> Self {
        let title = section_title(ends.section);
        let language = facts.evidence.language;
        let heading = format!("{} {} · {}", say(language, title), ends.number + 1, operation_name(facts));
        let html = Html::page_in(language, &heading);
        let mut page = Self { facts, html, to_pages: "", to_data: "../" };
        page.html
            .raw("<header class=\"top\"><p><b>")
            .people(&operation_name(facts))
            .raw("</b> <span class=\"soft\">");
        page.html
            .raw(title)
            .raw(", page ")
            .number(ends.number as u64 + 1)
            .raw(" of ")
            .number(ends.pages as u64);
        page.html.raw("</span></p>");
        page.turn(ends, "<nav>");
        page.html.raw("</header>\n<main>\n");
        page
    }

    /// The finished page of a series.
    pub(super) fn end(mut self, ends: &Ends) -> Vec<u8> {
        self.html.raw("</main>\n");
        self.turn(ends, "<nav class=\"foot\">");
        self.html.raw("<footer><p>Bundle ").text(self.facts.evidence.bundle_name);
        self.html.raw(". These pages were made from its signed statements; ");
        self.html.raw("<a href=\"../verify.txt\">verify.txt</a> says how to check them.</p></footer>\n");
        self.html.end()
    }

    fn turn(&mut self, ends: &Ends, open: &'static str) {
        self.html.raw(open).raw("<a href=\"../index.html\">Contents</a>");
        if let Some(before) = ends.number.checked_sub(1) {
            self.html
                .raw(" <a rel=\"prev\" href=\"")
                .text(&ends.section.file(before))
                .raw("\">Previous page</a>");
        }
        if ends.number + 1 < ends.pages {
            let next = ends.section.file(ends.number + 1);
            self.html.raw(" <a rel=\"next\" href=\"").text(&next).raw("\">Next page</a>");
        }
        self.html.raw("</nav>\n");
    }

    /// A record by its label, as a link where it has an article.
    pub(super) fn record(&mut self, id: &RecordId) {
        let label = self.facts.label(id);
        match self.facts.href(id) {
            Some(href) => self.html.link(&format!("{}{href}", self.to_pages), &label),
            None => self.html.people(&label),
        };
    }

    /// Records in a row.
    pub(super) fn records<'i>(&mut self, ids: impl IntoIterator<Item = &'i RecordId>) {
        for (i, id) in ids.into_iter().enumerate() {
            if i > 0 {
                self.html.raw(", ");
            }
            self.record(id);
        }
    }
}

impl Page<'_, '_> {
    /// What a field, or a member of a statement, is called.
    pub(super) fn field(&self, id: &str) -> String {
        let known = speech::word(self.facts.evidence.language, id);
        known.map_or_else(|| words::field_label(id), str::to_owned)
    }

    /// What a view is called; several views that people say stay as they say them.
    pub(super) fn view(&self, id: &str) -> String {
        let known = speech::view(self.facts.evidence.language, id);
        known.map_or_else(|| words::choice(id), str::to_owned)
    }

    /// A value in the reader's language, as far as it has a translation.
    pub(super) fn read(&self, value: &Json) -> Json {
        speech::value(self.facts.evidence.language, value)
    }

    /// The value of a field, or of a member of a statement, in the reader's language.
    pub(super) fn read_of(&self, field: &str, value: &Json) -> Json {
        speech::value_of(self.facts.evidence.language, field, value)
    }

    /// A record's title in the reader's language.
    pub(super) fn title(&self, record: &Record) -> Option<String> {
        let value = self.read(record.value("title")?);
        value.text().or_else(|| value.text_of("text")).map(str::to_owned)
    }
}

/// The operation's reference, or what stands for it.
pub(super) fn operation_name(facts: &Facts<'_>) -> String {
    let id = RecordId::operation(facts.evidence.operation);
    words::clip(&facts.label(&id), 64)
}
