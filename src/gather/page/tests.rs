//! Tests of the page reader.

mod bylines;
mod kinds;
mod pictures;
mod related;

use super::*;

fn read(html: &str) -> Page {
    extract(
        html,
        &Url::parse("https://river.example/news/water").unwrap(),
        Effort::Full,
        &Select::default(),
    )
    .unwrap()
}

fn page(head: &str, body: &str) -> Page {
    read(&format!(
        "<!doctype html><html lang=en-gb><head>{head}</head><body>{body}</body></html>"
    ))
}

#[test]
fn linked_data_is_followed_through_its_graph() {
    let page = page(
        r##"<script type="application/ld+json">{"@graph":[
            {"@type":"WebSite","name":"The River"},
            {"@type":["NewsArticle"],"headline":"Water &amp; wind","datePublished":"2026-11-05T10:00:00+0100","author":[{"@id":"#ana"}],
             "image":{"@id":"#pic"},"articleSection":["Waterways","Other"],"mainEntityOfPage":{"@id":"https://river.example/news/water"}},
            {"@id":"#ana","@type":"Person","name":"Ana Lyst","jobTitle":"Staff Writer"},
            {"@id":"#pic","@type":"ImageObject","url":"/boat.jpg","width":1200,"height":"800","creditText":"Photo: C. Amera"}]}</script>"##,
        "",
    );
    assert_eq!(page.title.as_deref(), Some("Water & wind"));
    assert_eq!(
        page.published.unwrap().to_rfc3339(),
        "2026-11-05T09:00:00+00:00"
    );
    assert_eq!(
        (
            page.authors[0].name.as_str(),
            page.authors[0].title.as_deref()
        ),
        ("Ana Lyst", Some("Staff Writer"))
    );
    assert_eq!(page.section.as_deref(), Some("Waterways"));
    let image = page.image.unwrap();
    assert_eq!(
        (
            image.url.as_str(),
            image.width,
            image.height,
            image.credit.as_deref()
        ),
        (
            "https://river.example/boat.jpg",
            Some(1200),
            Some(800),
            Some("C. Amera")
        )
    );
    assert_eq!(page.language.as_deref(), Some("en-GB"));
}

#[test]
fn a_canonical_of_another_site_is_not_believed() {
    let of = |url: &str| {
        page(&format!("<link rel=canonical href='{url}'>"), "")
            .canonical
            .map(String::from)
    };
    assert_eq!(
        of("/news/water-2?utm_source=x").as_deref(),
        Some("https://river.example/news/water-2")
    );
    assert_eq!(
        of("https://www.river.example/w").as_deref(),
        Some("https://www.river.example/w")
    );
    for url in [
        "https://other.example/w",
        "https://example/w",
        "https://evilriver.example/w",
        "javascript:x",
        "https://river.example/",
    ] {
        assert_eq!(of(url), None, "{url}");
    }
}

#[test]
fn the_headline_is_what_readers_see() {
    assert_eq!(
        page(
            "<title>Water rises again | The River</title>",
            "<h1>The River</h1><h1>Water rises again</h1>"
        )
        .title
        .as_deref(),
        Some("Water rises again")
    );
    assert_eq!(
        page("<title>Water rises again - The River</title>", "")
            .title
            .as_deref(),
        Some("Water rises again")
    );
    assert_eq!(page("", "").title, None);
}

#[test]
fn a_dek_that_repeats_the_text_is_none() {
    let text =
        "The river rose again on Monday, and with it the worry of those who live along its banks.";
    let article = format!(
        "<article><h1>Water</h1>{}</article>",
        format!("<p>{text} And more of it every hour.</p>").repeat(5)
    );
    let dek = |told: &str| {
        page(
            &format!("<meta property=og:description content='{told}'>"),
            &article,
        )
        .dek
    };
    assert_eq!(dek(text), None);
    assert_eq!(
        dek("What the water wants from us"),
        Some("What the water wants from us".to_owned())
    );
    assert_eq!(dek("What the water wants from us and…"), None);
}

