//! stub
use super::*;
use crate::error::Result;
use crate::id::RecordId;
pub fn schema() -> &'static str {
    ""
}
pub fn drop(_c: &rusqlite::Connection) -> Result<()> {
    Ok(())
}
pub fn put(_w: &Writer<'_>, _r: &RecordId, _k: &[u8], _t: &str) -> Result<()> {
    Ok(())
}
pub fn remove(_w: &Writer<'_>, _r: &RecordId) -> Result<()> {
    Ok(())
}
