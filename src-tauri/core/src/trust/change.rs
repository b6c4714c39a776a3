//! What headquarters decides about its next list: listing, ending and revoking keys. Pure; signing comes after.

use super::{Contents, Listed, Request, Role};
use crate::error::{Code, Error, Result};
use crate::register::normal_text;
use crate::signature::{Principal, PublicKey, Revocation};

const APPROVING: &str = "listing a signer";

/// On what terms a key is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms<'a> {
    /// The person keeps this principal; without it, it follows from the name.
    pub principal: Option<&'a str>,
    /// May also sign what headquarters states to hold.
    pub headquarters: bool,
    /// First permitted second since 1970-01-01T00:00:00Z.
    pub valid_after: Option<i64>,
    /// Last permitted second since 1970-01-01T00:00:00Z.
    pub valid_before: Option<i64>,
}

/// Lists the key of a request; `now` in seconds. A key that takes the place of another (which signed the request too)
/// keeps the principal, and the other ends now: what it signed stays good.
///
/// A principal that somebody has already is refused unless it is named in the terms: that is how a person whose key
/// was lost is listed again, and it takes somebody who knows the person.
///
/// # Errors
/// [`Code::AlreadyExists`] for a key that is listed, or a principal that is taken; [`Code::KeyRevoked`] for a key that
/// is revoked, or one that should take a revoked one's place; [`Code::NotFound`] if the key that is to be replaced is
/// not listed; [`Code::BadValue`] for a span of time that is empty.
pub fn approve(contents: &mut Contents, request: &Request, terms: Terms<'_>, now: i64) -> Result<Listed> {
    let key = request.key;
    let refuse = |code, what: &str, remedy: &str| {
        Err(Error::new(code, APPROVING, what).on(key.fingerprint()).remedy(remedy))
    };
    let revoked = |key: &PublicKey| contents.revoked.iter().any(|revocation| revocation.key == *key);
    if revoked(&key) || request.replaces.as_ref().is_some_and(revoked) {
        let remedy = "Let the person make a new key, and list it with --as and the person's principal.";
        return refuse(Code::KeyRevoked, "the key, or the one whose place it takes, is revoked", remedy);
    }
    if contents.signers.iter().any(|signer| signer.key == key) {
        return refuse(Code::AlreadyExists, "the key is listed already", "Nothing is needed.");
    }
    let before =
        request.replaces.map(|old| listed(contents, &old)).transpose()?.map(|place| place.principal.clone());
    let name = normal_text(&request.who.name);
    let principal = match (terms.principal, &before) {
        (Some(given), _) => Principal::from_name(given, &key),
        (None, Some(before)) => before.clone(),
        (None, None) => Principal::from_name(&name, &key),
    };
    let taken = contents.signers.iter().map(|s| s.principal.as_str());
    let taken =
        taken.chain(contents.revoked.iter().map(|r| r.principal.as_str())).any(|p| p == principal.as_str());
    if taken && terms.principal.is_none() && before.is_none() {
        let remedy = "Another person: name a principal of her own with --as. The same person with a new key: name hers.";
        return refuse(Code::AlreadyExists, "somebody is listed under this principal", remedy);
    }
    let role = if terms.headquarters { Role::Headquarters } else { Role::Signer };
    let Terms { valid_after, valid_before, .. } = terms;
    let new = Listed { principal, name, key, role, valid_after, valid_before };
    let mut next = contents.clone();
    if let Some(old) = request.replaces {
        retire(&mut next, &old, now)?;
    }
    next.signers.push(new.clone());
    next.check().map_err(|what| Error::new(Code::BadValue, APPROVING, what).on(key.fingerprint()))?;
    *contents = next;
    Ok(new)
}

/// The listed key.
///
/// # Errors
/// [`Code::NotFound`].
pub fn listed<'a>(contents: &'a Contents, key: &PublicKey) -> Result<&'a Listed> {
    contents.signers.iter().find(|signer| signer.key == *key).ok_or_else(|| {
        Error::new(Code::NotFound, "changing the list of signers", "this key is not listed")
            .on(key.fingerprint())
            .remedy("Look with `trust list`.")
    })
}

/// Ends a key, in order: what it signed up to then stays good. An earlier end stays.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::BadValue`] if it would end before it begins.
pub fn retire(contents: &mut Contents, key: &PublicKey, last: i64) -> Result<()> {
    listed(contents, key)?;
    let mut next = contents.clone();
    for signer in next.signers.iter_mut().filter(|signer| signer.key == *key) {
        signer.valid_before = Some(signer.valid_before.map_or(last, |before| before.min(last)));
    }
    next.check().map_err(|what| Error::new(Code::BadValue, "ending a key", what).on(key.fingerprint()))?;
    *contents = next;
    Ok(())
}

/// Revokes a key: since this second it may have been in other hands, so that nothing it signed counts unless a receipt
/// proves that it is older. An earlier time of the same revocation stays.
///
/// # Errors
/// [`Code::NotFound`] for a key that is neither listed nor revoked; [`Code::BadValue`] for a reason or time that cannot
/// be written.
pub fn revoke(contents: &mut Contents, key: &PublicKey, since: i64, reason: &str) -> Result<Revocation> {
    let mut next = contents.clone();
    let before = next.revoked.iter().find(|revocation| revocation.key == *key).cloned();
    let principal = match &before {
        Some(before) => before.principal.clone(),
        None => listed(contents, key)?.principal.as_str().to_owned(),
    };
    let since = before.map_or(since, |before| before.since.min(since));
    let revocation = Revocation { key: *key, since, principal, reason: normal_text(reason) };
    next.revoked.retain(|revocation| revocation.key != *key);
    next.revoked.push(revocation.clone());
    for signer in next.signers.iter_mut().filter(|signer| signer.key == *key) {
        signer.valid_before = Some(signer.valid_before.map_or(since - 1, |before| before.min(since - 1)));
    }
    // Listed for no time at all is not listed.
    next.signers.retain(|s| s.valid_before.is_none_or(|b| s.valid_after.is_none_or(|a| a < b)));
    next.check().map_err(|what| Error::new(Code::BadValue, "revoking a key", what).on(key.fingerprint()))?;
    *contents = next;
    Ok(revocation)
}
