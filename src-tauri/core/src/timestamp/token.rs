//! A token taken apart: RFC 3161 in CMS (RFC 5652), the signing certificate bound by RFC 2634 or RFC 5035.

use super::der::{Der, FIRST, GENERAL_TIME, INTEGER, OCTETS, OID, SECOND, SEQUENCE, SET, only};
use crate::digest::Digest;
use crate::time::Moment;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, ring};

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
const SIGNING_CERTIFICATE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0c];
const SIGNING_CERTIFICATE_V2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f];
const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];

/// A hash's name and a digest by it.
type Imprint<'a> = (&'a [u8], &'a [u8]);

/// An answer with a token, read.
pub(super) struct Token<'a> {
    /// When, by the authority.
    pub at: Moment,
    imprint: Imprint<'a>,
    content: &'a [u8],
    /// The certificates that came with it, the signing one among them.
    pub certificates: Vec<&'a [u8]>,
    hash: &'a [u8],
    attributes: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Token<'a> {
    /// Reads an answer whose status is granted; `None` for any other bytes.
    pub fn read(answer: &'a [u8]) -> Option<Self> {
        let mut answer = Der(only(answer, SEQUENCE)?);
        let status = Der(answer.take(SEQUENCE)?).take(INTEGER)?;
        let mut outer = Der(answer.take(SEQUENCE)?);
        if !matches!(status, [0 | 1]) || !answer.is_empty() || outer.take(OID)? != SIGNED_DATA {
            return None;
        }
        let mut signed = Der(only(outer.take(FIRST)?, SEQUENCE)?);
        signed.take(INTEGER)?;
        signed.take(SET)?;
        let mut inner = Der(signed.take(SEQUENCE)?);
        if inner.take(OID)? != TST_INFO {
            return None;
        }
        let content = only(inner.take(FIRST)?, OCTETS)?;
        let mut listed = Der(signed.take_if(FIRST).unwrap_or_default());
        let certificates = std::iter::from_fn(|| listed.next()).map(|item| item.whole).collect();
        signed.take_if(SECOND);
        let mut signer = Der(only(signed.take(SET)?, SEQUENCE)?);
        signer.take(INTEGER)?;
        signer.next()?;
        let hash = Der(signer.take(SEQUENCE)?).take(OID)?;
        let attributes = signer.take(FIRST)?;
        signer.take(SEQUENCE)?;
        let signature = signer.take(OCTETS)?;
        let (imprint, at) = read_info(content)?;
        Some(Self { at, imprint, content, certificates, hash, attributes, signature })
    }

    /// True if it is about what has this SHA-256.
    pub fn is_about(&self, digest: &Digest) -> bool {
        self.imprint == (SHA256, &digest.0[..])
    }

    /// True if the signing certificate's key signed exactly this; `None` where that cannot be told: the certificate is not
    /// in it, or the key is of a kind that is not read here.
    pub fn is_signed(&self) -> Option<bool> {
        let value = |name: &[u8]| {
            let mut all = Der(self.attributes);
            let mut found = std::iter::from_fn(|| all.take(SEQUENCE)).filter_map(|one| {
                let mut one = Der(one);
                (one.take(OID)? == name).then(|| one.take(SET))?
            });
            found.next().filter(|_| found.next().is_none())
        };
        let fits = value(CONTENT_TYPE).and_then(|set| only(set, OID)) == Some(TST_INFO)
            && value(MESSAGE_DIGEST).and_then(|set| only(set, OCTETS))
                == Some(&*hashed(self.hash, self.content)?);
        if !fits {
            return Some(false);
        }
        let certificate = CertificateDer::from(self.signing_certificate()?);
        let signer = EndEntityCert::try_from(&certificate).ok()?;
        // What is signed is the attributes as a SET, though they stand in the token as [0].
        let message = set_of(self.attributes);
        let mut judged = None;
        for algorithm in algorithms(self.hash) {
            match signer.verify_signature(algorithm, &message, self.signature) {
                Ok(()) => return Some(true),
                Err(webpki::Error::InvalidSignatureForPublicKey) => judged = Some(false),
                Err(_) => {}
            }
        }
        judged
    }

    /// The certificate that the signed attributes bind by its digest.
    pub fn signing_certificate(&self) -> Option<&'a [u8]> {
        let mut all = Der(self.attributes);
        let bound = std::iter::from_fn(|| all.take(SEQUENCE)).find_map(bound_certificate);
        let (hash, digest) = bound?;
        self.certificates
            .iter()
            .copied()
            .find(|whole| hashed(hash, whole).is_some_and(|found| *found == *digest))
    }
}

