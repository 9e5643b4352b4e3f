//! A new key for links: those of mails that are out go on working, or open the way off the list alone.

use crate::support::{Project, Served, site::Story};

async fn keys(served: &Served) -> serde_json::Value {
    let list = ["signing-key", "list", "--json"];
    served.project.run(&list).await.ended(0).json()["keys"].take()
}

fn link(text: &str, page: &str) -> String {
    let start = text.find(&format!("/{page}/")).expect("a link");
    let link = text[start..].chars();
    link.take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn old_links_outlive_their_key_and_leaving_outlives_its_leak() {
    let monday = |project: &mut Project| {
        project.set("ROUNDUP_CLOCK", "2026-11-23T08:58:00Z");
    };
    let served = Served::new(monday).await;
    let story = Story::new("lock", "2026-11-22T10:00:00Z", "Waterways");
    served.site.publish(story);
    let add = ["subscribers", "add", "zoe@ferry.example"];
    served.project.run(&add).await.ended(0);
    // The server looks for itself what is due, and one run at a time is enough.
    while served.project.run(&["run", "--now"]).await.code == Some(75) {}
    let mail = served.mails(1).await.remove(0);
    let (choose, leave) = (link(&mail, "preferences"), link(&mail, "unsubscribe"));
    assert_eq!(choose.len(), "/preferences/".len() + 36);

    let new = served.project.run(&["signing-key", "new"]).await.ended(0);
    insta::assert_snapshot!("new", new.stdout);
    assert_eq!(keys(&served).await[0]["signs"], true, "not at once");
    let served = served.again("2026-11-23T09:00:00Z").await;
    let both = keys(&served).await;
    assert_eq!(both[1]["signs"], true, "{both}");
    assert_eq!(both[0]["standing"], "good", "{both}");
    assert_eq!(served.get(&choose).await.status, 200);

    let withdraw = ["signing-key", "new", "--withdraw-old"];
    served.project.run(&withdraw).await.ended(64);
    assert_eq!(keys(&served).await, both, "nothing without a yes");
    let withdraw = ["signing-key", "new", "--withdraw-old", "--yes"];
    served.project.run(&withdraw).await.ended(0);
    let served = served.again("2026-11-23T09:05:00Z").await;
    assert_eq!(keys(&served).await[0]["standing"], "withdrawn");
    assert_eq!(served.get(&choose).await.status, 404);
    // Whoever knows the withdrawn key can make such a link for anybody: it shows nothing, and leads nowhere else.
    let asked = served.get(&leave).await;
    let left = served.post(&leave, "").await;
    for page in [asked, left] {
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(!page.body.contains("zoe@"), "{}", page.body);
        assert!(!page.body.contains("/preferences/"), "{}", page.body);
        let links = page.body.matches("/unsubscribe/").count();
        assert_eq!(links, page.body.matches(&leave).count(), "{}", page.body);
    }
    assert_eq!(served.state("zoe@ferry.example").await, "unsubscribed");
}
