//! What has to stand beside each use of a feature that not every mail program knows.

use dom_query::NodeRef;

use crate::render::lint::{css, ink, page::Page};

/// An element that says something about its looks.
pub(super) struct Element<'a> {
    node: NodeRef<'a>,
    styles: Vec<(String, String)>,
}

impl<'a> Element<'a> {
    /// All of a page.
    pub(super) fn of(page: &'a Page) -> Vec<Self> {
        let selection = page.document.select("[style], [width], [height]");
        let nodes = selection.nodes().iter();
        nodes
            .map(|node| Self {
                node: *node,
                styles: css::declarations(&node.attr_or("style", "")),
            })
            .collect()
    }

    /// The value of the first of these properties that it has.
    fn style(&self, names: &[&str]) -> Option<&str> {
        let named = |(name, _): &&(String, String)| names.contains(&name.as_str());
        self.styles
            .iter()
            .find(named)
            .map(|(_, value)| value.as_str())
    }

    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.node.has_name(name))
    }

    /// Whether Outlook alone is given a table around it.
    fn is_framed_for_outlook(&self) -> bool {
        for_outlook(&self.node).is_some_and(|markup| markup.contains("<t"))
    }

    /// Whether it, or what is around it, has the colour as an attribute, be it for Outlook alone.
    fn has_ground(&self, colour: &str) -> bool {
        let wanted = ink::read(colour);
        let around = self.node.ancestors_it(None);
        for node in std::iter::once(self.node).chain(around) {
            if let Some(said) = node.attr("bgcolor") {
                return ink::read(&said) == wanted;
            }
            let said = for_outlook(&node).and_then(|markup| {
                let (_, rest) = markup.rsplit_once("bgcolor=\"")?;
                Some(ink::read(rest.split('"').next()?) == wanted)
            });
            if let Some(same) = said {
                return same;
            }
        }
        false
    }

    fn says_nothing(&self) -> bool {
        self.node.text().trim().is_empty()
    }
}

/// The comment right before an element that only Outlook reads.
fn for_outlook(node: &NodeRef<'_>) -> Option<String> {
    let mut before = node.prev_sibling();
    while let Some(blank) = before.filter(|node| node.is_text() && node.text().trim().is_empty()) {
        before = blank.prev_sibling();
    }
    let comment = before.filter(NodeRef::is_comment)?;
    let markup = comment.html().to_ascii_lowercase();
    (markup.contains("[if") && markup.contains("mso")).then_some(markup)
}

