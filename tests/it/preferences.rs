//! What readers choose: on the page behind their link, at the command line, in lists; and that looking changes nothing.

use serde_json::{Value, json};

use crate::web::{Page, Served, ask_with, get, served_with};

const SECTIONS: (&str, &str) = (
    "ROUNDUP__EDITION__SECTIONS",
    "[\"Waterways\", \"Trade\", \"Essays\"]",
);
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

async fn post(served: &Served, path: &str, body: &str) -> Page {
    let fields = format!("{FORM}Content-Length: {}\r\n", body.len());
    ask_with(&served.address, "POST", path, &fields, body).await
}

async fn served() -> Served {
    served_with(&[SECTIONS], &[]).await
}

/// The page of preferences that the page to leave links to.
async fn preferences(served: &Served) -> String {
    let page = get(&served.address, &served.links[0]).await;
    let start = page.body.find("/preferences/").expect("a link");
    let rest = &page.body[start..];
    rest[..rest.find('"').expect("its end")].to_owned()
}

async fn shown(served: &Served, address: &str) -> Value {
    let show = ["subscribers", "show", address, "--json"];
    served.project.run(&show).await.ended(0).json()
}

/// What `show` tells of a choice.
fn choice(person: &Value) -> Value {
    json!([
        person["sections"],
        person["frequency"],
        person["language"],
        person["format"],
    ])
}

