//! Pages of known content systems, and what only some of them say.

use super::*;

const TEXT: &str = "<p>The harbour board voted on Monday night to close the east lock for the whole winter, which leaves the fleet with one way out to sea until the spring.</p>";

fn label(page: &Page) -> (Option<&str>, Option<&str>) {
    (page.kind.as_deref(), page.section.as_deref())
}

#[test]
fn ghost() {
    let page = page(
        "",
        "<article class=gh-article><header><a class=gh-article-tag href=/tag/trade>Trade</a><h1 class=gh-article-title>The lock closes</h1>
         <p class=gh-article-excerpt>And nobody knows why.</p></header></article>",
    );
    assert_eq!(label(&page), (None, Some("Trade")));
    assert_eq!(page.dek.as_deref(), Some("And nobody knows why."));
}

#[test]
fn squarespace() {
    let page = page(
        "<title>The lock closes &mdash; Site</title><meta itemprop=headline content='The lock closes'>",
        &format!(
            "<article><a class=blog-item-category href=/c>Trade</a><h1>The lock closes</h1>
             <div class='sqs-block image-block'><img data-src=/boat.jpg alt='A boat'><div class=image-caption><p>A boat at dawn.</p></div></div>{}</article>",
            TEXT.repeat(4)
        ),
    );
    assert_eq!(label(&page), (None, Some("Trade")));
    let image = page.image.unwrap();
    assert_eq!(image.url.path(), "/boat.jpg");
    assert_eq!(image.caption.as_deref(), Some("A boat at dawn."));
}

#[test]
fn drupal() {
    let page = page(
        "",
        "<article><h1>The lock closes</h1><footer class=node__meta>Submitted by <span class=username>Kit Lowe</span></footer>
         <div class='field field--name-field-image'><img src=/boat.jpg alt='A boat' width=1000 height=600></div></article>",
    );
    assert_eq!(page.authors[0].name, "Kit Lowe");
    assert_eq!(page.image.unwrap().url.path(), "/boat.jpg");
}

#[test]
fn wordpress_says_when_it_was_updated() {
    let page = page(
        "",
        "<time class='entry-date published' datetime='2026-11-25T10:00:00Z'>x</time><time class=updated datetime='2026-11-26T10:00:00Z'>x</time>",
    );
    let day = |moment: Option<DateTime<Utc>>| moment.unwrap().date_naive().to_string();
    assert_eq!(day(page.published), "2026-11-25");
    assert_eq!(day(page.updated), "2026-11-26");
}

#[test]
fn rebelmouse_labels_in_the_body_of_the_widget() {
    let page = page(
        "",
        "<article class=widget><div class=widget__body><a class=widget__section href=/o>Elsewhere</a><h2>Another</h2></div></article>
         <article class=widget><div class=widget__head></div><div class=widget__body><a class=widget__section href=/a>Analysis | Middle East</a>
         <h1 class=widget__headline>The lock closes</h1></div></article>",
    );
    assert_eq!(label(&page), (Some("Analysis"), Some("Middle East")));
}

#[test]
fn dublin_core_has_a_description() {
    let page = page(
        "<meta name=DC.description content='Nobody knows why.'>",
        "<h1>The lock closes</h1>",
    );
    assert_eq!(page.dek.as_deref(), Some("Nobody knows why."));
}

#[test]
fn the_headline_on_the_page_goes_over_the_title_of_the_window() {
    for (window, body) in [
        ("Micro", "<h1 itemprop=headline>The lock closes</h1>"),
        ("Site name here", "<h1>The lock of the east closes</h1>"),
        ("The lock closes | Site", "<h1>The lock closes</h1>"),
    ] {
        let page = page(&format!("<title>{window}</title>"), body);
        let title = page.title.unwrap();
        assert!(
            title.starts_with("The lock") && title.ends_with("closes"),
            "{window}: {title}"
        );
    }
    // A longer one says more than the site's name; and of several h1 nobody knows which is meant.
    for body in [
        "<h1>Nobody knows when the boats will leave again</h1>",
        "<h1>Nobody knows when the boats will leave</h1><h1>Another</h1>",
    ] {
        let window = "The lock closes for good";
        let page = page(&format!("<title>{window}</title>"), body);
        assert_eq!(page.title.as_deref(), Some(window), "{body}");
    }
}

