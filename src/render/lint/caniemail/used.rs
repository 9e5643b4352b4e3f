//! Which features of HTML and CSS a page uses, under the names that `data.tsv` knows them by.

use std::collections::BTreeMap;

use cssparser::Token;
use dom_query::NodeRef;

use crate::render::lint::{
    css::{self, Rule},
    page::Page,
};

/// Where a feature is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In the markup, or in a `style` attribute: what every reader gets.
    Markup,
    /// In a style block only, which half of the clients drop or change.
    Block,
}

/// The features of a page.
#[derive(Debug, Default)]
pub(in crate::render::lint) struct Used(BTreeMap<String, Place>);

impl Used {
    pub(in crate::render::lint) fn by(page: &Page) -> Self {
        let mut used = Self::default();
        for node in page.document.root().descendants_it() {
            if node.is_element() {
                used.element(&node);
            } else if node.is_comment() {
                used.add("comment".to_owned(), Place::Markup);
            } else if node.is_doctype() {
                used.add("doctype".to_owned(), Place::Markup);
            }
        }
        for rule in &page.rules {
            used.rule(rule);
        }
        used
    }

    pub(super) fn place(&self, key: &str) -> Option<Place> {
        self.0.get(key).copied()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn add(&mut self, key: String, place: Place) {
        let known = self.0.entry(key).or_insert(place);
        *known = (*known).min(place);
    }

    fn element(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name().unwrap_or_default().to_string();
        for attribute in node.attrs() {
            let (attribute, value) = (attribute.name.local.to_string(), attribute.value);
            let value = value.trim();
            match (name.as_str(), attribute.as_str()) {
                (_, "style") => {
                    for (property, value) in css::declarations(value) {
                        self.declaration(&property, &value, Place::Markup);
                    }
                }
                ("a" | "area", "href") if value.starts_with('#') => {
                    self.add("link:#".to_owned(), Place::Markup);
                }
                ("a" | "area", "href") if value.starts_with("mailto:") => {
                    self.add("link:mailto".to_owned(), Place::Markup);
                }
                ("img", "src") => self.picture(value),
                ("meta", "name") if value.eq_ignore_ascii_case("color-scheme") => {
                    self.add("meta:color-scheme".to_owned(), Place::Markup);
                }
                ("input" | "button", "type") => {
                    self.add(
                        format!("type:{name}:{}", value.to_ascii_lowercase()),
                        Place::Markup,
                    );
                }
                _ => {}
            }
            self.add(format!("attribute:{attribute}"), Place::Markup);
        }
        self.add(format!("element:{name}"), Place::Markup);
    }

    fn picture(&mut self, source: &str) {
        if source.starts_with("data:") {
            return self.add("image:data".to_owned(), Place::Markup);
        }
        let path = source.split(['?', '#']).next().unwrap_or_default();
        if let Some((_, end)) = path.rsplit_once('.') {
            self.add(format!("image:{}", end.to_ascii_lowercase()), Place::Markup);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::At { name, prelude } => {
                self.add(format!("at:{name}"), Place::Block);
                if name == "media" {
                    self.media(prelude);
                }
            }
            Rule::Style {
                selectors,
                declarations,
                ..
            } => {
                self.selectors(selectors);
                for (property, value) in declarations {
                    self.declaration(property, value, Place::Block);
                }
            }
        }
    }

    fn media(&mut self, prelude: &str) {
        css::tokens(prelude, &mut |token| {
            if let Token::Ident(word) = token {
                let word = word.to_ascii_lowercase();
                let word = word.trim_start_matches("-webkit-");
                let bare = word.trim_start_matches("min-").trim_start_matches("max-");
                self.add(format!("media:{bare}"), Place::Block);
            }
        });
    }

    fn declaration(&mut self, property: &str, value: &str, place: Place) {
        self.add(format!("property:{property}"), place);
        css::tokens(value, &mut |token| match token {
            Token::Dimension { unit, value, .. } => {
                self.add(format!("unit:{}", unit.to_ascii_lowercase()), place);
                if *value < 0.0 {
                    self.add(format!("negative:{property}"), place);
                }
            }
            Token::Percentage { .. } => self.add("unit:%".to_owned(), place),
            Token::Function(name) => {
                self.add(format!("function:{}", name.to_ascii_lowercase()), place);
            }
            Token::Ident(word) => {
                let word = word.to_ascii_lowercase();
                if word == "important" {
                    self.add(word, place);
                } else {
                    self.add(format!("value:{property}:{word}"), place);
                    self.add(format!("keyword:{word}"), place);
                }
            }
            _ => {}
        });
    }

    fn selectors(&mut self, selectors: &str) {
        for kind in css::selector_kinds(selectors) {
            self.add(kind, Place::Block);
        }
    }
}
