//! From a filled layout to the HTML that mail clients get: in the same form as that of our own layouts.

use css_inline::{CSSInliner, InlineError};

use super::LayoutError;
use crate::{
    config::LayoutFile,
    message::Field,
    render::{gap::marker, html::guard_attributes},
};

/// MJML has put its styles where they belong; this only gives the HTML the one form that the checks know.
pub(super) fn from_mjml(html: &str) -> Result<String, InlineError> {
    let inliner = CSSInliner::options()
        .load_remote_stylesheets(false)
        .inline_style_tags(false)
        .keep_style_tags(true)
        .build();
    Ok(finished(&inliner.inline(html)?))
}

/// What can be an attribute becomes one; media queries stay in their style block.
pub(super) fn from_html(html: &str) -> Result<String, InlineError> {
    let inliner = CSSInliner::options()
        .load_remote_stylesheets(false)
        .keep_style_tags(true)
        .remove_inlined_selectors(true)
        .minify_css(true)
        .build();
    Ok(finished(&inliner.inline(html)?))
}

fn finished(page: &str) -> String {
    let mut page = page.replace(" data-css-inline=\"ignore\"", "");
    for field in [Field::UnsubscribeUrl, Field::PreferencesUrl] {
        // In a comment, for Outlook, nobody has undone what MJML's way needs.
        let gap = marker(field);
        page = page.replace(&format!("&#x{:X};", u32::from(gap)), &gap.to_string());
    }
    page.push('\n');
    guard_attributes(&page)
}

/// A character that stands for a gap, but one that has no business in a page, would give away whom the mail is for.
pub(super) fn only_our_gaps(layout: &LayoutFile, page: &str) -> Result<(), LayoutError> {
    let private = [Field::To, Field::Date, Field::MessageId, Field::SubjectMark].map(marker);
    match page.find(private) {
        None => Ok(()),
        Some(_) => Err(LayoutError::of(
            layout,
            "it has a character of the private use area (U+E000 to U+E003), which roundup keeps for itself",
            "take it out; a symbol of an icon font is not to be seen in mail anyway",
        )),
    }
}

/// The page, with the language and direction of `<body>` on what stands right in it: webmail takes `<body>` away. mrml
/// makes a block of the preview, which Word has to be told to hide, and one of all else.
pub(super) fn on_its_own(page: &str, language: &str, direction: &str) -> String {
    let language = maud::html! { (language) }.into_string();
    let says = format!("<div lang=\"{language}\" dir=\"{direction}\"");
    let mut out = String::with_capacity(page.len() + 100);
    let mut rest = page;
    let Some(begins) = rest
        .find("<body")
        .and_then(|at| Some(at + rest[at..].find('>')? + 1))
    else {
        return page.to_owned();
    };
    out.push_str(&rest[..begins]);
    rest = &rest[begins..];
    while let Some(block) = rest.trim_start().strip_prefix("<div") {
        let (tag, inner) = block.split_at(block.find('>').unwrap_or(0));
        out.push_str(&says);
        out.push_str(&tag.replace("display:none", "display:none;mso-hide:all"));
        rest = inner;
        let ends = inner
            .find("</div>")
            .filter(|_| tag.contains("display:none"));
        let Some(ends) = ends.map(|at| at + "</div>".len()) else {
            break;
        };
        out.push_str(&inner[..ends]);
        rest = &inner[ends..];
    }
    out.push_str(rest);
    out
}
