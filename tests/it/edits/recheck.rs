//! The last look at the live pages.

use std::time::{Duration, Instant};

use super::{FRIDAY, Project, drafted, edit, mail, site, told};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_is_dropped_and_what_is_retitled_is_told() {
    let site = site().await;
    let mut project = drafted(&site).await;
    site.set("/weir.html", 410, &[], "gone");
    site.set("/mill.html", 403, &[], "no");
    site.set(
        "/bridge.html",
        200,
        &[("content-type", "text/html")],
        "<html><head><title>Nobody crosses</title></head><body><h1>Nobody crosses</h1></body></html>",
    );
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    let problems = sent["problems"].as_array().expect("problems");
    let problems: Vec<_> = problems.iter().filter_map(|told| told.as_str()).collect();
    insta::assert_snapshot!("told", told(&site, &problems.join("\n")));
    let mail = mail(&project);
    assert!(
        !mail.contains("weir.html") && mail.contains("bridge.html"),
        "{mail}"
    );
    assert!(
        mail.contains("The story of bridge") && !mail.contains("Nobody crosses"),
        "{mail}"
    );
    let shown = project.run(&["edition", "show"]).await.ended(0).stdout;
    assert!(shown.contains("gone from the site (410)"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_headlines_are_taken_where_the_rule_says_so_but_not_over_an_editor_s() {
    let site = site().await;
    let mut project = drafted(&site).await;
    project.configure("min_pieces = 1", "min_pieces = 1\nrecheck = \"update\"");
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    let teaser = |name: &str| {
        let mut all = pieces.as_array().expect("a list").iter();
        let piece = all.find(|piece| piece["url"].as_str().expect("a URL").contains(name));
        piece.expect("a piece")["teaser"][0]
            .as_str()
            .expect("a teaser")
            .to_owned()
    };
    let page = |title: &str, text: &str| {
        format!(
            "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )
    };
    let html = [("content-type", "text/html")];
    site.set(
        "/bridge.html",
        200,
        &html,
        page("Nobody crosses", &teaser("bridge")),
    );
    site.set(
        "/mill.html",
        200,
        &html,
        page("It stopped", &teaser("mill")),
    );
    // A page that asks who is there has a headline, too.
    site.set(
        "/weir.html",
        200,
        &html,
        page("Just a moment", "Checking your browser."),
    );
    let mill = format!("{}/mill.html", site.base());
    edit(&project, &["title", &mill, "Our own words"])
        .await
        .ended(0);
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.run(&["run"]).await.ended(0);
    let mail = mail(&project);
    assert!(
        mail.contains("Nobody crosses") && mail.contains("Our own words"),
        "{mail}"
    );
    assert!(
        !mail.contains("It stopped") && !mail.contains("Just a moment"),
        "{mail}"
    );
}

/// The page of a story with other words in its head and another headline.
fn page(head: &str, title: &str, text: &str) -> String {
    format!(
        "<html><head>{head}<title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )
}

const HTML: [(&str, &str); 1] = [("content-type", "text/html")];

async fn teaser_of(project: &Project, name: &str) -> String {
    let pieces = project.run(&["pieces", "--json"]).await.ended(0).json();
    let mut all = pieces.as_array().expect("a list").iter();
    let piece = all.find(|piece| piece["url"].as_str().expect("a URL").contains(name));
    let teaser = &piece.expect("a piece")["teaser"][0];
    teaser.as_str().expect("a teaser").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_who_approves_is_told_what_the_last_look_changed_and_that_is_sealed() {
    let site = site().await;
    let mut project = drafted(&site).await;
    project.configure("min_pieces = 1", "min_pieces = 1\nrecheck = \"update\"");
    site.set("/weir.html", 410, &[], "gone");
    let hidden = page(
        "<meta name=robots content=noindex>",
        "The story of mill",
        "All about it.",
    );
    site.set("/mill.html", 200, &HTML, hidden);
    let bridge = teaser_of(&project, "bridge").await;
    site.set(
        "/bridge.html",
        200,
        &HTML,
        page("", "Nobody crosses", &bridge),
    );
    let approved = project.run(&["edition", "approve", "--json"]).await;
    let told = approved.ended(0).json()["problems"].to_string();
    for word in [
        "weir.html: gone from the site (410): dropped",
        "mill.html: embargoed: its page asks search engines to leave it out (noindex): dropped",
        "bridge.html: the page is called \\\"Nobody crosses\\\" now, not \\\"The story of bridge\\\": taken",
        "the subject is",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.run(&["run"]).await.ended(0);
    let mail = mail(&project);
    assert!(
        mail.contains("Nobody crosses") && mail.contains("lock.html"),
        "{mail}"
    );
    assert!(
        !mail.contains("weir.html") && !mail.contains("mill.html"),
        "{mail}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_the_place_of_a_dropped_piece_is_approved_only_when_it_was_seen() {
    let site = site().await;
    let mut project = drafted(&site).await;
    project.configure(
        "min_pieces = 1",
        "min_pieces = 1\nmax_pieces = 3\nicymi = 0",
    );
    project.run(&["draft"]).await.ended(0);
    // Held or not, it is the same.
    project.run(&["edition", "hold"]).await.ended(0);
    site.set("/weir.html", 404, &[], "gone");
    let refused = project.run(&["edition", "approve"]).await.ended(75).stderr;
    assert!(
        refused.contains("weir.html: gone from the site (404): dropped")
            && refused.contains("lock.html) came in, which nobody approved"),
        "{refused}"
    );
    project.run(&["edition", "approve"]).await.ended(0);
    project.set("ROUNDUP_CLOCK", FRIDAY);
    project.run(&["run"]).await.ended(0);
    let mail = mail(&project);
    assert!(
        mail.contains("lock.html") && !mail.contains("weir.html"),
        "{mail}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_whose_pages_are_gone_is_not_approved() {
    for before in [None, Some("hold")] {
        let site = site().await;
        let project = drafted(&site).await;
        if let Some(before) = before {
            project.run(&["edition", before]).await.ended(0);
        }
        for name in ["lock", "bridge", "mill", "weir"] {
            site.set(&format!("/{name}.html"), 410, &[], "gone");
        }
        let refused = project.run(&["edition", "approve"]).await.ended(65).stderr;
        assert!(
            refused.contains("too little to say") && refused.contains("gone from the site (410)"),
            "{before:?}: {refused}"
        );
        let again = project.run(&["edition", "approve"]).await.ended(65).stderr;
        assert!(again.contains("too little to say"), "{before:?}: {again}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_edition_is_sent_as_it_is_and_the_rest_is_told() {
    let site = site().await;
    let mut project = drafted(&site).await;
    project.run(&["edition", "approve"]).await.ended(0);
    site.set("/weir.html", 404, &[], "gone");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    let problems = sent["problems"].to_string();
    assert!(
        problems.contains("weir.html: gone from the site (404)"),
        "{problems}"
    );
    assert!(
        problems.contains("edition e1 was approved before"),
        "{problems}"
    );
    assert!(mail(&project).contains("weir.html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_embargoed_page_takes_its_piece_out() {
    let site = site().await;
    let mut project = drafted(&site).await;
    let page = |robots: &str| {
        format!(
            "<html><head><meta name=robots content='{robots}'><title>The story of weir</title></head><body><h1>The story of weir</h1></body></html>"
        )
    };
    let html = [("content-type", "text/html")];
    site.set("/weir.html", 200, &html, page("noindex"));
    project.set("ROUNDUP_CLOCK", FRIDAY);
    let run = project.run(&["run", "--json"]).await.ended(0).json();
    let problems = run["problems"].to_string();
    assert!(
        problems.contains(
            "weir.html: embargoed: its page asks search engines to leave it out (noindex): dropped"
        ),
        "{problems}"
    );
    let shown = project.run(&["edition", "show"]).await.ended(0).stdout;
    assert!(
        shown.contains("embargoed when looked at before sending"),
        "{shown}"
    );
    assert!(!mail(&project).contains("weir.html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_site_holds_no_run_up() {
    let site = site().await;
    let mut project = drafted(&site).await;
    project.configure("min_pieces = 1", "min_pieces = 1\nrecheck_within = \"5s\"");
    project.set("ROUNDUP_CLOCK", FRIDAY);
    // The feed is known to be unchanged; its pages lead to a server that says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let place = format!("http://{}/", silent.local_addr().expect("an address"));
    for page in ["/lock.html", "/mill.html"] {
        site.set(page, 302, &[("location", &place)], "");
    }
    let begun = Instant::now();
    let sent = project.run(&["run", "--json"]).await.ended(0).json();
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(sent["edition"]["state"], "sent", "{sent}");
    let problems = sent["problems"].to_string();
    assert!(
        problems.contains("2 of 4 pages were not looked at again"),
        "{problems}"
    );
}