fn main_of(page: &str) -> &str {
    page.split_once("<main>").expect("a page").1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_chooses_and_only_the_post_changes_it() {
    let served = served().await;
    let path = preferences(&served).await;
    let page = get(&served.address, &path).await;
    assert!(page.body.len() < 20_000, "{} octets", page.body.len());
    let token = path.trim_start_matches("/preferences/");
    let form = main_of(&page.body).replace(token, "TOKEN");
    let form = form.replace(&served.site.base(), "https://quay.example");
    insta::assert_snapshot!("form", form.replace("><", ">\n<"));

    for _ in 0..2 {
        get(
            &served.address,
            &format!("{path}?change=save&frequency=monthly"),
        )
        .await;
    }
    let reader = "reader0@example.org";
    assert_eq!(
        choice(&shown(&served, reader).await),
        json!([null, "every", null, "html"])
    );

    let body = "change=save&frequency=monthly&section=Trade&section=Essays&format=text&language=de";
    let saved = post(&served, &path, body).await;
    assert_eq!(saved.status, 200);
    assert!(
        saved.body.contains("Gespeichert.") && saved.body.contains("lang=\"de\""),
        "{}",
        saved.body
    );
    assert!(
        main_of(&saved.body)
            .contains("einmal im Monat das Beste aus diesen Rubriken: Trade, Essays."),
        "{}",
        saved.body
    );
    assert_eq!(
        choice(&shown(&served, reader).await),
        json!([["Essays", "Trade"], "monthly", "de", "text"])
    );
    assert_eq!(
        choice(&shown(&served, "reader1@example.org").await),
        json!([null, "every", null, "html"])
    );

    // All that there are is all, the publication's own language is none.
    let body = "change=save&frequency=every&section=Trade&section=Essays&section=Waterways&section=Gone&format=html&language=en";
    let saved = post(&served, &path, body).await;
    assert!(saved.body.contains("Saved."), "{}", saved.body);
    assert_eq!(
        choice(&shown(&served, reader).await),
        json!([null, "every", null, "html"])
    );

    let none = post(
        &served,
        &path,
        "change=save&frequency=every&format=html&language=en",
    )
    .await;
    assert!(
        none.body.contains("Please tick at least one section"),
        "{}",
        none.body
    );
    for odd in [
        "change=save&section=Trade&frequency=hourly",
        "change=save&section=Trade&language=tlh",
        "change=all",
        "frequency=every",
    ] {
        assert_eq!(post(&served, &path, odd).await.status, 400, "{odd}");
    }
    let person = ["subscribers", "export", "--person", reader];
    let person = served.project.run(&person).await.ended(0).json();
    let changes = person["preference_changes"].as_array().expect("a list");
    let changes: Vec<_> = changes
        .iter()
        .map(|change| format!("{} {} {}", change["what"], change["value"], change["by"]))
        .collect();
    insta::assert_snapshot!("trail", changes.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_ends_by_itself_on_its_day() {
    let mut served = served().await;
    let path = preferences(&served).await;
    let reader = "reader0@example.org";
    for wrong in [
        "2026-11-20",
        "2026-11-31",
        "2126-11-30",
        "soon",
        "+12026-11-30",
    ] {
        let told = post(&served, &path, &format!("change=pause&until={wrong}")).await;
        assert!(
            told.body.contains("not a day to come"),
            "{wrong}: {}",
            told.body
        );
        assert_eq!(shown(&served, reader).await["state"], "active", "{wrong}");
    }
    let told = post(&served, &path, "change=pause&until=2026-12-04").await;
    assert!(
        told.body.contains("no mail before 4 December 2026"),
        "{}",
        told.body
    );
    let paused = shown(&served, reader).await;
    assert_eq!(paused["state"], "paused");
    // As the day begins in Berlin.
    assert_eq!(paused["paused_until"], "2026-12-03T23:00:00Z");

    let run = ["run", "--now", "--json"];
    served.project.set("ROUNDUP_CLOCK", "2026-11-27T06:00:00Z");
    served
        .site
        .publish(web_story("boats", "2026-11-26T10:00:00Z"));
    let report = served.project.run(&run).await.ended(0).json();
    assert_eq!(report["audience"], 1, "{report}");
    served.project.set("ROUNDUP_CLOCK", "2026-12-04T06:00:00Z");
    served
        .site
        .publish(web_story("eels", "2026-12-03T10:00:00Z"));
    let report = served.project.run(&run).await.ended(0).json();
    assert_eq!(report["audience"], 2, "{report}");
    let back = shown(&served, reader).await;
    assert_eq!(back["state"], "active");
    assert_eq!(back["paused_until"], Value::Null);
    let person = ["subscribers", "export", "--person", reader];
    let person = served.project.run(&person).await.ended(0).json();
    let last = person["changes"]
        .as_array()
        .and_then(|changes| changes.last());
    assert_eq!(last.expect("a change")["by"], "roundup");
}

fn web_story(name: &str, published: &str) -> crate::support::site::Story {
    crate::support::site::Story::new(name, published, "Waterways")
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_comes_first_and_less_mail_is_offered_beneath() {
    let served = served().await;
    let page = get(&served.address, &served.links[0]).await;
    assert!(page.body.len() < 20_000, "{} octets", page.body.len());
    let main = main_of(&page.body);
    let leave = main
        .find("action=\"http://127.0.0.1:8025/unsubscribe/")
        .expect("the button");
    let first_form = main.find("<form").expect("a form");
    let offers = main.find("class=\"offers\"").expect("the offers");
    assert!(first_form < leave && leave < offers, "{main}");
    assert_eq!(
        main[first_form..leave].matches("<form").count(),
        1,
        "{main}"
    );

    let path = preferences(&served).await;
    let reader = "reader0@example.org";
    let less = post(&served, &path, "change=monthly").await;
    assert!(
        less.body.contains("gets the best of each month."),
        "{}",
        less.body
    );
    let less = post(&served, &path, "change=sections&section=Trade").await;
    assert!(
        less.body.contains("in these sections: Trade."),
        "{}",
        less.body
    );
    assert_eq!(
        choice(&shown(&served, reader).await),
        json!([["Trade"], "monthly", null, "html"])
    );
    let again = get(&served.address, &served.links[0]).await;
    assert!(
        !again.body.contains("value=\"monthly\""),
        "they have it: {}",
        again.body
    );
    let less = post(&served, &path, "change=pause-month").await;
    assert!(
        less.body.contains("no mail before 20 December 2026"),
        "{}",
        less.body
    );

    // Leaving is one press, whatever was chosen, and so is coming back.
    let left = post(&served, &served.links[0], "List-Unsubscribe=One-Click").await;
    assert!(left.body.contains("value=\"resubscribe\""), "{}", left.body);
    let gone = shown(&served, reader).await;
    assert_eq!(gone["state"], "unsubscribed");
    assert_eq!(gone["paused_until"], Value::Null);
    post(&served, &path, "change=resubscribe").await;
    assert_eq!(shown(&served, reader).await["state"], "active");

    // What they agreed to the first time is kept beside what they agree to now.
    let everything = ["subscribers", "export", "--person", reader];
    let everything = served.project.run(&everything).await.ended(0).json();
    let consents = everything["consents"].as_array().expect("a list");
    assert_eq!(consents.len(), 2, "{everything}");
    let of = |words: &str| {
        let mut all = consents.iter();
        all.find(|consent| {
            consent["wording"]
                .as_str()
                .is_some_and(|text| text.contains(words))
        })
        .unwrap_or_else(|| panic!("{words}: {everything}"))
    };
    assert!(of("import of")["confirmed"].is_string(), "{everything}");
    let back = of("Subscribe again");
    assert_eq!(back["page"], "preferences page", "{everything}");
    assert!(back["caller"].is_string(), "{everything}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_sets_and_lists_carry_what_was_chosen() {
    let served = served().await;
    let reader = "reader0@example.org";
    let set = async |arguments: &[&str]| {
        let all = [&["subscribers", "set", reader], arguments].concat();
        served.project.run(&all).await
    };
    set(&[
        "--section",
        "trade",
        "--section",
        "Waterways",
        "--frequency",
        "monthly",
        "--language",
        "ar",
        "--format",
        "text",
        "--tag",
        "donor",
        "--tag",
        "board",
    ])
    .await
    .ended(0);
    set(&["--untag", "board", "--pause-until", "2027-01-15"])
        .await
        .ended(0);
    let refused = set(&["--section", "Sport"]).await.ended(65);
    assert!(
        refused
            .stderr
            .contains("there are Waterways, Trade, Essays"),
        "{}",
        refused.stderr
    );
    set(&["--pause-until", "2020-01-01"]).await.ended(65);
    set(&[]).await.ended(64);
    let text = served.project.run(&["subscribers", "show", reader]).await;
    insta::assert_snapshot!("show", text.ended(0).stdout);

    let csv = served
        .project
        .run(&["subscribers", "export"])
        .await
        .ended(0);
    insta::assert_snapshot!("export", csv.stdout);
    let json = served
        .project
        .run(&["subscribers", "export", "--json"])
        .await;
    let json = json.ended(0).stdout;

    // Another publication takes either in and has the same.
    for (name, list) in [("list.csv", &csv.stdout), ("list.json", &json)] {
        let other = served_with(&[SECTIONS], &[]).await;
        let forget = ["subscribers", "unsubscribe", "reader1@example.org"];
        other.project.run(&forget).await.ended(0);
        let renamed = list.replace("reader0@", "other@");
        other.project.write(name, &renamed);
        let import = ["subscribers", "import", name, "--json"];
        let report = other.project.run(&import).await.ended(0).json();
        assert_eq!(report["added"], 1, "{report}");
        let mut wanted = shown(&served, reader).await;
        let mut found = shown(&other, "other@example.org").await;
        for person in [&mut wanted, &mut found] {
            for own in [
                "id",
                "address",
                "changed",
                "consents",
                "changes",
                "preference_changes",
            ] {
                person[own] = Value::Null;
            }
        }
        assert_eq!(found, wanted);
        let again = other.project.run(&import).await.ended(0).json();
        assert_eq!(again["updated"], 0, "{again}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_does_not_overrule_what_a_reader_chose_and_nothing_is_left_of_who_is_forgotten() {
    let served = served().await;
    let path = preferences(&served).await;
    post(&served, &path, "change=sections&section=Trade").await;
    let list = "email,frequency,format,tags\nreader0@example.org,monthly,text,\"Big Donors\"\nreader1@example.org,monthly,,\nx@example.org,hourly,,\n";
    served.project.write("more.csv", list);
    let import = ["subscribers", "import", "more.csv", "--json"];
    let report = served.project.run(&import).await.ended(0).json();
    assert_eq!(report["rejected"][0]["line"], 4, "{report}");
    let own = shown(&served, "reader0@example.org").await;
    assert_eq!(choice(&own), json!([["Trade"], "every", null, "html"]));
    assert_eq!(own["tags"], json!(["big-donors"]));
    let told = shown(&served, "reader1@example.org").await;
    assert_eq!(choice(&told), json!([null, "monthly", null, "html"]));

    let forget = ["subscribers", "forget", "reader0@example.org", "--yes"];
    served.project.run(&forget).await.ended(0);
    let page = get(&served.address, &path).await;
    assert!(
        page.body.contains("You are not on the list"),
        "{}",
        page.body
    );
}
