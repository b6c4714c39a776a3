//! A photo or other original: its picture, what its file claims, who took it in.

use super::super::BundleKind;
use super::super::facts::anchor;
use super::super::html::without_direction;
use super::super::speech::{Words, say};
use super::super::tables::original;
use super::super::words;
use super::frame::Page;
use super::{note, said};
use crate::id::RecordId;
use crate::json::Json;
use crate::state::Record;

/// Kinds of file of which an export makes a preview picture (FORMAT.md section 11).
const PICTURES: [&str; 17] = [
    "jpg", "png", "webp", "tif", "heic", "heif", "avif", "cr3", "cr2", "orf", "rw2", "raf", "x3f", "dng",
    "nef", "arw", "srw",
];
/// Characters of a name or claim beside a picture; the tables have the whole.
const SHORT: usize = 120;

/// A photo that shows something, with the view in which it does.
pub(super) fn figure(page: &mut Page<'_, '_>, photo: &RecordId, view: &str, of: &str) {
    page.html.raw("<figure>");
    let view = page.view(view);
    picture(page, photo, &alternative(page, &view, of));
    page.html.raw("<figcaption><b>").words(&view).raw("</b>");
    if let Some(record) = page.facts.evidence.state.record(photo) {
        said::standing(page.facts, &mut page.html, record);
        if let Some(caption) = page.text_of(record, "caption", 300) {
            page.html.raw("<span>").words(&caption).raw("</span>");
        }
    }
    about_file(page, photo);
    page.html.raw("</figcaption></figure>\n");
}

/// What stands for the picture where it cannot be seen: the view, and what it is of.
fn alternative(page: &Page<'_, '_>, view: &Words, of: &str) -> Words {
    let (words, own) = say(page.facts.evidence.language, "{} of {}");
    let (before, after) = words.split_once("{}").unwrap_or_default();
    let text = format!("{before}{}{}", view.text, after.replacen("{}", of, 1));
    let language = if own { view.language.clone() } else { Some("en".to_owned()) };
    Words { text, language }
}

/// The picture, or the name of a file that has none, as a link to the original.
fn picture(page: &mut Page<'_, '_>, photo: &RecordId, alternative: &Words) {
    let hex = photo.hex();
    let record = page.facts.evidence.state.record(photo);
    let held = record.filter(|_| page.facts.evidence.kind != BundleKind::Invite);
    let Some(file) = held.and_then(|record| original(page.facts.taken_in(photo), record)) else {
        page.html.raw("<span class=\"file soft\">").say("The file is not in this bundle.").raw("</span>");
        return;
    };
    let (folder, data) = (hex.get(..2).unwrap_or_default(), page.to_data);
    page.html.raw("<a href=\"").text(&format!("{data}originals/{folder}/{hex}.{}", file.ext)).raw("\">");
    if PICTURES.contains(&file.ext.as_str()) {
        page.html.raw("<img src=\"").text(&format!("{}preview/{hex}.jpg", page.to_pages));
        // Not loaded lazily: some browsers would leave such pictures out of a print.
        let text = without_direction(&words::clip(&alternative.text, 200));
        page.html.raw("\" alt=\"").text(&text);
        if let Some(language) = &alternative.language {
            page.html.raw("\" lang=\"").text(language);
        }
        page.html.raw("\" decoding=\"async\">");
    } else {
        let ending = page.html.piece(|html| html.text(&file.ext));
        page.html.raw("<span class=\"file\">").fill("Open the file ({})", &[ending]).raw("</span>");
    }
    page.html.raw("</a>");
}

fn about_file(page: &mut Page<'_, '_>, photo: &RecordId) {
    for entry in page.facts.taken_in(photo).iter().take(3) {
        if let Some(name) = entry.body.text_of("name") {
            page.html.raw("<span>").people(&words::clip(name, SHORT)).raw("</span>");
        }
        if let Some(claims) = entry.body.get("claims").and_then(claims) {
            let claims = page.html.piece(|html| html.people(&claims));
            page.html.raw("<span class=\"soft\">").fill("claims {}", &[claims]).raw("</span>");
        }
        let who = page.piece(|page| said::signed(page, entry));
        page.html.raw("<span class=\"soft\">").fill("taken in by {}", &[who]).raw("</span>");
    }
    page.html.code(photo.hex());
}

/// When, and with what, as far as the file says.
fn claims(claims: &Json) -> Option<String> {
    let captured = claims.get("captured");
    let of = |value: Option<&Json>, name: &str| {
        value.and_then(|v| v.text_of(name)).map(|text| words::clip(text, SHORT))
    };
    let time: Vec<_> = ["time", "offset"].iter().filter_map(|name| of(captured, name)).collect();
    let camera: Vec<_> = ["make", "model"].iter().filter_map(|name| of(Some(claims), name)).collect();
    let parts: Vec<_> =
        [time.join(" ").replace('T', " "), camera.join(" ")].into_iter().filter(|p| !p.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The article of a photo that is placed on no artefact.
pub(super) fn article(page: &mut Page<'_, '_>, photo: &&Record) {
    page.html
        .raw("<article class=\"card\" id=\"")
        .text(&anchor(&photo.id))
        .raw("\">\n<p class=\"eyebrow\">")
        .say("Photo or file");
    said::standing(page.facts, &mut page.html, photo);
    page.html.raw("</p>\n<h2>").people(&page.facts.label(&photo.id)).raw("</h2>\n");
    said::trouble(page, photo);
    page.html.raw("<div class=\"photos\"><figure>");
    let name = Words { text: page.facts.label(&photo.id), language: None };
    picture(page, &photo.id, &name);
    page.html.raw("<figcaption>");
    about_file(page, &photo.id);
    page.html.raw("</figcaption></figure></div>\n");
    said::fields(page, photo, &["caption", "clock_error"]);
    let (notes, _) = page.facts.statements_on(&photo.id);
    note::list(page, &notes);
    said::history(page, photo);
    page.html.raw("</article>\n");
}
