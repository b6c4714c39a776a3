//! The armoured form of a signature, as a file that `ssh-keygen -Y verify` reads.

use super::sshsig::{HASH_NAME, MAGIC};
use super::wire::{ED25519, put_string, take_string};
use super::{PublicKey, Signature};
use base64ct::{Base64, Encoding};
use std::fmt;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";
/// What `ssh-keygen -Y sign` puts on a line.
const COLUMNS: usize = 70;
/// Far above any armour with a sensible namespace; what is longer is not looked at.
const MAX_BYTES: usize = 4096;

/// What an armoured signature states. It is unproven until [`super::verify`] says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Armoured {
    /// The key that the armour names.
    pub key: PublicKey,
    /// The purpose that the armour names.
    pub namespace: String,
    /// The signature itself.
    pub signature: Signature,
}

/// The bytes are not exactly what [`armour`] writes for any key, namespace and signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotArmour;

impl fmt::Display for NotArmour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an armoured SSH signature in its one accepted form")
    }
}

impl std::error::Error for NotArmour {}

/// The file that `ssh-keygen -Y sign` writes for this signature, byte for byte: version 1, SHA-512, lines of 70
/// columns, LF after each.
pub fn armour(key: &PublicKey, namespace: &str, signature: &Signature) -> String {
    let encoded = Base64::encode_string(&blob(key, namespace, signature));
    let mut text =
        String::with_capacity(BEGIN.len() + END.len() + encoded.len() + encoded.len() / COLUMNS + 1);
    text.push_str(BEGIN);
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(COLUMNS));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str(END);
    text
}

/// Reads an armoured signature, accepting only the very bytes that [`armour`] writes: a signature has one file.
///
/// # Errors
/// For anything else: other columns, line ends or padding, bytes before or after, another version, hash or key
/// type, a reserved part that is not empty, a key that [`PublicKey`] refuses, an empty namespace or one with other
/// than visible ASCII.
pub fn parse_armour(text: impl AsRef<[u8]>) -> Result<Armoured, NotArmour> {
    let text = std::str::from_utf8(text.as_ref()).map_err(|_| NotArmour)?;
    read(text).filter(|a| armour(&a.key, &a.namespace, &a.signature) == text).ok_or(NotArmour)
}

/// Reads what is there; the caller compares with what should be.
fn read(text: &str) -> Option<Armoured> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let encoded = text.strip_prefix(BEGIN)?.strip_suffix(END)?.replace('\n', "");
    let blob = Base64::decode_vec(&encoded).ok()?;
    let mut fields = blob.strip_prefix(MAGIC)?.strip_prefix(&1_u32.to_be_bytes())?;
    let key = PublicKey::from_blob(take_string(&mut fields)?).ok()?;
    let namespace = std::str::from_utf8(take_string(&mut fields)?).ok()?.to_owned();
    // Reserved part and hash are skipped here: the comparison with `armour` holds them to their one value.
    let (_reserved, _hash, mut inner) =
        (take_string(&mut fields)?, take_string(&mut fields)?, take_string(&mut fields)?);
    let _type = take_string(&mut inner)?;
    let signature = Signature(take_string(&mut inner)?.try_into().ok()?);
    let plain = !namespace.is_empty() && namespace.bytes().all(|b| b.is_ascii_graphic());
    plain.then_some(Armoured { key, namespace, signature })
}

/// The bytes inside the armour (PROTOCOL.sshsig, section 2).
fn blob(key: &PublicKey, namespace: &str, signature: &Signature) -> Vec<u8> {
    let mut inner = Vec::with_capacity(96);
    put_string(&mut inner, ED25519);
    put_string(&mut inner, &signature.0);
    let mut blob = Vec::with_capacity(256);
    blob.extend_from_slice(MAGIC);
    blob.extend_from_slice(&1_u32.to_be_bytes());
    put_string(&mut blob, &key.blob());
    put_string(&mut blob, namespace.as_bytes());
    put_string(&mut blob, b"");
    put_string(&mut blob, HASH_NAME);
    put_string(&mut blob, &inner);
    blob
}

#[cfg(test)]
mod tests {
    use super::super::{UnlockedKey, namespace};
    use super::*;

