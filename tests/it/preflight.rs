//! The pre-flight checks through the program: what they find on the network, and what they keep back.

use std::io::Cursor;

use crate::support::{Project, Site, site::Story};

const BEFORE: &str = "2026-11-19T12:00:00Z";
const FRIDAY: &str = "2026-11-20T06:30:00Z";
const PICTURE: [(&str, &str); 1] = [("content-type", "image/jpeg")];

/// A photo of noise, which packs badly: so many pixels, so many octets.
fn photo(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut seed = 7_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    let image = image::RgbImage::from_fn(width, height, |_, _| {
        image::Rgb([noise(), noise(), noise()])
    });
    let mut bytes = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("a picture");
    bytes
}

/// Four stories, each with something about its page or photo by the time of the checks.
async fn drafted(site: &Site) -> Project {
    for (slug, day) in [("weir", 16), ("mill", 17), ("lock", 18), ("bridge", 19)] {
        let mut story = Story::new(slug, &format!("2026-11-{day}T09:00:00Z"), "Waterways");
        story.body = format!(
            "<img src=\"/{slug}.jpg\" alt=\"The {slug}\" width=\"1600\" height=\"1000\"/>{}",
            story.body
        );
        site.publish(story);
    }
    let mut project = Project::new(site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", BEFORE);
    project.subscribe(2).await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    project
}

/// What was said, with the port and the ids of this run taken out.
fn told(site: &Site, said: &str) -> String {
    said.replace(&site.base(), "http://site")
        .replace(&site.address.to_string(), "site")
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_asked_for_and_what_they_say_is_told() {
    let site = Site::start().await;
    let project = drafted(&site).await;
    site.set("/weir.html", 404, &[], "gone");
    site.set("/mill.html", 301, &[("location", "/")], "");
    site.set("/", 200, &[], "front page");
    site.set("/lock.html", 302, &[("location", "/story/lock")], "");
    site.set("/story/lock", 200, &[], "moved");
    site.set("/bridge.html", 403, &[], "no");
    let lint = project.run(&["lint"]).await.ended(0);
    insta::assert_snapshot!("links", told(&site, &lint.stdout));
    // Asked for once, and once more where a refusal may be about the way of asking.
    assert_eq!(site.asked("/story/lock").len(), 1);
    let before = site.asked("/story/lock").len();
    let offline = project.run(&["lint", "--offline"]).await.ended(0);
    assert!(!offline.stdout.contains("is dead"), "{}", offline.stdout);
    assert_eq!(site.asked("/story/lock").len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_not_sent_into_a_private_network() {
    let site = Site::start().await;
    let project = drafted(&site).await;
    project.configure("allow_private = [\"127.0.0.0/8\"]", "allow_private = []");
    let lint = project.run(&["lint"]).await.ended(0);
    assert!(
        lint.stdout.contains(
            "leads into a private network, where readers can't follow: 5 links lead there"
        ),
        "{}",
        lint.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_weighed_and_measured() {
    let site = Site::start().await;
    for name in ["weir", "mill", "lock", "bridge"] {
        site.set(
            &format!("/{name}.jpg"),
            200,
            &PICTURE,
            photo(1_000, 600, image::ImageFormat::Jpeg),
        );
    }
    let with_photo = |slug: &str, body: &str| {
        format!(
            "<html><head><title>The story of {slug}</title><meta property=\"og:image\" content=\"{}/{slug}.jpg\"></head>\
             <body><article><h1>The story of {slug}</h1><p>{body}</p></article></body></html>",
            site.base()
        )
    };
    let body = "The quay opened on a grey morning, and by noon the whole town had come to see what the engineers had left behind. Nobody had asked for it.";
    for slug in ["weir", "mill", "lock", "bridge"] {
        site.set(
            &format!("/{slug}.html"),
            200,
            &[("content-type", "text/html")],
            with_photo(slug, body),
        );
    }
    let project = drafted(&site).await;
    site.set("/weir.jpg", 404, &[], "gone");
    site.set("/mill.jpg", 200, &PICTURE, "not a picture");
    site.set(
        "/lock.jpg",
        200,
        &PICTURE,
        photo(180, 120, image::ImageFormat::Jpeg),
    );
    site.set(
        "/bridge.jpg",
        200,
        &PICTURE,
        photo(2_000, 700, image::ImageFormat::Png),
    );
    let lint = project.run(&["lint"]).await.ended(0);
    let lines = lint.stdout.lines().filter(|line| line.contains("picture"));
    let lines: Vec<_> = lines.filter(|line| !line.contains("https")).collect();
    insta::assert_snapshot!("pictures", told(&site, &lines.join("\n")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_neither_approved_nor_sent() {
    let site = Site::start().await;
    let mut project = drafted(&site).await;
    let note = "Words of the editors. ".repeat(6_000);
    project.configure(
        "min_pieces = 1",
        &format!("min_pieces = 1\nnote = \"{note}\""),
    );
    project.run(&["lint", "--offline"]).await.ended(65);
    let refused = project
        .run(&["edition", "approve", "--json"])
        .await
        .ended(65)
        .json();
    let why = refused["error"]["message"].as_str().expect("a message");
    assert!(
        why.contains("is not fit to send: html: the HTML has") && why.contains("lower max_pieces"),
        "{why}"
    );
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let run = project.run(&["run"]).await.ended(65);
    assert!(run.stderr.contains("is not fit to send"), "{}", run.stderr);
    assert!(
        !project.path("outbox").exists()
            || std::fs::read_dir(project.path("outbox"))
                .expect("the outbox")
                .count()
                == 0
    );
    // Mended, it goes.
    project.configure(&format!("\nnote = \"{note}\""), "");
    project.run(&["run"]).await.ended(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_is_looked_at_again_before_it_goes() {
    let site = Site::start().await;
    let mut project = drafted(&site).await;
    let approved = project
        .run(&["edition", "approve", "--json"])
        .await
        .ended(0)
        .json();
    assert!(
        approved["findings"]
            .as_array()
            .is_some_and(|found| !found.is_empty()),
        "{approved}"
    );
    // The publication moves and gets another name meanwhile: the sealed mail has what it was approved with, and goes.
    project.configure("1 Harbour Lane", "2 Harbour Lane");
    project.configure("name = \"The Quay\"", "name = \"The Harbour\"");
    let lint = project.run(&["lint", "--offline"]).await.ended(0);
    assert!(!lint.stdout.contains("FAIL"), "{}", lint.stdout);
    // What is looked at again are its links.
    site.set("/lock.html", 500, &[], "down");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["accepted"], 2, "{sent}");
    assert!(
        sent["problems"].to_string().contains("/lock.html"),
        "{sent}"
    );
}

/// A site that is served from the same address as our pages: its own pages are asked for all the same.
#[tokio::test(flavor = "multi_thread")]
async fn links_of_a_site_around_our_pages_are_asked_for() {
    let site = Site::start().await;
    let project = drafted(&site).await;
    project.configure("http://127.0.0.1:8025/", &format!("{}/", site.base()));
    site.set("/weir.html", 404, &[], "gone");
    let lint = project.run(&["lint"]).await.ended(0);
    assert!(
        lint.stdout.contains("is dead: it answers with status 404"),
        "{}",
        lint.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_are_too_many_are_counted() {
    let site = Site::start().await;
    for number in 0..205 {
        let slug = format!("story{number}");
        site.publish(Story::new(&slug, "2026-11-17T09:00:00Z", "Waterways"));
    }
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", BEFORE);
    project.configure("min_pieces = 1", "min_pieces = 1\nmax_pieces = 300");
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    let lint = project.run(&["lint"]).await;
    assert!(
        lint.stdout
            .contains("6 of 206 links were not asked for: 200 are, at most"),
        "{}",
        lint.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_tells_what_it_saw_and_asks_no_page_twice() {
    let site = Site::start().await;
    let mut project = drafted(&site).await;
    let before = site.asked("/lock.html").len();
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["edition"]["state"], "sent", "{sent}");
    assert_eq!(
        site.asked("/lock.html").len(),
        before + 1,
        "looked at again, and not asked for by the checks"
    );
}
