//! The names of elements, whatever prefixes, namespaces and letters a feed writes them with.

use std::{collections::HashMap, rc::Rc};

/// Parts of namespaces, without scheme, and what their elements are called here. RSS and Atom have no
/// name of their own: where the two mean the same they also say the same.
const KNOWN: &[(&str, &str)] = &[
    ("www.w3.org/2005/atom", ""),
    ("purl.org/atom/ns", ""),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/modules/", "module"),
    ("purl.org/rss/1.0", ""),
    ("purl.org/net/rss1.1", ""),
    ("my.netscape.com/", ""),
    ("channel.netscape.com/rdf/simple/0.9", ""),
    ("backend.userland.com/rss", ""),
    ("blogs.law.harvard.edu/tech/rss", ""),
    ("cyber.law.harvard.edu/rss", ""),
    ("www.rssboard.org/rss-specification", ""),
    ("purl.org/dc/elements/", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("search.yahoo.com/mrss", "media"),
    ("/dtds/podcast", "itunes"),
    ("www.w3.org/1999/xhtml", "xhtml"),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
    ("www.w3.org/xml/1998/namespace", "xml"),
];

/// More namespaces at one place than any feed has.
const MOST: usize = 64;

/// Which prefix stands for which namespace, at one place of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope(Rc<HashMap<String, Option<&'static str>>>);

impl Scope {
    /// The scope within an element that has these attributes.
    pub(super) fn within(&self, attributes: &[(String, String)]) -> Self {
        let mut scope = self.clone();
        for (name, uri) in attributes {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            if scope.0.len() < MOST {
                Rc::make_mut(&mut scope.0).insert(prefix.to_owned(), known(uri));
            }
        }
        scope
    }

    /// What an element is called: `title`, `dc:creator`, `xhtml:div`.
    pub(super) fn name(&self, written: &str) -> String {
        let written = written.to_lowercase();
        let (prefix, local) = written.split_once(':').unwrap_or(("", &written));
        let namespace = match self.0.get(prefix) {
            Some(Some(known)) => known,
            _ => match prefix {
                "atom" | "atom10" | "rss" => "",
                other => other,
            },
        };
        if namespace.is_empty() {
            local.to_owned()
        } else {
            format!("{namespace}:{local}")
        }
    }
}

fn known(uri: &str) -> Option<&'static str> {
    let uri = uri.trim().to_ascii_lowercase();
    KNOWN
        .iter()
        .find(|(part, _)| uri.contains(part))
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_letters_do_not_matter() {
        let xmlns = |prefix: &str, uri: &str| (format!("xmlns{prefix}"), uri.to_owned());
        let scope = Scope::default().within(&[
            xmlns("", "http://purl.org/atom/ns#"),
            xmlns(":d", "http://purl.org/dc/elements/1.0/"),
            xmlns(":pod", "http://www.itunes.com/DTDs/Podcast-1.0.dtd"),
            xmlns(":other", "http://weir.example/ns"),
        ]);
        assert_eq!(scope.name("TiTlE"), "title");
        assert_eq!(scope.name("d:Creator"), "dc:creator");
        assert_eq!(scope.name("pod:author"), "itunes:author");
        assert_eq!(scope.name("other:x"), "other:x");
        assert_eq!(scope.name("dc:date"), "dc:date");
        assert_eq!(scope.name("atom:link"), "link");
    }
}
