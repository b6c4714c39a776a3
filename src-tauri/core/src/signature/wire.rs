//! The wire form of SSH: a string is four bytes of length, big-endian, then that many bytes (RFC 4251, section 5).

/// The name of the only key type used here (RFC 8709).
pub(super) const ED25519: &[u8] = b"ssh-ed25519";

/// Appends one string. No caller has one near the limit of 2^32 bytes.
pub(super) fn put_string(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Takes one string off the front; `None` when the input ends before it does.
pub(super) fn take_string<'a>(input: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = input.split_first_chunk::<4>()?;
    let (bytes, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *input = rest;
    Some(bytes)
}
