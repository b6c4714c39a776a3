//! A photo or other original: its picture, what its file claims, who took it in.

use super::super::facts::anchor;
use super::super::html::without_direction;
use super::super::tables::original;
use super::super::words;
use super::super::{BundleKind, Language};
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
    let joint = if page.facts.evidence.language == Some(Language::Fr) { " : " } else { " of " };
    picture(page, photo, &format!("{view}{joint}{of}"));
    page.html.raw("<figcaption><b>").people(&view).raw("</b>");
    if let Some(record) = page.facts.evidence.state.record(photo) {
        said::standing(page.facts, &mut page.html, record);
        let caption = record.value("caption").map(|value| page.read(value));
        if let Some(caption) = caption.as_ref().and_then(|c| c.text().or_else(|| c.text_of("text"))) {
            page.html.raw("<span>").people(&words::clip(caption, 300)).raw("</span>");
        }
    }
    about_file(page, photo);
    page.html.raw("</figcaption></figure>\n");
}

/// The picture, or the name of a file that has none, as a link to the original.
fn picture(page: &mut Page<'_, '_>, photo: &RecordId, alternative: &str) {
    let hex = photo.hex();
    let record = page.facts.evidence.state.record(photo);
    let held = record.filter(|_| page.facts.evidence.kind != BundleKind::Invite);
    let Some(file) = held.and_then(|record| original(page.facts.taken_in(photo), record)) else {
        page.html.raw("<span class=\"file soft\">The file is not in this bundle.</span>");
        return;
    };
    let (folder, data) = (hex.get(..2).unwrap_or_default(), page.to_data);
    page.html.raw("<a href=\"").text(&format!("{data}originals/{folder}/{hex}.{}", file.ext)).raw("\">");
    if PICTURES.contains(&file.ext.as_str()) {
        page.html.raw("<img src=\"").text(&format!("{}preview/{hex}.jpg", page.to_pages));
        // Not loaded lazily: some browsers would leave such pictures out of a print.
        let alternative = without_direction(&words::clip(alternative, 200));
        page.html.raw("\" alt=\"").text(&alternative).raw("\" decoding=\"async\">");
    } else {
        page.html.raw("<span class=\"file\">Open the file (").text(&file.ext).raw(")</span>");
    }
    page.html.raw("</a>");
}

fn about_file(page: &mut Page<'_, '_>, photo: &RecordId) {
    for entry in page.facts.taken_in(photo).iter().take(3) {
        if let Some(name) = entry.body.text_of("name") {
            page.html.raw("<span>").people(&words::clip(name, SHORT)).raw("</span>");
        }
        if let Some(claims) = entry.body.get("claims").and_then(claims) {
            page.html.raw("<span class=\"soft\">claims ").people(&claims).raw("</span>");
        }
        page.html.raw("<span class=\"soft\">taken in by ");
        said::signed(page, entry);
        page.html.raw("</span>");
    }
    page.html.raw("<code>").text(photo.hex()).raw("</code>");
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
        .raw("\">\n<p class=\"eyebrow\">Photo or file");
    said::standing(page.facts, &mut page.html, photo);
    page.html.raw("</p>\n<h2>").people(&page.facts.label(&photo.id)).raw("</h2>\n");
    said::trouble(page, photo);
    page.html.raw("<div class=\"photos\"><figure>");
    picture(page, &photo.id, &page.facts.label(&photo.id));
    page.html.raw("<figcaption>");
    about_file(page, &photo.id);
    page.html.raw("</figcaption></figure></div>\n");
    said::fields(page, photo, &["caption", "clock_error"]);
    let (notes, _) = page.facts.statements_on(&photo.id);
    note::list(page, &notes);
    said::history(page, photo);
    page.html.raw("</article>\n");
}
