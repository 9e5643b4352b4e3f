//! What editors would change about a draft if nobody else took care of it: old pieces that look new, one section under two
//! names, pages that were taken back, pictures that are none.

use serde_json::{Value, json};

use crate::support::{Project, Site, site::Story};

/// An hour before the slot.
const FRIDAY: &str = "2026-11-20T05:00:00Z";

const HTML: [(&str, &str); 1] = [("content-type", "text/html")];
const RSS: [(&str, &str); 1] = [("content-type", "application/rss+xml")];

fn project(site: &Site) -> Project {
    let mut project = Project::new(site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project
}

/// A feed of these items, each with its own elements.
fn feed(site: &Site, items: &[(&str, &str)]) -> String {
    let base = site.base();
    let items: String = items
        .iter()
        .map(|(slug, more)| {
            format!(
                "<item><title>The story of {slug}</title><link>{base}/{slug}.html</link>{more}</item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Quay</title><link>{base}/</link>{items}</channel></rss>"
    )
}

/// A page without a date, long enough to be a long read.
fn dateless(slug: &str, sentences: usize) -> String {
    let text =
        "The river rose by a hand in the night, and the keeper wrote it down as keepers do. "
            .repeat(sentences);
    format!(
        "<html><head><title>The story of {slug}</title></head><body><article><h1>The story of {slug}</h1><p>{text}</p>\
         <p>Nobody has said when, and nobody was asked about it until the week was over and done with.</p></article></body></html>"
    )
}

async fn draft(project: &Project) -> Value {
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft", "--json"]).await.ended(0).json()
}

/// Why the piece of this name stands where it does.
fn why(draft: &Value, slug: &str) -> String {
    let reasons = draft["reasons"].as_array().expect("reasons");
    let about = |reason: &&Value| reason["url"].as_str().is_some_and(|url| url.contains(slug));
    let reason = reasons
        .iter()
        .find(about)
        .unwrap_or_else(|| panic!("{slug}: {draft}"));
    reason["why"].as_str().expect("a reason").to_owned()
}

fn check<'a>(report: &'a Value, what: &str) -> &'a Value {
    let lines = report["checks"].as_array().expect("lines");
    let line = lines.iter().find(|line| line["what"] == what);
    line.unwrap_or_else(|| panic!("no {what}: {report}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_dates_is_never_the_freshest() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-14T10:00:00Z", "Trade"));
    let impossible = "<pubDate>Tue, 31 Feb 2026 10:00:00 GMT</pubDate>";
    let dated = "<pubDate>Sat, 14 Nov 2026 10:00:00 GMT</pubDate>";
    let items = [("sluice", impossible), ("mill", ""), ("lock", dated)];
    site.set("/feed.xml", 200, &RSS, feed(&site, &items));
    site.set("/sluice.html", 200, &HTML, dateless("sluice", 40));
    site.set("/mill.html", 200, &HTML, dateless("mill", 30));
    site.set(
        "/list/",
        200,
        &HTML,
        "<main><h2><a href='/tannery.html'>Tannery</a></h2></main>",
    );
    site.set("/tannery.html", 200, &HTML, dateless("tannery", 20));
    let post = json!([{ "link": format!("{}/post/", site.base()), "date_gmt": "0000-00-00T00:00:00",
        "title": {"rendered": "The story of post"}, "content": {"rendered": format!("<p>{}</p>", "A word for it. ".repeat(90))} }]);
    let posts = "/wp-json/wp/v2/posts";
    site.set(
        posts,
        200,
        &[("content-type", "application/json")],
        post.to_string(),
    );
    let project = project(&site);
    project.configure(
        "[gather]",
        &format!(
            "[[source]]\nkind = \"page-list\"\nname = \"list\"\nurl = \"{0}/list/\"\n\n[[source]]\nkind = \"wordpress\"\nname = \"blog\"\nurl = \"{0}/\"\n\n[gather]",
            site.base()
        ),
    );
    for rule in ["weighted", "newest", "longest"] {
        let known = "min_pieces = 1";
        project.configure(known, &format!("lead = \"{rule}\"\n{known}"));
        let draft = draft(&project).await;
        assert_eq!(
            draft["edition"]["subject"], "The story of lock",
            "{rule}: {draft}"
        );
        for slug in ["sluice", "mill", "tannery", "post"] {
            let why = why(&draft, slug);
            assert!(why.ends_with("; undated"), "{slug}: {why}");
        }
        assert!(!why(&draft, "lock").contains("undated"), "{draft}");
        project.configure(&format!("lead = \"{rule}\"\n"), "");
    }
    let report = project.run(&["gather", "--json"]).await.ended(0).stdout;
    assert!(!report.contains("\"updated\": 1"), "{report}");
    let linted = project.run(&["lint", "--offline"]).await.stdout;
    assert!(linted.contains("4 pieces are undated"), "{linted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_asked_for_by_the_address_that_the_feed_means() {
    let site = Site::start().await;
    let link = format!("{}/read?story=7&amp;part=2", site.base());
    let item = format!(
        "<item><title>The story of seven</title><link>{link}</link><pubDate>Sat, 14 Nov 2026 10:00:00 GMT</pubDate></item>"
    );
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Quay</title><link>{}/</link>{item}</channel></rss>",
        site.base()
    );
    site.set("/feed.xml", 200, &RSS, feed);
    site.set("/read?story=7&part=2", 200, &HTML, dateless("seven", 3));
    let project = project(&site);
    let report = project.run(&["gather", "--json"]).await.ended(0).json();
    assert_eq!(report["problems"], json!([]), "{report}");
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    assert_eq!(
        pieces[0]["url"],
        format!("{}/read?story=7&part=2", site.base())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_in_front_matter_is_one_of_the_publication() {
    let site = Site::start().await;
    let project = project(&site);
    project.configure(
        &format!("kind = \"feed\"\nname = \"quay\"\nurl = \"{}/feed.xml\"", site.base()),
        &format!("kind = \"folder\"\nname = \"quay\"\npath = \"content\"\nbase = \"{}/{{year}}/{{month}}/{{day}}/{{slug}}/\"", site.base()),
    );
    std::fs::create_dir_all(project.path("content")).expect("a folder");
    let text = "The gates at Weirbridge were shut for the third time this month on Tuesday.\n";
    project.write(
        "content/day.md",
        &format!("---\ntitle: A day\ndate: 2026-11-18\ndescription: Shut.\n---\n{text}"),
    );
    project.write(
        "content/2026-11-17-jekyll.md",
        &format!("---\ntitle: B name\n---\n{text}"),
    );
    project.write(
        "content/hour.md",
        &format!("+++\ntitle = \"C hour\"\ndate = 2026-11-18T09:00:00\n+++\n{text}"),
    );
    project.write(
        "content/zone.md",
        &format!("---\ntitle: D zone\ndate: 2026-11-18 20:00:00 -0500\n---\n{text}"),
    );
    project.run(&["gather"]).await.ended(0);
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    let mut pieces: Vec<_> = pieces.as_array().expect("a list").iter().collect();
    pieces.sort_by_key(|piece| piece["title"].to_string());
    let dated: Vec<_> = pieces
        .iter()
        .map(|piece| {
            let url = piece["url"]
                .as_str()
                .expect("a URL")
                .replace(&site.base(), "");
            format!(
                "{} {} {}",
                piece["title"].as_str().expect("a title"),
                piece["published"].as_str().expect("a date"),
                url
            )
        })
        .collect();
    assert_eq!(
        dated,
        [
            "A day 2026-11-17T23:00:00Z /2026/11/18/day/",
            "B name 2026-11-16T23:00:00Z /2026/11/17/jekyll/",
            "C hour 2026-11-18T08:00:00Z /2026/11/18/hour/",
            "D zone 2026-11-19T01:00:00Z /2026/11/19/zone/",
        ]
    );
    assert_eq!(pieces[0]["dek"], "Shut.", "a dek of one word");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_counts_what_gather_takes() {
    let site = Site::start().await;
    let date = |day: &str| format!("<pubDate>{day} 2026 10:00:00 GMT</pubDate>");
    let (now, ahead) = (date("Sat, 14 Nov"), date("Sat, 28 Nov"));
    let items = [
        ("lock", now.as_str()),
        ("ad/pay", &now),
        ("later", &ahead),
        ("lock", &now),
    ];
    site.set("/feed.xml", 200, &RSS, feed(&site, &items));
    let project = project(&site);
    project.configure("name = \"quay\"", "name = \"quay\"\nexclude = [\"/ad/\"]");
    project.configure(
        "[gather]",
        "[[source]]\nkind = \"folder\"\nname = \"content\"\npath = \"content\"\nbase = \"https://quay.example/{slug}/\"\n\n[gather]",
    );
    std::fs::create_dir_all(project.path("content")).expect("a folder");
    project.write(
        "content/good.md",
        "---\ntitle: Good\ndate: 2026-11-18\n---\nText.\n",
    );
    let report = project.run(&["check", "--json"]).await.json();
    let quay = check(&report, "source quay");
    assert_eq!(
        quay["found"],
        "1 pieces; left out: 1 dated in the future, 1 by include and exclude, 1 twice in it"
    );
    assert_eq!(quay["standing"], "ok");
    assert_eq!(check(&report, "source content")["standing"], "ok");

    std::fs::write(
        project.path("content/bad.md"),
        b"---\ntitle: \xff\ndate: 2026-11-18\n---\n",
    )
    .expect("a file");
    project.write("content/none.md", "---\ntitle: Undated\n---\nText.\n");
    let report = project.run(&["check", "--json"]).await.json();
    let content = check(&report, "source content");
    assert_eq!(content["standing"], "warning", "{content}");
    let found = content["found"].as_str().expect("words");
    assert!(
        found.starts_with("1 pieces: ") && found.contains("bad.md"),
        "{found}"
    );
    let gathered = project.run(&["gather", "--json"]).await.ended(0).json();
    assert_eq!(gathered["sources"][1]["new"], 1);
    let problems = gathered["problems"].to_string();
    assert!(
        problems.contains("bad.md") && problems.contains("none.md"),
        "{problems}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_has_one_name_and_is_not_made_by_a_slip() {
    let site = Site::start().await;
    for (slug, day, section) in [
        ("lock", 14, "culture"),
        ("mill", 15, "Culture"),
        ("weir", 16, "Culture"),
        ("boat", 17, "trade"),
        ("tide", 18, "Opinion"),
    ] {
        let at = format!("2026-11-{day}T10:00:00Z");
        site.publish(Story::new(slug, &at, section));
    }
    let project = project(&site);
    project.configure(
        "min_pieces = 1",
        "min_pieces = 1\nsections = [\"Trade\", \"Letters\"]",
    );
    draft(&project).await;
    let shown = project
        .run(&["edition", "show", "--json"])
        .await
        .ended(0)
        .json();
    let blocks = shown["blocks"]
        .as_array()
        .or(shown["edition"]["blocks"].as_array());
    let blocks = blocks.unwrap_or_else(|| panic!("{shown}"));
    let titles: Vec<_> = blocks
        .iter()
        .filter_map(|block| block["title"].as_str())
        .collect();
    assert_eq!(titles, ["Trade", "Culture"], "{shown}");
    let text = shown.to_string();
    assert!(
        !text.contains("\"culture\"") && !text.contains("\"trade\""),
        "{shown}"
    );

    let edit = async |arguments: &[&str]| {
        let mut all = vec!["edition", "edit"];
        all.extend(arguments);
        project.run(&all).await
    };
    let slip = edit(&["move", "2", "--to", "Cultrue"]).await.ended(65);
    assert!(
        slip.stderr.contains(
            "there is no section \"Cultrue\"; did you mean \"Culture\"? (there are Trade, Letters, "
        ) && slip.stderr.contains("--new-section"),
        "{}",
        slip.stderr
    );
    let link = [
        "link",
        "https://other.example/",
        "--title",
        "T",
        "--section",
        "Traed",
    ];
    assert!(
        edit(&link)
            .await
            .ended(65)
            .stderr
            .contains("did you mean \"Trade\"")
    );
    edit(&["move", "2", "--to", "letters"]).await.ended(0);
    edit(&["move", "3", "--to", "Rivers", "--new-section"])
        .await
        .ended(0);
    edit(&["move", "4", "--to", "rivers"]).await.ended(0);
    let shown = project.run(&["edition", "show"]).await.ended(0).stdout;
    assert!(
        shown.contains("Rivers\n") && shown.contains("Letters\n"),
        "{shown}"
    );
    assert!(!shown.contains("rivers\n"), "{shown}");
    assert_eq!(
        shown.matches("an edit makes a section").count(),
        1,
        "{shown}"
    );
    // A file may have both, and is told once.
    let file = ["lock", "weir"].map(|slug| {
        let name = if slug == "lock" { "Bridges" } else { "bridges" };
        format!(
            "[[piece]]\nurl = \"{}/{slug}.html\"\nsection = \"{name}\"\n",
            site.base()
        )
    });
    project.write("edits.toml", &file.concat());
    edit(&["--file", "edits.toml"]).await.ended(0);
    let shown = project.run(&["edition", "show"]).await.ended(0).stdout;
    assert_eq!(
        shown.matches("an edit makes a section").count(),
        1,
        "{shown}"
    );
    assert!(
        shown.contains("\nBridges\n") && !shown.contains("\nbridges\n"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_withdrawn_by_the_head_of_their_answer_too() {
    let site = Site::start().await;
    for (slug, day) in [("lock", 14), ("mill", 15), ("weir", 16), ("boat", 17)] {
        let at = format!("2026-11-{day}T10:00:00Z");
        site.publish(Story::new(slug, &at, "Trade"));
    }
    // It always had this, so it means nothing.
    let page = |slug: &str| {
        format!(
            "<html><head><title>The story of {slug}</title></head><body><h1>The story of {slug}</h1></body></html>"
        )
    };
    let with = |path: &str, told: &str| {
        let head = [("content-type", "text/html"), ("x-robots-tag", told)];
        site.set(&format!("/{path}.html"), 200, &head, page(path));
    };
    with("boat", "noindex");
    let mut project = project(&site);
    project.subscribe(1).await;
    draft(&project).await;
    project.set("ROUNDUP_CLOCK", "2026-11-20T07:00:00Z");
    with("lock", "noindex, nofollow");
    with("mill", "unavailable_after: Thu, 19 Nov 2026 10:00:00 GMT");
    with(
        "weir",
        "googlebot: noindex, unavailable_after: 1 Dec 2026 10:00:00 GMT",
    );
    let run = project.run(&["run", "--json"]).await.ended(0).json();
    let shown = project
        .run(&["edition", "show", "--json"])
        .await
        .ended(0)
        .json();
    assert!(why(&shown, "lock").contains("(noindex)"), "{run}");
    assert!(why(&shown, "mill").contains("(unavailable_after)"), "{run}");
    for there in ["weir", "boat"] {
        assert!(
            !why(&shown, there).contains("embargoed"),
            "{there}: {shown}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_people_name_are_looked_at_wherever_they_are_shown_from() {
    let site = Site::start().await;
    site.publish(Story::new("lock", "2026-11-14T10:00:00Z", "Trade"));
    site.publish(Story::new("mill", "2026-11-15T10:00:00Z", "Trade"));
    site.set(
        "/no.jpg",
        200,
        &[("content-type", "image/jpeg")],
        "not a picture",
    );
    let jpeg = [("content-type", "image/jpeg")];
    site.set("/small.jpg", 200, &jpeg, crate::polite::jpeg(200, 150));
    site.set("/large.jpg", 200, &jpeg, crate::polite::jpeg(1_600, 900));
    let project = project(&site);
    project.configure("min_pieces = 1", "min_pieces = 1\npromos = \"promos\"");
    std::fs::create_dir(project.path("promos")).expect("a folder");
    let base = site.base();
    project.write(
        "promos/join.toml",
        &format!("title = \"Come aboard\"\nimage = \"{base}/small.jpg\"\nalt = \"A boat\"\nfrom = \"2026-11-01\"\nuntil = 2026-12-01\n"),
    );
    draft(&project).await;
    let image = async |piece: &str, name: &str| {
        let url = format!("{base}/{name}.jpg");
        let piece = format!("{base}/{piece}.html");
        let command = [
            "edition", "edit", "image", &piece, "--url", &url, "--alt", "It", "--json",
        ];
        project.run(&command).await.ended(0).json()
    };
    image("lock", "large").await;
    let edited = image("mill", "no").await;
    let problems = edited["problems"].to_string();
    assert!(
        problems.contains("/no.jpg") && problems.contains("it is left out"),
        "{problems}"
    );
    assert!(
        problems.contains("/small.jpg") && problems.contains("only 200 pixels wide"),
        "{problems}"
    );
    let text = edited["edition"]["blocks"].to_string();
    assert!(
        !text.contains("/no.jpg") && text.contains("Come aboard"),
        "{text}"
    );
    assert!(text.contains("\"width\":1600"), "measured: {text}");
    // What is known is not asked for again.
    let asked = site.asked("/large.jpg").len();
    project.run(&["draft"]).await.ended(0);
    assert_eq!(site.asked("/large.jpg").len(), asked);
}

/// A feed that names all its entries alike and dates them by the day has as many pieces as entries.
#[tokio::test(flavor = "multi_thread")]
async fn one_guid_on_one_day_is_not_one_piece() {
    let site = Site::start().await;
    let slugs = ["lock", "mill", "weir"];
    for slug in slugs {
        site.publish(Story::new(slug, "2026-11-18T00:00:00Z", "Trade"));
    }
    let more = "<guid isPermaLink=\"false\">weir</guid><pubDate>2026-11-18</pubDate>";
    let feed = feed(&site, &slugs.map(|slug| (slug, more)));
    site.set("/feed.xml", 200, &RSS, feed);
    let project = project(&site);
    for new in [3, 0] {
        let report = project.run(&["gather", "--json"]).await.ended(0).json();
        assert_eq!(report["sources"][0]["new"], new, "{report}");
    }
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    assert_eq!(pieces.as_array().map(Vec::len), Some(3), "{pieces}");
}

/// What an editor would otherwise strike out or look up by hand: where the report was filed, who its author is, what the
/// picture's file is called; and a sentence that ends at its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_teaser_is_as_an_editor_would_have_it() {
    let site = Site::start().await;
    let text = "Der Rat der Stadt will die alte Schleuse im Winter schließen, wie Dr. med. Eva Roth und Prof. Bo Ord am 24. Nov. in der Hafenstr. Nummer vier sagten.";
    let html = format!(
        "<html lang=de><head><title>Die Schleuse schließt</title></head><body><article><h1>Die Schleuse schließt</h1>\
         <p class=byline>Von Ana Lyst</p><time>18. November 2026, 10:15 Uhr</time>\
         <p><img src=/boot.jpg alt='IMG_2041.JPG'></p>\
         <p>Ana Lyst ist Professorin für Geschichte und Autorin mehrerer Bücher über das Wasser.</p>\
         <p>Berlin – {text}</p><p>{}</p></article></body></html>",
        "Die Fischer wissen nicht, wohin mit ihren Booten, und fragen im Rathaus nach. ".repeat(4)
    );
    site.set("/schleuse", 200, &HTML, html);
    let project = project(&site);
    let url = format!("{}/schleuse", site.base());
    let page = project.run(&["extract", &url, "--json"]).await.ended(0);
    let page = page.json();
    assert_eq!(page["teaser"][0], text, "{page}");
    assert_eq!(page["published"], "2026-11-18T10:15:00Z", "{page}");
    assert_eq!(page["authors"][0]["name"], "Ana Lyst", "{page}");
    let image = &page["image"];
    assert!(image["url"].to_string().contains("/boot.jpg"), "{page}");
    assert_eq!(image["alt"], Value::Null, "{page}");
}
