//! What the program owes to the sites it reads, and how it knows a piece again: through the binary.

use serde_json::Value;

use crate::support::{Project, Site, project::Ran, served, site::Story};

const FRIDAY: &str = "2026-11-20T07:00:00Z";

fn story(slug: &str) -> Story {
    Story::new(slug, "2026-11-17T10:00:00Z", "Waterways")
}

fn project(site: &Site) -> Project {
    let mut project = Project::new(site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project
}

async fn gather(project: &Project) -> Value {
    project.run(&["gather", "--json"]).await.json()
}

fn problems(report: &Value) -> String {
    report["problems"].to_string()
}

async fn titles(project: &Project) -> Vec<String> {
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    let pieces = pieces.as_array().expect("a list").clone();
    let mut titles: Vec<String> = pieces
        .iter()
        .map(|piece| piece["title"].as_str().expect("a title").to_owned())
        .collect();
    titles.sort();
    titles
}

/// An entry of a feed whose pages are not there to be read: all is in the feed.
fn item(title: &str, link: &str, guid: &str) -> String {
    format!(
        "<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>\
         <pubDate>Tue, 17 Nov 2026 10:00:00 GMT</pubDate><description>All about {title}, in a few words.</description></item>"
    )
}

fn put_feed(site: &Site, path: &str, items: &[String]) {
    let feed = format!(
        "<rss version='2.0'><channel><title>Quay</title><link>{}/</link>{}</channel></rss>",
        site.base(),
        items.concat()
    );
    site.set(path, 200, &[("content-type", "application/rss+xml")], feed);
}

/// A site whose robots.txt keeps us off all pages, so that the feed alone speaks.
async fn closed_site() -> Site {
    let site = Site::start().await;
    let closed = "User-agent: *\nDisallow: /";
    site.set(
        "/robots.txt",
        200,
        &[("content-type", "text/plain")],
        closed,
    );
    site
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_asked_for_rest_gets_it_in_the_next_run_too() {
    let site = Site::start().await;
    site.publish(story("lock"));
    let mut project = project(&site);
    site.set("/feed.xml", 429, &[("retry-after", "3600")], "");
    let busy = gather(&project).await;
    assert!(
        busy["sources"][0]["error"].to_string().contains("429"),
        "{busy}"
    );
    site.unset("/feed.xml");
    let still = gather(&project).await;
    assert!(
        still["sources"][0]["error"]
            .to_string()
            .contains("come back later"),
        "{still}"
    );
    assert_eq!(site.asked("/feed.xml").len(), 1);
    project.set("ROUNDUP_CLOCK", "2026-11-20T09:00:00Z");
    assert_eq!(gather(&project).await["pieces_new"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_moved_for_good_is_read_where_it_is_now() {
    let site = closed_site().await;
    let project = project(&site);
    site.set("/feed.xml", 301, &[("location", "/new.xml")], "");
    put_feed(&site, "/new.xml", &[item("Lock", "/lock", "1")]);
    let moved = gather(&project).await;
    assert_eq!(moved["pieces_new"], 1, "{moved}");
    assert!(
        problems(&moved).contains("/new.xml, which is read from now on"),
        "{moved}"
    );
    let again = gather(&project).await;
    assert!(!problems(&again).contains("moved"), "{again}");
    assert_eq!(site.asked("/feed.xml").len(), 1);
    assert_eq!(site.asked("/new.xml").len(), 2);

    // Gone from there: the address in the configuration is asked again.
    site.set("/new.xml", 410, &[], "");
    put_feed(&site, "/feed.xml", &[item("Mill", "/mill", "2")]);
    assert_eq!(gather(&project).await["pieces_new"], 1);
    gather(&project).await;
    assert_eq!(site.asked("/new.xml").len(), 3);

    // A detour for the time being is none of this.
    site.set("/feed.xml", 302, &[("location", "/now.xml")], "");
    put_feed(&site, "/now.xml", &[item("Weir", "/weir", "3")]);
    let passing = gather(&project).await;
    assert_eq!(passing["pieces_new"], 1);
    assert!(!problems(&passing).contains("moved"), "{passing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn twins_and_new_names_of_a_piece_are_the_piece() {
    let site = closed_site().await;
    let project = project(&site);
    let base = site.base();
    put_feed(
        &site,
        "/feed.xml",
        &[
            item("Lock", "/lock", "1"),
            item("Lock", "/lock/?amp=1", "2"),
            item("Lock", "/amp/lock?utm_source=feed", "3"),
            item("Mill", "/mill", "4"),
        ],
    );
    assert_eq!(gather(&project).await["pieces_new"], 2);
    // A new GUID over the same words is not even a change.
    put_feed(
        &site,
        "/feed.xml",
        &[item("Lock", "/lock", "9"), item("Mill", "/mill/", "4")],
    );
    let churn = gather(&project).await;
    assert_eq!(churn["pieces_new"], 0, "{churn}");
    assert_eq!(titles(&project).await, ["Lock", "Mill"], "{base}");
    // A GUID used again for another piece does not make it the same; over the same headline it does.
    put_feed(
        &site,
        "/feed.xml",
        &[
            item("Weir", "/weir", "1").replace("17 Nov", "18 Nov"),
            item("Mill", "/2026/mill", "4"),
        ],
    );
    assert_eq!(gather(&project).await["pieces_new"], 1);
    assert_eq!(titles(&project).await, ["Lock", "Mill", "Weir"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_taken_back_takes_its_piece_out_until_it_is_there_again() {
    let site = Site::start().await;
    site.publish(story("lock"));
    site.publish(story("mill"));
    let project = project(&site);
    assert_eq!(gather(&project).await["pieces_new"], 2);
    site.set("/lock.html", 410, &[], "");
    let mut changed = story("lock");
    changed.title = "The lock, corrected".to_owned();
    site.publish(changed);
    let gone = gather(&project).await;
    assert!(problems(&gone).contains("not there (status 410)"), "{gone}");
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let reasons = draft["reasons"].to_string();
    assert!(
        reasons.contains("its page was taken back (status 410)"),
        "{reasons}"
    );
    assert!(
        !draft["edition"]["blocks"]
            .to_string()
            .contains("/lock.html"),
        "{draft}"
    );

    site.unset("/lock.html");
    gather(&project).await;
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    assert!(
        draft["edition"]["blocks"]
            .to_string()
            .contains("The lock, corrected"),
        "{draft}"
    );
}

/// A piece that two sources carry is read once.
#[tokio::test(flavor = "multi_thread")]
async fn a_piece_of_two_sources_has_its_page_read_once() {
    let site = Site::start().await;
    let feed = |more: &str| {
        let item = item("lock", "/lock", "lock");
        format!("<rss version='2.0'><channel><title>Quay</title>{item}</channel></rss>{more}")
    };
    for path in ["/feed.xml", "/other.xml"] {
        site.set(path, 200, &[], feed(""));
    }
    site.set(
        "/lock",
        200,
        &[("content-type", "text/html")],
        "<html><body><article><h1>lock</h1><p>The lock has been shut since Monday, and nobody knows why.</p></article></body></html>",
    );
    let project = project(&site);
    let other = format!(
        "[[source]]\nkind = \"feed\"\nname = \"other\"\nurl = \"{}/other.xml\"\n\n[gather]",
        site.base()
    );
    project.configure("[gather]", &other);
    gather(&project).await;
    assert_eq!(site.asked("/lock").len(), 2);
    // The feeds say that they changed, and their entry does not.
    for path in ["/feed.xml", "/other.xml"] {
        site.set(path, 200, &[], feed(" "));
    }
    let again = gather(&project).await;
    assert_eq!(site.asked("/lock").len(), 2, "{again}");
    // Other teasers are wished for: everything is read anew.
    project.configure("[gather]", "[gather]\nteaser_words = 40");
    gather(&project).await;
    assert_eq!(site.asked("/lock").len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_in_other_outlets_are_told_under_the_piece() {
    let site = Site::start().await;
    let elsewhere = Site::start().await;
    site.publish(story("lock"));
    site.publish(story("mill"));
    let project = project(&site);
    project.configure(
        "[gather]",
        &format!(
            "[[source]]\nkind = \"feed\"\nname = \"post\"\nurl = \"{}/feed.xml\"\noutlet = \"The Estuary Post\"\n\n[gather]",
            elsewhere.base()
        ),
    );
    // One names its original, with a headline of its own; the other has headline and author in common.
    let mut other = story("copied");
    other.title = "How a town got its water back".to_owned();
    elsewhere.publish(other);
    let home = format!("{}/lock.html", site.base());
    let page = format!(
        "<html lang=en><head><title>How a town got its water back</title><link rel=canonical href=\"{home}\"></head>\
         <body><article><h1>How a town got its water back</h1><p>{}</p></article></body></html>",
        "The town had waited for it longer than anybody could say, and now it was there. "
            .repeat(5)
    );
    elsewhere.set("/copied.html", 200, &[("content-type", "text/html")], page);
    let mut same = story("mill");
    same.body =
        "Another beginning, which the editors over there wrote for their own readers.".to_owned();
    elsewhere.publish(same);
    assert_eq!(gather(&project).await["pieces_new"], 4);
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let blocks = draft["edition"]["blocks"].to_string();
    assert_eq!(
        blocks.matches("\"outlet\":\"The Estuary Post\"").count(),
        2,
        "{blocks}"
    );
    assert!(!blocks.contains("\"title\":\"How a town"), "{blocks}");
    let reasons = draft["reasons"].to_string();
    assert_eq!(reasons.matches("the same story as").count(), 2, "{reasons}");
    project.run(&["preview", "--out", "look"]).await.ended(0);
    for (file, words) in [
        ("look/edition.html", ">The Estuary Post</a>"),
        ("look/edition.txt", "Also in The Estuary Post"),
    ] {
        let shown = std::fs::read_to_string(project.path(file)).expect("the preview");
        assert!(shown.contains(words), "{file}");
    }
}

/// A page with a text long enough to be known again.
fn copied_page(title: &str, author: &str, text: &str) -> String {
    format!(
        "<html lang=en><head><title>{title}</title><meta name=author content='{author}'></head>\
         <body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )
}

fn long_text(about: &str) -> String {
    format!(
        "Nobody in {about} had expected the water to come back so soon, and those who had said so in the spring were not \
         believed until the first boats lay on the mud with their keels in the air and no way out before the tide. "
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_under_another_headline_or_byline_is_known_by_its_text() {
    let site = Site::start().await;
    let elsewhere = Site::start().await;
    let project = project(&site);
    project.configure(
        "[gather]",
        &format!(
            "[[source]]\nkind = \"feed\"\nname = \"post\"\nurl = \"{}/feed.xml\"\noutlet = \"The Estuary Post\"\n\n[gather]",
            elsewhere.base()
        ),
    );
    let html = [("content-type", "text/html")];
    let (lock, mill) = (long_text("Lockside"), long_text("Milltown"));
    for (at, path, title, author, text) in [
        (&site, "/lock", "The lock", "Ada Merrow", &lock),
        (&site, "/mill", "The mill", "Ada Merrow", &mill),
        (
            &elsewhere,
            "/tide",
            "When the tide went out",
            "Ada Merrow",
            &lock,
        ),
        (&elsewhere, "/mill", "The mill", "Our Staff", &mill),
        (
            &elsewhere,
            "/own",
            "Their own",
            "Ada Merrow",
            &long_text("Estuary"),
        ),
    ] {
        at.set(path, 200, &html, copied_page(title, author, text));
    }
    let entry = |title: &str, link: &str| {
        format!(
            "<item><title>{title}</title><link>{link}</link><pubDate>Tue, 17 Nov 2026 10:00:00 GMT</pubDate></item>"
        )
    };
    put_feed(
        &site,
        "/feed.xml",
        &[entry("The lock", "/lock"), entry("The mill", "/mill")],
    );
    put_feed(
        &elsewhere,
        "/feed.xml",
        &[
            entry("When the tide went out", "/tide"),
            entry("The mill", "/mill"),
            entry("Their own", "/own"),
        ],
    );
    assert_eq!(gather(&project).await["pieces_new"], 5);
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let blocks = draft["edition"]["blocks"].to_string();
    assert!(!blocks.contains("\"title\":\"When the tide"), "{blocks}");
    assert!(blocks.contains("\"title\":\"Their own"), "{blocks}");
    for copy in ["/tide", "/mill"] {
        let noted = format!(
            "\"outlet\":\"The Estuary Post\",\"url\":\"{}{copy}\"",
            elsewhere.base()
        );
        assert!(blocks.contains(&noted), "{noted}: {blocks}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sent_piece_under_a_new_address_headline_and_date_is_known_by_its_name_and_text() {
    let site = Site::start().await;
    let mut project = project(&site);
    project.subscribe(1).await;
    let html = [("content-type", "text/html")];
    let entry = |title: &str, link: &str, day: u8| {
        format!(
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>g1</guid><pubDate>{day} Nov 2026 10:00:00 GMT</pubDate></item>"
        )
    };
    let lock = long_text("Lockside");
    site.set("/lock", 200, &html, copied_page("The lock", "Ada", &lock));
    put_feed(&site, "/feed.xml", &[entry("The lock", "/lock", 17)]);
    gather(&project).await;
    project.run(&["run"]).await.ended(0);
    project.set("ROUNDUP_CLOCK", "2026-11-27T07:00:00Z");
    site.set(
        "/lock-2",
        200,
        &html,
        copied_page("The lock, corrected", "Ada", &lock),
    );
    put_feed(
        &site,
        "/feed.xml",
        &[entry("The lock, corrected", "/lock-2", 24)],
    );
    assert_eq!(gather(&project).await["pieces_new"], 0);
    // The same name over another article is another piece.
    let other = long_text("Milltown");
    site.set("/mill", 200, &html, copied_page("The mill", "Ada", &other));
    put_feed(&site, "/feed.xml", &[entry("The mill", "/mill", 25)]);
    assert_eq!(gather(&project).await["pieces_new"], 1);
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let blocks = draft["edition"]["blocks"].to_string();
    assert!(
        blocks.contains("The mill") && !blocks.contains("corrected"),
        "{blocks}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_is_not_sent_again_whatever_becomes_of_it() {
    let site = closed_site().await;
    let mut project = project(&site);
    project.subscribe(1).await;
    put_feed(&site, "/feed.xml", &[item("Lock", "/lock", "1")]);
    gather(&project).await;
    let sent: Ran = project.run(&["run", "--json"]).await;
    assert_eq!(sent.json()["edition"]["state"], "sent");
    project.set("ROUNDUP_CLOCK", "2026-11-27T07:00:00Z");
    // New headline, new date; and a new address for the same date.
    let anew = item("Lock", "/lock", "1")
        .replace("Lock<", "The lock, again<")
        .replace("17 Nov", "24 Nov");
    put_feed(
        &site,
        "/feed.xml",
        &[anew, item("Mill", "/mill", "2").replace("17 Nov", "24 Nov")],
    );
    gather(&project).await;
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let blocks = draft["edition"]["blocks"].to_string();
    assert!(
        blocks.contains("Mill") && !blocks.contains("again"),
        "{draft}"
    );
    assert!(
        draft["reasons"].to_string().contains("was in edition"),
        "{draft}"
    );
    let moved = item("Lock, at last", "/2026/lock", "1").replace("17 Nov", "24 Nov");
    put_feed(&site, "/feed.xml", &[moved]);
    gather(&project).await;
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    assert!(
        !draft["edition"]["blocks"].to_string().contains("at last"),
        "{draft}"
    );
}

/// A photo of so many pixels.
pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x / 8) as u8, (y / 8) as u8, 120])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("a photo");
    bytes.into_inner()
}

/// A site with three pieces whose feed gives them photos: a good one, a page that says it is one, a counting pixel.
async fn photo_site() -> Site {
    let site = closed_site().await;
    let with = |name: &str, photo: &str| {
        let media = format!(
            "<media:content url=\"{}{photo}\" medium=\"image\"/></item>",
            site.base()
        );
        item(name, &format!("/{name}"), name).replace("</item>", &media)
    };
    let items = [
        with("lock", "/lock.jpg"),
        with("mill", "/mill.jpg"),
        with("weir", "/count.gif"),
    ];
    let feed = format!(
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Quay</title>{}</channel></rss>",
        items.concat()
    );
    site.set(
        "/feed.xml",
        200,
        &[("content-type", "application/rss+xml")],
        feed,
    );
    site.set(
        "/lock.jpg",
        200,
        &[("content-type", "image/jpeg")],
        jpeg(1_600, 1_000),
    );
    site.set(
        "/mill.jpg",
        200,
        &[("content-type", "image/jpeg")],
        "<html>gone</html>",
    );
    site.set(
        "/count.gif",
        200,
        &[("content-type", "image/gif")],
        jpeg(1, 1),
    );
    site
}

/// The photos of a draft's pieces, by title.
async fn photos(project: &Project) -> Vec<(String, Value)> {
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let mut photos = Vec::new();
    for block in draft["edition"]["blocks"].as_array().expect("blocks") {
        let pieces = block["pieces"].as_array().cloned();
        for piece in pieces.unwrap_or_else(|| vec![block["piece"].clone()]) {
            let title = piece["title"].as_str().expect("a title").to_owned();
            photos.push((title, piece["image"].clone()));
        }
    }
    photos.sort_by(|one, other| one.0.cmp(&other.0));
    photos
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_looked_at_and_bad_ones_not_shown() {
    let site = photo_site().await;
    let project = project(&site);
    let gathered = gather(&project).await;
    let told = problems(&gathered);
    assert!(
        told.contains("the photo of \\\"mill\\\"") && told.contains("the photo of \\\"weir\\\""),
        "{told}"
    );
    let photos = photos(&project).await;
    assert_eq!(photos.len(), 3);
    assert_eq!(photos[0].1["width"], 1_600, "{photos:?}");
    assert_eq!(photos[0].1["height"], 1_000);
    assert_eq!(photos[0].1["url"], format!("{}/lock.jpg", site.base()));
    assert!(photos[1].1.is_null() && photos[2].1.is_null(), "{photos:?}");
    // Once is enough.
    gather(&project).await;
    assert_eq!(site.asked("/lock.jpg").len(), 1);
    let lint = project.run(&["lint"]).await;
    let said = format!("{}{}", lint.stdout, lint.stderr);
    assert!(
        said.contains("the photo of \"lock\" has neither credit nor alternative text"),
        "{said}"
    );
}

/// Where the photo of the feed is none, the pictures of the page have their turn: the first that is one is shown.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_photo_of_a_page_is_shown_where_the_first_is_none() {
    let site = photo_site().await;
    let robots = "User-agent: *\nDisallow: /lock\nDisallow: /weir\n";
    site.set(
        "/robots.txt",
        200,
        &[("content-type", "text/plain")],
        robots,
    );
    site.set(
        "/mill",
        200,
        &[("content-type", "text/html")],
        "<html><head><meta property=og:image content='/mill.jpg'></head><body><article><h1>mill</h1>
         <figure><img src=/tiny.jpg></figure><figure><img src=/thumbnail.jpg></figure><figure><img src=/wheel.jpg alt='The wheel'><figcaption>It turns. Photo: Jo</figcaption></figure>
         <p>The wheel has turned since Monday, and nobody in the town knows who set it going again.</p></article></body></html>",
    );
    let jpeg_type = [("content-type", "image/jpeg")];
    // A counting pixel is no photo, and a thumbnail only where there is nothing larger.
    site.set("/tiny.jpg", 200, &jpeg_type, jpeg(40, 40));
    site.set("/thumbnail.jpg", 200, &jpeg_type, jpeg(240, 160));
    site.set("/wheel.jpg", 200, &jpeg_type, jpeg(900, 600));
    let project = project(&site);
    let told = problems(&gather(&project).await);
    assert!(
        told.contains("/mill.jpg) can't be used")
            && told.contains("the next one of its page is tried"),
        "{told}"
    );
    let shown = photos(&project).await;
    assert_eq!(shown[1].1["url"], format!("{}/wheel.jpg", site.base()));
    assert_eq!(shown[1].1["caption"], "It turns.");
    assert_eq!(shown[1].1["width"], 900);
    gather(&project).await;
    for photo in ["/tiny.jpg", "/thumbnail.jpg", "/wheel.jpg"] {
        assert_eq!(site.asked(photo).len(), 1, "{photo}");
    }
}

/// What editors and promos name is copied, too, and what is none is left out and told.
#[tokio::test(flavor = "multi_thread")]
async fn photos_that_people_name_are_in_the_archive() {
    let site = photo_site().await;
    let project = project(&site);
    project.configure("[gather]", "[images]\nmode = \"archive\"\n\n[gather]");
    project.configure(
        "[edition]\n",
        "[edition]\npromos = \"promos\"\npromos_max = 2\n",
    );
    std::fs::create_dir(project.path("promos")).expect("a folder");
    let promo = |photo: &str| {
        let base = site.base();
        format!("title = \"Join\"\ntext = \"Do.\"\nimage = \"{base}{photo}\"\nalt = \"A boat\"\n")
    };
    project.write("promos/a.toml", &promo("/boat.jpg"));
    project.write("promos/b.toml", &promo("/mill.jpg"));
    for photo in ["/boat.jpg", "/chosen.jpg"] {
        let jpeg_type = [("content-type", "image/jpeg")];
        site.set(photo, 200, &jpeg_type, jpeg(700, 500));
    }
    gather(&project).await;
    project.run(&["draft"]).await.ended(0);
    let chosen = format!("{}/chosen.jpg", site.base());
    let edit = ["edition", "edit", "image", "1", "--alt", "Chosen", "--url"];
    let arguments = [&edit[..], &[&chosen]].concat();
    project.run(&arguments).await.ended(0);
    let draft = project.run(&["draft", "--json"]).await.ended(0).json();
    let blocks = draft["edition"]["blocks"].to_string();
    let copies = blocks.matches("http://127.0.0.1:8025/images/").count();
    assert!(copies >= 2, "{blocks}");
    assert!(
        !blocks.contains("chosen.jpg") && !blocks.contains("boat.jpg"),
        "{blocks}"
    );
    let problems = draft["problems"].to_string();
    assert!(
        problems.contains("/mill.jpg that an editor or a promo names can't be used"),
        "{problems}"
    );
    assert!(!blocks.contains("mill.jpg"), "{blocks}");
}

/// A site that gives programs no photos gives them to readers; one that is out of order is asked again.
#[tokio::test(flavor = "multi_thread")]
async fn photos_that_we_are_not_given_are_shown_all_the_same() {
    for (status, asked) in [(403, 1), (500, 2)] {
        let site = photo_site().await;
        site.set("/lock.jpg", status, &[], "no");
        let project = project(&site);
        let told = problems(&gather(&project).await);
        assert!(told.contains("the photo of \\\"lock\\\""), "{told}");
        let shown = photos(&project).await;
        assert_eq!(shown[0].1["url"], format!("{}/lock.jpg", site.base()));
        gather(&project).await;
        assert_eq!(site.asked("/lock.jpg").len(), asked, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_of_the_archive_are_copies_that_serve_hands_out() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let site = photo_site().await;
    let project = project(&site);
    // Also of pieces that came in before anybody asked for copies.
    gather(&project).await;
    project.configure("[gather]", "[images]\nmode = \"archive\"\n\n[gather]");
    gather(&project).await;
    let photos = photos(&project).await;
    let photo = &photos[0].1;
    let url = photo["url"].as_str().expect("a URL");
    let path = url.strip_prefix("http://127.0.0.1:8025").expect("ours");
    assert!(
        path.starts_with("/images/") && path.len() == "/images/.jpg".len() + 64,
        "{url}"
    );
    let width = photo["width"].as_u64().expect("a width");
    assert!(
        width < 1_300 && photo["height"].as_u64() == Some(width * 1_000 / 1_600),
        "{photo}"
    );

    let (_server, address) = served::serve(&project).await;
    let ask = async |path: &str| {
        let mut stream = tokio::net::TcpStream::connect(&address)
            .await
            .expect("a connection");
        let request = format!("GET {path} HTTP/1.1\r\nHost: quay\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        answer
    };
    let answer = ask(path).await;
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    assert!(
        head.contains("image/jpeg") && head.contains("immutable"),
        "{head}"
    );
    let copy = image::load_from_memory(&answer[end + 4..]).expect("a photo");
    assert_eq!(u64::from(copy.width()), width);
    for other in [
        "/images/none.jpg",
        "/images/..%2f..%2froundup.toml",
        "/images/x",
    ] {
        assert!(ask(other).await.starts_with(b"HTTP/1.1 404"), "{other}");
    }
}
