//! The selectors of a source, where the usual rules read its pages wrong.

use super::{pieces, project, stories, titles};
use crate::support::Site;

/// What the publication has a selector for goes over its feed, and `extract` shows what a source makes of a page.
#[tokio::test(flavor = "multi_thread")]
async fn selectors_go_over_the_feed_and_extract_uses_those_that_are_meant() {
    let site = Site::start().await;
    stories(&site);
    let page = "<html><head><title>Wrong</title></head><body><h1>Wrong</h1><p class=a>By the first</p><p class=b>By the second</p></body></html>";
    let html = [("content-type", "text/html")];
    for path in ["/lock.html", "/news/lock.html"] {
        site.set(path, 200, &html, page);
    }
    let source = "kind = \"feed\"\nname = \"plain\"\nurl = \"BASE/feed.xml\"\n\n[[source]]\nkind = \"page-list\"\nname = \"news\"\nurl = \"BASE/\"\ninclude = [\"/news/\"]\nselect.title = \".a\"\n\n[[source]]\nkind = \"page-list\"\nname = \"rest\"\nurl = \"BASE/list\"\nselect.title = \".b\"";
    let project = project(&site, source);
    let extracted = async |arguments: &[&str]| {
        let ran = project
            .run(&[&["extract", "--json"], arguments].concat())
            .await;
        ran.ended(0).json()["title"].clone()
    };
    let (news, lock) = (
        format!("{}/news/lock.html", site.base()),
        format!("{}/lock.html", site.base()),
    );
    assert_eq!(extracted(&[&news]).await, "By the first");
    assert_eq!(extracted(&[&lock]).await, "By the second");
    assert_eq!(extracted(&[&lock, "--source", "plain"]).await, "Wrong");
    let unknown = project.run(&["extract", &lock, "--source", "x"]).await;
    let unknown = unknown.ended(64);
    assert!(
        unknown.stderr.contains("there are: plain, news, rest"),
        "{}",
        unknown.stderr
    );
    project.configure(
        "url = \"BASE/feed.xml\""
            .replace("BASE", &site.base())
            .as_str(),
        &format!("url = \"{}/feed.xml\"\nselect.title = \".b\"", site.base()),
    );
    project.run(&["gather"]).await;
    let pieces = pieces(&project).await;
    assert!(titles(&pieces).contains(&"By the second"), "{pieces:?}");
}
