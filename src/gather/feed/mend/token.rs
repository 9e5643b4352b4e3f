//! Markup to tokens, whatever is wrong with it: nothing is an error here, and every byte is looked at once.

use super::entity::Entities;

/// A tag with more attributes than this is no feed's; the rest of them is dropped.
const MOST_ATTRIBUTES: usize = 64;

/// A piece of markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Token<'a> {
    /// Where an element begins.
    Start(Tag<'a>),
    /// Where it ends.
    End(&'a str),
    /// What stands between tags, as written.
    Text(&'a str),
    /// What stands in a section that is not looked into.
    CData(&'a str),
    /// What stands in the document type.
    DocType(&'a str),
    /// A comment or an instruction.
    Aside,
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Tag<'a> {
    /// Its name, as written.
    pub(in super::super) name: &'a str,
    /// Its attributes, as written.
    pub(in super::super) attributes: Vec<(&'a str, &'a str)>,
    /// Whether it is its own end.
    pub(in super::super) empty: bool,
}

impl Tag<'_> {
    /// The attributes with their values read.
    pub(super) fn values(&self, entities: &mut Entities) -> Vec<(String, String)> {
        let read = |(name, value): &(&str, &str)| {
            (
                (*name).to_ascii_lowercase(),
                entities.text(value).into_owned(),
            )
        };
        self.attributes.iter().map(read).collect()
    }
}

/// Reads markup; ends at the end of the text.
#[derive(Debug)]
pub(in super::super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(in super::super) fn new(source: &'a str) -> Self {
        Self { rest: source }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Takes what stands between the two marks; to the end of the text where the second is missing.
    fn between(&mut self, open: usize, close: &str) -> &'a str {
        let inner = &self.rest[open..];
        if let Some(end) = inner.find(close) {
            self.rest = &inner[end + close.len()..];
            &inner[..end]
        } else {
            self.rest = "";
            inner
        }
    }

    fn markup(&mut self) -> Option<Token<'a>> {
        let rest = self.rest;
        if rest.starts_with("<!--") {
            self.between(4, "-->");
            return Some(Token::Aside);
        }
        if starts_with(rest, "<![CDATA[") {
            return Some(Token::CData(self.between(9, "]]>")));
        }
        if starts_with(rest, "<!DOCTYPE") {
            return Some(Token::DocType(self.doctype()));
        }
        if rest.starts_with("<?") {
            self.between(2, ">");
            return Some(Token::Aside);
        }
        if let Some(name) = rest.strip_prefix("</").and_then(name_of) {
            self.between(2, ">");
            return Some(Token::End(name));
        }
        let name = name_of(&rest[1..])?;
        self.take(1 + name.len());
        Some(Token::Start(self.tag(name)))
    }

    /// The document type may hold declarations with brackets of their own.
    fn doctype(&mut self) -> &'a str {
        let end = self.rest.find('>').unwrap_or(self.rest.len());
        if !self.rest[..end].contains('[') {
            return self.between(0, ">");
        }
        let inner = self.between(0, "]");
        self.between(0, ">");
        inner
    }

    fn tag(&mut self, name: &'a str) -> Tag<'a> {
        let mut attributes = Vec::new();
        loop {
            let trimmed = self
                .rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let slash = self.rest[..self.rest.len() - trimmed.len()].ends_with('/');
            self.rest = trimmed;
            // The bracket of the next tag ends a tag that was never ended.
            let unended = trimmed.is_empty() || trimmed.starts_with('<');
            if unended || trimmed.starts_with('>') {
                self.take(usize::from(!unended));
                return Tag {
                    name,
                    attributes,
                    empty: slash,
                };
            }
            let attribute = self.attribute();
            if attributes.len() < MOST_ATTRIBUTES {
                attributes.push(attribute);
            }
        }
    }

    fn attribute(&mut self) -> (&'a str, &'a str) {
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '<' | '/'))
            .unwrap_or(self.rest.len());
        // A stray "=" or quote is stepped over, so that every round takes something.
        let step = self.rest.chars().next().map_or(0, char::len_utf8);
        let name = self.take(end.max(step));
        let after = self.rest.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            return (name, "");
        };
        self.rest = value.trim_start();
        (name, self.value())
    }

    fn value(&mut self) -> &'a str {
        if let Some(quote @ ('"' | '\'')) = self.rest.chars().next()
            && let Some(end) = self.rest[1..].find(quote)
        {
            let value = self.take(end + 2);
            return &value[1..=end];
        }
        let end = self
            .rest
            .find(|c: char| c.is_whitespace() || c == '>')
            .unwrap_or(self.rest.len());
        self.take(end).trim_start_matches(['"', '\''])
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let first = self.rest.chars().next()?;
        if first == '<'
            && let Some(token) = self.markup()
        {
            return Some(token);
        }
        // A bracket that begins nothing is text like any other.
        let step = first.len_utf8();
        let end = self.rest[step..]
            .find('<')
            .map_or(self.rest.len(), |at| at + step);
        Some(Token::Text(self.take(end)))
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|found| found.eq_ignore_ascii_case(start))
}

fn name_of(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<' | '=' | '"' | '\''))
        .unwrap_or(text.len());
    let name = &text[..end];
    let fits = (1..=100).contains(&name.len());
    (fits && name.starts_with(|c: char| c.is_alphabetic() || c == '_')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let shown = Tokens::new(source).map(|token| match token {
            Token::Start(tag) => format!(
                "<{} {:?}{}>",
                tag.name,
                tag.attributes,
                if tag.empty { "/" } else { "" }
            ),
            Token::End(name) => format!("</{name}>"),
            Token::Text(text) => text.to_owned(),
            Token::CData(text) => format!("[{text}]"),
            Token::DocType(text) => format!("({text})"),
            Token::Aside => "#".to_owned(),
        });
        shown.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn tags_texts_and_asides() {
        assert_eq!(
            shown("<a b='1' c=2 d><e/>x<!-- y --><?z?><![CDATA[<q>]]></a>"),
            r#"<a [("b", "1"), ("c", "2"), ("d", "")]>|<e []/>|x|#|#|[<q>]|</a>"#
        );
        assert_eq!(
            shown("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
            "(<!DOCTYPE a [<!ENTITY b 'c'>)|<a []/>"
        );
    }

    #[test]
    fn what_is_broken_is_taken_as_far_as_it_goes() {
        assert_eq!(shown("1 < 2 <3"), "1 |< 2 |<3");
        assert_eq!(shown("<a b=\"x"), r#"<a [("b", "x")]>"#);
        assert_eq!(shown("<a <b>"), "<a []>|<b []>");
        assert_eq!(shown("<![CDATA[open"), "[open]");
    }
}
