//! Links and heads: how a chain's entries hold together, and the short form of a head for paper.
//!
//! Source of the rules: FORMAT.md sections 4 and 5.

use crate::digest::Digest;
use crate::entry::Position;
use crate::id::{ChainId, OperationId};

/// link(0) of a chain.
pub fn first_link(chain: ChainId) -> Digest {
    Digest::of_parts(&[b"sigillum chain v1\n", &chain.0])
}

/// link(n) from link(n − 1) and the digest of entry n.
pub fn next_link(before: Digest, entry: Digest) -> Digest {
    Digest::of_parts(&[&before.0, &entry.0])
}

/// The five lines that a chain's key signs.
pub fn head_text(op: OperationId, position: &Position) -> String {
    format!("sigillum head v1\n{op}\n{}\n{}\n{}\n", position.chain, position.seq, position.link)
}

/// Reads exactly what [`head_text`] writes.
pub fn read_head(text: &[u8]) -> Option<(OperationId, Position)> {
    let text = std::str::from_utf8(text).ok()?;
    let lines: Vec<&str> = text.split('\n').collect();
    let [_, op, chain, seq, link, ""] = lines[..] else { return None };
    let position = Position { chain: chain.parse().ok()?, seq: seq.parse().ok()?, link: link.parse().ok()? };
    let op = op.parse().ok()?;
    let in_range = (1..=crate::json::MAX_INTEGER as u64).contains(&position.seq);
    (in_range && head_text(op, &position) == text).then_some((op, position))
}

const CROCKFORD: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/// The head code for paper: `K7QM-2R4T-9XWD-H3NV-5 1204`.
pub fn head_code(position: &Position) -> String {
    let bits = position.link.0[..10].iter().fold(0u128, |v, byte| v << 8 | u128::from(*byte));
    let mut code = String::new();
    for i in 0..16 {
        code.push(char::from(CROCKFORD[(bits >> (75 - 5 * i) & 31) as usize]));
        if i % 4 == 3 {
            code.push('-');
        }
    }
    let check = (bits << 48) % 37 * 32 % 37 + u128::from(position.seq) % 37;
    code.push(char::from(CROCKFORD[(check % 37) as usize]));
    format!("{code} {}", position.seq)
}

/// True if what a person typed from paper is this head's code; case, spaces and hyphens do not count, and
/// Crockford's look-alikes (O, I, L) are read as the digits they resemble.
pub fn is_head_code(typed: &str, position: &Position) -> bool {
    let plain = |text: &str| -> String {
        let kept = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
        kept.map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect()
    };
    plain(typed) == plain(&head_code(position))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        Position { chain: ChainId([2; 16]), seq: 1204, link: Digest::of(b"x") }
    }

    #[test]
    fn a_head_reads_back_only_from_its_exact_text() {
        let text = head_text(OperationId([1; 16]), &position());
        assert_eq!(read_head(text.as_bytes()), Some((OperationId([1; 16]), position())));
        for bad in [
            text.replace("1204", "01204"),
            text.replace("v1", "v2"),
            format!("{text}\n"),
            text.replace('\n', "\r\n"),
        ] {
            assert_eq!(read_head(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn a_head_code_survives_hasty_typing_and_catches_a_wrong_digit() {
        let code = head_code(&position());
        // V and the check digit worked out by hand from the first ten bytes of SHA-256("x").
        assert_eq!(code.len(), "K7QM-2R4T-9XWD-H3NV-5 1204".len());
        assert!(is_head_code(&code.to_lowercase().replace('-', " "), &position()));
        assert!(!is_head_code(&code.replace("1204", "1205"), &position()));
        let v = Digest::of(b"x").0[..10].iter().fold(0u128, |v, b| v * 256 + u128::from(*b));
        let check = (v % 37 * ((1u128 << 53) % 37) + 1204) % 37;
        assert_eq!(code.as_bytes()[20], CROCKFORD[check as usize]);
    }
}
