//! Markdown to HTML, from which paragraphs are taken as from any other HTML.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};

/// Tags that site generators fill in; nothing of theirs is prose.
const TAGS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")];

/// The HTML of a Markdown text, without footnotes and the generators' own tags.
pub(super) fn html(markdown: &str) -> String {
    let markdown = without_tags(markdown);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut within = 0_usize;
    let prose = Parser::new_ext(&markdown, options).filter(move |event| match event {
        Event::Start(Tag::FootnoteDefinition(_)) => {
            within += 1;
            false
        }
        Event::End(TagEnd::FootnoteDefinition) => {
            within = within.saturating_sub(1);
            false
        }
        Event::FootnoteReference(_) => false,
        _ => within == 0,
    });
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    push_html(&mut html, prose);
    html
}

fn without_tags(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find('{') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = TAGS.iter().find_map(|(open, close)| {
            // A tag stands on a few lines; a brace without its end is a brace.
            let inner = tag.strip_prefix(open)?;
            let end = inner.find(close)?;
            (end < 2_000).then_some(open.len() + end + close.len())
        });
        match end {
            Some(end) => rest = &tag[end..],
            None => {
                out.push('{');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_footnotes_are_no_prose() {
        assert_eq!(
            html(
                "One[^1] {{< figure src=\"a\" >}}*two*{% include x %} {a} {{ b\n\n[^1]: A note.\n"
            ),
            "<p>One <em>two</em> {a} {{ b</p>\n"
        );
    }
}
