//! The texts of a feed: which of the many ways in which they are written means plain text and which HTML.

use base64::{Engine as _, engine::general_purpose::GeneralPurpose};

use super::{
    super::{super::text, links},
    tree::Element,
};

/// More than this of one text is never of use: no piece is as long, and the sanitiser takes time in the
/// square of the references in a text.
const LONGEST: usize = 512 << 10;

/// A text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Construct {
    pub(super) value: String,
    /// Whether the feed says so itself that this is HTML; where it does not, it may be either.
    pub(super) html: bool,
}

pub(super) fn read(element: &Element) -> Option<Construct> {
    let kind = element
        .attribute("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mode = element
        .attribute("mode")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_xml = kind == "xhtml" || kind.ends_with("xml");
    let mut html = is_xml || kind.contains("html");
    let mut value = if element.elements().next().is_some() {
        html = true;
        element.markup()
    } else if is_xml && mode != "escaped" && mode != "base64" {
        links::escaped_text(&element.own_text()).into_owned()
    } else {
        element.own_text()
    };
    if (mode == "base64" || is_encoded(&kind))
        && let Some(decoded) = decoded(&value)
    {
        html |= text::holds_tag(&decoded);
        value = decoded;
    }
    if text::holds_tag(&value) {
        value = links::resolve(&value, &element.place.base).into_owned();
    }
    if value.len() > LONGEST {
        value.truncate(value.floor_char_boundary(LONGEST));
    }
    (!value.trim().is_empty()).then_some(Construct { value, html })
}

impl Construct {
    /// The text as HTML, for fields that are.
    pub(super) fn into_html(self) -> String {
        if self.html || text::looks_like_html(&self.value) {
            self.value
        } else {
            links::escaped_text(&self.value).into_owned()
        }
    }
}

/// Contents of Atom that are neither text nor XML are in Base64.
fn is_encoded(kind: &str) -> bool {
    let is_media_type = kind.contains('/');
    is_media_type && !kind.starts_with("text/") && !kind.ends_with("xml")
}

fn decoded(value: &str) -> Option<String> {
    let packed: String = value.split_whitespace().collect();
    let config = base64::engine::general_purpose::GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    String::from_utf8(engine.decode(packed).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{
        super::tree::{Node, Place},
        *,
    };

    fn of(attributes: &[(&str, &str)], nodes: Vec<Node>) -> Construct {
        let base = url::Url::parse("https://weir.example/feed").unwrap();
        let attributes = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut element = Element::new("title".into(), attributes.collect(), Place::new(&base));
        element.nodes = nodes;
        read(&element).unwrap()
    }

    fn text_of(attributes: &[(&str, &str)], text: &str) -> (String, bool) {
        let found = of(attributes, vec![Node::Text(text.to_owned())]);
        (found.value, found.html)
    }

    #[test]
    fn types_and_modes() {
        let of = text_of;
        assert_eq!(of(&[], "a < b"), ("a < b".into(), false));
        assert_eq!(
            of(&[("type", "html")], "<i>a</i>"),
            ("<i>a</i>".into(), true)
        );
        assert_eq!(of(&[("type", "xhtml")], "a < b"), ("a &lt; b".into(), true));
        let packed = "PGI+bG9j\n azwv Yj4=";
        for attributes in [("mode", "base64"), ("type", "application/octet-stream")] {
            assert_eq!(of(&[attributes], packed), ("<b>lock</b>".into(), true));
        }
        assert_eq!(of(&[("mode", "base64")], "not base64!").0, "not base64!");
        assert_eq!(
            of(&[], "<a href='b'>").0,
            "<a href='https://weir.example/b'>"
        );
    }

    #[test]
    fn plain_text_becomes_html_by_escaping() {
        let plain = |value: &str| {
            Construct {
                value: value.into(),
                html: false,
            }
            .into_html()
        };
        assert_eq!(plain("a < b & c"), "a &lt; b &amp; c");
        assert_eq!(plain("<p>a</p>"), "<p>a</p>");
    }
}