    fn sample() -> Armoured {
        let key = UnlockedKey::from_seed(&[3; 32], String::new()).unwrap();
        let signature = key.sign(namespace::HEAD, b"head\n").unwrap();
        Armoured { key: key.public(), namespace: namespace::HEAD.to_owned(), signature }
    }

    fn written() -> String {
        let Armoured { key, namespace, signature } = sample();
        armour(&key, &namespace, &signature)
    }

    /// Armours any bytes, at any width.
    fn wrap(blob: &[u8], columns: usize, end: &str) -> String {
        let encoded = Base64::encode_string(blob);
        let lines: Vec<_> =
            encoded.as_bytes().chunks(columns).map(|l| std::str::from_utf8(l).unwrap()).collect();
        format!("{}{end}{}{end}{}{end}", BEGIN.trim_end(), lines.join(end), END.trim_end())
    }

    fn sample_blob() -> Vec<u8> {
        let Armoured { key, namespace, signature } = sample();
        blob(&key, &namespace, &signature)
    }

    #[test]
    fn armour_reads_back_what_was_written() {
        assert_eq!(parse_armour(written()), Ok(sample()));
        assert_eq!(wrap(&sample_blob(), 70, "\n"), written());
    }

    #[test]
    fn armour_in_any_other_dress_is_refused() {
        let good = written();
        for (what, bad) in [
            ("an extra blank line", good.replacen('\n', "\n\n", 1)),
            ("a blank line at the end", format!("{good}\n")),
            ("76 columns", wrap(&sample_blob(), 76, "\n")),
            ("one long line", wrap(&sample_blob(), 4000, "\n")),
            ("CRLF", good.replace('\n', "\r\n")),
            ("trailing bytes", format!("{good}x")),
            ("leading bytes", format!(" {good}")),
            ("no last LF", good.trim_end().to_owned()),
            ("a space at a line's end", good.replacen('\n', " \n", 2)),
            ("another label", good.replace("SSH SIGNATURE", "PGP SIGNATURE")),
            ("twice", good.repeat(2)),
            ("nothing", String::new()),
            ("only the frame", format!("{BEGIN}{END}")),
            ("a mebibyte", good.repeat(4096)),
        ] {
            assert_eq!(parse_armour(&bad), Err(NotArmour), "{what}");
        }
        assert_eq!(parse_armour(b"\xff\xfe"), Err(NotArmour));
    }

    #[test]
    fn armour_that_says_something_else_inside_is_refused() {
        let swap = |from: &[u8], to: &[u8]| {
            let blob = sample_blob();
            let at = blob.windows(from.len()).rposition(|w| w == from).unwrap();
            [&blob[..at], to, &blob[at + from.len()..]].concat()
        };
        let mut longer_key = sample_blob();
        longer_key[13] += 1;
        for (what, blob) in [
            ("another hash", swap(b"\0\0\0\x06sha512", b"\0\0\0\x06sha256")),
            ("an unknown hash", swap(b"\0\0\0\x06sha512", b"\0\0\0\x03md5")),
            ("something reserved", swap(b"\0\0\0\0\0\0\0\x06sha512", b"\0\0\0\x01x\0\0\0\x06sha512")),
            ("another version", swap(b"SSHSIG\0\0\0\x01", b"SSHSIG\0\0\0\x02")),
            ("another magic", swap(b"SSHSIG", b"SSHSIH")),
            ("another type of signature", swap(b"ssh-ed25519", b"ssh-ed25518")),
            ("an empty namespace", swap(b"\0\0\0\x0dhead@sigillum", b"\0\0\0\0")),
            ("a line end in the namespace", swap(b"head@sigillum", b"head@sigillu\n")),
            ("bytes after the signature", [sample_blob(), vec![0]].concat()),
            ("a field cut short", sample_blob()[..150].to_vec()),
            ("a length beyond the end", longer_key),
        ] {
            assert_eq!(parse_armour(wrap(&blob, 70, "\n")), Err(NotArmour), "{what}");
        }
    }

    #[test]
    fn no_byte_of_armour_can_be_changed_and_still_give_the_same_signature() {
        let good = written();
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bad = good.clone().into_bytes();
                bad[at] ^= 1 << bit;
                assert_ne!(parse_armour(&bad), Ok(sample()), "byte {at} bit {bit}");
            }
        }
    }
}
