//! Signing mail (DKIM, RFC 6376 and RFC 8463): what a receiver can hold against the key in the sender's DNS.
//!
//! Canonicalisation is relaxed for the header and simple for the body. The body hash comes from outside, because all
//! that stands before the first gap of a body is the same for everybody: its [`BodyHash`] is computed once and cloned.
//! Pure, but for the randomness that blinds RSA; keys are `crate::dkim`'s.

use std::fmt::Write as _;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};

use crate::{
    config::Dkim,
    dkim::{Domain, KeyError, Selector, SigningKey},
};

mod body;
mod header;
#[cfg(test)]
mod tests;

pub use self::body::BodyHash;

use self::header::Header;

/// The longest line of a signature field, without its line end.
const LINE_LIMIT: usize = 76;

/// Why a message could not be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// RFC 6376 section 5.4: `From` must be signed.
    #[error("it has no From field")]
    NoFrom,
    /// There is no empty line between header and body.
    #[error("its header has no end")]
    NoEnd,
    /// The key won't sign.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Signs messages for one domain, with one key or several.
#[derive(Debug, Clone)]
pub struct Signer {
    domain: Domain,
    keys: Vec<(Selector, SigningKey)>,
}

impl Signer {
    /// A signer with the keys of the configuration, RSA first.
    pub fn new(dkim: &Dkim) -> Self {
        let keys = dkim.keys.iter();
        let mut keys: Vec<_> = keys
            .map(|named| (named.selector.clone(), named.key.clone()))
            .collect();
        keys.sort_by_key(|(_, key)| key.algorithm());
        Self {
            domain: dkim.domain.clone(),
            keys,
        }
    }

    /// The `DKIM-Signature` fields of a message, one a key, to go on top of its header (RFC 6376 section 3.5).
    ///
    /// `header` is the whole header block: CRLF lines, without the empty line that ends it. `body` is the finished
    /// [`BodyHash`] of all that comes after that line.
    ///
    /// # Errors
    /// When there is no `From`, or a key won't sign.
    pub fn sign(
        &self,
        header: &[u8],
        body: &[u8; 32],
        at: DateTime<Utc>,
    ) -> Result<String, SignError> {
        let signed = Header::of(header);
        if !signed.has_from() {
            return Err(SignError::NoFrom);
        }
        let mut fields = String::with_capacity(1_024 * self.keys.len());
        for (selector, key) in &self.keys {
            let begun = self.field(selector, key, &signed, body, at);
            let mut text = signed.text.clone();
            header::relaxed(begun.as_bytes(), &mut text);
            let signature = BASE64_STANDARD.encode(key.sign(&text)?);
            fields.push_str(&begun);
            fold(&mut fields, &signature);
        }
        Ok(fields)
    }

    /// A whole message, signed: the fields of [`Self::sign`] and then the message as it was.
    ///
    /// # Errors
    /// As [`Self::sign`]; and when no empty line ends the header.
    pub fn signed(&self, message: Vec<u8>, at: DateTime<Utc>) -> Result<Vec<u8>, SignError> {
        let end = message
            .windows(4)
            .position(|octets| octets == b"\r\n\r\n")
            .ok_or(SignError::NoEnd)?;
        let mut body = BodyHash::default();
        body.update(&message[end + 4..]);
        let mut out = self
            .sign(&message[..end + 2], &body.finish(), at)?
            .into_bytes();
        out.extend_from_slice(&message);
        Ok(out)
    }

    /// The field up to the empty `b=` that is signed with it (RFC 6376 section 3.7).
    fn field(
        &self,
        selector: &Selector,
        key: &SigningKey,
        signed: &Header,
        body: &[u8; 32],
        at: DateTime<Utc>,
    ) -> String {
        let mut field = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/simple;\r\n",
            key.algorithm().tag()
        );
        // Writing to a String does not fail.
        let _ = write!(field, " d={};\r\n s={selector};", self.domain);
        let _ = write!(field, " t={};\r\n", at.timestamp());
        names(&mut field, &signed.names);
        let _ = write!(field, " bh={};\r\n b=", BASE64_STANDARD.encode(body));
        field
    }
}

/// ` h=From:To:...;` on as many lines as it takes.
fn names(field: &mut String, names: &[&str]) {
    let mut line = " h=".len();
    field.push_str(" h=");
    for (nth, name) in names.iter().enumerate() {
        // A colon before it, and a colon or a semicolon after it.
        if line + name.len() + 2 > LINE_LIMIT {
            field.push_str("\r\n ");
            line = 1;
        }
        field.push_str(name);
        field.push(if nth + 1 == names.len() { ';' } else { ':' });
        line += name.len() + 1;
    }
    field.push_str("\r\n");
}

/// The signature after ` b=`, on as many lines as it takes.
fn fold(field: &mut String, signature: &str) {
    let (mut rest, mut room) = (signature, LINE_LIMIT - " b=".len());
    while rest.len() > room {
        let (line, tail) = rest.split_at(room);
        field.push_str(line);
        field.push_str("\r\n ");
        (rest, room) = (tail, LINE_LIMIT - 1);
    }
    field.push_str(rest);
    field.push_str("\r\n");
}
