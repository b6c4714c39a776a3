//! Time tokens (RFC 3161): a clock that is not ours says when a bundle existed. FORMAT.md section 20.
//!
//! Owns: the request for a bundle's tag manifest, and judging the answer. Must never: take a token for good whose authority
//! nobody named from outside, or whose signature was not checked.

mod certificate;
mod der;
#[cfg(test)]
mod tests;
mod token;

use crate::digest::Digest;
use crate::time::Moment;
use certificate::{Certificate, vouched};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Serialize;
use token::Token;

/// The largest answer of an authority that is read, in bytes; common ones have some 6,000.
pub const LONGEST: u64 = 1 << 20;

/// What is added to a bundle's name for the request that an export writes beside it.
pub const REQUEST: &str = ".tsq";

/// What is added to a bundle's name for the authority's answer, put beside it by hand.
pub const ANSWER: &str = ".tsr";

/// DER of everything in a request before the digest: version 1, SHA-256.
const BEFORE: [u8; 24] = [
    0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
    0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];
/// DER of everything after it: the authority's certificate is asked for.
const AFTER: [u8; 3] = [0x01, 0x01, 0xff];

/// The request for a time token of what has this SHA-256: no nonce, so that it follows from the digest alone.
pub fn request(digest: &Digest) -> Vec<u8> {
    [&BEFORE[..], &digest.0, &AFTER].concat()
}

/// Certificates of authorities that somebody named from outside.
#[derive(Clone, Debug)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Reads certificates in PEM form; `None` if there is none, or one that cannot be read.
    pub fn parse(pem: &[u8]) -> Option<Self> {
        std::str::from_utf8(pem).ok()?;
        let mut found = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.ok()?;
            webpki::anchor_from_trusted_cert(&certificate).ok()?;
            Certificate::read(&certificate)?;
            found.push(certificate);
        }
        (!found.is_empty()).then_some(Self(found))
    }
}

/// When something existed, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Stamp {
    /// The authority's time, UTC, `2025-11-13T09:41:07.000Z`: it existed then.
    pub at: String,
    /// The subject of the certificate that signed, in words; it is only as good as who vouches for it.
    pub authority: String,
    /// SHA-256 of that certificate.
    pub certificate: Digest,
}

impl Stamp {
    /// The same time in milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(&self) -> Option<i64> {
        Moment::parse(&self.at, "+00:00").map(|moment| moment.millis)
    }
}

/// What a token is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It is no answer of RFC 3161 with a token.
    Malformed,
    /// It is about another file.
    OtherFile,
    /// It is about the file, and nobody was named whose word on the time counts, so that nothing else was asked: the time in
    /// it, and the subject of the certificate that it names, are what its maker says.
    NotJudged(Moment, String),
    /// Its signature cannot be checked: the certificate is not in it, or the kind of key is none that is read here.
    Unread(Moment),
    /// Its signature is not good.
    Bad,
    /// It was signed with a certificate that is not for time stamping, and for that alone.
    NotForTime(Stamp),
    /// A certificate on its way was not valid at the token's time.
    OutsideCertificate(Stamp),
    /// No authority that was named vouches for it.
    UnknownAuthority(Stamp),
    /// An authority that was named says that the file existed at this time.
    Good(Stamp),
}

/// Judges an authority's answer (`openssl ts -reply`) about what has this SHA-256.
pub fn judge(answer: &[u8], digest: &Digest, authorities: Option<&Authorities>) -> Worth {
    let Some(token) = Token::read(answer) else { return Worth::Malformed };
    if !token.is_about(digest) {
        return Worth::OtherFile;
    }
    let Some(named) = authorities else {
        let claimed = token.signing_certificate().and_then(Certificate::read);
        return Worth::NotJudged(
            token.at,
            claimed.map(|certificate| certificate.subject()).unwrap_or_default(),
        );
    };
    match token.is_signed() {
        Some(false) => return Worth::Bad,
        None => return Worth::Unread(token.at),
        Some(true) => {}
    }
    let Some(bytes) = token.signing_certificate() else { return Worth::Unread(token.at) };
    let Some(certificate) = Certificate::read(bytes) else { return Worth::Unread(token.at) };
    let stamp = Stamp { at: token.at.at(), authority: certificate.subject(), certificate: Digest::of(bytes) };
    if !certificate.is_for_time() {
        return Worth::NotForTime(stamp);
    }
    if !certificate.is_valid_at(token.at) {
        return Worth::OutsideCertificate(stamp);
    }
    match vouched(bytes, &token.certificates, &named.0, token.at) {
        Some(true) => Worth::Good(stamp),
        Some(false) => Worth::OutsideCertificate(stamp),
        None => Worth::UnknownAuthority(stamp),
    }
}
