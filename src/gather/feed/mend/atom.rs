//! Which element of which dialect means what, written down as Atom.

mod address;
mod pictures;

use super::{
    super::{entry, links},
    construct,
    tree::Element,
};

/// Where a text, a date or a name may stand, in the order in which they are believed.
const TITLES: &[&str] = &["title", "dc:title", "itunes:title", "media:title"];
const PUBLISHED: &[&str] = &[
    "pubdate",
    "published",
    "issued",
    "dcterms:issued",
    "dc:date",
    "dcterms:created",
    "created",
];
const UPDATED: &[&str] = &[
    "updated",
    "modified",
    "dcterms:modified",
    "lastbuilddate",
    "dc:date",
];
const LANGUAGES: &[&str] = &["language", "dc:language"];
const AUTHORS: &[&str] = &[
    "author",
    "managingeditor",
    "webmaster",
    "dc:author",
    "dc:creator",
    "itunes:author",
];
const SUBTITLES: &[&str] = &[
    "description",
    "subtitle",
    "tagline",
    "abstract",
    "dc:description",
    "itunes:summary",
    "itunes:subtitle",
];
const SUMMARIES: &[&str] = &["description", "summary", "abstract"];
const LATE_SUMMARIES: &[&str] = &[
    "dc:description",
    "itunes:summary",
    "media:description",
    "itunes:subtitle",
];
const CONTENTS: &[&str] = &[
    "content:encoded",
    "content",
    "body",
    "xhtml:body",
    "fullitem",
];
const CATEGORIES: &[&str] = &["category", "dc:subject"];

/// A link that leads nowhere.
const NO_LINK: &str = "about:blank";

/// More of these than anybody reads.
const MOST_AUTHORS: usize = 50;
const MOST_CATEGORIES: usize = 50;
const MOST_FIELDS: usize = 500;

/// Whether an element of this name is an entry.
pub(super) fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

/// Writes a feed.
#[derive(Debug)]
pub(super) struct Writer {
    /// The feed's own fields, as they come: between the entries too.
    head: Element,
    is_atom: bool,
    entries: String,
    count: usize,
}

impl Writer {
    pub(super) fn new(root: &Element) -> Self {
        Self {
            head: Element::new("feed".to_owned(), Vec::new(), root.place.clone()),
            is_atom: root.name == "feed",
            entries: String::new(),
            count: 0,
        }
    }

    pub(super) fn entries(&self) -> usize {
        self.count
    }

    pub(super) fn length(&self) -> usize {
        self.entries.len()
    }

    /// Takes an entry or a field of the feed.
    pub(super) fn take(&mut self, element: Element) {
        if !is_entry(&element.name) {
            if self.head.nodes.len() < MOST_FIELDS {
                self.head.nodes.push(super::Node::Element(element));
            }
            return;
        }
        self.count += 1;
        self.entries.push_str("<entry");
        attribute(&mut self.entries, "xml:lang", language(&element));
        self.entries.push('>');
        write_common(&mut self.entries, &element);
        write_authors(&mut self.entries, &element, "author");
        write_contents(&mut self.entries, &element);
        write_categories(&mut self.entries, &element);
        pictures::write(&mut self.entries, &element);
        self.entries.push_str("</entry>");
    }

    /// Takes what stood around the entries: its attributes say something of the feed in some dialects.
    pub(super) fn around(&mut self, element: Element) {
        self.head.attributes.extend(element.attributes);
        if element.place.language.is_some() {
            self.head.place.language = element.place.language;
        }
    }

    pub(super) fn finish(self) -> String {
        let mut out = String::with_capacity(self.entries.len() + 2_000);
        out.push_str(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:media=\"http://search.yahoo.com/mrss/\"",
        );
        attribute(&mut out, "xml:lang", language(&self.head));
        out.push('>');
        write_common(&mut out, &self.head);
        if let Some(subtitle) = first(&self.head, SUBTITLES, construct::read) {
            text(&mut out, "subtitle", Some("html"), &subtitle.into_html());
        }
        // An RSS channel's editor has not written its items, as the author of an Atom feed has its entries.
        let role = if self.is_atom {
            "author"
        } else {
            "contributor"
        };
        write_authors(&mut out, &self.head, role);
        out.push_str(&self.entries);
        out.push_str("</feed>");
        out
    }
}

