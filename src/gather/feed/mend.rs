//! A feed as it is, to the Atom feed that it would be had it been written well.
//!
//! Feeds come in a dozen dialects and are often not even XML. What is wrong is mended here, in front of the
//! parser, which then sees one dialect, complete: elements are closed, references resolved, old and odd
//! namespaces known, links absolute, encoded contents decoded. Which element means what is `atom`'s to say.
//!
//! A feed is read element by element, so that what is held is one entry, however long the feed is.

mod atom;
mod construct;
mod entity;
mod names;
pub(super) mod token;
mod tree;

use url::Url;

use self::{
    atom::Writer,
    entity::Entities,
    token::{Tag, Token, Tokens},
    tree::{Element, Node, Place},
};

/// Deeper than this, tags are left out; the text between them stays.
const DEEPEST: usize = 100;

/// More than this is not written, so that a feed of nothing but escapes stays within bounds.
const LONGEST: usize = 48 << 20;

/// A feed, mended.
#[derive(Debug)]
pub(super) struct Mended {
    /// The Atom feed.
    pub(super) xml: String,
    /// The first thing that was wrong with it as XML.
    pub(super) fault: Option<String>,
}

/// Mends a feed; none where it is no XML feed of any kind, an error where its own entities would grow or lead elsewhere. At
/// most this many entries are read.
pub(super) fn mend(
    source: &str,
    base: &Url,
    most_entries: usize,
) -> Result<Option<Mended>, String> {
    let mut mender = Mender {
        entities: Entities::default(),
        outside: Place::new(base),
        around: Vec::new(),
        open: Vec::new(),
        skipped: 0,
        writer: None,
        fault: None,
        bomb: None,
        most_entries,
    };
    for token in Tokens::new(source) {
        if mender.take(token).is_break() {
            break;
        }
    }
    mender.finish()
}

/// Reading, as far as it has come.
struct Mender {
    entities: Entities,
    outside: Place,
    /// The elements around entries: `rss`, `channel`, `feed`.
    around: Vec<Element>,
    /// The elements open within them, from an entry or a field of the feed inwards.
    open: Vec<Element>,
    /// How many elements are open that were too deep to be kept.
    skipped: usize,
    writer: Option<Writer>,
    fault: Option<String>,
    /// Why the feed is not to be read at all.
    bomb: Option<String>,
    most_entries: usize,
}

type Flow = std::ops::ControlFlow<()>;

impl Mender {
    fn take(&mut self, token: Token<'_>) -> Flow {
        match token {
            Token::Start(tag) => return self.start(&tag),
            Token::End(name) => return self.end(name),
            Token::Text(text) => {
                if let Some(element) = self.open.last_mut() {
                    element.push_text(&self.entities.text(text));
                }
            }
            Token::CData(text) => {
                if let Some(element) = self.open.last_mut() {
                    element.push_text(text);
                }
            }
            Token::DocType(doctype) if self.around.is_empty() => {
                self.bomb = self.entities.declare(doctype).err();
                if self.bomb.is_some() {
                    return Flow::Break(());
                }
            }
            Token::DocType(_) | Token::Aside => {}
        }
        Flow::Continue(())
    }

    fn place(&self) -> &Place {
        let innermost = self.open.last().or(self.around.last());
        innermost.map_or(&self.outside, |element| &element.place)
    }

    fn start(&mut self, tag: &Tag<'_>) -> Flow {
        let attributes = tag.values(&mut self.entities);
        let place = self.place().within(&attributes);
        let element = Element::new(place.scope.name(tag.name), attributes, place);
        if self.around.is_empty() {
            return self.root(element);
        }
        if atom::is_entry(&element.name) && !self.open.is_empty() {
            self.note(|open| format!("<{open}> is not closed before the next entry begins"));
            self.close_to(0);
        }
        let holds_entries = element.name == "channel" && self.around.len() == 1;
        if self.open.is_empty() && holds_entries && !tag.empty {
            self.around.push(element);
        } else if self.open.len() >= DEEPEST {
            self.skipped += usize::from(!tag.empty && !element.is_void());
        } else {
            let ends = tag.empty || element.is_void();
            self.open.push(element);
            if ends {
                self.close_to(self.open.len() - 1);
            }
        }
        self.flow()
    }

    fn root(&mut self, element: Element) -> Flow {
        match element.name.as_str() {
            "rss" | "rdf:rdf" | "feed" | "channel" => {
                self.writer = Some(Writer::new(&element));
                self.around.push(element);
                Flow::Continue(())
            }
            // Some feeds stand in an envelope, but none in a page.
            "html" | "xhtml:html" => Flow::Break(()),
            _ => Flow::Continue(()),
        }
    }

    fn end(&mut self, written: &str) -> Flow {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Flow::Continue(());
        }
        let name = self.place().scope.name(written);
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            if at + 1 < self.open.len() {
                self.note(|open| format!("<{open}> is not closed before </{name}>"));
            }
            self.close_to(at);
        } else if let Some(at) = self.around.iter().rposition(|open| open.name == name) {
            if !self.open.is_empty() {
                self.note(|open| format!("<{open}> is not closed before </{name}>"));
                self.close_to(0);
            }
            for element in self.around.drain(at..).rev() {
                if let Some(writer) = &mut self.writer {
                    writer.around(element);
                }
            }
            if self.around.is_empty() {
                return Flow::Break(());
            }
        }
        self.flow()
    }

    /// Closes elements until this many are open.
    fn close_to(&mut self, left: usize) {
        while self.open.len() > left {
            let Some(element) = self.open.pop() else {
                return;
            };
            match (self.open.last_mut(), &mut self.writer) {
                (Some(parent), _) => parent.nodes.push(Node::Element(element)),
                (None, Some(writer)) => writer.take(element),
                (None, None) => {}
            }
        }
    }

    fn flow(&mut self) -> Flow {
        let Some(writer) = &self.writer else {
            return Flow::Continue(());
        };
        if writer.length() > LONGEST {
            self.note(|_| "it is too long; the rest was not read".to_owned());
            Flow::Break(())
        } else if writer.entries() >= self.most_entries {
            Flow::Break(())
        } else {
            Flow::Continue(())
        }
    }

    /// Keeps the first fault; it is about the innermost element that is open.
    fn note(&mut self, fault: impl FnOnce(&str) -> String) {
        if self.fault.is_none() {
            let innermost = self.open.last().or(self.around.last());
            self.fault = innermost.map(|element| fault(&element.name));
        }
    }

    fn finish(mut self) -> Result<Option<Mended>, String> {
        if let Some(why) = self.bomb {
            return Err(why);
        }
        if !self.around.is_empty() && self.flow().is_continue() {
            self.note(|open| format!("it ends within <{open}>"));
        }
        self.skipped = 0;
        self.close_to(0);
        let Some(mut writer) = self.writer else {
            return Ok(None);
        };
        for element in self.around.drain(..).rev() {
            writer.around(element);
        }
        if self.entities.too_much {
            return Err("used again and again, they are longer than any text".to_owned());
        }
        Ok(Some(Mended {
            xml: writer.finish(),
            fault: self.fault,
        }))
    }
}

#[cfg(test)]
mod tests;
