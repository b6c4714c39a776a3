//! Pictures for the page: `photo://thumb/<sha256>`, `photo://full/<sha256>`, `photo://screen/<sha256>?w=1600`,
//! `photo://tile/<sha256>/<level>/<x>_<y>`, `photo://found/<check>/<sha256>` (as it was found, not as it was sealed). By
//! hash, never by path.
//!
//! Owns: reading the address, answers by HTTP's rules, ranges. Must never: give out a file that is no photo, or say
//! of one what kind it is without looking at its first bytes.

pub mod counter;

use crate::desk::Desk;
use crate::photo_pictures;
use crate::range::{Range, range_of};
use sigillum_core::digest::Digest;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::media::kind_of;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use tauri::http::{Request, Response, StatusCode, header};

/// The longest run of bytes in one answer to a request that names a range.
const LONGEST_RANGE: u64 = 4 << 20;
/// The largest file that is given out whole.
const LARGEST_WHOLE: u64 = 512 << 20;
/// How many first bytes say what kind a file is.
const HEAD: usize = 4096;

/// What an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The thumbnail.
    Thumb(Digest),
    /// The original's bytes.
    Full(Digest),
    /// A picture of screen size: the longest edge in pixels.
    Screen(Digest, u32),
    /// A tile of the zoom pyramid: level, column, row.
    Tile(Digest, u32, u32, u32),
    /// An original as a check found it: the check's number, and under which hash it was sealed.
    Found(u64, Digest),
}

impl Wanted {
    /// Reads an address, in the form of Linux and macOS (`photo://thumb/…`) or Windows (`http://photo.localhost/thumb/…`).
    pub fn parse(uri: &tauri::http::Uri) -> Option<Self> {
        let host = uri.host().unwrap_or_default();
        let first = if matches!(host, "photo.localhost" | "localhost") { None } else { Some(host) };
        let path = uri.path().split('/').filter(|part| !part.is_empty());
        let parts: Vec<&str> = first.into_iter().chain(path).collect();
        match parts.as_slice() {
            ["thumb", sha] => Some(Self::Thumb(sha.parse().ok()?)),
            ["full", sha] => Some(Self::Full(sha.parse().ok()?)),
            ["screen", sha] => Some(Self::Screen(sha.parse().ok()?, edge_of(uri.query()).unwrap_or(1600))),
            ["found", check, sha] => Some(Self::Found(check.parse().ok()?, sha.parse().ok()?)),
            ["tile", sha, level, place] => {
                let (x, y) = place.split_once('_')?;
                let digest = sha.parse().ok()?;
                Some(Self::Tile(digest, level.parse().ok()?, x.parse().ok()?, y.parse().ok()?))
            }
            _ => None,
        }
    }
}

fn edge_of(query: Option<&str>) -> Option<u32> {
    let edge: u32 = query?.split('&').find_map(|pair| pair.strip_prefix("w="))?.parse().ok()?;
    Some(edge.clamp(64, 8192))
}

/// Answers a request. Reads the disk: not for the window's thread.
pub fn answer(desk: &Desk, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let Some(wanted) = Wanted::parse(request.uri()) else { return refusal(StatusCode::NOT_FOUND) };
    let ranged = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    let answered = match wanted {
        Wanted::Thumb(digest) => photo_pictures::small(desk, &digest).map(|jpeg| jpeg.map(picture)),
        Wanted::Found(check, digest) => {
            photo_pictures::found(desk, check, &digest).map(|jpeg| jpeg.map(passing))
        }
        Wanted::Full(digest) => full(desk, &digest, ranged).map(Some),
        Wanted::Screen(digest, edge) => {
            photo_pictures::screen(desk, &digest, edge).map(|jpeg| jpeg.map(picture))
        }
        Wanted::Tile(digest, level, x, y) => {
            photo_pictures::tile(desk, &digest, level, x, y).map(|jpeg| jpeg.map(passing))
        }
    };
    match answered {
        Ok(Some(response)) => response,
        Ok(None) => refusal(StatusCode::NOT_FOUND),
        Err(error) => {
            crate::log::error("photo", &error);
            refusal(match error.code {
                Code::NotFound | Code::NotACatalogue => StatusCode::NOT_FOUND,
                Code::NoPicture => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            })
        }
    }
}

fn picture(jpeg: Vec<u8>) -> Response<Vec<u8>> {
    respond(StatusCode::OK, "image/jpeg", None, jpeg)
}

/// Not to be kept by the page: what was found may be another thing the next time, and the tiles of a large photo would fill
/// the memory of the web process, where the viewer keeps those it needs.
fn passing(jpeg: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = picture(jpeg);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

fn full(desk: &Desk, digest: &Digest, ranged: Option<&str>) -> Result<Response<Vec<u8>>> {
    let doing = "showing a photo";
    let missing = || Error::new(Code::NotFound, doing, "its original is not here").on(digest);
    let path = desk.read_here(|c| c.original_path(digest))?.ok_or_else(missing)?;
    let mut file = File::open(&path).doing(doing, &path)?;
    let size = file.metadata().doing(doing, &path)?.len();
    let mut head = Vec::with_capacity(HEAD);
    (&file).take(HEAD as u64).read_to_end(&mut head).doing(doing, &path)?;
    let kind = kind_of(&head).media_type;
    if !kind.starts_with("image/") && !kind.starts_with("video/") {
        return Err(Error::new(Code::NoPicture, doing, "it is neither picture nor film").on(digest));
    }
    let range = match ranged.map(|text| range_of(text, size)) {
        None | Some(Range::Whole) => None,
        Some(Range::Part(from, to)) => Some((from, to.min(from.saturating_add(LONGEST_RANGE - 1)))),
        Some(Range::Outside) => {
            let mut outside = refusal(StatusCode::RANGE_NOT_SATISFIABLE);
            if let Ok(value) = format!("bytes */{size}").parse() {
                outside.headers_mut().insert(header::CONTENT_RANGE, value);
            }
            return Ok(outside);
        }
    };
    if range.is_none() && size > LARGEST_WHOLE {
        return Err(Error::new(Code::TooLarge, doing, "it is too large to be given out whole").on(digest));
    }
    let (from, to) = range.unwrap_or((0, size.saturating_sub(1)));
    let length = if size == 0 { 0 } else { to - from + 1 };
    file.seek(SeekFrom::Start(from)).doing(doing, &path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut bytes).doing(doing, &path)?;
    let (status, told) = match range {
        Some((from, to)) => (StatusCode::PARTIAL_CONTENT, Some(format!("bytes {from}-{to}/{size}"))),
        None => (StatusCode::OK, None),
    };
    Ok(respond(status, kind, told, bytes))
}

/// What a photo's hash names never changes, so the page may keep it.
fn respond(status: StatusCode, kind: &str, range: Option<String>, bytes: Vec<u8>) -> Response<Vec<u8>> {
    let mut builder = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_LENGTH, bytes.len())
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN);
    if let Some(range) = range {
        builder = builder.header(header::CONTENT_RANGE, range);
    }
    builder.body(bytes).unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR))
}

/// Where the page itself comes from.
const ORIGIN: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests;
