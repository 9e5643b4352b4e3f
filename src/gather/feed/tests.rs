//! Tests of the feed reader.

use super::*;

fn read_at(feed: &str, base: &str) -> Feed {
    parse(feed.as_bytes(), None, &Url::parse(base).unwrap()).unwrap()
}

fn read_one(item: &str) -> (Option<Entry>, Vec<String>) {
    let feed = format!(
        "<?xml version='1.0'?><rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>T</title><link>https://example.org/</link><item>{item}</item></channel></rss>"
    );
    let mut feed = read_at(&feed, "https://example.org/feed.xml");
    (feed.entries.pop(), feed.problems)
}

#[test]
fn ampersands_of_addresses_are_those_that_were_meant() {
    let ways = [
        "<link>/a?x=1&amp;y=2</link>",
        "<link>/a?x=1&y=2</link>",
        "<link>/a?x=1&amp;amp;y=2</link>",
        "<link><![CDATA[/a?x=1&amp;y=2]]></link>",
        "<link>/a?x=1&#38;y=2</link>",
    ];
    for way in ways {
        let xml = format!(
            "<rss version='2.0'><channel><title>T</title><item><title>A</title>{way}<enclosure type='image/jpeg' url='/b.jpg?w=1&amp;h=2'/></item></channel></rss>"
        );
        let base = Url::parse("https://quay.example/feed").unwrap();
        let feed = parse(xml.as_bytes(), None, &base).unwrap();
        let entry = &feed.entries[0];
        let link = entry.link.as_ref().unwrap().as_str();
        assert_eq!(link, "https://quay.example/a?x=1&y=2", "{way}");
        let image = entry.image.as_ref().unwrap().url.as_str();
        assert_eq!(image, "https://quay.example/b.jpg?w=1&h=2", "{way}");
    }
    let often = format!("<link>/a?x=1&{}y=2</link>", "amp;".repeat(200_000));
    let xml = format!(
        "<rss version='2.0'><channel><title>T</title><item><title>A</title>{often}</item></channel></rss>"
    );
    let base = Url::parse("https://quay.example/feed").unwrap();
    // Whatever is made of it, it takes no time to speak of.
    assert!(parse(xml.as_bytes(), None, &base).is_ok());
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>A</title><id>1</id><link href='/a?x=1&amp;y=2'/></entry></feed>";
    let base = Url::parse("https://quay.example/feed").unwrap();
    let feed = parse(atom.as_bytes(), None, &base).unwrap();
    assert_eq!(
        feed.entries[0].link.as_ref().unwrap().query(),
        Some("x=1&y=2")
    );
}

#[test]
fn an_rss_item() {
    let (entry, problems) = read_one(
        "<title>A &amp;amp; &lt;i&gt;B&lt;/i&gt;</title><link>/a?utm_source=rss</link><guid isPermaLink='false'>g1</guid>
         <dc:creator>Ana Lyst</dc:creator><category>Analysis</category><pubDate>Fri, 06 Nov 2026 08:00:00 +0100</pubDate>
         <media:content url='https://example.org/p.jpg' medium='image' width='1200' height='800'/><media:credit>Photo: C. Amera</media:credit>",
    );
    let entry = entry.unwrap();
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(entry.title.as_deref(), Some("A & B"));
    assert_eq!(
        entry.link.unwrap().as_str(),
        "https://example.org/a?utm_source=rss"
    );
    assert_eq!(entry.guid.as_deref(), Some("g1"));
    assert_eq!(entry.authors[0].name, "Ana Lyst");
    assert_eq!(entry.categories, ["Analysis"]);
    assert_eq!(
        entry.published.unwrap().to_rfc3339(),
        "2026-11-06T07:00:00+00:00"
    );
    let image = entry.image.unwrap();
    assert_eq!(
        (image.width, image.credit.as_deref()),
        (Some(1200), Some("C. Amera"))
    );
}

#[test]
fn an_entry_without_a_link_is_named() {
    for link in [
        "",
        "<link>javascript:alert(1)</link>",
        "<link>mailto:a@example.org</link>",
    ] {
        let (entry, problems) = read_one(&format!("<title>Lost</title>{link}"));
        assert_eq!(entry.unwrap().link, None, "{link}");
        assert!(problems[0].contains("Lost"), "{problems:?}");
    }
}

#[test]
fn absurd_dates_are_dropped_and_told() {
    let (entry, problems) =
        read_one("<title>T</title><link>/a</link><pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>");
    assert_eq!(entry.unwrap().published, None);
    assert!(problems[0].contains("0001"), "{problems:?}");
}

#[test]
fn atom_and_json() {
    let feed = read_at(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en_us'><title>T</title><entry><id>urn:1</id><title type='html'>&lt;b&gt;x&lt;/b&gt;</title><link href='b'/><author><name>A</name></author><author><name>B</name></author><updated>2026-11-06T00:00:00Z</updated></entry></feed>",
        "https://example.org/dir/atom.xml",
    );
    assert_eq!(
        feed.entries[0].link.as_ref().unwrap().as_str(),
        "https://example.org/dir/b"
    );
    assert_eq!(feed.entries[0].title.as_deref(), Some("x"));
    assert_eq!(feed.entries[0].authors.len(), 2);
    let feed = read_at(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"https://example.org/","items":[{"id":"1","url":"https://example.org/j","title":"t","content_html":"<p>c</p>"}]}"#,
        "https://example.org/feed.json",
    );
    assert_eq!(feed.entries[0].content.as_deref(), Some("<p>c</p>"));
}

