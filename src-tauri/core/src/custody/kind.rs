//! The words for what happens to objects, FORMAT.md section 8.
//!
//! Owns: the twelve words, and which of them pass objects from hand to hand. Must never: drop a word that this
//! version does not know.

use serde::{Serialize, Serializer};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub enum EventKind {
    /// Somebody outside gave objects to the person who records.
    Received,
    /// Objects were found or seized.
    Found,
    /// Objects went to another place in the same hands.
    Moved,
    /// Objects were put into a package.
    Packed,
    /// Seals were put on.
    Sealed,
    /// Seals were broken, on purpose or not.
    SealBroken,
    /// A package was opened; no seal closes it any more.
    Opened,
    /// Objects were examined.
    Examined,
    /// Objects were photographed.
    Photographed,
    /// Objects were given into other hands.
    HandedOver,
    /// The receiver records objects as taken over.
    Accepted,
    /// Objects were given back.
    Returned,
    /// A word that this version does not know, kept as it is.
    Unknown(String),
}

impl EventKind {
    /// The twelve that the format knows, in the order in which screens offer them.
    pub const ALL: [Self; 12] = [
        Self::Received,
        Self::Found,
        Self::Moved,
        Self::Packed,
        Self::Sealed,
        Self::SealBroken,
        Self::Opened,
        Self::Examined,
        Self::Photographed,
        Self::HandedOver,
        Self::Accepted,
        Self::Returned,
    ];

    /// The word in the body.
    pub fn word(&self) -> &str {
        match self {
            Self::Received => "received",
            Self::Found => "found",
            Self::Moved => "moved",
            Self::Packed => "packed",
            Self::Sealed => "sealed",
            Self::SealBroken => "seal_broken",
            Self::Opened => "opened",
            Self::Examined => "examined",
            Self::Photographed => "photographed",
            Self::HandedOver => "handed_over",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Unknown(word) => word,
        }
    }

    /// The event of this word; one of a later version is kept as [`EventKind::Unknown`].
    pub fn from_word(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|kind| kind.word() == word);
        known.unwrap_or_else(|| Self::Unknown(word.to_owned()))
    }

    /// True where another person has to acknowledge: what gives objects away.
    pub fn is_hand_over(&self) -> bool {
        matches!(self, Self::HandedOver | Self::Returned)
    }

    /// True where objects pass from one party to another, so that both are named.
    pub fn passes_hands(&self) -> bool {
        self.is_hand_over() || matches!(self, Self::Received | Self::Accepted)
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> serde::Deserialize<'de> for EventKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Self::from_word(&word))
    }
}
