//! A passphrase on its way from the page to the key's file.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// Wiped when it is dropped; never written or logged.
#[derive(ts_rs::TS)]
#[ts(type = "string")]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Passphrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}
