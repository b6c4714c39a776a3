//! Pictures that are made from originals when they are looked at: of screen size, and tiles of the zoom pyramid.

use crate::desk::Desk;
use sigillum_core::digest::Digest;
use sigillum_core::error::Result;
use sigillum_core::verify::court::picture_found;

/// A JPEG of a photo, upright, whose longest edge has at most so many pixels; `None` where there is none.
///
/// # Errors
/// What reading the original gives.
pub fn screen(desk: &Desk, digest: &Digest, _edge: u32) -> Result<Option<Vec<u8>>> {
    // Until larger pictures can be made, the thumbnail is what there is.
    desk.read_here(|c| c.thumbnail(digest))
}

/// A JPEG of one tile; `None` where there is none.
///
/// # Errors
/// What reading the original gives.
pub fn tile(_desk: &Desk, _digest: &Digest, _level: u32, _x: u32, _y: u32) -> Result<Option<Vec<u8>>> {
    Ok(None)
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
