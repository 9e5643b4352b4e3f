//! What the relay can do, from its answer to EHLO (RFC 5321 section 4.1.1.1).

use super::reply::Reply;

/// The extensions that the relay offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Features {
    /// Each as it stands in the answer, with its parameters.
    pub(crate) lines: Vec<String>,
}

impl Features {
    /// The first line greets; each further one names an extension.
    pub(super) fn of(reply: &Reply) -> Self {
        Self {
            lines: reply.lines.iter().skip(1).cloned().collect(),
        }
    }

    /// Whether it is offered; the case of keywords does not matter.
    pub(crate) fn offers(&self, keyword: &str) -> bool {
        self.parameters(keyword).next().is_some()
    }

    /// The largest message it takes, in octets, where it says so (RFC 1870 section 4).
    pub(super) fn size_limit(&self) -> Option<usize> {
        let size = self.parameters("SIZE").next()?.trim().parse().ok()?;
        Some(size).filter(|&size| size > 0)
    }

    /// Whether AUTH takes this mechanism (RFC 4954 section 3).
    pub(super) fn authenticates_by(&self, mechanism: &str) -> bool {
        // `AUTH=PLAIN` is how servers said it before there was a standard; some still do.
        let lists = self.parameters("AUTH").chain(self.old_auth());
        lists
            .flat_map(str::split_whitespace)
            .any(|known| known.eq_ignore_ascii_case(mechanism))
    }

    /// The parameters of each line with this keyword.
    fn parameters(&self, keyword: &str) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(move |line| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            word.eq_ignore_ascii_case(keyword).then_some(rest)
        })
    }

    fn old_auth(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| {
            let (word, rest) = line.split_at_checked(5)?;
            word.eq_ignore_ascii_case("AUTH=").then_some(rest)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_words_in_any_case() {
        let features = Features {
            lines: ["Pipelining", "SIZE 1000", "auth=LOGIN", "AUTH plain"]
                .map(String::from)
                .to_vec(),
        };
        assert!(features.offers("PIPELINING") && features.offers("size"));
        assert!(!features.offers("PIPE") && !features.offers("SMTPUTF8"));
        assert!(features.authenticates_by("LOGIN") && features.authenticates_by("PLAIN"));
        assert!(!features.authenticates_by("XOAUTH2"));
    }
}
