//! What makes two readings of an entry the same entry; what makes two links the same piece is in `piece`.
//!
//! Pure functions only. Which of two pieces wins is not decided here.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::piece::Fingerprint;
pub use crate::piece::canonical;

/// Raised when pages are read so differently that every known piece should be read again.
const READING: u8 = 5;

/// The hash of all that an entry said, and of what the config makes of it. Callers leave out the GUID: some feeds make a
/// new one each time, and it is no part of what a piece says.
pub fn fingerprint<E: Serialize>(
    entry: &E,
    section: Option<&str>,
    outlet: Option<&str>,
) -> Fingerprint {
    // Serialising plain data to memory fails only for maps with odd keys, of which there are none here.
    let text = serde_json::to_vec(&(READING, entry, section, outlet)).unwrap_or_default();
    Fingerprint(hex(&Sha256::digest(text)))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_changes_the_fingerprint() {
        let base = fingerprint(&("a", "b"), None, None);
        assert_eq!(base, fingerprint(&("a", "b"), None, None));
        assert_ne!(base, fingerprint(&("a", "c"), None, None));
        assert_ne!(base, fingerprint(&("a", "b"), Some("s"), None));
        assert_eq!(base.0.len(), 64);
    }
}
