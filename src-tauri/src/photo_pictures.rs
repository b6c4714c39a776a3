//! Pictures that are made from originals when they are looked at: of screen size, and tiles of the zoom pyramid.

use crate::desk::Desk;
use sigillum_core::catalogue::Pictures;
use sigillum_core::digest::Digest;
use sigillum_core::error::Result;
use sigillum_core::verify::court::picture_found;

/// The thumbnail of a photo; made now where none is kept.
///
/// # Errors
/// What making it from the original gives.
pub fn small(desk: &Desk, digest: &Digest) -> Result<Option<Vec<u8>>> {
    match desk.read_here(|c| c.thumbnail(digest))? {
        Some(jpeg) => Ok(Some(jpeg)),
        None => pictures(desk)?.small(digest).map(Some),
    }
}

/// A JPEG of a photo, upright, whose longest edge has at most so many pixels.
///
/// # Errors
/// What making it from the original gives.
pub fn screen(desk: &Desk, digest: &Digest, edge: u32) -> Result<Option<Vec<u8>>> {
    pictures(desk)?.screen(digest, edge, edge).map(Some)
}

/// A JPEG of one tile.
///
/// # Errors
/// What cutting it from the original gives.
pub fn tile(desk: &Desk, digest: &Digest, level: u32, x: u32, y: u32) -> Result<Option<Vec<u8>>> {
    pictures(desk)?.tile(digest, level, x, y).map(Some)
}

/// The pictures of the open catalogue; no hand on it is kept while a photo is decoded.
fn pictures(desk: &Desk) -> Result<Pictures> {
    desk.read_here(|c| Ok(c.pictures()))
}

/// How large the picture of what was found is, in pixels.
const FOUND: u32 = 1024;

/// A JPEG of an original as a check found it; `None` where the check found nothing wrong with it.
///
/// # Errors
/// What reading the file gives.
pub fn found(desk: &Desk, check: u64, digest: &Digest) -> Result<Option<Vec<u8>>> {
    let check = desk.shelf().check(check)?;
    let mut findings = check.report.groups.iter().flat_map(|group| &group.findings);
    let Some(finding) = findings.find(|finding| finding.original == Some(*digest)) else { return Ok(None) };
    Ok(Some(picture_found(&check.path, &finding.path, FOUND)?.jpeg))
}
