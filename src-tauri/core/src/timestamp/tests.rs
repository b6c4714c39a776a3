use super::*;

#[test]
fn bytes_that_are_no_answer_are_malformed_and_never_a_panic() {
    let digest = Digest::of(b"x");
    for bytes in [
        &b""[..],
        b"\x30",
        b"\x30\x80\0\0",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x05\x30\x03\x02\x01\x02",
        b"not DER",
    ] {
        assert_eq!(judge(bytes, &digest, None), Worth::Malformed);
    }
    assert_eq!(judge(&request(&digest), &digest, None), Worth::Malformed, "a request is no answer");
}

#[test]
fn a_list_of_authorities_is_read_whole_or_not_at_all() {
    assert!(Authorities::parse(b"").is_none());
    assert!(Authorities::parse(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_none());
    assert!(Authorities::parse(b"-----BEGIN CERTIFICATE-----\n").is_none());
}
