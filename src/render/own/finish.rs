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
    Ok(coloured_once(&as_wide_as_told(&joined(&finished(
        &inliner.inline(html)?,
    )))))
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
    let private = [
        Field::To,
        Field::Date,
        Field::MessageId,
        Field::SubjectMark,
        Field::UnsubscribeToken,
    ]
    .map(marker);
    match page.find(private) {
        None => Ok(()),
        Some(_) => Err(LayoutError::of(
            layout,
            "it has a character of the private use area (U+E000 to U+E003), which roundup keeps for itself",
            "take it out; a symbol of an icon font is not to be seen in mail anyway",
        )),
    }
}

/// What mrml says of a mail's blocks that we say better, or in one place.
const SAID_BY_MRML: [&str; 5] = ["lang", "dir", "role", "aria-label", "aria-roledescription"];

/// The page, with the language and direction of `<body>` on what stands right in it: webmail takes `<body>` away. mrml
/// makes a block of the preview, which Word has to be told to hide, and one of all else, which is the main part.
pub(super) fn on_its_own(page: &str, language: &str, direction: &str) -> String {
    let language = maud::html! { (language) }.into_string();
    let begins = page
        .find("<body")
        .map_or(0, |at| at + tag_of(&page[at..]).len());
    let (before, mut rest) = page.split_at(begins);
    let mut out = String::with_capacity(page.len() + 100);
    match (before.strip_suffix('>'), before.rfind("<body")) {
        (Some(open), Some(at)) => out.push_str(&format!("{open}{}>", ground_of(&before[at..]))),
        _ => out.push_str(before),
    }
    // After the preview comes all else.
    while let Some(block) = rest.trim_start().strip_prefix("<div") {
        let tag = tag_of(block);
        let hidden = tag.contains("display:none");
        let role = if hidden { "" } else { " role=\"main\"" };
        out.push_str(&format!(
            "<div lang=\"{language}\" dir=\"{direction}\"{role}"
        ));
        out.push_str(
            &without(&SAID_BY_MRML, tag).replace("display:none", "display:none;mso-hide:all"),
        );
        rest = &block[tag.len()..];
        let ends = rest.find("</div>").filter(|_| hidden);
        let Some(ends) = ends.map(|at| at + "</div>".len()) else {
            break;
        };
        out.push_str(&rest[..ends]);
        rest = &rest[ends..];
    }
    out.push_str(rest);
    out
}

/// The colour behind everything as an attribute, which is known where that of the style is not.
fn ground_of(body: &str) -> String {
    let colour = body
        .split_once("background-color:")
        .and_then(|(_, rest)| rest.split([';', '"']).next());
    match colour.map(str::trim) {
        Some(colour) if colour.starts_with('#') && !body.contains("bgcolor") => {
            format!(" bgcolor=\"{colour}\"")
        }
        _ => String::new(),
    }
}

/// Tables that are as wide as there is room say so in an attribute, too: Word knows the width of styles in part only.
fn as_wide_as_told(page: &str) -> String {
    let mut parts = page.split("<table");
    let mut out = String::with_capacity(page.len() + 500);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let tag = tag_of(part);
        let told = tag.contains(";width:100%") || tag.contains("\"width:100%");
        out.push_str("<table");
        if told && !tag.contains(" width=\"") {
            out.push_str(" width=\"100%\"");
        }
        out.push_str(part);
    }
    out
}

/// A ground that mrml says in both ways, said in the one that all mail programs know whole.
fn coloured_once(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("background:") {
        let (before, said) = rest.split_at(at);
        out.push_str(before);
        let value = &said["background:".len()..];
        let value = value.split([';', '"']).next().unwrap_or_default();
        let first = format!("background:{value};");
        rest = match said.strip_prefix(&first) {
            Some(after) if after.starts_with(&format!("background-color:{value};")) => after,
            _ => {
                out.push_str("background:");
                &said["background:".len()..]
            }
        };
    }
    out.push_str(rest);
    out
}

