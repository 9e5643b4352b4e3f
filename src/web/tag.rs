//! Tags of answers, and what requests say of tags (RFC 9110 sections 8.8.3, 13.1.1 and 13.1.2).

use axum::http::{HeaderMap, HeaderName, header};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// The tag of these very octets.
pub(super) fn tag_of(body: &str) -> String {
    let digest = Sha256::digest(body);
    format!("\"{}\"", HEXLOWER.encode(&digest[..16]))
}

/// Whether the asker has what this is the tag of; none where they name no tag (If-None-Match).
pub(super) fn is_known(asked: &HeaderMap, tag: &str) -> Option<bool> {
    let mut known = named(asked, &header::IF_NONE_MATCH)?;
    Some(known.any(|known| known == "*" || known.trim_start_matches("W/") == tag))
}

/// Whether the asker means what this is the tag of; none where they name no tag (If-Match).
pub(super) fn is_meant(asked: &HeaderMap, tag: &str) -> Option<bool> {
    let mut meant = named(asked, &header::IF_MATCH)?;
    Some(meant.any(|meant| meant == "*" || meant == tag))
}

/// The tags that a request names; none where it has no such header.
fn named<'a>(
    asked: &'a HeaderMap,
    name: &HeaderName,
) -> Option<impl Iterator<Item = &'a str> + use<'a>> {
    let mut values = asked.get_all(name).iter().peekable();
    values.peek()?;
    let values = values.filter_map(|value| value.to_str().ok());
    Some(values.flat_map(|value| value.split(',').map(str::trim)))
}