#[test]
fn linked_data_lists_sections_pictures_and_names() {
    let page = page(
        r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"The lock closes","articleSection":["News","Trade"],
           "author":{"@type":"Person","name":["Ann Bee","Cy Dee"]},
           "image":["https://river.example/1x1.jpg",{"@type":"ImageObject","url":{"@id":"z"},"contentUrl":"/boat.jpg"}]}</script>"#,
        "<h1>The lock closes</h1>",
    );
    assert_eq!(label(&page), (Some("News"), Some("Trade")));
    assert_eq!(page.authors.len(), 2);
    assert_eq!(page.image.unwrap().url.path(), "/boat.jpg");
}

#[test]
fn what_counts_readers_is_no_picture() {
    let page = page(
        "",
        "<figure><img src='/count.gif?x=1' width=1 height=1><img src=/boat.jpg alt='A boat'></figure>",
    );
    assert_eq!(page.image.unwrap().url.path(), "/boat.jpg");
}

#[test]
fn no_break_spaces_stay() {
    let page = page(
        "",
        &format!(
            "<article><h1>Écluse</h1><p>Le conseil dit\u{202f}: «\u{a0}Non\u{a0}», et la porte de 100&nbsp;000&nbsp;euros reste fermée jusqu’au printemps, et la marée de 3&#160;heures aussi.</p><p>&nbsp;</p>{}</article>",
            TEXT.repeat(4)
        ),
    );
    assert!(
        page.body[0].starts_with(
            "Le conseil dit\u{202f}: «\u{a0}Non\u{a0}», et la porte de 100\u{a0}000\u{a0}euros"
        ) && page.body[0].contains("3\u{a0}heures"),
        "{:?}",
        page.body
    );
}

#[test]
fn posts_from_networks_are_no_beginning() {
    let post = "<blockquote class=twitter-tweet><p>A post that reads as if it were prose, and is long enough.</p>— Ana (@ana) <a href=x>November 5, 2026</a></blockquote>";
    let page = page(
        "",
        &format!(
            "<article><h1>The lock closes</h1>{post}{}</article>",
            TEXT.repeat(3)
        ),
    );
    let teaser = crate::gather::teaser::teaser(&page.body, &[], Default::default());
    assert!(
        teaser[0].starts_with("The harbour board"),
        "{:?}",
        page.body
    );
}

#[test]
fn points_above_the_text_are_no_beginning() {
    let points = "<h2>Key points</h2>\n<ul><li>The east lock is closed, said the board.</li><li>The fleet has one way out, they say.</li></ul>";
    let page = page(
        "",
        &format!(
            "<article><h1>The lock closes</h1>{points}{}</article>",
            TEXT.repeat(4)
        ),
    );
    assert_eq!(page.dek, None);
    assert!(page.body[0].starts_with("The harbour board"), "{page:?}");
}

#[test]
fn the_name_of_the_site_may_come_first() {
    for joint in [": ", " - ", " | "] {
        let head = format!(
            "<title>The River{joint}The lock closes</title><meta property=og:site_name content='The River'>"
        );
        assert_eq!(page(&head, TEXT).title.as_deref(), Some("The lock closes"));
    }
}

#[test]
fn days_in_the_words_of_readers() {
    for shown in [
        "<time>14. November 2026</time>",
        "<span class=post-date>Publié le 14 novembre 2026</span>",
        "<time>14 نوفمبر 2026</time>",
    ] {
        let page = page("", &format!("<article>{shown}</article>"));
        let day = page.published.map(|day| day.date_naive().to_string());
        assert_eq!(day.as_deref(), Some("2026-11-14"), "{shown}");
    }
}