#[test]
fn a_page_too_deep_is_refused_before_it_is_parsed() {
    let url = Url::parse("https://river.example/").unwrap();
    assert_eq!(
        extract(
            &"<div>".repeat(100_000),
            &url,
            Effort::Full,
            &Select::default()
        ),
        Err(PageError::TooDeep)
    );
}

#[test]
fn a_sources_own_selectors_go_over_everything() {
    let html = "<title>Wrong | The River</title><h1>Wrong</h1><p class=t>Right</p><p class=k>Analysis | Locks</p>
        <p class=w>By Ana Lyst and Bo Baker</p><b class=d title='2026-11-05T10:00:00Z'>Thursday</b>
        <div class=x><p>The river rose again on Monday.</p><div class=quiz><p>How well do you know it?</p></div><img src=/boat.jpg alt='A boat'></div>";
    let select: Select = serde_json::from_str(
        r#"{"title":".t","label":".k","byline":".w","date":".d","image":".x","body":".x","remove":".quiz","dek":".none"}"#,
    )
    .unwrap();
    let url = Url::parse("https://river.example/news/water").unwrap();
    let page = extract(html, &url, Effort::Full, &select).unwrap();
    assert_eq!(page.title.as_deref(), Some("Right"));
    assert_eq!(page.kind.as_deref(), Some("Analysis"));
    assert_eq!(page.section.as_deref(), Some("Locks"));
    let names: Vec<_> = page.authors.iter().map(|author| &author.name).collect();
    assert_eq!(names, ["Ana Lyst", "Bo Baker"]);
    assert_eq!(
        page.published.unwrap().to_rfc3339(),
        "2026-11-05T10:00:00+00:00"
    );
    assert_eq!(
        page.image.unwrap().url.as_str(),
        "https://river.example/boat.jpg"
    );
    assert_eq!(page.body, ["The river rose again on Monday."]);
    assert!(page.problems.is_empty(), "{:?}", page.problems);

    let missing: Select = serde_json::from_str(r#"{"title":".none"}"#).unwrap();
    let page = extract(html, &url, Effort::Full, &missing).unwrap();
    assert_eq!(page.title.as_deref(), Some("Wrong"));
    assert!(
        page.problems[0].contains("select.title"),
        "{:?}",
        page.problems
    );
}

#[test]
fn microdata_says_what_nothing_else_does() {
    let page = page(
        "<meta itemprop=image content='/share.jpg'>",
        "<div itemscope itemtype='https://schema.org/NewsArticle'><h2 itemprop=headline>The lock that waited</h2>
         <p itemprop=description>What a shut gate does</p>
         <span itemprop=author itemscope><a rel=author itemprop=name>Ana Lyst</a>, <span itemprop=jobTitle>Staff Writer</span></span>
         <time itemprop=datePublished datetime='2026-11-05T10:00:00Z'>Thursday</time></div>",
    );
    assert_eq!(page.title.as_deref(), Some("The lock that waited"));
    assert_eq!(page.dek.as_deref(), Some("What a shut gate does"));
    assert_eq!(page.authors[0].name, "Ana Lyst");
    assert_eq!(page.authors[0].title.as_deref(), Some("Staff Writer"));
    assert_eq!(
        page.published.unwrap().to_rfc3339(),
        "2026-11-05T10:00:00+00:00"
    );
    assert_eq!(page.image.unwrap().url.path(), "/share.jpg");
}

#[test]
fn rebelmouse_has_classes_of_its_own() {
    // Put together from the classes that programs which read such sites name; no whole page was at hand.
    let text = "<p>The lock has been shut since Monday, and the boats wait in a row that reaches the old mill.</p>";
    let page = page(
        "<title>The lock that waited - The River</title>",
        &format!(
            "<article><div class=widget__head><a class='widget__section' href=/w>Analysis | Waterways</a>
             <h1 class='widget__headline h1'>The lock that waited</h1><div class=widget__subheadline>
             <h2 class='widget__subheadline-text h2' data-type=text>Nobody knows when</h2></div></div><div class=post-author-list>
             <div class=social-author><a class=social-author__name href=/ana>Ana Lyst</a>
             <div class=social-author__bio><p>Ana Lyst has written about rivers and those who live on them for years.</p></div></div></div><span class=social-date>Nov 05, 2026</span>
             <div class=body-description><p class='shortcode-media shortcode-media-rebelmouse-image'><img src=/boat.jpg alt='A boat'>
             <small class='image-media media-caption'>A boat at the gate.</small><small class='image-media media-photo-credit'>Photo: C. Amera</small></p>
             {}</div></article>",
            text.repeat(4)
        ),
    );
    assert_eq!(page.title.as_deref(), Some("The lock that waited"));
    assert_eq!(page.dek.as_deref(), Some("Nobody knows when"));
    assert_eq!(
        (page.kind.as_deref(), page.section.as_deref()),
        (Some("Analysis"), Some("Waterways"))
    );
    assert_eq!(page.authors[0].name, "Ana Lyst");
    assert_eq!(
        page.published
            .map(|at| at.date_naive().to_string())
            .as_deref(),
        Some("2026-11-05")
    );
    assert!(page.body[0].starts_with("The lock has been shut"));
    assert!(!page.body.join(" ").contains("for years"));
    let image = page.image.unwrap();
    assert_eq!(image.caption.as_deref(), Some("A boat at the gate."));
    assert_eq!(image.credit.as_deref(), Some("C. Amera"));
    assert!(
        page.body[0].starts_with("The lock has been"),
        "{:?}",
        page.body
    );
}

#[test]
fn other_pictures_are_kept_for_where_the_first_is_none() {
    let page = page(
        "<meta property=og:image content='/share-1200x630.jpg'><meta name=twitter:image content='/share-800x400.jpg'>
         <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"image\":\"/linked.jpg\"}</script>",
        "<article><figure><img src=/site-logo.png></figure><figure><img src=/boat.jpg alt=Boat><figcaption>A boat. Photo: C. Amera</figcaption></figure>
         <figure><img src=/mill.jpg></figure></article>",
    );
    let paths = |images: &[Image]| -> Vec<String> {
        images
            .iter()
            .map(|image| image.url.path().to_owned())
            .collect()
    };
    assert_eq!(page.image.as_ref().unwrap().url.path(), "/boat.jpg");
    assert_eq!(
        paths(&page.other_images),
        ["/mill.jpg", "/share-1200x630.jpg", "/linked.jpg"]
    );
    assert_eq!(page.image.unwrap().caption.as_deref(), Some("A boat."));
}

#[test]
fn a_page_that_hides_from_search_engines_says_so() {
    let hidden = |meta: &str| page(meta, "").unlisted;
    assert!(hidden("<meta name=robots content='follow, NOINDEX'>"));
    assert!(hidden("<meta name=ROBOTS content='none'>"));
    assert!(!hidden(
        "<meta name=robots content='index, max-image-preview:large'>"
    ));
    assert!(!hidden(""));
}

#[test]
fn a_dek_may_be_short_but_not_a_word() {
    let dek = |dek: &str| page("", &format!("<h1>Water</h1><p class=dek>{dek}</p>")).dek;
    assert_eq!(dek("Or wine").as_deref(), Some("Or wine"));
    assert_eq!(dek("Finally.").as_deref(), Some("Finally."));
    assert_eq!(dek("Opinion"), None);
    let said = |dek: &str| {
        page(
            &format!("<meta name=description content='{dek}'>"),
            "<h1>Water</h1>",
        )
        .dek
    };
    assert_eq!(said("Or wine").as_deref(), Some("Or wine"));
    assert_eq!(said("Opinion"), None);
}
