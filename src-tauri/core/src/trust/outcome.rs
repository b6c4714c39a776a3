//! What a signature is worth, for people: trusted, unknown signer or bad, with the reason.

use crate::signature::{AllowedSigners, PublicKey, Trust, ssh_time};
use crate::time::Moment;
use serde::Serialize;

/// The three outcomes of every signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SignatureOutcome"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Good, by somebody on headquarters' list.
    Trusted,
    /// Good, by a key about which the list does not say that it counts here.
    UnknownSigner,
    /// Not good: what is there is not what was signed.
    Bad,
}

/// The outcome with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SignatureStanding"))]
pub struct Standing {
    /// The outcome.
    pub outcome: Outcome,
    /// Why, as a stable code: `listed`, `fixed-before-revocation`, `no-list`, `not-on-list`, `not-for-this`, `expired`,
    /// `not-yet-valid`, `revoked`, `signature-bad`.
    pub reason: &'static str,
    /// The same as a sentence.
    pub sentence: String,
    /// Whose key it is by the list; `None` where the list does not say.
    pub principal: Option<String>,
    /// The number of headquarters' list that says so; `None` for a plain list, or none.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub list: Option<u64>,
    /// Since when the key is revoked, where it is; RFC 3339 in UTC.
    pub since: Option<String>,
    /// Why it is revoked, by the list.
    pub why: Option<String>,
}

impl Standing {
    /// What a list says of a signature that is good. `at` is the time that the signer's clock gave and `proved` the
    /// earliest at which it is proven to have existed, as in [`AllowedSigners::lookup_proved`]: the least of the times of
    /// all receipts that cover it, so that the order in which lists and receipts arrive plays no part.
    pub fn of(
        list: Option<&AllowedSigners>,
        key: &PublicKey,
        namespace: &str,
        at: Option<i64>,
        proved: Option<i64>,
    ) -> Self {
        let Some(list) = list else {
            let sentence = "Whole, signer unknown: there is no list of signers here.".to_owned();
            return Self::new(Outcome::UnknownSigner, "no-list", sentence);
        };
        let name = list.number().map_or_else(|| "the list".to_owned(), |number| format!("list {number}"));
        let judged = match list.lookup_proved(key, namespace, at, proved) {
            Trust::Trusted { principal } => Self::trusted(list, key, &name, principal),
            other => Self::unknown(other, &name),
        };
        Self { list: list.number(), ..judged }
    }

    /// A signature that is not good.
    pub fn bad() -> Self {
        let sentence =
            "The signature is not good: this is not what was signed. Do not rely on it.".to_owned();
        Self::new(Outcome::Bad, "signature-bad", sentence)
    }

    fn trusted(list: &AllowedSigners, key: &PublicKey, name: &str, principal: String) -> Self {
        let since = list.revoked().iter().filter(|r| r.key == *key).map(|r| r.since).min();
        let (reason, sentence) = match since {
            None => ("listed", format!("Signed by {principal}, who is on {name}.")),
            Some(since) => (
                "fixed-before-revocation",
                format!(
                    "Signed by {principal}. The key is revoked since {}, but a receipt or a time token from before \
                     that holds this signature.",
                    when(since)
                ),
            ),
        };
        let since = since.map(utc);
        Self { principal: Some(principal), since, ..Self::new(Outcome::Trusted, reason, sentence) }
    }

    fn unknown(said: Trust, name: &str) -> Self {
        let mut revoked = (None, None);
        let (reason, sentence, principal) = match said {
            Trust::Revoked { principal, since, reason } => {
                let sentence = format!(
                    "The key of {principal} is revoked since {} ({reason}); anybody may have signed this.",
                    when(since)
                );
                revoked = (Some(utc(since)), Some(reason));
                ("revoked", sentence, Some(principal))
            }
            Trust::Expired => ("expired", format!("The key was on {name} for an earlier time only."), None),
            Trust::NotYetValid => {
                ("not-yet-valid", format!("The key is on {name} for a later time only."), None)
            }
            Trust::NotInNamespace => {
                ("not-for-this", format!("The key is on {name} for other things only."), None)
            }
            Trust::Unknown | Trust::Trusted { .. } => {
                ("not-on-list", format!("The key is not on {name}."), None)
            }
        };
        Self {
            principal,
            since: revoked.0,
            why: revoked.1,
            ..Self::new(Outcome::UnknownSigner, reason, format!("Whole, signer unknown: {sentence}"))
        }
    }

    fn new(outcome: Outcome, reason: &'static str, sentence: String) -> Self {
        Self { outcome, reason, sentence, principal: None, list: None, since: None, why: None }
    }
}

/// A time for programs.
fn utc(seconds: i64) -> String {
    Moment { millis: seconds.saturating_mul(1000), offset_minutes: 0 }.at()
}

/// A time for people, to the second, `2025-11-13 09:41:07 UTC`.
fn when(seconds: i64) -> String {
    let t = ssh_time(seconds);
    let part = |from: usize, to: usize| t.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{} {}:{}:{} UTC",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    )
}
