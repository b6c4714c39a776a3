//! A certificate as far as a time token needs it: whose it is, when it is valid, what it is for, and who vouches for it.
//!
//! Paths are checked by `webpki`. It does not ask that a certificate be for time stamping alone (RFC 3161, section 2.3),
//! names nobody, and takes an authority's own certificate at any time: these three are read here.

use super::der::{BITS, BOOLEAN, Der, FIRST, FOURTH, GENERAL_TIME, INTEGER, OCTETS, OID, SEQUENCE, SET};
use super::der::{UTC_TIME, only};
use super::token::{ALGORITHMS, moment_of};
use crate::time::Moment;
use rustls_pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use webpki::{EndEntityCert, Error, KeyUsage};

/// id-kp-timeStamping.
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
/// Common name, organisation, organisational unit: the parts of a subject that are words, the first shown first.
const NAMES: [&[u8]; 3] = [&[0x55, 0x04, 0x03], &[0x55, 0x04, 0x0a], &[0x55, 0x04, 0x0b]];
/// The tags of UTF8String, PrintableString and IA5String, all of which are UTF-8.
const TEXTS: [u8; 3] = [0x0c, 0x13, 0x16];
/// A name longer than this, in characters, is cut.
const LONGEST_NAME: usize = 200;

/// A certificate, read.
pub(super) struct Certificate<'a> {
    from: Moment,
    until: Moment,
    subject: &'a [u8],
    extensions: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads one; `None` where it has not the form of RFC 5280.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut signed = Der(Der(only(bytes, SEQUENCE)?).take(SEQUENCE)?);
        signed.take_if(FIRST);
        signed.take(INTEGER)?;
        signed.take(SEQUENCE)?;
        signed.take(SEQUENCE)?;
        let mut valid = Der(signed.take(SEQUENCE)?);
        let (from, until) = (time(&mut valid)?, time(&mut valid)?);
        let subject = signed.take(SEQUENCE)?;
        signed.take(SEQUENCE)?;
        // Unique identifiers, of which nobody makes any, stand before the extensions.
        while let Some(0x81 | 0x82) = signed.0.first() {
            signed.next()?;
        }
        let extensions = match signed.take_if(FOURTH) {
            Some(wrapped) => only(wrapped, SEQUENCE)?,
            None => &[],
        };
        Some(Self { from, until, subject, extensions })
    }

    /// True if it is for time stamping, critically so, and for nothing else.
    pub fn is_for_time(&self) -> bool {
        let purposes = self.extension(EXTENDED_KEY_USAGE).filter(|(critical, _)| *critical);
        let purpose = purposes.and_then(|(_, value)| only(value, SEQUENCE)).and_then(|list| only(list, OID));
        // Signing data and signing what cannot be denied are the first two bits; the others make certificates or secrets.
        let signs = |value: &[u8]| {
            only(value, BITS)
                .is_some_and(|bits| matches!(bits, [_, bits] if bits & 0xc0 != 0 && bits & 0x3f == 0))
        };
        purpose == Some(TIME_STAMPING) && self.extension(KEY_USAGE).is_none_or(|(_, value)| signs(value))
    }

    /// True if it is valid at this time; both ends are within.
    pub fn is_valid_at(&self, at: Moment) -> bool {
        let second = at.millis.div_euclid(1000);
        self.from.millis.div_euclid(1000) <= second && second <= self.until.millis.div_euclid(1000)
    }

    /// Whose it is, in words; empty where it names nobody.
    pub fn subject(&self) -> String {
        let mut parts = Der(self.subject);
        let mut found: Vec<(usize, String)> = Vec::new();
        while let Some(set) = parts.take(SET) {
            let mut pair = Der(Der(set).take(SEQUENCE).unwrap_or_default());
            let place = pair.take(OID).and_then(|name| NAMES.iter().position(|known| *known == name));
            let text = pair.next().filter(|item| TEXTS.contains(&item.tag));
            if let (Some(place), Some(text)) = (place, text) {
                found.push((place, String::from_utf8_lossy(text.body).into_owned()));
            }
        }
        found.sort_by_key(|(place, _)| *place);
        let words: Vec<String> = found.into_iter().map(|(_, text)| text).collect();
        words.join(", ").chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
    }

    /// Whether an extension is critical, and its value.
    fn extension(&self, wanted: &[u8]) -> Option<(bool, &'a [u8])> {
        let mut all = Der(self.extensions);
        while let Some(one) = all.take(SEQUENCE) {
            let mut one = Der(one);
            if one.take(OID)? == wanted {
                let critical = one.take_if(BOOLEAN) == Some(&[0xff]);
                return Some((critical, one.take(OCTETS)?));
            }
        }
        None
    }
}

/// `Some(true)` if a certificate leads, through these, to one of those that were named, all valid at this time;
/// `Some(false)` if it leads there and one is not; `None` if it leads to none.
pub(super) fn vouched(
    signer: &[u8],
    between: &[&[u8]],
    named: &[CertificateDer<'_>],
    at: Moment,
) -> Option<bool> {
    let signer = CertificateDer::from(signer);
    let signer = EndEntityCert::try_from(&signer).ok()?;
    let between: Vec<_> = between.iter().map(|whole| CertificateDer::from(*whole)).collect();
    let seconds = UnixTime::since_unix_epoch(Duration::from_millis(u64::try_from(at.millis).ok()?));
    let leads = |to: &CertificateDer<'_>| {
        let anchors = [webpki::anchor_from_trusted_cert(to).ok()?];
        // Of the signing certificate it is required, see `is_for_time`; those above it mostly do not say what they are for.
        let usage = KeyUsage::required_if_present(TIME_STAMPING);
        match signer.verify_for_usage(ALGORITHMS, &anchors, &between, seconds, usage, None, None) {
            Ok(_) => Some(Certificate::read(to)?.is_valid_at(at)),
            Err(Error::CertExpired { .. } | Error::CertNotValidYet { .. }) => Some(false),
            Err(_) => None,
        }
    };
    named.iter().filter_map(leads).max()
}

/// A time of a certificate: years before 2050 have two digits.
fn time(valid: &mut Der<'_>) -> Option<Moment> {
    let item = valid.next()?;
    let text = std::str::from_utf8(item.body).ok()?;
    match item.tag {
        UTC_TIME if text.len() == 13 => {
            let century = if text < "50" { "20" } else { "19" };
            moment_of(format!("{century}{text}").as_bytes())
        }
        GENERAL_TIME if text.len() == 15 => moment_of(item.body),
        _ => None,
    }
}
