//! The HTML part: a layout's markup with its styles laid into it.

use css_inline::{CSSInliner, InlineError};
use maud::Markup;
use roundup_templates::{
    email::{self, style},
    view::{Email, Look},
};

use crate::config::Layout;

/// The page as mail clients get it, gaps still in it.
pub(super) fn page(email: &Email, layout: Layout) -> Result<String, InlineError> {
    let markup = match layout {
        Layout::Teasers => email::teasers(email),
        Layout::Compact => email::compact(email),
        Layout::Digest => email::digest(email),
    };
    inlined(&markup, &email.look)
}

/// The markup with the styles of our own sheet laid into it.
pub(super) fn inlined(markup: &Markup, look: &Look) -> Result<String, InlineError> {
    let inliner = CSSInliner::options()
        .load_remote_stylesheets(false)
        .keep_style_tags(true)
        .minify_css(true)
        .extra_css(Some(style::inlined(look).into()))
        .build();
    let mut page = inliner
        .inline(&markup.0)?
        .replace(" data-css-inline=\"ignore\"", "");
    page.push('\n');
    Ok(guard_attributes(&page))
}

/// Escapes angle brackets in attribute values. The serialiser leaves them, which is right for a browser;
/// but what stands between an author and a reader of mail is not always a parser.
pub(super) fn guard_attributes(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + 64);
    let mut place = Place::Text;
    for (at, c) in page.char_indices() {
        place = match (place, c) {
            (Place::Text, '<') if page[at..].starts_with("<!--") => Place::Comment,
            (Place::Comment, '>') if page[..at].ends_with("--") => Place::Text,
            (Place::Text, '<') => Place::Tag,
            (Place::Tag, '>') => Place::Text,
            (Place::Tag, '"') => Place::Value,
            (Place::Value, '"') => Place::Tag,
            (place, _) => place,
        };
        match (place, c) {
            (Place::Value, '<') => out.push_str("&lt;"),
            (Place::Value, '>') => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
    out
}

/// Where in a serialised page a character stands.
#[derive(Clone, Copy)]
enum Place {
    Text,
    Comment,
    Tag,
    Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_are_guarded() {
        let page = r#"<!--[if mso]><td width="1"><![endif]--><a b="<c>">d</a> "<e f="g">"#;
        let guarded = r#"<!--[if mso]><td width="1"><![endif]--><a b="&lt;c&gt;">d</a> "<e f="g">"#;
        assert_eq!(guard_attributes(page), guarded);
    }
}
