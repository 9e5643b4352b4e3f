//! Boxes about other articles, told to machines like the page's own.

use super::*;

const OTHER: &str = r#"{"@type":"NewsArticle","headline":"Another story","author":{"name":"Wrong Name"},"datePublished":"2026-01-01T10:00:00Z","url":"/other","mainEntityOfPage":"https://river.example/other"}"#;

fn linked(nodes: &str) -> Page {
    page(
        &format!(
            "<title>Water rises again</title><meta property=article:published_time content='2026-11-25T10:00:00Z'>
             <script type='application/ld+json'>{nodes}</script>"
        ),
        "<h1>Water rises again</h1><p class=byline>By Ana Lyst</p>",
    )
}

fn told(page: &Page) -> (&str, String) {
    let name = page.authors[0].name.as_str();
    (name, page.published.unwrap().date_naive().to_string())
}

#[test]
fn an_article_at_another_address_is_not_the_pages() {
    let page = linked(OTHER);
    assert_eq!(told(&page), ("Ana Lyst", "2026-11-25".to_owned()));
    assert_eq!(page.title.as_deref(), Some("Water rises again"));
}

#[test]
fn the_pages_own_is_known_by_its_address_or_its_headline() {
    for own in [
        r#""headline":"Rising","url":"/news/water/?utm_source=x""#,
        // A twin for telephones, or a copy under the old address.
        r#""headline":"Water rises again","url":"/amp/water-1""#,
        r#""headline":"Water rises again – The River","url":"/amp/water-1""#,
        r#""headline":"What it is about","name":"Water rises again","url":"/amp/water-1""#,
        // Themes that name the front page.
        r#""headline":"Rising","mainEntityOfPage":"https://river.example/""#,
        r#""headline":"Rising""#,
    ] {
        let own = format!(
            r#"{{"@type":"Article",{own},"author":"Bo Baker","datePublished":"2026-11-24T10:00:00Z"}}"#
        );
        for nodes in [
            own.clone(),
            format!("[{OTHER},{own}]"),
            format!("[{own},{OTHER}]"),
        ] {
            let page = linked(&nodes);
            assert_eq!(
                told(&page),
                ("Bo Baker", "2026-11-24".to_owned()),
                "{nodes}"
            );
        }
    }
}

#[test]
fn a_comma_too_many_and_a_line_break_do_no_harm() {
    let page = page(
        "<script type='application/ld+json'>\n//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Water, \\\"wind,]\n rain\",\"author\":[\"Ana Lyst\",\"Bo Baker\", ],}\n//]]></script>",
        "",
    );
    assert_eq!(page.title.as_deref(), Some("Water, \"wind,] rain"));
    assert_eq!(page.authors.len(), 2);
}