#[test]
fn links_in_a_file_are_resolved_against_the_site() {
    let feed = read_at(
        "<rss version='2.0'><channel><title>T</title><link>https://example.org/news/</link><item><title>x</title><link>a.html</link></item></channel></rss>",
        "file:///tmp/feed.xml",
    );
    assert_eq!(
        feed.entries[0].link.as_ref().unwrap().as_str(),
        "https://example.org/news/a.html"
    );
}

#[test]
fn a_page_is_not_a_feed_and_the_error_names_its_feed() {
    let base = Url::parse("https://example.org/").unwrap();
    let page = "<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/rss'></head><body>x</body></html>";
    let error = parse(page.as_bytes(), Some("text/html"), &base).unwrap_err();
    assert_eq!(
        error,
        FeedError::Page {
            hint: Some("https://example.org/rss".to_owned())
        }
    );
    assert_eq!(parse(b"", None, &base), Err(FeedError::Empty));
    assert!(parse(b"{\"a\":1}", None, &base).is_err());
    assert!(parse(b"hello", None, &base).is_err());
}

#[test]
fn versions_that_nobody_wrote_down_are_read() {
    for version in ["", "version='2.01'", "xmlns:x='y' version=\"0.94\""] {
        let feed = format!("<rss {version}><channel><title>T</title></channel></rss>");
        assert_eq!(
            read_at(&feed, "https://example.org/").title.as_deref(),
            Some("T"),
            "{version}"
        );
    }
}

#[test]
fn hostile_feeds_are_survived() {
    let base = Url::parse("https://example.org/").unwrap();
    let bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><rss version='2.0'><channel><title>&c;</title><item><title>&c;</title><link>https://example.org/a</link></item></channel></rss>";
    if let Ok(feed) = parse(bomb.as_bytes(), None, &base) {
        assert!(feed.title.unwrap_or_default().len() < 200);
    }
    let attributes = format!("<rss {}>", "a=\"".repeat(200_000));
    let _ = parse(attributes.as_bytes(), None, &base);
    let deep = format!("<rss version='2.0'><channel>{}", "<a>".repeat(200_000));
    let _ = parse(deep.as_bytes(), None, &base);
    let deep_html = format!(
        "<rss version='2.0'><channel><item><link>https://example.org/a</link><title>t</title><description>{}</description></item></channel></rss>",
        "&lt;div&gt;".repeat(100_000)
    );
    let _ = parse(deep_html.as_bytes(), None, &base);
    let deep_json = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":{}",
        "[".repeat(200_000)
    );
    let _ = parse(deep_json.as_bytes(), None, &base);
}

#[test]
fn an_endless_feed_is_cut() {
    let items =
        "<item><title>x</title><link>https://example.org/a</link></item>".repeat(MOST_ENTRIES + 10);
    let feed = read_at(
        &format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"),
        "https://example.org/f",
    );
    assert_eq!(feed.entries.len(), MOST_ENTRIES);
    assert!(
        feed.problems
            .iter()
            .any(|problem| problem.contains("more than"))
    );
}

#[test]
fn a_truncated_feed_is_read_as_far_as_it_goes() {
    let feed = read_at(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>T</title><item><title>A</title><link>/a</link></item><item><title>B</title><link>/b</link><descr",
        "https://weir.example/feed",
    );
    let titles: Vec<_> = feed
        .entries
        .iter()
        .filter_map(|entry| entry.title.as_deref())
        .collect();
    assert_eq!(titles, ["A", "B"]);
    assert!(
        feed.problems[0].contains("not well-formed"),
        "{:?}",
        feed.problems
    );
}

#[test]
fn what_could_do_harm_is_taken_out() {
    let (entry, _) = read_one(
        "<title>&lt;img src='/p.jpg' onload='x()'&gt;Lock &lt;script&gt;x()&lt;/script&gt;</title><link>/a</link>
         <description>&lt;p onclick='x()'&gt;One &lt;script&gt;x()&lt;/script&gt;&lt;a href='javascript:x()'&gt;two&lt;/a&gt; &lt;a href='/b'&gt;three&lt;/a&gt;&lt;/p&gt;</description>",
    );
    let entry = entry.unwrap();
    assert_eq!(entry.title.as_deref(), Some("Lock"));
    let title = entry.title_html.unwrap();
    assert!(title.contains("https://example.org/p.jpg"), "{title}");
    let summary = entry.summary.unwrap();
    assert!(
        summary.contains("href=\"https://example.org/b\""),
        "{summary}"
    );
    for bad in ["script", "onclick", "onload"] {
        assert!(
            !summary.contains(bad) && !title.contains(bad),
            "{summary} {title}"
        );
    }
}

