//! Bylines as pages show them.

use super::*;

fn authors(byline: &str) -> Vec<(String, String)> {
    let page = page(
        "",
        &format!("<article><h1>The lock of the east</h1>{byline}</article>"),
    );
    let authors = page.authors.into_iter();
    authors
        .map(|author| (author.name, author.title.unwrap_or_default()))
        .collect()
}

fn author(name: &str, title: &str) -> (String, String) {
    (name.to_owned(), title.to_owned())
}

#[test]
fn titles_are_read_from_what_readers_see() {
    for (byline, found) in [
        (
            "<p class=byline>By Dee Marsh, Senior Analyst</p>",
            vec![author("Dee Marsh", "Senior Analyst")],
        ),
        (
            "<div class=byline>By <span class=author-name>Dee Marsh</span> <span class=author-title>Senior analyst</span> and <span class=author-name>Eli Ford</span></div>",
            vec![
                author("Dee Marsh", "Senior analyst"),
                author("Eli Ford", ""),
            ],
        ),
        (
            "<p>By <a rel=author href=/a>Dee Marsh</a>, senior analyst, and <a rel=author href=/b>Eli Ford</a></p>",
            vec![
                author("Dee Marsh", "senior analyst"),
                author("Eli Ford", ""),
            ],
        ),
        (
            "<div class=byline>Dee Marsh <span class=title>Staff Writer</span></div>",
            vec![author("Dee Marsh", "Staff Writer")],
        ),
        (
            "<div class=author>By <a href=/author/dee>Dee Marsh</a><p>Dee Marsh is a writer at the Review.</p></div>",
            vec![author("Dee Marsh", "")],
        ),
    ] {
        assert_eq!(authors(byline), found, "{byline}");
    }
}

#[test]
fn dates_places_and_shared_titles_are_nobody() {
    for byline in [
        "<p class=byline>By Dee Marsh and Eli Ford, staff writers</p>",
        "<p class=byline>By Dee Marsh and Eli Ford | Nov. 25, 2026</p>",
        "<div class=byline>By Dee Marsh and Eli Ford <span>Updated Nov. 25, 2026, 10:00 a.m. ET</span></div>",
        "<p class=byline>Von Dee Marsh und Eli Ford, Berlin</p>",
        "<p class=byline>By Dee Marsh in Beirut and Eli Ford in London</p>",
    ] {
        assert_eq!(
            authors(byline),
            [author("Dee Marsh", ""), author("Eli Ford", "")],
            "{byline}"
        );
    }
}

#[test]
fn a_title_in_the_data_for_machines_is_no_second_author() {
    let page = page(
        "<meta name=author content='Dee Marsh, Senior Fellow at the Institute'>",
        "",
    );
    assert_eq!(page.authors.len(), 1);
    assert_eq!(
        page.authors[0].title.as_deref(),
        Some("Senior Fellow at the Institute")
    );
}

#[test]
fn names_as_libraries_and_arabic_papers_write_them() {
    let named = |head: &str, body: &str| page(head, body).authors[0].name.clone();
    let head = "<meta name=DC.creator content='Lyst, Ana'>";
    assert_eq!(named(head, ""), "Ana Lyst");
    let body = "<h1>x</h1><p class=author>بقلم: أحمد علي</p>";
    assert_eq!(named("", body), "أحمد علي");
}