/// What is before the end of a tag, and that. No value has angle brackets.
fn tag_of(markup: &str) -> &str {
    markup.split_inclusive('>').next().unwrap_or_default()
}

/// A tag without these attributes. Every value has double quotes around it, and none within.
fn without(names: &[&str], tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    let mut rest = tag;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"').unwrap_or((after, ""));
        if !names.contains(&name.trim_start()) {
            out.push_str(&format!("{name}=\"{value}\""));
        }
        rest = next;
    }
    out.push_str(rest);
    out
}

/// Two comments for Outlook that follow each other, made one: mrml makes two wherever one table ends and the next begins.
fn joined(page: &str) -> String {
    const BEGIN: &str = "<!--[if mso | IE]>";
    const END: &str = "<![endif]-->";
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(BEGIN) {
        let (before, comment) = rest.split_at(at);
        if before.is_empty() && out.ends_with(END) {
            out.truncate(out.len() - END.len());
        } else {
            out.push_str(before);
            out.push_str(BEGIN);
        }
        let inner = &comment[BEGIN.len()..];
        let end = inner.find(END).map_or(inner.len(), |at| at + END.len());
        out.push_str(&inner[..end]);
        rest = &inner[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_for_outlook_are_joined_where_nothing_is_between_them() {
        let page = "<!--[if !mso]><!-->a<!--<![endif]--><!--[if mso | IE]>b<![endif]--><!--[if mso | IE]>c<![endif]--> <!--[if mso | IE]>d<![endif]-->";
        assert_eq!(
            joined(page),
            "<!--[if !mso]><!-->a<!--<![endif]--><!--[if mso | IE]>bc<![endif]--> <!--[if mso | IE]>d<![endif]-->"
        );
    }

    #[test]
    fn tables_say_in_an_attribute_that_they_are_wide() {
        let page = "<table style=\"a;width:100%;\"><td></table><table width=\"100%\" style=\"width:100%\"><table style=\"max-width:100%\">";
        assert_eq!(
            as_wide_as_told(page),
            "<table width=\"100%\" style=\"a;width:100%;\"><td></table><table width=\"100%\" style=\"width:100%\"><table style=\"max-width:100%\">"
        );
    }

    #[test]
    fn a_ground_is_said_once() {
        let page = "<div style=\"background:#fff;background-color:#fff;margin:0\"><p style=\"background:#fff;background-color:#eee;\"><p style=\"background:url(a);\">";
        assert_eq!(
            coloured_once(page),
            "<div style=\"background-color:#fff;margin:0\"><p style=\"background:#fff;background-color:#eee;\"><p style=\"background:url(a);\">"
        );
    }

    #[test]
    fn the_ground_of_everything_is_an_attribute_too() {
        let of = |style: &str| on_its_own(&format!("<body style=\"{style}\">x"), "en", "ltr");
        assert_eq!(
            of("a:b;background-color:#f1efe9;"),
            "<body style=\"a:b;background-color:#f1efe9;\" bgcolor=\"#f1efe9\">x"
        );
        assert_eq!(of("a:b"), "<body style=\"a:b\">x");
    }

    #[test]
    fn mrml_s_blocks_say_each_thing_once() {
        let page = "<body style=\"a\"><div lang=\"en\" dir=\"ltr\" style=\"display:none;b\">p</div><div lang=\"en\" dir=\"ltr\" aria-label=\"t\" role=\"article\" lang=\"en\" style=\"c\"><div lang=\"de\">x</div></div></body>";
        assert_eq!(
            on_its_own(page, "en", "ltr"),
            "<body style=\"a\"><div lang=\"en\" dir=\"ltr\" style=\"display:none;mso-hide:all;b\">p</div><div lang=\"en\" dir=\"ltr\" role=\"main\" style=\"c\"><div lang=\"de\">x</div></div></body>"
        );
    }
}
