//! What a `since` bundle builds on: `base.json`, FORMAT.md section 10.

use crate::digest::Digest;
use crate::entry::Position;
use crate::id::OperationId;
use crate::json::{Json, object};

/// The bundle or receipt on which a bundle builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// `bundle` or `receipt`.
    pub kind: String,
    /// The digest of the bundle's tag manifest, or of the receipt.
    pub digest: Digest,
    /// The operation.
    pub operation: OperationId,
    /// Its heads: everything up to them is held by whoever has the base.
    pub heads: Vec<Position>,
}

impl Base {
    /// The one line of `base.json`.
    pub fn line(&self) -> Vec<u8> {
        let value = object([
            ("v", Json::Int(1)),
            ("kind", Json::Text(self.kind.clone())),
            ("digest", self.digest.into()),
            ("operation", Json::Text(self.operation.to_string())),
            ("heads", Json::List(self.heads.iter().map(Position::to_json).collect())),
        ]);
        format!("{value}\n").into_bytes()
    }

    /// Reads `base.json`; `None` if it has not exactly the form of FORMAT.md section 10.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let line = bytes.strip_suffix(b"\n").filter(|line| !line.contains(&b'\n'))?;
        let value = Json::parse(line).ok()?;
        let kind = value.text_of("kind").filter(|kind| matches!(*kind, "bundle" | "receipt"))?;
        let listed = value.get("heads").and_then(Json::list)?;
        let heads: Vec<Position> = listed.iter().map(Position::read).collect::<Option<_>>()?;
        let sorted = heads.windows(2).all(|pair| pair[0] < pair[1]);
        let base = Self {
            kind: kind.to_owned(),
            digest: value.text_of("digest")?.parse().ok()?,
            operation: value.text_of("operation")?.parse().ok()?,
            heads,
        };
        // One form only: members in their order, none more, no white space.
        (sorted && base.line() == bytes).then_some(base)
    }
}
