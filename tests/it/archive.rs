//! The archive: "view in browser", the index, the feed; what was mailed, and nothing of a reader's or a draft's.

use crate::{
    support::{self, Site, site::Story},
    web::{Page, Served, ask_with, get, served_with},
};

/// A field of an answer.
fn field<'a>(page: &'a Page, name: &str) -> &'a str {
    let line = page.head.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name} in {}", page.head))
        .trim_start_matches(':')
        .trim()
}

/// Asks whether it is still the page of this tag, which was read in small letters.
fn known(tag: &str) -> String {
    format!("If-None-Match: {}\r\n", tag.replace("w/", "W/"))
}

/// Every address of the archive that anything on the page leads to, as a path.
fn paths(body: &str) -> Vec<String> {
    let from = "http://127.0.0.1:8025";
    let starts = body.match_indices(from).map(|(at, _)| at + from.len());
    starts
        .map(|at| body[at..].split('"').next().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_is_a_page_of_its_own() {
    let served = served_with(&[], &[]).await;
    let page = get(&served.address, "/archive/1").await;
    assert_eq!(page.status, 200);
    for wanted in [
        "The story of lock",
        "<main>",
        "<article>",
        "<time datetime=\"2026-11-20\">",
        "<link rel=\"canonical\" href=\"http://127.0.0.1:8025/archive/1\">",
        "type=\"application/atom+xml\"",
        "<meta property=\"og:title\" content=\"The story of lock\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta name=\"twitter:card\"",
    ] {
        assert!(page.body.contains(wanted), "no {wanted} in {}", page.body);
    }
    assert_eq!(page.body.matches("<h1").count(), 1);
    for unwanted in [
        "/unsubscribe/",
        "/preferences/",
        "<script",
        "style=",
        "noindex",
    ] {
        assert!(!page.body.contains(unwanted), "{unwanted}");
    }
    let policy = field(&page, "content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    for path in paths(&page.body) {
        assert_eq!(get(&served.address, &path).await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_ask_whether_it_is_still_the_same() {
    let serving = [("ROUNDUP_CLOCK", "from 2026-11-20T06:00:00Z")];
    let served = served_with(&[], &serving).await;
    dated(&served, "/archive").await;
    for path in ["/archive", "/archive/1", "/archive/feed.xml"] {
        let page = get(&served.address, path).await;
        assert_eq!(
            field(&page, "cache-control"),
            "public, max-age=300",
            "{path}"
        );
        let again =
            async |fields: String| ask_with(&served.address, "GET", path, &fields, "").await;
        let tag = field(&page, "etag").to_owned();
        let same = again(known(&tag)).await;
        assert_eq!((same.status, same.body.as_str()), (304, ""), "{path}");
        assert_eq!(field(&same, "etag"), tag);
        for page in [&page, &same] {
            assert_eq!(
                page.head.matches("vary: accept-encoding").count(),
                1,
                "{path}"
            );
        }
        let other = again("If-None-Match: \"other\"\r\n".to_owned()).await;
        assert_eq!(other.status, 200, "{path}");
        let date = field(&page, "last-modified").to_owned();
        let since = again(format!("If-Modified-Since: {date}\r\n")).await;
        assert_eq!(since.status, 304, "{path}");
        let head = ask_with(&served.address, "HEAD", path, "", "").await;
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
    }
}

/// The page, as soon as the second in which it last changed is over.
async fn dated(served: &Served, path: &str) -> Page {
    for _ in 0..100 {
        let page = get(&served.address, path).await;
        if page.head.contains("last-modified") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{path} has no date");
}

/// An edition that goes out while a page is made is not on it, and so the page's date must not be that edition's.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_made_meanwhile_is_not_kept_for_the_new_one() {
    let serving = [
        ("ROUNDUP_CLOCK", "from 2026-11-27T05:59:58Z"),
        ("FAILPOINTS", "web::archive_made=1*off->1*sleep(5000)->off"),
    ];
    let mut served = served_with(&[], &serving).await;
    while get(&served.address, "/healthz").await.status != 200 {}
    served
        .site
        .publish(Story::new("weir", "2026-11-24T10:00:00Z", "Waterways"));
    served.project.unset("FAILPOINTS");
    // The server's clock has to be past the moment of the new edition.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    get(&served.address, "/archive").await;
    let (old, ()) = tokio::join!(get(&served.address, "/archive"), async {
        served.project.set("ROUNDUP_CLOCK", "2026-11-27T06:00:00Z");
        served.project.run(&["run"]).await.ended(0);
    });
    assert!(!old.body.contains("weir"), "made before it: {}", old.body);
    let since = format!("If-Modified-Since: {}\r\n", field(&old, "last-modified"));
    let new = ask_with(&served.address, "GET", "/archive", &since, "").await;
    assert_eq!(new.status, 200, "{}", old.head);
    assert!(new.body.contains("weir"), "{}", new.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_one_that_we_read_ourselves() {
    let served = served_with(&[], &[]).await;
    let feed = get(&served.address, "/archive/feed.xml").await;
    assert_eq!(
        field(&feed, "content-type"),
        "application/atom+xml; charset=utf-8"
    );
    assert!(
        feed.body
            .starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed ")
    );
    let file = served.project.write("archive.xml", &feed.body);
    let file = file.to_str().expect("a path");
    let read = served
        .project
        .run(&["feed", file, "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(
        read["problems"].as_array().expect("a list").len(),
        0,
        "{read}"
    );
    let entry = &read["pieces"][0];
    assert_eq!(entry["title"], "The story of lock");
    assert_eq!(entry["url"], "http://127.0.0.1:8025/archive/1");
    assert_eq!(entry["guid"], "http://127.0.0.1:8025/archive/1");
    assert_eq!(entry["published"], "2026-11-20T06:00:00Z");
    let content = entry["content"].to_string();
    assert!(content.contains("opened on a grey morning"), "{content}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlisted_archive_is_for_who_has_the_link() {
    let served = served_with(&[], &[("ROUNDUP__WEB__ARCHIVE", "unlisted")]).await;
    for path in ["/archive", "/archive/feed.xml"] {
        assert_eq!(get(&served.address, path).await.status, 404, "{path}");
    }
    let page = get(&served.address, "/archive/1").await;
    assert_eq!(
        (page.status, field(&page, "x-robots-tag")),
        (200, "noindex")
    );
    assert!(
        page.body
            .contains("<meta name=\"robots\" content=\"noindex\">")
    );
    let own = paths(&page.body).iter().all(|path| path == "/archive/1");
    assert!(own, "something leads on: {}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_shows_what_was_mailed_whatever_is_configured_by_now() {
    let sent = [
        ("ROUNDUP__EDITION__NOTE", "A note of last week."),
        ("ROUNDUP__EDITION__TITLE", "The Old Weekly"),
    ];
    let serving = [
        ("ROUNDUP__EDITION__NOTE", "A note of this week."),
        ("ROUNDUP__EDITION__TITLE", "The New Weekly"),
    ];
    let served = served_with(&sent, &serving).await;
    let page = get(&served.address, "/archive/1").await;
    assert!(page.body.contains("A note of last week."), "{}", page.body);
    assert!(page.body.contains("The Old Weekly"), "{}", page.body);
    assert!(!page.body.contains("of this week"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_nobodys_business_and_editions_lead_to_each_other() {
    let mut served = served_with(&[], &[]).await;
    served
        .site
        .publish(Story::new("weir", "2026-11-24T10:00:00Z", "Waterways"));
    next_friday(&mut served, &["draft"]).await;
    assert_eq!(get(&served.address, "/archive/2").await.status, 404);
    let index = get(&served.address, "/archive").await;
    assert!(!index.body.contains("weir"), "{}", index.body);
    let before = get(&served.address, "/archive/1").await;
    next_friday(&mut served, &["run"]).await;
    let after = get(&served.address, "/archive/1").await;
    assert!(after.body.contains("rel=\"next\""), "{}", after.body);
    assert_ne!(field(&before, "etag"), field(&after, "etag"));
    let second = get(&served.address, "/archive/2").await;
    assert!(
        second
            .body
            .contains("rel=\"prev\" href=\"http://127.0.0.1:8025/archive/1\"")
    );
    let index = get(&served.address, "/archive").await;
    let [newer, older] = ["/archive/2\"", "/archive/1\""].map(|path| index.body.find(path));
    assert!(newer.is_some() && newer < older, "{}", index.body);
    for odd in [
        "/archive?page=2",
        "/archive?page=0",
        "/archive?page=x",
        "/archive/0",
        "/archive/x",
    ] {
        assert_eq!(get(&served.address, odd).await.status, 404, "{odd}");
    }
}

async fn next_friday(served: &mut Served, arguments: &[&str]) {
    served.project.set("ROUNDUP_CLOCK", "2026-11-27T06:00:00Z");
    served.project.run_in_turn(arguments).await.ended(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_are_shown_with_what_was_mailed() {
    let mut served = served_with(&[], &[]).await;
    served.project.set("ROUNDUP_CLOCK", "2026-11-23T09:00:00Z");
    let before = get(&served.address, "/archive/1").await;
    let correct = async |what: &[&str]| {
        let arguments = [&["edition", "correct"], what].concat();
        served.project.run(&arguments).await
    };
    let text = "The lock opens on <Monday>.\n\nWe are sorry.";
    let made = correct(&["1", "--text", text, "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(made["corrections"][0]["made"], "2026-11-23T09:00:00Z");
    let tag = known(field(&before, "etag"));
    let after = ask_with(&served.address, "GET", "/archive/1", &tag, "").await;
    assert_eq!(after.status, 200, "a cache is told");
    let (_, shown) = after
        .body
        .split_once("<div class=\"correction\" role=\"note\">")
        .expect("it");
    let (shown, rest) = shown.split_once("</div>").expect("its end");
    insta::assert_snapshot!("correction", shown);
    // What was mailed stands below it, unchanged.
    let (_, content) = before.body.split_once("</p>").expect("content");
    let (_, mailed) = content.split_once("<div class=\"block\">").expect("a lead");
    assert!(rest.ends_with(mailed), "{rest}");
    let mail = served.project.run(&["preview", "1", "--out", "look"]).await;
    mail.ended(0);
    let mail = std::fs::read_to_string(served.project.path("look/edition.html")).expect("it");
    assert!(!mail.contains("Correction"), "{mail}");
    let index = get(&served.address, "/archive").await;
    assert!(index.body.contains(" · corrected"), "{}", index.body);
    let feed = get(&served.address, "/archive/feed.xml").await;
    assert!(
        feed.body.contains("<published>2026-11-20T06:00:00Z<"),
        "{}",
        feed.body
    );
    assert_eq!(
        feed.body.matches("<updated>2026-11-23T09:00:00Z<").count(),
        2
    );
    assert!(feed.body.contains("We are sorry."));

    let nothing = correct(&["1", "--text", " \n "]).await.ended(64);
    assert!(
        nothing.stderr.contains("says nothing"),
        "{}",
        nothing.stderr
    );
    correct(&["1", "--withdraw", "7"]).await.ended(65);
    correct(&["1", "--withdraw", "1"]).await.ended(0);
    let again = get(&served.address, "/archive/1").await;
    assert_eq!(again.body, before.body);
    // An edition that nobody has got is edited.
    served
        .site
        .publish(Story::new("weir", "2026-11-24T10:00:00Z", "Waterways"));
    next_friday(&mut served, &["gather"]).await;
    next_friday(&mut served, &["draft"]).await;
    let draft = ["edition", "correct", "2", "--text", "No."];
    let draft = served.project.run(&draft).await.ended(65);
    assert!(
        draft.stderr.contains("has not gone out"),
        "{}",
        draft.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn proof_readers_have_a_link_of_their_own() {
    let serving = [("ROUNDUP_CLOCK", "2026-11-27T05:00:00Z")];
    let mut served = served_with(&[], &serving).await;
    served
        .site
        .publish(Story::new("weir", "2026-11-24T10:00:00Z", "Waterways"));
    served.project.run(&["gather"]).await.ended(0);
    served.project.run(&["draft"]).await.ended(0);
    let link = ["edition", "link", "2", "--for", "2d", "--json"];
    let link = served.project.run(&link).await.ended(0).json();
    assert_eq!(link["until"], "2026-11-29T05:00:00Z");
    let url = link["url"].as_str().expect("an address");
    let path = url.trim_start_matches("http://127.0.0.1:8025").to_owned();
    let page = get(&served.address, &path).await;
    assert_eq!(
        (
            page.status,
            field(&page, "x-robots-tag"),
            field(&page, "cache-control")
        ),
        (200, "noindex", "no-store")
    );
    for wanted in [
        "The story of weir",
        "Proof: this edition has not been sent yet",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(page.body.contains(wanted), "no {wanted} in {}", page.body);
    }
    // It is as long as an edition.
    let (head, _) = octets(&served.address, &path, "Accept-Encoding: gzip\r\n").await;
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert_eq!(get(&served.address, "/archive/2").await.status, 404);
    // An edit shows at once; another's token, or a changed one, shows nothing.
    let edit = ["edition", "edit", "note", "A quiet week."];
    served.project.run(&edit).await.ended(0);
    assert!(
        get(&served.address, &path)
            .await
            .body
            .contains("A quiet week.")
    );
    let unsubscribe = served.links[0].replace("/unsubscribe/", "/proof/");
    let (kept, last) = path.split_at(path.len() - 2);
    let changed = format!("{kept}{}", if last == "AA" { "BB" } else { "AA" });
    for other in [
        unsubscribe,
        changed,
        path.replace("/proof/", "/preferences/"),
    ] {
        assert_eq!(get(&served.address, &other).await.status, 404, "{other}");
    }
    let long = ["edition", "link", "2", "--for", "long"];
    served.project.run(&long).await.ended(64);

    // It shows what went out, and then there is nothing more to proof-read.
    next_friday(&mut served, &["run"]).await;
    let sent = get(&served.address, &path).await;
    assert_eq!((sent.status, sent.body.contains("Proof:")), (200, false));
    assert_eq!(field(&sent, "x-robots-tag"), "noindex");
    served
        .project
        .run(&["edition", "link", "2"])
        .await
        .ended(65);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_proof_readers_ends() {
    let site = crate::support::Site::start().await;
    site.publish(Story::new("lock", "2026-11-18T10:00:00Z", "Waterways"));
    let mut served = crate::support::Served::of(site, |project| {
        project.set("ROUNDUP_CLOCK", "2026-11-19T05:00:00Z");
    });
    served.project.run(&["gather"]).await.ended(0);
    served.project.run(&["draft"]).await.ended(0);
    let link = ["edition", "link", "--for", "2h"];
    let link = served.project.run(&link).await.ended(0).stdout;
    let url = link.lines().next().expect("a line");
    let path = url.trim_start_matches("http://127.0.0.1:8025").to_owned();
    served.start().await;
    assert_eq!(served.get(&path).await.status, 200);
    let served = served.again("2026-11-19T07:00:00Z").await;
    assert_eq!(served.get(&path).await.status, 404);
    // So does one of a key that is believed no more.
    let served = served.again("2026-11-19T06:00:00Z").await;
    assert_eq!(served.get(&path).await.status, 200);
    let rotate = ["signing-key", "new", "--withdraw-old", "--yes"];
    served.project.run(&rotate).await.ended(0);
    let served = served.again("2026-11-19T06:59:00Z").await;
    assert_eq!(served.get(&path).await.status, 404);
}

/// An answer's head and its octets, asked for with these fields.
async fn octets(address: &str, path: &str, fields: &str) -> (String, Vec<u8>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let stream = tokio::net::TcpStream::connect(address).await;
    let mut stream = stream.expect("a connection");
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n{fields}\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = answer.split_off(end.expect("a head") + 4);
    (String::from_utf8_lossy(&answer).to_lowercase(), body)
}

/// A long week, thirty pieces as a paper writes them, is a page of its text and little else, and short on the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_edition_is_a_light_page() {
    const LIMIT: usize = 20_000;
    let site = Site::start().await;
    for n in 0..30 {
        let slug = format!("how-the-lock-of-weirbridge-came-to-open-again-{n}");
        let mut story = Story::new(&slug, "2026-11-18T10:00:00Z", "Waterways");
        story.title = format!("How the lock of Weirbridge came to open again, part {n}");
        site.publish(story);
    }
    let served = support::Served::of(site, |project| {
        project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
        project.set("ROUNDUP__EDITION__MAX_PIECES", "30");
    });
    let mut served = served;
    served.project.subscribe(1).await;
    served.project.run(&["run"]).await.ended(0);
    served.start().await;
    let address = served.address();
    let (head, page) = octets(address, "/archive/1", "").await;
    assert!(!head.contains("content-encoding"), "{head}");
    let page = String::from_utf8(page).expect("a page");
    assert_eq!(page.matches("<article").count(), 30);
    // What is read of it, and where it leads: the rest is what we wrap it in.
    let (_, body) = page.split_once("<main>").expect("a body");
    let read: usize = body
        .split('<')
        .filter_map(|tag| tag.split_once('>'))
        .map(|(_, text)| text.len())
        .sum();
    assert!(
        page.len() - read < LIMIT,
        "{} of {}",
        page.len() - read,
        page.len()
    );

    for path in ["/archive", "/archive/1", "/archive/feed.xml"] {
        let (_, plain) = octets(address, path, "").await;
        let (head, packed) = octets(address, path, "Accept-Encoding: br, gzip\r\n").await;
        assert!(head.contains("content-encoding: gzip"), "{path}: {head}");
        assert!(head.contains("vary: accept-encoding"), "{path}: {head}");
        assert!(packed.len() < LIMIT / 2, "{path}: {}", packed.len());
        let mut unpacked = Vec::new();
        std::io::Read::read_to_end(
            &mut flate2::read::GzDecoder::new(&packed[..]),
            &mut unpacked,
        )
        .expect("it unpacks");
        assert!(unpacked == plain, "{path}");
    }
    // Where there is a token in a page, or what a stranger typed, its length tells nothing.
    for path in ["/", "/unsubscribe/x"] {
        let (head, _) = octets(address, path, "Accept-Encoding: gzip\r\n").await;
        assert!(!head.contains("content-encoding"), "{path}: {head}");
    }
}