/// Why nothing is lost of any use of a feature; none where one has nothing beside it, or needs nothing.
pub(super) fn beside(slug: &str, page: &Page, elements: &[Element<'_>]) -> Option<&'static str> {
    let each = |uses: &[&str], helped: &dyn Fn(&Element<'_>, &str) -> bool| {
        elements
            .iter()
            .filter_map(|element| Some((element, element.style(uses)?)))
            .all(|(element, value)| helped(element, value))
    };
    let attributes = |name: &str, styles: &[&str]| {
        let said = elements
            .iter()
            .filter(|element| element.node.has_attr(name));
        said.into_iter().all(|element| {
            let share = element.node.attr_or(name, "").ends_with('%');
            share || element.style(styles).is_some()
        })
    };
    let (there, reason) = match slug {
        "css-max-width" => (
            each(&["max-width"], &|element, value| {
                let bounded = element.is(&["img", "table", "td"]) && element.node.has_attr("width");
                let hidden = element.style(&["mso-hide"]).is_some();
                bounded || hidden || is_all(value, element) || element.is_framed_for_outlook()
            }),
            "Outlook gets tables of fixed width from conditional comments",
        ),
        "css-width" => (
            each(&["width"], &|element, value| {
                element.node.has_attr("width")
                    || is_all(value, element)
                    || element.is_framed_for_outlook()
            }),
            "the width attribute says the same, or a table that only Outlook gets",
        ),
        "css-display" => (
            each(&["display"], &|element, value| match value {
                "none" | "block" | "inline" => true,
                "inline-block" => {
                    element.is(&["a", "span", "img"]) || element.is_framed_for_outlook()
                }
                _ => value.starts_with("table") || element.is_framed_for_outlook(),
            }),
            "Outlook gets tables of fixed width from conditional comments",
        ),
        "css-display-none" => (
            page.hides_twice,
            "what is hidden is also of no height, and in type of one pixel",
        ),
        "css-max-height" | "css-overflow" => (
            each(&["max-height", "overflow", "overflow-y"], &|element, _| {
                element.style(&["mso-hide"]).is_some()
            }),
            "what is hidden is hidden from Outlook by mso-hide",
        ),
        "css-background-color" | "css-background" => (
            each(&["background-color", "background"], &|element, value| {
                let body = element.is(&["body"]) && page.body_has_ground;
                let plain = ["none", "transparent"].contains(&value);
                plain || body || element.says_nothing() || element.has_ground(value)
            }),
            "the bgcolor attribute says the same",
        ),
        "css-line-height" => (
            each(&["line-height", "font"], &|element, _| {
                let name = element.node.node_name().unwrap_or_default();
                element.style(&["mso-line-height-rule"]).is_some()
                    || page.has_exact_lines(&name)
                    // What stands in a line has the height of it.
                    || element.is(&["span", "img", "b", "i", "strong", "em", "body", "table"])
            }),
            "Outlook is told by mso-line-height-rule to take it as it is",
        ),
        "css-height" => (
            each(&["height"], &|element, value| {
                value == "auto" || element.node.has_attr("height")
            }),
            "the height attribute says the same",
        ),
        "html-style" => (
            page.is_styled_inline,
            "the style attributes say all that reading needs",
        ),
        "html-aria-label" => (
            page.labels_repeat_text,
            "the text of the link is read instead, which begins the same",
        ),
        "html-body" => (
            page.body_has_ground,
            "a table within it has the same ground, language and direction",
        ),
        "html-width" => (
            attributes("width", &["width", "max-width"]),
            "the style attribute bounds it",
        ),
        "html-height" => (
            attributes("height", &["height"]),
            "the style attribute bounds it",
        ),
        _ => return None,
    };
    there.then_some(reason)
}

/// All the width there is, which a block has anyway.
fn is_all(value: &str, element: &Element<'_>) -> bool {
    let whole = ["100%", "auto", "none"].contains(&value);
    whole && !element.is(&["img", "table"]) || value == "none"
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn of(slug: &str, body: &str) -> Option<&'static str> {
        // A comment before the body would be moved out of it.
        let page = Page::read(&format!("<body>{body}</body>"));
        beside(slug, &page, &Element::of(&page))
    }

    const GHOST: &str = "<!--[if mso]><table><tr><td width=\"300\"><![endif]-->";

    #[rstest]
    #[case::max_width("css-max-width", "<div style='max-width:300px'>a</div>")]
    #[case::columns("css-display", "<div style='display:inline-block'>a</div>")]
    #[case::width("css-width", "<div style='width:300px'>a</div>")]
    fn a_table_for_outlook_helps_what_is_in_it_and_nothing_else(
        #[case] slug: &str,
        #[case] used: &str,
    ) {
        assert!(of(slug, &format!("{GHOST}{used}")).is_some());
        assert_eq!(of(slug, &format!("{GHOST}{used}<p>b</p>{used}")), None);
        assert_eq!(of(slug, used), None);
    }

    #[test]
    fn each_ground_and_each_height_needs_its_attribute() {
        let good =
            "<table bgcolor='#eee' style='background-color:#eee'><tr><td>a</td></tr></table>";
        let bare = "<p style='background-color:#ddd'>b</p>";
        let empty = "<p style='background-color:#ddd'><img alt='c'></p>";
        let slug = "css-background-color";
        assert!(of(slug, good).is_some() && of(slug, &format!("{good}{empty}")).is_some());
        assert_eq!(of(slug, &format!("{good}{bare}")), None);
        let high = "<td height='6' style='height:6px'>a</td>";
        let row = |cells: &str| format!("<table><tr>{cells}</tr></table>");
        assert!(of("css-height", &row(high)).is_some());
        assert_eq!(
            of(
                "css-height",
                &row(&format!("{high}<td style='height:9px'>b</td>"))
            ),
            None
        );
    }

    #[test]
    fn lines_are_exact_where_word_is_told_so() {
        let told = "<!--[if mso]><style>td,p{mso-line-height-rule:exactly}</style><![endif]-->";
        let line = |tag: &str| format!("{told}<{tag} style='line-height:20px'>a</{tag}>");
        assert!(of("css-line-height", &line("p")).is_some());
        assert_eq!(of("css-line-height", &line("h2")), None);
    }
}
