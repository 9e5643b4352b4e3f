//! What the addresses of one piece have in common: its secure and its plain one, its page for phones, its AMP twin.

use url::Url;

/// Names that sites give their twins for phones and for AMP.
const TWIN_HOSTS: &[&str] = &["www.", "m.", "mobile.", "amp."];

/// An address without what only says how a page is delivered. For comparing, never for opening.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PieceKey(String);

impl PieceKey {
    /// The key of an address.
    pub fn of(url: &Url) -> Self {
        let url = &super::canonical(url);
        let Some(host) = url.host_str() else {
            return Self(url.as_str().to_owned());
        };
        let mut key = plain_host(host).to_owned();
        if let Some(port) = url.port() {
            key.push_str(&format!(":{port}"));
        }
        key.push_str(&plain_path(url.path()));
        let query: Vec<&str> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty() && !is_amp(pair))
            .collect();
        if !query.is_empty() {
            key.push('?');
            key.push_str(&query.join("&"));
        }
        Self(key)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain_host(host: &str) -> &str {
    let mut rest = host;
    while let Some(shorter) = TWIN_HOSTS.iter().find_map(|twin| rest.strip_prefix(twin)) {
        // A domain may be called "m" or "amp" itself.
        if !shorter.contains('.') {
            break;
        }
        rest = shorter;
    }
    rest
}

fn plain_path(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").unwrap_or(path);
    let path = match path.strip_suffix(".amp.html") {
        Some(start) => format!("{start}.html"),
        None => path.strip_suffix(".amp").unwrap_or(path).to_owned(),
    };
    let path = match path.strip_prefix("/amp/") {
        Some(rest) => format!("/{rest}"),
        None => path,
    };
    path.trim_end_matches('/').to_owned()
}

fn is_amp(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    name == "amp" || (name == "outputtype" && value == "amp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> String {
        PieceKey::of(&Url::parse(url).unwrap()).0
    }

    #[test]
    fn twins_have_one_key() {
        for twin in [
            "http://example.org/a/boats",
            "https://www.example.org/a/boats/",
            "https://m.example.org/a/boats",
            "https://mobile.example.org/a/boats",
            "https://amp.example.org/a/boats",
            "https://www.m.example.org/a/boats",
            "https://example.org/amp/a/boats",
            "https://example.org/a/boats/amp/",
            "https://example.org/a/boats.amp",
            "https://example.org/a/boats?amp",
            "https://u:p@example.org/a/boats?utm_source=x#top",
            "https://example.org/a/boats?amp=1&outputType=amp",
        ] {
            assert_eq!(of(twin), "example.org/a/boats", "{twin}");
        }
        assert_eq!(
            of("https://example.org/a.amp.html"),
            of("http://example.org/a.html")
        );
    }

    #[test]
    fn what_is_not_a_twin_keeps_its_own() {
        assert_ne!(
            of("https://example.org/?p=1"),
            of("https://example.org/?p=2")
        );
        assert_ne!(of("https://example.org/a"), of("https://example.org/b"));
        assert_ne!(of("http://example.org:81/a"), of("http://example.org/a"));
        assert_ne!(of("https://amp.example/a"), of("https://m.example/a"));
        assert_ne!(of("https://example.org/lamp"), of("https://example.org/l"));
        assert_ne!(of("https://example.org/A"), of("https://example.org/a"));
    }
}
