//! What stands above and below on every page, and links between pages.

use super::super::facts::{Facts, Section};
use super::super::html::Html;
use super::super::speech::{self, Words, say};
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
        let heading = format!("{} {} · {}", say(language, title).0, ends.number + 1, operation_name(facts));
        let html = Html::page_in(language, &heading);
        let mut page = Self { facts, html, to_pages: "", to_data: "../" };
        page.html
            .raw("<header class=\"top\"><p><b>")
            .people(&operation_name(facts))
            .raw("</b> <span class=\"soft\">");
        let title = page.html.piece(|html| html.say(title));
        let number = page.html.piece(|html| html.number(ends.number as u64 + 1));
        let pages = page.html.piece(|html| html.number(ends.pages as u64));
        page.html.fill("{}, page {} of {}", &[title, number, pages]).raw("</span></p>");
        page.turn(ends, "<nav>");
        page.html.raw("</header>\n<main>\n");
        page
    }

    /// The finished page of a series.
    pub(super) fn end(mut self, ends: &Ends) -> Vec<u8> {
        self.html.raw("</main>\n");
        self.turn(ends, "<nav class=\"foot\">");
        let name = self.html.piece(|html| html.text(self.facts.evidence.bundle_name));
        self.html.raw("<footer><p>").fill(
            "Bundle {}. These pages were made from its signed statements; <a href=\"../verify.txt\">verify.txt</a> says \
             how to check them.",
            &[name],
        );
        self.html.raw("</p></footer>\n");
        self.html.end()
    }

    fn turn(&mut self, ends: &Ends, open: &'static str) {
        self.html.raw(open).raw("<a href=\"../index.html\">").say("Contents").raw("</a>");
        if let Some(before) = ends.number.checked_sub(1) {
            self.html
                .raw(" <a rel=\"prev\" href=\"")
                .text(&ends.section.file(before))
                .raw("\">")
                .say("Previous page")
                .raw("</a>");
        }
        if ends.number + 1 < ends.pages {
            let next = ends.section.file(ends.number + 1);
            self.html.raw(" <a rel=\"next\" href=\"").text(&next).raw("\">");
            self.html.say("Next page").raw("</a>");
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
            self.html.between(i, ",");
            self.record(id);
        }
    }
}

impl Page<'_, '_> {
    /// What is written, to be put into a gap.
    pub(super) fn piece(&mut self, write: impl FnOnce(&mut Self)) -> Html {
        let piece = self.html.piece(|html| html);
        let around = std::mem::replace(&mut self.html, piece);
        write(self);
        std::mem::replace(&mut self.html, around)
    }

    /// What a field, or a member of a statement, is called.
    pub(super) fn field(&self, id: &str) -> Words {
        speech::field(self.facts.evidence.language, id, words::field_label(id))
    }

    /// What a view is called; several views that people say stay as they say them.
    pub(super) fn view(&self, id: &str) -> Words {
        speech::view(self.facts.evidence.language, id, words::choice(id))
    }

    /// A value in the reader's language, as far as it has a translation.
    pub(super) fn read(&self, value: &Json) -> Json {
        speech::value(self.facts.evidence.language, value)
    }

    /// The value of a field, or of a member of a statement, in the reader's language.
    pub(super) fn read_of(&self, field: &str, value: &Json) -> Json {
        speech::value_of(self.facts.evidence.language, field, value)
    }

    /// The text of a field in the reader's language, cut after so many characters.
    pub(super) fn text_of(&self, record: &Record, field: &str, chars: usize) -> Option<Words> {
        let value = self.read(record.value(field)?);
        let text = words::clip(value.text().or_else(|| value.text_of("text"))?, chars);
        let page = self.facts.evidence.language;
        let other = |language: &&str| page.is_some_and(|page| page.code() != *language);
        let language = value.text_of("lang").filter(other).map(str::to_owned);
        Some(Words { text, language })
    }
}

/// The operation's reference, or what stands for it.
pub(super) fn operation_name(facts: &Facts<'_>) -> String {
    let id = RecordId::operation(facts.evidence.operation);
    words::clip(&facts.label(&id), 64)
}