#[test]
fn a_guid_that_is_no_link_makes_none() {
    let (entry, problems) =
        read_one("<title>T</title><guid isPermaLink='false'>https://example.org/1</guid>");
    assert_eq!(entry.unwrap().link, None);
    assert!(problems[0].contains("no http link"), "{problems:?}");
}

#[test]
fn the_feed_says_who_makes_it_and_its_items_keep_their_own_authors() {
    let feed = read_at(
        "<rss version='2.0'><channel><title>T</title><description>About &amp;amp; around</description><managingEditor>Eve Weir</managingEditor><pubDate>Fri, 06 Nov 2026 08:00:00 GMT</pubDate><lastBuildDate>2026-11-07</lastBuildDate><item><title>A</title><link>/a</link></item></channel></rss>",
        "https://weir.example/feed",
    );
    assert_eq!(feed.description.as_deref(), Some("About & around"));
    assert_eq!(feed.authors[0].name, "Eve Weir");
    assert!(feed.entries[0].authors.is_empty());
    assert!(feed.published.unwrap() < feed.updated.unwrap());
}

#[test]
fn quotes_of_another_encoding_are_quotes() {
    let feed = b"<rss version='2.0'><channel><title>don\xc2\x92t \xe2\x80\x94 &#146;</title></channel></rss>";
    let base = Url::parse("https://weir.example/feed").unwrap();
    let feed = parse(feed, None, &base).unwrap();
    assert_eq!(
        feed.title.as_deref(),
        Some("don\u{2019}t \u{2014} \u{2019}")
    );
}

#[test]
fn all_pictures_of_an_item_are_kept_the_largest_first() {
    let (entry, _) = read_one(
        "<title>A</title><link>/a</link><media:thumbnail url='/small.jpg'/>
         <media:content url='/p.jpg' medium='image' width='600'/><media:content url='/q.jpg' medium='image' width='1200'/>
         <enclosure url='/p.jpg' type='image/jpeg' length='1'/>",
    );
    let entry = entry.unwrap();
    let paths: Vec<_> = entry
        .image
        .iter()
        .chain(&entry.other_images)
        .map(|image| image.url.path())
        .collect();
    assert_eq!(paths, ["/q.jpg", "/p.jpg", "/small.jpg"]);
}

#[test]
fn a_feed_that_grows_or_leads_elsewhere_is_refused_with_the_reason() {
    let feed = |declared: &str, title: &str| {
        format!(
            "<?xml version='1.0'?><!DOCTYPE rss [{declared}]><rss version='2.0'><channel><title>T</title><item><title>{title}</title><link>http://weir.example/1</link></item></channel></rss>"
        )
    };
    let base = Url::parse("https://weir.example/feed.xml").unwrap();
    let bomb = "<!ENTITY lol 'lol'><!ENTITY lol1 '&lol;&lol;&lol;'>";
    let long = format!("<!ENTITY x '{}'>", "A".repeat(200_000));
    let many = format!("<!ENTITY x '{}'>", "A".repeat(1_000));
    let again = "&x;".repeat(100);
    for (declared, title, why) in [
        (bomb, "x &lol1;", "\"lol1\" stands for \"lol\""),
        (
            "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
            "&x;",
            "\"x\" leads to another file",
        ),
        (long.as_str(), "&x;", "longer than 2000 bytes"),
        (many.as_str(), again.as_str(), "longer than any text"),
    ] {
        let told = parse(feed(declared, title).as_bytes(), None, &base).unwrap_err();
        assert!(told.to_string().contains(why), "{told}");
    }
    let honest = feed(
        "<!ENTITY nbsp '&#160;'><!ENTITY weir 'The Weir'>",
        "&weir;&nbsp;opens",
    );
    let read = parse(honest.as_bytes(), None, &base).unwrap();
    assert_eq!(
        read.entries[0].title.as_deref(),
        Some("The Weir\u{a0}opens")
    );
}

#[test]
fn utf8_under_a_wrong_label_is_read_as_what_it_is_and_told() {
    let xml = "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>T</title><item><title>“Größe” naïve</title><link>http://weir.example/1</link></item></channel></rss>";
    let base = Url::parse("https://weir.example/feed.xml").unwrap();
    let read = parse(xml.as_bytes(), None, &base).unwrap();
    assert_eq!(read.entries[0].title.as_deref(), Some("“Größe” naïve"));
    assert!(
        read.problems[0].contains("\"iso-8859-1\", which it is not"),
        "{:?}",
        read.problems
    );
}

#[test]
fn a_json_feed_s_numbers_and_addresses_without_a_host_are_read() {
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":7,"url":"/a","title":"A","image":"/i.jpg"}]}"#;
    let base = Url::parse("https://weir.example/feed.json").unwrap();
    let read = parse(json.as_bytes(), None, &base).unwrap();
    let entry = &read.entries[0];
    assert_eq!(entry.guid.as_deref(), Some("7"));
    let image = entry.image.as_ref().expect("an image");
    assert_eq!(image.url.as_str(), "https://weir.example/i.jpg");
    assert_eq!(
        entry.link.as_ref().expect("a link").as_str(),
        "https://weir.example/a"
    );
}
