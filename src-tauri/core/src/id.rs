//! Ids that carry their type: nobody can claim one, and two can never collide.
//!
//! Source of the rules: FORMAT.md section 3 and 6.

use crate::digest::{Digest, from_hex, to_hex};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

macro_rules! sixteen_bytes {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// The first eight hex digits: for names, never for identity.
            pub fn short(&self) -> String {
                to_hex(&self.0[..4])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_hex(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = crate::digest::NotHex;

            /// Accepts exactly 32 lower-case hex digits.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                from_hex(text).and_then(|b| b.try_into().ok()).map(Self).ok_or(crate::digest::NotHex)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|_| serde::de::Error::custom("not 32 lower-case hex digits"))
            }
        }
    };
}

sixteen_bytes!(
    /// An operation: 16 random bytes, chosen before the first `chain.start`.
    OperationId
);
sixteen_bytes!(
    /// A chain: the first 16 bytes of a hash over operation, key and nonce.
    ChainId
);

impl ChainId {
    /// The id that a chain of this operation, raw public key and nonce has.
    pub fn derive(operation: OperationId, public_key: &[u8; 32], nonce: &[u8; 16]) -> Self {
        let digest = Digest::of_parts(&[b"sigillum chain id v1\n", &operation.0, public_key, nonce]);
        let mut id = [0; 16];
        id.copy_from_slice(&digest.0[..16]);
        Self(id)
    }
}

/// The kinds of record that the format knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// An operation; its id is the operation's 32 hex digits.
    Operation,
    /// A signer; its id is the SHA-256 of the raw public key.
    Signer,
    /// An artefact; its id is the digest of the creating entry.
    Artefact,
    /// A package; its id is the digest of the creating entry.
    Package,
    /// A photo or other original; its id is the SHA-256 of its bytes.
    Photo,
    /// A placement; its id is the digest of the creating entry.
    Placement,
    /// A sealed note; its id is the digest of the sealing entry.
    Note,
    /// A custody event; its id is the digest of the recording entry.
    Custody,
}

impl RecordKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Operation,
        Self::Signer,
        Self::Artefact,
        Self::Package,
        Self::Photo,
        Self::Placement,
        Self::Note,
        Self::Custody,
    ];

    /// The word before the colon.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Signer => "signer",
            Self::Artefact => "artefact",
            Self::Package => "package",
            Self::Photo => "photo",
            Self::Placement => "placement",
            Self::Note => "note",
            Self::Custody => "custody",
        }
    }

    /// True for kinds whose id is the digest of the entry that creates them.
    pub const fn named_by_entry(self) -> bool {
        matches!(self, Self::Artefact | Self::Package | Self::Placement | Self::Note | Self::Custody)
    }
}

/// A record's id as it stands in entries: `artefact:` and the hex digits. Unknown kinds are kept as they are. Cheap to
/// clone: each change of an entry names its record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct RecordId(Arc<str>);

impl RecordId {
    /// The id of a record that the entry with this digest creates, or of a photo with these bytes.
    pub fn new(kind: RecordKind, digest: Digest) -> Self {
        Self(format!("{}:{digest}", kind.word()).into())
    }

    /// The id of the operation's own record.
    pub fn operation(id: OperationId) -> Self {
        Self(format!("operation:{id}").into())
    }

    /// The kind; `None` for kinds of a later version.
    pub fn kind(&self) -> Option<RecordKind> {
        let word = self.0.split(':').next().unwrap_or_default();
        RecordKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The part after the colon.
    pub fn hex(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, hex)| hex)
    }

    /// The part after the colon as a digest; `None` for operations and unknown forms.
    pub fn digest(&self) -> Option<Digest> {
        self.hex().parse().ok()
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RecordId {
    type Err = crate::digest::NotHex;

    /// Accepts `word:hex`: a word of lower-case letters, then 32 (operation) or 64 lower-case hex digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = crate::digest::NotHex;
        let (word, hex) = text.split_once(':').ok_or(bad)?;
        let length = if word == "operation" { 32 } else { 64 };
        let named = !word.is_empty() && word.len() <= 32 && word.bytes().all(|b| b.is_ascii_lowercase());
        if named && hex.len() == length && from_hex(hex).is_some() { Ok(Self(text.into())) } else { Err(bad) }
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for RecordId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("no id of a record"))
    }
}
