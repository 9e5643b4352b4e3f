//! Sources that are no feeds, each from its server or folder to what the draft has of it.

mod selectors;

use std::io::Write as _;

use serde_json::{Value, json};

use crate::support::{Project, Site, site::Story};

/// The Friday on which the first edition is due, half an hour after its slot.
const FRIDAY: &str = "2026-11-20T06:30:00Z";

/// A project with this source and no other.
fn project(site: &Site, source: &str) -> Project {
    let mut project = Project::new(site, "outbox:outbox");
    let feed = format!(
        "kind = \"feed\"\nname = \"quay\"\nurl = \"{}/feed.xml\"",
        site.base()
    );
    project.configure(&feed, &source.replace("BASE", &site.base()));
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project
}

async fn gathered(project: &Project) -> Value {
    project.run(&["gather", "--json"]).await.ended(0).json()
}

/// The stored pieces by their headlines' order.
async fn pieces(project: &Project) -> Vec<Value> {
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    let mut pieces = pieces.as_array().expect("a list").clone();
    pieces.sort_by_key(|piece| piece["title"].to_string());
    pieces
}

fn titles(pieces: &[Value]) -> Vec<&str> {
    pieces.iter().filter_map(|p| p["title"].as_str()).collect()
}

fn stories(site: &Site) {
    for (slug, day) in [("bridge", 16), ("lock", 14), ("weir", 19)] {
        let at = format!("2026-11-{day}T10:00:00Z");
        site.publish(Story::new(slug, &at, "Waterways"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_links_of_a_section_page_lead_to_its_pieces() {
    let site = Site::start().await;
    stories(&site);
    let html = [("content-type", "text/html")];
    let page = "<html><body><nav><h2><a href='/about.html'>About</a></h2></nav><main>\
        <article><h2><a href='/lock.html?utm_source=front'>The lock</a></h2></article>\
        <article><h2><a href='bridge.html'>The bridge</a></h2></article>\
        <article><h2><a href='/secret.html'>Secret</a></h2></article>\
        <p class='more'><a href='/weir.html'>The weir</a></p>\
        <h3><a href='https://elsewhere.example/x'>Elsewhere</a></h3></main></body></html>";
    site.set("/waterways/", 200, &html, page);
    site.set(
        "/waterways/bridge.html",
        301,
        &[("location", "/bridge.html")],
        "",
    );
    site.set(
        "/robots.txt",
        200,
        &[("content-type", "text/plain")],
        "User-agent: *\nDisallow: /secret.html\nDisallow: /closed/\n",
    );
    let source = "kind = \"page-list\"\nname = \"waterways\"\nurl = \"BASE/waterways/\"";
    let project = project(&site, source);
    let report = gathered(&project).await;
    assert_eq!(report["pieces_new"], 2, "{report}");
    assert!(site.asked("/secret.html").is_empty());
    assert!(site.asked("/about.html").is_empty());
    let found = pieces(&project).await;
    assert_eq!(titles(&found), ["The story of bridge", "The story of lock"]);
    assert_eq!(found[0]["url"], format!("{}/bridge.html", site.base()));
    assert_eq!(found[0]["authors"][0]["title"], "Staff Writer");
    assert_eq!(found[1]["published"], "2026-11-14T10:00:00Z");

    // What was read is not read again.
    let again = gathered(&project).await;
    assert_eq!(again["sources"][0]["unchanged"], 2, "{again}");
    assert_eq!(site.asked("/lock.html").len(), 1);

    project.configure("name = \"waterways\"", "name = \"more\"\nlinks = \".more\"");
    assert_eq!(gathered(&project).await["pieces_new"], 1);
    assert_eq!(pieces(&project).await.len(), 3);

    project.configure("/waterways/\"", "/closed/\"");
    let closed = project.run(&["gather", "--json"]).await.ended(69).json();
    let why = closed["sources"][0]["error"].as_str().expect("an error");
    assert!(why.contains("robots.txt"), "{why}");
    assert!(site.asked("/closed/").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_which_a_sitemap_knows_only_that_it_was_changed_is_undated() {
    let site = Site::start().await;
    let base = site.base();
    let html = [("content-type", "text/html")];
    let text =
        "Here is what this page says at some length, so that it can be read as one. ".repeat(4);
    for (name, head) in [
        ("about", ""),
        ("old", ""),
        (
            "news",
            "<meta property=article:published_time content=2026-11-16T10:00:00Z>",
        ),
    ] {
        let page = format!(
            "<html><head><title>The {name}</title>{head}</head><body><article><h1>The {name}</h1><p>{text}</p></article></body></html>"
        );
        site.set(&format!("/{name}"), 200, &html, page);
    }
    let place = |name: &str, day: &str| {
        format!("<url><loc>{base}/{name}</loc><lastmod>2026-11-{day}T10:00:00Z</lastmod></url>")
    };
    let map = [
        place("about", "19"),
        place("old", "02"),
        place("news", "18"),
    ]
    .concat();
    let map =
        format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{map}</urlset>");
    site.set(
        "/sitemap.xml",
        200,
        &[("content-type", "application/xml")],
        map,
    );
    let project = project(
        &site,
        "kind = \"sitemap\"\nname = \"map\"\nurl = \"BASE/sitemap.xml\"",
    );
    project.run(&["gather"]).await.ended(0);
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let reason = |name: &str| {
        let mut reasons = draft["reasons"].as_array().expect("reasons").iter();
        let of = reasons.find(|reason| reason["title"] == format!("The {name}"));
        of.map(|of| of["why"].as_str().expect("a reason").to_owned())
            .unwrap_or_default()
    };
    assert!(reason("news").starts_with("lead"), "{draft}");
    assert!(reason("about").ends_with("undated"), "{draft}");
    assert!(
        !draft["edition"]["blocks"].to_string().contains("The old"),
        "{draft}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sitemaps_say_which_pages_are_new() {
    let site = Site::start().await;
    stories(&site);
    let base = site.base();
    let xml = [("content-type", "application/xml")];
    let index = format!(
        "<?xml version=\"1.0\"?><sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
         <sitemap><loc>{base}/old.xml</loc><lastmod>2024-01-01</lastmod></sitemap>\
         <sitemap><loc>{base}/new.xml.gz</loc><lastmod>2026-11-19</lastmod></sitemap>\
         <sitemap><loc>{base}/news.xml</loc></sitemap><sitemap><loc>{base}/gone.xml</loc></sitemap></sitemapindex>"
    );
    site.set("/sitemap.xml", 200, &xml, index);
    let plain = format!(
        "<urlset><url><loc>{base}/lock.html</loc><lastmod>2026-11-14T11:00:00Z</lastmod></url>\
         <url><loc>{base}/ancient.html</loc><lastmod>2025-11-14</lastmod></url><url><loc>{base}/undated.html</loc></url>\
         <url><loc>{base}/never.html</loc><lastmod>2026-02-31</lastmod></url></urlset>"
    );
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(plain.as_bytes()).expect("it packs");
    let packed = packer.finish().expect("it packs");
    site.set(
        "/new.xml.gz",
        200,
        &[("content-type", "application/gzip")],
        packed,
    );
    let news = format!(
        "<urlset xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>{base}/weir.html</loc><news:news>\
         <news:publication><news:name>Quay</news:name><news:language>en</news:language></news:publication>\
         <news:publication_date>2026-11-19T10:00:00Z</news:publication_date><news:title>The weir &amp; its keeper</news:title>\
         <news:keywords>Weirs, Keepers</news:keywords></news:news></url></urlset>"
    );
    site.set("/news.xml", 200, &xml, news);
    let source = "kind = \"sitemap\"\nname = \"map\"\nurl = \"BASE/sitemap.xml\"\ndays = 14";
    let project = project(&site, source);
    let report = gathered(&project).await;
    assert_eq!(report["pieces_new"], 2, "{report}");
    assert!(report.to_string().contains("gone.xml"), "{report}");
    let told = report["problems"].to_string();
    assert!(
        told.contains("2 pages are left out for their dates"),
        "{told}"
    );
    assert!(told.contains("/never.html: \\\"2026-02-31\\\""), "{told}");
    let found = pieces(&project).await;
    assert_eq!(
        titles(&found),
        ["The story of lock", "The weir & its keeper"]
    );
    assert_eq!(found[1]["section"], "Waterways", "the page knows better");
    for never in ["/old.xml", "/ancient.html", "/undated.html", "/never.html"] {
        assert!(site.asked(never).is_empty(), "{never}");
    }
    let check = project.run(&["check", "--json"]).await.json();
    let line = check["checks"]
        .as_array()
        .and_then(|lines| lines.iter().find(|line| line["what"] == "source map"))
        .expect("a line")
        .clone();
    assert_eq!(line["standing"], "warning", "{line}");
    let found = line["found"].as_str().expect("what was found");
    assert!(
        found.contains("/gone.xml answered with status 404"),
        "{line}"
    );

    // Without the index: a page is not a sitemap.
    project.configure("/sitemap.xml", "/lock.html");
    let report = project.run(&["gather", "--json"]).await.ended(69).json();
    let why = report["sources"][0]["error"].as_str().expect("an error");
    assert!(why.contains("not a sitemap"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_markdown_needs_no_server() {
    let site = Site::start().await;
    let source = "kind = \"folder\"\nname = \"content\"\npath = \"content\"\nbase = \"BASE/{section}/{slug}/\"";
    let project = project(&site, source);
    std::fs::create_dir_all(project.path("content/waterways")).expect("a folder");
    project.write(
        "content/waterways/the-lock.md",
        "---\ntitle: The lock that stopped a valley\ndate: 2026-11-18T09:00:00+01:00\ndescription: Three shut gates and a budget.\n\
         authors: [Ada Writer, Ben Scribe]\nimage: {path: /lock.jpg, alt: The lock at dusk, credit: Cam Era}\n---\n\n\
         The gates at Weirbridge were shut for the **third** time this month on Tuesday, and the barges lay in a line that reached the old tannery by dusk.[^1]\n\n\
         Nobody was surprised, least of all the lock-keeper, who had written down the sound of the hinge every morning.\n\n[^1]: A note.\n",
    );
    project.write(
        "content/waterways/bad.md",
        "+++\ntitle = \"No\"\ndate = = 2026\n+++\nText.\n",
    );
    let report = gathered(&project).await;
    assert_eq!(report["pieces_new"], 1, "{report}");
    let problem = report["problems"][0].as_str().expect("a problem");
    assert!(problem.contains("bad.md:3: "), "{problem}");
    let piece = pieces(&project).await.remove(0);
    assert_eq!(piece["url"], format!("{}/waterways/the-lock/", site.base()));
    assert_eq!(piece["section"], "Waterways");
    assert_eq!(piece["dek"], "Three shut gates and a budget.");
    assert_eq!(piece["image"]["url"], format!("{}/lock.jpg", site.base()));
    assert_eq!(piece["image"]["credit"], "Cam Era");
    assert_eq!(piece["authors"][1]["name"], "Ben Scribe");
    let first = piece["teaser"][0].as_str().expect("a teaser");
    assert!(first.ends_with("by dusk."), "{first}");
    assert!(site.asked("/waterways/the-lock/").is_empty());
    assert_eq!(gathered(&project).await["sources"][0]["unchanged"], 1);
}

fn post(base: &str, number: usize) -> Value {
    let day = 19 - number / 10;
    json!({
        "id": number, "date_gmt": format!("2026-11-{day:02}T10:{:02}:00", 59 - number), "modified_gmt": "2026-11-19T11:00:00",
        "guid": {"rendered": format!("{base}/?p={number}")}, "link": format!("{base}/post-{number:02}/"),
        "title": {"rendered": format!("Locks &#038; gates, part {number:02}")},
        "excerpt": {"rendered": "<p>What nobody wrote down about them.</p>"},
        "content": {"rendered": "<p>The gates were shut for the third time this month, and the barges lay in a line that reached the tannery.</p>", "protected": false},
        "_embedded": {
            "author": [{"name": "Ada Writer"}],
            "wp:term": [[{"taxonomy": "category", "slug": "trade", "name": "Trade"}], [{"taxonomy": "post_tag", "slug": "x", "name": "X"}]],
            "wp:featuredmedia": [{"media_type": "image", "source_url": format!("{base}/gate.jpg"), "alt_text": "A gate",
                "caption": {"rendered": "<p>The gate. Photo: Cam Era</p>"}, "media_details": {"width": 1600, "height": 900}}]
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn wordpress_says_everything_by_its_interface() {
    let site = Site::start().await;
    let base = site.base();
    let source = "kind = \"wordpress\"\nname = \"blog\"\nurl = \"BASE/\"\ndays = 14";
    let project = project(&site, source);
    let json_type = [("content-type", "application/json")];
    let page = |page: usize, numbers: std::ops::Range<usize>| {
        let posts: Vec<Value> = numbers.map(|number| post(&base, number)).collect();
        let path = format!(
            "/wp-json/wp/v2/posts?_embed=1&per_page=20&page={page}&after=2026-11-06T06%3A30%3A00Z"
        );
        site.set(&path, 200, &json_type, Value::from(posts).to_string());
    };
    let photo = crate::polite::jpeg(1_600, 900);
    site.set("/gate.jpg", 200, &[("content-type", "image/jpeg")], photo);
    page(1, 0..20);
    page(2, 20..23);
    let report = gathered(&project).await;
    assert_eq!(report["pieces_new"], 23, "{report}");
    assert_eq!(report["problems"], json!([]));
    let piece = pieces(&project).await.remove(22);
    assert_eq!(piece["title"], "Locks & gates, part 22");
    assert_eq!(piece["section"], "Trade");
    assert_eq!(piece["dek"], "What nobody wrote down about them.");
    assert_eq!(piece["authors"][0]["name"], "Ada Writer");
    assert_eq!(piece["image"]["alt"], "A gate");
    assert_eq!(piece["image"]["credit"], "Cam Era");
    assert_eq!(piece["image"]["width"], 1600);
    assert_eq!(piece["published"], "2026-11-17T10:37:00Z");
    assert!(site.asked("/post-22/").is_empty());

    // Just as many as fit one answer: the next is refused, and that is no error.
    page(2, 20..40);
    let refused = "/wp-json/wp/v2/posts?_embed=1&per_page=20&page=3&after=2026-11-06T06%3A30%3A00Z";
    site.set(
        refused,
        400,
        &json_type,
        "{\"code\":\"rest_post_invalid_page_number\"}",
    );
    let report = gathered(&project).await;
    assert_eq!(report["pieces_new"], 17, "{report}");
    assert_eq!(report["problems"], json!([]));

    site.set("/wp-json/wp/v2/posts", 404, &[], "no");
    project.configure("days = 14", "days = 13");
    let report = project.run(&["gather", "--json"]).await.ended(69).json();
    let why = report["sources"][0]["error"].as_str().expect("an error");
    assert!(why.contains("REST interface"), "{why}");
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=America/New_York:20261121T120000\r\nDTEND;TZID=America/New_York:20261121T140000\r\n\
SUMMARY:A reading in two\r\n  harbours\r\nLOCATION:Town Hall\\, Weirbridge\r\nURL:https://town.example/reading\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:2\r\nDTSTART;TZID=Europe/Berlin:20261001T190000\r\nRRULE:FREQ=WEEKLY;BYDAY=TH\r\nEXDATE;TZID=Europe/Berlin:20261112T190000\r\nSUMMARY:Choir\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:3\r\nDTSTART;VALUE=DATE:20261122\r\nDTEND;VALUE=DATE:20261124\r\nSUMMARY:Fair\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:4\r\nDTSTART:20261123T100000Z\r\nSUMMARY:Called off\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:5\r\nDTSTART:20261128T100000Z\r\nSUMMARY:Next week\r\nEND:VEVENT\r\n\
END:VCALENDAR\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_becomes_the_block_of_events() {
    let site = Site::start().await;
    stories(&site);
    let ics = [("content-type", "text/calendar"), ("etag", "\"1\"")];
    site.set("/town.ics", 200, &ics, CALENDAR);
    let source = "kind = \"feed\"\nname = \"quay\"\nurl = \"BASE/feed.xml\"\n[[source]]\nkind = \"events\"\nname = \"town\"\nurl = \"BASE/town.ics\"";
    let project = project(&site, source);
    let report = gathered(&project).await;
    assert_eq!(report["pieces_new"], 3, "{report}");
    assert_eq!(report["sources"][1]["new"], 4, "{report}");
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let block = &draft["edition"]["blocks"][0];
    assert_eq!(block["kind"], "events", "{draft}");
    let events = block["events"].as_array().expect("events");
    assert_eq!(
        titles(events),
        ["A reading in two harbours", "Fair", "Choir"]
    );
    assert_eq!(events[0]["starts"], "2026-11-21T17:00:00Z");
    assert_eq!(events[0]["place"], "Town Hall, Weirbridge");
    assert_eq!(events[1]["all_day"], true);
    assert_eq!(events[2]["starts"], "2026-11-26T18:00:00Z");

    project.configure("[web]", "[theme]\nlayout = \"compact\"\n\n[web]");
    for layout in ["compact", "teasers"] {
        project.configure("\"compact\"", &format!("\"{layout}\""));
        project.run(&["preview", "--out", layout]).await.ended(0);
        let read = |name: &str| {
            let path = project.path(&format!("{layout}/edition.{name}"));
            std::fs::read_to_string(path).expect("a preview")
        };
        // Day and month stay on one line.
        let (html, text) = (read("html").replace("&nbsp;", " "), read("txt"));
        for shown in [
            "Events",
            "A reading in two harbours",
            "https://town.example/reading",
            "Saturday, 21 November",
            "18:00–20:00",
            "Town Hall, Weirbridge",
            "Sun, 22 November – Mon, 23 November",
            "Thursday, 26 November",
            "19:00",
        ] {
            assert!(html.contains(shown), "{layout}: {shown}\n{html}");
        }
        assert!(text.contains("EVENTS\n======"), "{text}");
        for shown in ["Saturday, 21 November", "18:00–20:00", "Town Hall"] {
            assert!(text.contains(shown), "{layout}: {shown}\n{text}");
        }
        assert!(!html.contains("Called off") && !html.contains("Next week"));
    }

    // What the calendar no longer has goes.
    let fewer = CALENDAR.replace("SUMMARY:Fair\r\n", "SUMMARY:Fair\r\nSTATUS:CANCELLED\r\n");
    site.set("/town.ics", 200, &ics, fewer);
    let report = gathered(&project).await;
    assert_eq!(report["sources"][1]["unchanged"], 3, "{report}");
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let events = draft["edition"]["blocks"][0]["events"].as_array();
    assert_eq!(events.map(Vec::len), Some(2), "{draft}");
}

#[tokio::test]
async fn a_source_with_the_wrong_keys_says_which() {
    let site = Site::start().await;
    for (source, said) in [
        (
            "kind = \"feed\"\nurl = \"BASE/feed.xml\"\ndays = 3",
            "`days` says nothing to a source of kind \"feed\"",
        ),
        (
            "kind = \"events\"\nurl = \"BASE/town.ics\"\nsection = \"Town\"",
            "`section` says nothing",
        ),
        ("kind = \"folder\"\npath = \"content\"", "needs `base`"),
        (
            "kind = \"folder\"\nurl = \"BASE/\"\nbase = \"BASE/{slug}/\"",
            "has a `path`, not a `url`",
        ),
        (
            "kind = \"folder\"\npath = \"content\"\nbase = \"BASE/{slog}/\"",
            "{slog}",
        ),
        (
            "kind = \"page-list\"\nurl = \"BASE/\"\nlinks = \"h2[\"",
            "no CSS selector",
        ),
        (
            "kind = \"sitemap\"\npath = \"sitemap.xml\"",
            "has a `url`, not a `path`",
        ),
        ("kind = \"gopher\"\nurl = \"BASE/\"", "page-list"),
    ] {
        let project = project(&site, source);
        let ran = project.run(&["gather"]).await.ended(78);
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}
