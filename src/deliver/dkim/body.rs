//! The running hash of a body under "simple" canonicalisation (RFC 6376 section 3.4.3).

use sha2::{Digest as _, Sha256};

/// SHA-256 of a body: as it is, but with exactly one line end after its last line that is not empty.
///
/// Give it the body in pieces of any size, cut anywhere. A clone goes on from the same point, so what is the same for
/// everybody is hashed once.
#[derive(Debug, Clone, Default)]
pub struct BodyHash {
    hash: Sha256,
    /// The line ends at the end of what came so far: they count only if something comes after them.
    held: Vec<u8>,
}

impl BodyHash {
    /// Takes the next piece of the body.
    pub fn update(&mut self, piece: &[u8]) {
        let is_text = |octet: &u8| !matches!(octet, b'\r' | b'\n');
        let Some(last) = piece.iter().rposition(is_text) else {
            self.held.extend_from_slice(piece);
            return;
        };
        let (text, line_ends) = piece.split_at(last + 1);
        self.hash.update(&self.held);
        self.hash.update(text);
        self.held.clear();
        self.held.extend_from_slice(line_ends);
    }

    /// The hash of the whole body.
    pub fn finish(mut self) -> [u8; 32] {
        let mut rest = self.held.as_slice();
        while let Some(before) = rest.strip_suffix(b"\r\n") {
            rest = before;
        }
        self.hash.update(rest);
        self.hash.update(b"\r\n");
        self.hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use proptest::prelude::*;

    use super::*;

    fn hash(pieces: &[&[u8]]) -> [u8; 32] {
        let mut hash = BodyHash::default();
        for piece in pieces {
            hash.update(piece);
        }
        hash.finish()
    }

    /// The standard's words, one after the other.
    fn canonical(body: &[u8]) -> Vec<u8> {
        let mut body = body.to_vec();
        while body.ends_with(b"\r\n\r\n") {
            body.truncate(body.len() - 2);
        }
        if body == b"\r\n" || body.is_empty() {
            return b"\r\n".to_vec();
        }
        if !body.ends_with(b"\r\n") {
            body.extend_from_slice(b"\r\n");
        }
        body
    }

    #[test]
    fn an_empty_body_is_one_line_end() {
        // The hash that RFC 6376 section 3.4.3 gives for it.
        let wanted = "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=";
        let several: [&[&[u8]]; 4] = [&[], &[b""], &[b"\r\n"], &[b"\r", b"\n\r\n", b"\r\n"]];
        for pieces in several {
            assert_eq!(BASE64_STANDARD.encode(hash(pieces)), wanted);
        }
    }

    proptest! {
        #[test]
        fn cut_anywhere_it_is_the_hash_of_the_canonical_body(
            pieces in prop::collection::vec("(\r\n|\r|\n|a| |\r\n\r\n){0,6}", 0..6)
        ) {
            let body = pieces.concat();
            let pieces: Vec<_> = pieces.iter().map(String::as_bytes).collect();
            let wanted: [u8; 32] = Sha256::digest(canonical(body.as_bytes())).into();
            prop_assert_eq!(hash(&pieces), wanted);
        }

        #[test]
        fn a_clone_goes_on_from_the_same_point(start in "(\r\n|x){0,9}", end in "(\r\n|y){0,9}") {
            let mut shared = BodyHash::default();
            shared.update(start.as_bytes());
            let mut one = shared.clone();
            one.update(end.as_bytes());
            prop_assert_eq!(one.finish(), hash(&[start.as_bytes(), end.as_bytes()]));
            prop_assert_eq!(shared.finish(), hash(&[start.as_bytes()]));
        }
    }
}
