//! What an editor does to a draft, from the command line and through a file, and what is sent in the end.

mod file;
mod recheck;

use serde_json::Value;

use crate::support::{Project, Site, project::Ran, site::Story};

/// The Thursday before the slot, when editors look.
const THURSDAY: &str = "2026-11-19T12:00:00Z";
/// An hour after the slot.
const FRIDAY: &str = "2026-11-20T07:00:00Z";

async fn site() -> Site {
    let site = Site::start().await;
    for (slug, day, section) in [
        ("lock", 14, "Trade"),
        ("bridge", 16, "Trade"),
        ("mill", 17, "Culture"),
        ("weir", 18, "Culture"),
    ] {
        let published = format!("2026-11-{day}T10:00:00Z");
        site.publish(Story::new(slug, &published, section));
    }
    site
}

/// A project with a draft, on Thursday.
async fn drafted(site: &Site) -> Project {
    let mut project = Project::new(site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", THURSDAY);
    project.subscribe(1).await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    project
}

async fn edit(project: &Project, arguments: &[&str]) -> Ran {
    let mut all = vec!["edition", "edit"];
    all.extend(arguments);
    project.run(&all).await
}

/// What an editor reads, without the port.
fn told(site: &Site, text: &str) -> String {
    text.replace(&site.base(), "https://quay.example")
}

/// The one mail in the outbox.
fn mail(project: &Project) -> String {
    let mut mails: Vec<_> = std::fs::read_dir(project.path("outbox"))
        .expect("the outbox")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
        .collect();
    assert_eq!(mails.len(), 1, "{mails:?}");
    let bytes = std::fs::read(mails.remove(0)).expect("a mail");
    let parsed = mail_parser::MessageParser::default()
        .parse(&bytes)
        .expect("a mail");
    let subject = parsed.subject().unwrap_or_default().to_owned();
    let text = parsed.body_text(0).expect("a text");
    format!("Subject: {subject}\n\n{}", text.replace("\r\n", "\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_editors_write_beside_the_pieces_is_among_the_reasons() {
    let site = site().await;
    let project = drafted(&site).await;
    for (what, words) in [
        ("note", "A quiet week."),
        ("subject", "Our own subject"),
        ("preheader", "And our own line"),
    ] {
        edit(&project, &[what, words]).await.ended(0);
    }
    let weir = format!("{}/weir.html", site.base());
    edit(&project, &["drop", &weir]).await.ended(0);
    let shown = project.run(&["edition", "show", "--json"]).await.ended(0);
    let shown = shown.json();
    let reasons = shown["reasons"].as_array().expect("reasons");
    for title in ["Note to readers", "Subject", "Preheader"] {
        let told =
            |reason: &&Value| reason["title"] == title && reason["why"] == "written by an editor";
        assert!(
            reasons.iter().any(|reason| told(&reason)),
            "{title}: {shown}"
        );
    }
    // They are no pieces, so they have no numbers: three are shown, the fourth is out.
    let shown = project.run(&["edition", "show"]).await.ended(0).stdout;
    assert!(shown.contains("out   4"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_seen_kept_through_a_refresh_and_sent() {
    let site = site().await;
    let mut project = drafted(&site).await;
    let lock = format!("{}/lock.html?utm_source=desk", site.base());
    edit(&project, &["pin", &lock, "--lead"]).await.ended(0);
    edit(&project, &["title", "1", "The lock, as we call it"])
        .await
        .ended(0);
    edit(&project, &["note", "A quiet week.\n\nEnjoy it."])
        .await
        .ended(0);
    let weir = format!("{}/weir.html", site.base());
    edit(&project, &["drop", &weir]).await.ended(0);
    let mill = format!("{}/mill.html", site.base());
    edit(
        &project,
        &["e1", "move", &mill, "--to", "Trade", "--at", "1"],
    )
    .await
    .ended(0);
    edit(
        &project,
        &["teaser", &mill, "--text", "It turns.\n\nIt stops."],
    )
    .await
    .ended(0);
    let photo = format!("{}/mill.jpg", site.base());
    let jpeg = [("content-type", "image/jpeg")];
    site.set("/mill.jpg", 200, &jpeg, crate::polite::jpeg(1_200, 800));
    edit(
        &project,
        &[
            "image", &mill, "--url", &photo, "--alt", "A mill", "--credit", "Jo",
        ],
    )
    .await
    .ended(0);
    let link = "https://other.example/tides";
    edit(&project, &["link", link, "--title", "Tides, read closely"])
        .await
        .ended(0);
    let shown = project.run(&["edition", "show"]).await.ended(0);
    insta::assert_snapshot!("show", told(&site, &shown.stdout));

    // A story that comes later, and a refresh: the edits stay.
    site.publish(Story::new("ferry", "2026-11-19T20:00:00Z", "Culture"));
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let dry = project
        .run(&["run", "--dry-run", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(
        dry["edition"]["subject"], "The lock, as we call it",
        "{dry}"
    );
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(sent["edition"]["state"], "sent", "{sent}");
    let mail = mail(&project);
    let mail = mail.split("Preferences:").next().unwrap_or_default();
    insta::assert_snapshot!("sent", told(&site, mail));

    let late = edit(&project, &["title", "1", "Too late"]).await.ended(65);
    assert!(
        late.stderr.contains("what went out can't be changed"),
        "{}",
        late.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn run_now_takes_the_edited_draft_and_undo_takes_edits_back() {
    let site = site().await;
    let project = drafted(&site).await;
    edit(&project, &["subject", "Ours"]).await.ended(0);
    edit(&project, &["drop", "2"]).await.ended(0);
    let printed = edit(&project, &["--print", "--json"]).await.ended(0).json();
    let dropped = printed["edits"]["piece"][0]["url"]
        .as_str()
        .expect("a piece")
        .to_owned();
    let nothing = edit(&project, &["undo", "note"]).await.ended(65);
    assert!(
        nothing.stderr.contains("nothing was changed about note"),
        "{}",
        nothing.stderr
    );
    let back = edit(&project, &["undo", &dropped, "--json"])
        .await
        .ended(0)
        .json();
    assert!(reason(&back, &dropped).starts_with("in: "), "{back}");
    edit(&project, &["drop", &dropped]).await.ended(0);
    let sent = project
        .run(&["run", "--now", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(sent["edition"]["subject"], "Ours", "{sent}");
    assert!(!mail(&project).contains(&dropped));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_nobody_approved_is_edited() {
    let site = site().await;
    let project = drafted(&site).await;
    project.run(&["edition", "approve"]).await.ended(0);
    let refused = edit(&project, &["drop", "1"]).await.ended(65);
    assert!(
        refused.stderr.contains("`roundup edition hold e1` first"),
        "{}",
        refused.stderr
    );
    project.run(&["edition", "hold"]).await.ended(0);
    let held = edit(&project, &["title", "1", "Held and mended", "--json"])
        .await
        .ended(0)
        .json();
    assert_eq!(held["edition"]["state"], "held");
    assert_eq!(held["edition"]["subject"], "Held and mended", "{held}");
    assert_eq!(held["problems"], serde_json::json!([]));
    project.run(&["edition", "approve"]).await.ended(0);
    // 64 is a command that makes no sense, 65 is data that won't do: the contract's.
    for (code, arguments, words) in [
        (65, vec!["drop", "99"], "has no piece 99"),
        (
            65,
            vec!["drop", "https://quay.example/nowhere"],
            "no piece has the address",
        ),
        (65, vec!["--file", "none.toml"], "can't read none.toml"),
        (64, vec!["--file", "x", "pin", "1"], "stand for all changes"),
        (
            64,
            vec!["title", "1", ""],
            "the headline: this is empty; leave it out",
        ),
        (
            64,
            vec!["link", "ftp://x.example/", "--title", "T"],
            "no web address",
        ),
        (
            64,
            vec!["undo", "nothing"],
            "nor `note`, `subject` or `preheader`",
        ),
        (
            64,
            vec!["link", "quay", "--title", "T"],
            "this is no web address",
        ),
        (64, vec!["pin", "nothing"], "neither a piece's number"),
    ] {
        project.run(&["edition", "hold"]).await;
        let wrong = edit(&project, &arguments).await.ended(code);
        assert!(
            wrong.stderr.contains(words),
            "{arguments:?}: {}",
            wrong.stderr
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promo_of_the_folder_is_shown_and_a_bad_one_is_told() {
    let site = site().await;
    let project = Project::new(&site, "outbox:outbox");
    project.configure("min_pieces = 1", "min_pieces = 1\npromos = \"promos\"");
    std::fs::create_dir(project.path("promos")).expect("a folder");
    project.write(
        "promos/join.md",
        "+++\ntitle = \"Come aboard\"\nlink = \"https://quay.example/join\"\nlink_text = \"Become a member\"\n+++\nWe live by our readers.\n",
    );
    project.write("promos/bad.toml", "title = \"x\"\nlinc = 1\n");
    project.run(&["gather"]).await.ended(0);
    let draft = project
        .run(&["draft", "--from", "2026-11-01", "--json"])
        .await
        .ended(0)
        .json();
    let problems = draft["problems"].to_string();
    assert!(
        problems.contains("bad.toml: line 2: unknown key `linc`: did you mean `link`?"),
        "{problems}"
    );
    let check = project.run(&["check", "--json"]).await.json();
    let lines = check["checks"].as_array().expect("lines").iter();
    let promos: Vec<_> = lines.filter(|line| line["what"] == "promos").collect();
    assert_eq!(promos.len(), 1, "{check}");
    assert_eq!(promos[0]["standing"], "warning", "{check}");
    project.run(&["preview", "--out", "look"]).await.ended(0);
    let read = |name| std::fs::read_to_string(project.path(name)).expect("a file");
    let text = read("look/edition.txt");
    assert!(
        text.contains(
            "Come aboard\n\nWe live by our readers.\n\nBecome a member:\nhttps://quay.example/join"
        ),
        "{text}"
    );
    let html = read("look/edition.html");
    assert!(
        html.contains("Come aboard") && html.contains("https://quay.example/join"),
        "{html}"
    );
    project.configure("[web]", "[theme]\nlayout = \"compact\"\n\n[web]");
    project.run(&["preview", "--out", "look"]).await.ended(0);
    assert!(read("look/edition.html").contains("Become a member"));
}

/// The verdict and reason of a piece.
fn reason(report: &Value, url: &str) -> String {
    let reasons = report["reasons"].as_array().expect("reasons");
    let found = reasons.iter().find(|reason| reason["url"] == url);
    let found = found.unwrap_or_else(|| panic!("no reason for {url}: {report}"));
    format!(
        "{}: {}",
        found["verdict"].as_str().unwrap_or_default(),
        found["why"].as_str().unwrap_or_default()
    )
}

/// A piece that gets another address is the same piece: what an editor decided about it holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_piece_that_moves_stays_dropped() {
    let site = site().await;
    let mut project = drafted(&site).await;
    let weir = format!("{}/weir.html", site.base());
    edit(&project, &["drop", &weir]).await.ended(0);
    let base = site.base();
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Quay</title><link>{base}/</link><item><title>The story of weir</title>\
         <link>{base}/weir-moved.html</link><guid>weir</guid><pubDate>Wed, 18 Nov 2026 10:00:00 +0000</pubDate>\
         <description>It moved.</description></item></channel></rss>"
    );
    let page = "<html><head><title>The story of weir</title></head><body><h1>The story of weir</h1></body></html>";
    let rss = [("content-type", "application/rss+xml")];
    site.set("/feed.xml", 200, &rss, feed);
    site.set(
        "/weir-moved.html",
        200,
        &[("content-type", "text/html")],
        page,
    );
    project.run(&["gather"]).await.ended(0);
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).stdout;
    assert!(
        pieces.contains("weir-moved.html") && !pieces.contains("weir.html"),
        "{pieces}"
    );
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.run(&["run"]).await.ended(0);
    let mail = mail(&project);
    assert!(
        mail.contains("The story of mill") && !mail.contains("The story of weir"),
        "{mail}"
    );
}

/// The pieces of an edition that is given up go on to the next, and so does what an editor decided about them.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_about_a_piece_goes_on_with_it() {
    let site = site().await;
    let mut project = drafted(&site).await;
    let weir = format!("{}/weir.html", site.base());
    edit(&project, &["drop", &weir]).await.ended(0);
    let mill = format!("{}/mill.html", site.base());
    edit(&project, &["title", &mill, "It stands still"])
        .await
        .ended(0);
    edit(&project, &["subject", "Of that week"]).await.ended(0);
    project.run(&["edition", "cancel"]).await.ended(0);
    project.set("ROUNDUP_CLOCK", "2026-11-27T06:30:00Z");
    project.run(&["run"]).await.ended(0);
    let mail = mail(&project);
    assert!(mail.contains("It stands still"), "{mail}");
    assert!(!mail.contains("The story of weir"), "{mail}");
    assert!(!mail.contains("Of that week"), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_has_too_little_by_now_is_not_approved_as_it_was() {
    let site = site().await;
    let project = drafted(&site).await;
    project.configure("min_pieces = 1", "min_pieces = 5");
    let refreshed = project.run(&["draft"]).await.ended(0).stdout;
    assert!(refreshed.contains("too little to say"), "{refreshed}");
    let refused = project.run(&["edition", "approve"]).await.ended(65);
    assert!(
        refused.stderr.contains("has too little to say"),
        "{}",
        refused.stderr
    );
    project.configure("min_pieces = 5", "min_pieces = 1");
    project.run(&["draft"]).await.ended(0);
    project.run(&["edition", "approve"]).await.ended(0);
}
