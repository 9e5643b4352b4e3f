//! Links to private hosts, kept through a parser that drops them.
//!
//! The feed parser empties every link whose host is loopback or private, though it fetches nothing: an
//! intranet's feed would have no pieces. What may be fetched is `http::guard`'s to say, by the config, so
//! such hosts wear another name while the feed is parsed.

use std::borrow::Cow;

use feedparser_rs::util::base_url::is_safe_url;
use url::Url;

use super::{Entry, Feed};

/// The hosts that were masked, in the order of their masks.
#[derive(Debug, Default)]
pub(super) struct Masks(Vec<String>);

/// Hosts beyond these stay as they are: no honest feed links to so many private ones.
const MOST: usize = 64;

/// The feed with its private hosts masked.
pub(super) fn mask(source: &str) -> (Cow<'_, str>, Masks) {
    let mut masks = Masks::default();
    let mut masked = String::new();
    let mut copied = 0;
    for (at, _) in source.match_indices("://") {
        let start = at + "://".len();
        let rest = &source[start..];
        let end = rest
            .find(|c: char| !is_of_authority(c))
            .unwrap_or(rest.len());
        let authority = &rest[..end];
        if authority.is_empty() || is_safe_url(&format!("http://{authority}/")) {
            continue;
        }
        if let Some(name) = masks.name(authority) {
            masked.push_str(&source[copied..start]);
            masked.push_str(&name);
            copied = start + end;
        }
    }
    if copied == 0 {
        return (Cow::Borrowed(source), masks);
    }
    masked.push_str(&source[copied..]);
    (Cow::Owned(masked), masks)
}

fn is_of_authority(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '@' | '%')
}

impl Masks {
    fn name(&mut self, authority: &str) -> Option<String> {
        let at = match self.0.iter().position(|known| known == authority) {
            Some(at) => at,
            None if self.0.len() < MOST => {
                self.0.push(authority.to_owned());
                self.0.len() - 1
            }
            None => return None,
        };
        Some(mask_of(at))
    }

    /// Gives a feed its hosts back.
    pub(super) fn lift(&self, feed: Feed) -> Feed {
        if self.0.is_empty() {
            return feed;
        }
        Feed {
            link: feed.link.map(|link| self.url(link)),
            entries: feed
                .entries
                .into_iter()
                .map(|entry| self.entry(entry))
                .collect(),
            title: feed.title.map(|text| self.text(text)),
            description: feed.description.map(|text| self.text(text)),
            problems: feed
                .problems
                .into_iter()
                .map(|text| self.text(text))
                .collect(),
            ..feed
        }
    }

    fn entry(&self, mut entry: Entry) -> Entry {
        for text in [
            &mut entry.guid,
            &mut entry.title,
            &mut entry.title_html,
            &mut entry.summary,
            &mut entry.content,
        ] {
            *text = text.take().map(|text| self.text(text));
        }
        entry.link = entry.link.map(|link| self.url(link));
        if let Some(image) = &mut entry.image {
            image.url = self.url(image.url.clone());
        }
        entry
    }

    fn url(&self, url: Url) -> Url {
        Url::parse(&self.text(url.to_string())).unwrap_or(url)
    }

    fn text(&self, text: String) -> String {
        self.0
            .iter()
            .enumerate()
            .fold(text, |text, (at, authority)| {
                text.replace(&mask_of(at), authority)
            })
    }
}

/// Ends in a letter, so that no mask begins another.
fn mask_of(at: usize) -> String {
    format!("private-{at}.mask.example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_hosts_come_through_and_public_ones_are_left_alone() {
        let feed = r#"<rss version="2.0"><channel><title>T</title><link>http://127.0.0.1:8026/</link>
            <item><title>A</title><link>http://127.0.0.1:8026/a</link><guid>http://localhost/a</guid>
            <description>see http://10.0.0.7/x and https://weir.example/y</description></item></channel></rss>"#;
        let (masked, masks) = mask(feed);
        assert!(!masked.contains("127.0.0.1") && masked.contains("https://weir.example/y"));
        assert_eq!(masks.0, ["127.0.0.1:8026", "localhost", "10.0.0.7"]);
        let base = Url::parse("http://127.0.0.1:8026/feed.xml").expect("a URL");
        let feed = super::super::parse(feed.as_bytes(), None, &base).expect("a feed");
        assert_eq!(
            feed.link.expect("a link").as_str(),
            "http://127.0.0.1:8026/"
        );
        let entry = &feed.entries[0];
        assert_eq!(
            entry.link.as_ref().expect("a link").as_str(),
            "http://127.0.0.1:8026/a"
        );
        assert_eq!(entry.guid.as_deref(), Some("http://localhost/a"));
        assert!(
            entry
                .summary
                .as_ref()
                .expect("a summary")
                .contains("http://10.0.0.7/x")
        );
    }
}