/// What feeds and entries have in common.
fn write_common(out: &mut String, holder: &Element) {
    if let Some(title) = first(holder, TITLES, construct::read) {
        let kind = if title.html { "html" } else { "text" };
        text(out, "title", Some(kind), &title.value);
    }
    // The parser takes any id for a link where there is no link at all.
    let link = address::link(holder).unwrap_or_else(|| NO_LINK.to_owned());
    out.push_str("<link rel=\"alternate\"");
    attribute(out, "href", Some(link));
    out.push_str("/>");
    if let Some(id) = address::id(holder) {
        text(out, "id", None, &id);
    }
    if let Some(date) = date(holder, PUBLISHED) {
        text(out, "published", None, &date);
    }
    let updated = date(holder, UPDATED);
    if let Some(date) = updated.or_else(|| holder.attribute("lastmod").map(str::to_owned)) {
        text(out, "updated", None, &date);
    }
}

/// The date by the first kind of element that tells one; of several of a kind, the last.
fn date(holder: &Element, names: &[&str]) -> Option<String> {
    let last = |name: &&str| holder.named(name).filter_map(plain).last();
    names.iter().find_map(last)
}

fn plain(element: &Element) -> Option<String> {
    Some(element.own_text()).filter(|text| !text.is_empty())
}

/// What the first of these elements says that says anything.
fn first<T>(holder: &Element, names: &[&str], read: fn(&Element) -> Option<T>) -> Option<T> {
    names
        .iter()
        .flat_map(|name| holder.named(name))
        .find_map(read)
}

fn language(holder: &Element) -> Option<String> {
    let told = first(holder, LANGUAGES, plain);
    told.or_else(|| holder.place.language.as_deref().map(str::to_owned))
}

/// The authors, by the first kind of element that names any.
fn write_authors(out: &mut String, holder: &Element, role: &str) {
    let named = |kind: &&str| {
        let names: Vec<String> = holder
            .named(kind)
            .filter_map(person)
            .take(MOST_AUTHORS)
            .collect();
        (!names.is_empty()).then_some(names)
    };
    for name in AUTHORS.iter().find_map(named).into_iter().flatten() {
        out.extend(["<", role, ">"]);
        text(out, "name", None, &name);
        out.extend(["</", role, ">"]);
    }
}

fn person(element: &Element) -> Option<String> {
    let name = element
        .named("name")
        .map(Element::own_text)
        .find(|name| !name.is_empty());
    entry::name(&name.unwrap_or_else(|| element.own_text()))
}

/// A summary and a content. Of two summaries, the second is the content that the feed has no word for.
fn write_contents(out: &mut String, holder: &Element) {
    let mut summaries = holder
        .elements()
        .filter(|element| SUMMARIES.contains(&element.name.as_str()))
        .filter_map(construct::read);
    let summary = summaries
        .next()
        .or_else(|| first(holder, LATE_SUMMARIES, construct::read));
    let contents = CONTENTS
        .iter()
        .flat_map(|name| holder.named(name))
        .filter_map(construct::read);
    let longest = contents.max_by_key(|content| content.value.len());
    let content = longest.or_else(|| summaries.next());
    if let Some(summary) = summary {
        text(out, "summary", Some("html"), &summary.into_html());
    }
    if let Some(content) = content {
        text(out, "content", Some("html"), &content.into_html());
    }
}

fn write_categories(out: &mut String, holder: &Element) {
    let found = holder
        .elements()
        .filter(|element| CATEGORIES.contains(&element.name.as_str()));
    for element in found.take(MOST_CATEGORIES) {
        let written = element.own_text();
        let term = element.attribute("term").unwrap_or(&written);
        if term.is_empty() && element.attribute("label").is_none() {
            continue;
        }
        out.push_str("<category");
        attribute(out, "term", Some(term.to_owned()));
        attribute(out, "label", element.attribute("label").map(str::to_owned));
        out.push_str("/>");
    }
}

fn attribute(out: &mut String, name: &str, value: Option<String>) {
    if let Some(value) = value {
        out.extend([" ", name, "=\"", &links::escaped(&value), "\""]);
    }
}

fn text(out: &mut String, name: &str, kind: Option<&str>, value: &str) {
    out.extend(["<", name]);
    attribute(out, "type", kind.map(str::to_owned));
    out.push('>');
    out.push_str(&links::escaped_text(value));
    out.extend(["</", name, ">"]);
}
