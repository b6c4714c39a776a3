//! What lists show of a photo, made from what is said of it.

use super::read::intakes;
use crate::error::Result;
use crate::json::Json;
use crate::photo::{COMPANION_OF, DERIVED_FROM};
use crate::state::Record;
use crate::store::Reader;
use crate::store::shots::ShotRow;

/// The row of a photo; `None` while no entry held here says that it was taken in.
pub(super) fn shot_of(
    reader: &Reader<'_>,
    row: i64,
    record: &Record,
    placed: bool,
) -> Result<Option<ShotRow>> {
    let Some((_, added)) = intakes(reader, &record.id)?.into_iter().next() else { return Ok(None) };
    let belongs = [COMPANION_OF, DERIVED_FROM].into_iter().any(|field| record.pointer(field).is_some())
        || !reader.entries_mentioning(row)?.is_empty();
    let claim = |name: &str| added.claims.text_of(name).unwrap_or_default();
    let captured = added.claims.get("captured").unwrap_or(&Json::Null);
    let camera = [claim("model"), claim("serial")].join(" ");
    Ok(Some(ShotRow {
        waiting: !placed && !belongs && !record.is_withdrawn(),
        taken: captured.text_of("time").unwrap_or_default().to_owned(),
        name: added.name,
        camera: camera.trim().to_owned(),
    }))
}