/// Hash and digest of the first certificate that an attribute binds, if it is the attribute that does so.
fn bound_certificate(attribute: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut attribute = Der(attribute);
    let name = attribute.take(OID)?;
    let list = only(attribute.take(SET)?, SEQUENCE)?;
    let mut first = Der(Der(Der(list).take(SEQUENCE)?).take(SEQUENCE)?);
    match name {
        SIGNING_CERTIFICATE => Some((SHA1, first.take(OCTETS)?)),
        SIGNING_CERTIFICATE_V2 => {
            let hash = first.take_if(SEQUENCE).map_or(Some(SHA256), |named| Der(named).take(OID))?;
            Some((hash, first.take(OCTETS)?))
        }
        _ => None,
    }
}

/// Hash and digest of what a token is about, and its time.
fn read_info(content: &[u8]) -> Option<(Imprint<'_>, Moment)> {
    let mut info = Der(only(content, SEQUENCE)?);
    let version = info.take(INTEGER)?;
    info.take(OID)?;
    let mut imprint = Der(info.take(SEQUENCE)?);
    let hash = Der(imprint.take(SEQUENCE)?).take(OID)?;
    let digest = imprint.take(OCTETS)?;
    info.take(INTEGER)?;
    let at = moment_of(info.take(GENERAL_TIME)?)?;
    (version == [1] && imprint.is_empty()).then_some(((hash, digest), at))
}

/// `20251113094107Z`, with or without a fraction, of which thousandths count.
pub(super) fn moment_of(text: &[u8]) -> Option<Moment> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let part = |from: usize, to: usize| &whole[from..to];
    let (day, time) = ((part(0, 4), part(4, 6), part(6, 8)), (part(8, 10), part(10, 12), part(12, 14)));
    let at = format!("{}-{}-{}T{}:{}:{}.{:0<3.3}Z", day.0, day.1, day.2, time.0, time.1, time.2, fraction);
    Moment::parse(&at, "+00:00")
}

fn hashed(hash: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    match hash {
        SHA1 => Some(sha1::Sha1::digest(bytes).to_vec()),
        SHA256 => Some(Sha256::digest(bytes).to_vec()),
        SHA384 => Some(Sha384::digest(bytes).to_vec()),
        SHA512 => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}

type Algorithm = &'static dyn SignatureVerificationAlgorithm;

/// The kinds of signature of certificates that are read.
pub(super) const ALGORITHMS: &[Algorithm] = webpki::ALL_VERIFICATION_ALGS;

const OVER_SHA256: [Algorithm; 4] = [
    ring::RSA_PKCS1_2048_8192_SHA256,
    ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    ring::ECDSA_P256_SHA256,
    ring::ECDSA_P384_SHA256,
];
const OVER_SHA384: [Algorithm; 4] = [
    ring::RSA_PKCS1_2048_8192_SHA384,
    ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    ring::ECDSA_P256_SHA384,
    ring::ECDSA_P384_SHA384,
];
const OVER_SHA512: [Algorithm; 3] =
    [ring::RSA_PKCS1_2048_8192_SHA512, ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY, ring::ED25519];

/// The kinds of signature over this hash that are read; none over SHA-1.
fn algorithms(hash: &[u8]) -> Vec<Algorithm> {
    match hash {
        SHA256 => OVER_SHA256.to_vec(),
        SHA384 => OVER_SHA384.to_vec(),
        SHA512 => OVER_SHA512.to_vec(),
        _ => Vec::new(),
    }
}

/// These values as one SET.
fn set_of(body: &[u8]) -> Vec<u8> {
    let mut out = vec![SET];
    let length = body.len().to_be_bytes();
    let bytes: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    match u8::try_from(body.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            out.push(0x80 | u8::try_from(bytes.len()).unwrap_or(0));
            out.extend(bytes);
        }
    }
    out.extend_from_slice(body);
    out
}
