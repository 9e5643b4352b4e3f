//! An element of a feed with all that is in it, and what of its surroundings it needs to be understood.

use std::rc::Rc;

use url::Url;

use super::{super::links, names::Scope};

/// HTML elements that have no end; a feed's own elements of the same names do not exist.
const VOID: &[&str] = &[
    "area", "br", "embed", "hr", "img", "input", "meta", "param", "wbr",
];

/// What an element inherits.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) scope: Scope,
    pub(super) base: Rc<Url>,
    pub(super) language: Option<Rc<str>>,
}

impl Place {
    pub(super) fn new(base: &Url) -> Self {
        Self {
            scope: Scope::default(),
            base: Rc::new(base.clone()),
            language: None,
        }
    }

    /// The place within an element that has these attributes.
    pub(super) fn within(&self, attributes: &[(String, String)]) -> Self {
        let mut place = self.clone();
        place.scope = self.scope.within(attributes);
        for (name, value) in attributes {
            match name.as_str() {
                // A base that is no web address ("javascript:") is none.
                "xml:base" => {
                    if let Some(base) = self.base.join(value.trim()).ok().filter(links::is_web) {
                        place.base = Rc::new(base);
                    }
                }
                "xml:lang" => place.language = Some(value.as_str().into()),
                _ => {}
            }
        }
        place
    }
}

/// What an element holds.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name, as [`Scope::name`] gives it.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) nodes: Vec<Node>,
    pub(super) place: Place,
}

impl Element {
    pub(super) fn new(name: String, attributes: Vec<(String, String)>, place: Place) -> Self {
        Self {
            name,
            attributes,
            nodes: Vec::new(),
            place,
        }
    }

    /// Whether the name is that of an HTML element without an end.
    pub(super) fn is_void(&self) -> bool {
        VOID.contains(&self.local())
    }

    fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.elements().filter(move |element| element.name == name)
    }

    pub(super) fn push_text(&mut self, text: &str) {
        if let Some(Node::Text(last)) = self.nodes.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.nodes.push(Node::Text(text.to_owned()));
        }
    }

    /// The text within, without that of the elements within.
    pub(super) fn own_text(&self) -> String {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect::<String>().trim().to_owned()
    }

    /// What is within as HTML, its links absolute.
    pub(super) fn markup(&self) -> String {
        let mut out = String::new();
        self.write_nodes(&mut out);
        out.trim().to_owned()
    }

    fn write_nodes(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(&links::escaped_text(text)),
                Node::Element(element) => element.write(out),
            }
        }
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.local());
        let attributes = self
            .attributes
            .iter()
            .filter(|(name, _)| !name.starts_with("xml"));
        for (name, value) in attributes {
            let url = links::absolute(name, value, &self.place.base);
            let value = url.as_deref().unwrap_or(value);
            out.extend([" ", name, "=\"", &links::escaped(value), "\""]);
        }
        out.push('>');
        if !self.is_void() {
            self.write_nodes(out);
            out.extend(["</", self.local(), ">"]);
        }
    }
}
