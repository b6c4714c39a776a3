//! How photos, intakes and inspections are told to a person.

use crate::page::Page;
use crate::receipt;
use sigillum_core::catalogue::{HeldAs, IntakeReport, PhotoView, Whereabouts};
use sigillum_core::json::Json;
use sigillum_core::media::Inspection;
use sigillum_core::photo::Outcome;

/// What an intake came to, and what of it was held under other names.
pub fn intake_page(report: &IntakeReport, known_as: &[HeldAs]) -> Page {
    let mut page = Page::default();
    let counts = &report.counts;
    page.pair("Seen", counts.seen.to_string());
    page.pair("Taken", counts.taken.to_string());
    page.pair("Held already", counts.held.to_string());
    page.pair("Left out", counts.skipped.to_string());
    page.pair("Unreadable", counts.unreadable.to_string());
    for file in known_as {
        page.pair("Held as", format!("{}: known as {}", file.name, file.names.join(", ")));
    }
    for gap in &report.gaps {
        page.pair("Gap", format!("{} numbers missing between {} and {}", gap.missing, gap.after, gap.before));
    }
    if report.no_capture_time > 0 {
        page.pair("Undated", format!("{} files claim no capture time", report.no_capture_time));
    }
    for (name, text) in &report.warnings {
        page.pair("Odd", format!("{name}: {text}"));
    }
    for file in
        report.files.iter().filter(|file| matches!(file.outcome, Outcome::Skipped | Outcome::Unreadable))
    {
        let reason = file.reason.as_deref().unwrap_or_default();
        page.pair("Not taken", format!("{}  {}  {reason}", file.name, file.outcome.word()));
    }
    if report.stopped {
        page.gap();
        let why = report.why.as_ref().map(ToString::to_string).unwrap_or_default();
        page.line(format!("Stopped before the end: {why}"));
        page.line("What was taken is kept; taking the card in again goes on from there.");
    }
    page
}

/// A list of photos, and where each stands with headquarters.
pub fn list_page(photos: &[PhotoView], there: &[Whereabouts]) -> Page {
    let mut page = Page::default();
    let row = |(photo, there): (&PhotoView, &Whereabouts)| {
        let shows: Vec<String> =
            photo.placements.iter().map(|p| format!("{} {}", p.artefact, p.view)).collect();
        let state = match (photo.withdrawn, photo.held) {
            (true, _) => "  (withdrawn)",
            (false, false) => "  (its file is not here)",
            (false, true) => "",
        };
        let shows = format!("{}{state}", shows.join("; "));
        vec![photo.id.hex()[..12].to_owned(), photo.names.join(", "), shows, receipt::in_words(there)]
    };
    page.table(&photos.iter().zip(there).map(row).collect::<Vec<_>>());
    if photos.is_empty() {
        page.line("None.");
    }
    page
}

/// One photo.
pub fn photo_page(photo: &PhotoView) -> Page {
    let mut page = Page::default();
    page.pair("Photo", photo.names.join(", "));
    page.pair("SHA-256", photo.sha256.to_string());
    page.pair("Size", format!("{} bytes, {}", photo.size, photo.media_type));
    page.pair("Card", &photo.label);
    for placement in &photo.placements {
        page.pair("Shows", format!("{}  {}", placement.artefact, placement.view));
    }
    page.pair("Goes with", photo.companion_of.as_ref().map(ToString::to_string).unwrap_or_default());
    page.pair("Copy of", photo.derived_from.as_ref().map(ToString::to_string).unwrap_or_default());
    let clock = photo.clock_error.as_ref().map(|v| v.text().map_or_else(|| v.compact(), str::to_owned));
    page.pair("Clock error", clock.unwrap_or_default());
    for (name, value) in photo.claims.object().unwrap_or_default() {
        let text = match value {
            Json::Text(text) => text.clone(),
            other => other.compact(),
        };
        page.pair(&format!("claims {name}"), text);
    }
    if photo.withdrawn {
        page.line("Withdrawn.");
    }
    if !photo.held {
        page.line("Its file is not on this computer.");
    }
    page
}

/// What a file claims.
pub fn inspection_page(file: &Inspection) -> Page {
    let mut page = Page::default();
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    page.pair("SHA-256", file.sha256.to_string());
    page.pair("Size", format!("{} bytes", file.size));
    page.pair("Kind", file.media_type);
    if let (Some(width), Some(height)) = (file.width, file.height) {
        page.pair("Upright", format!("{width} × {height}"));
    }
    page.pair("Orientation", file.orientation.map(|n| n.to_string()).unwrap_or_default());
    if let Some(captured) = &file.captured {
        let offset = captured.offset.as_deref().unwrap_or("no offset");
        page.pair("Captured", format!("{} {offset}  ({})", captured.time, captured.tag));
    }
    page.pair("Make", or_empty(&file.make));
    page.pair("Model", or_empty(&file.model));
    page.pair("Lens", or_empty(&file.lens));
    page.pair("Serial", or_empty(&file.serial));
    if let Some(gps) = &file.gps {
        let altitude = gps.altitude.map(|metres| format!(", {metres} m")).unwrap_or_default();
        page.pair("Position", format!("{}, {}{altitude}", gps.latitude, gps.longitude));
    }
    page.pair("Software", or_empty(&file.software));
    for warning in &file.warnings {
        page.pair("Odd", &warning.text);
    }
    page
}
