//! Where a list goes on: a word that is ours to read and nobody's to make up.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Problem;

/// Which list a cursor is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Subscribers,
    Editions,
    Deliveries,
}

impl List {
    fn byte(self) -> u8 {
        match self {
            Self::Subscribers => b's',
            Self::Editions => b'e',
            Self::Deliveries => b'd',
        }
    }

    /// The cursor behind a row.
    pub(super) fn cursor(self, last: i64) -> String {
        let mut bytes = vec![self.byte()];
        bytes.extend(last.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The row that a cursor stands behind; none where the list begins.
    pub(super) fn after(self, cursor: Option<&str>) -> Result<Option<i64>, Problem> {
        let Some(cursor) = cursor else {
            return Ok(None);
        };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
        let row = bytes.and_then(|bytes| {
            let row = bytes.strip_prefix(&[self.byte()])?;
            row.try_into().ok().map(i64::from_be_bytes)
        });
        row.map(Some)
            .ok_or_else(|| Problem::bad_request("`after` is no cursor of this list"))
    }
}

/// How many rows a page may have, and has when nobody says.
pub(super) fn size(asked: Option<u16>) -> Result<usize, Problem> {
    match asked.unwrap_or(100) {
        size @ 1..=500 => Ok(usize::from(size)),
        _ => Err(Problem::bad_request("`limit` is between 1 and 500")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_of_one_list() {
        let cursor = List::Editions.cursor(7);
        assert_eq!(List::Editions.after(Some(&cursor)).unwrap(), Some(7));
        assert!(List::Subscribers.after(Some(&cursor)).is_err());
        for tampered in [
            "",
            "7",
            "....",
            &cursor[1..],
            &*format!("{cursor}A"),
            &*"A".repeat(9_000),
        ] {
            assert!(List::Editions.after(Some(tampered)).is_err(), "{tampered}");
        }
    }
}
