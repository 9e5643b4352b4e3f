//! Lists of other programs and of spreadsheets, taken in: which columns mean what, and what is refused of them.

use serde_json::{Value, json};

use crate::support::{Project, Site};

/// A publication with three sections, on a day of November.
async fn publication() -> Project {
    let site = Site::start().await;
    let mut project = Project::new(&site, "outbox:outbox");
    project.set("ROUNDUP_CLOCK", "2026-11-20T07:00:00Z");
    project.set(
        "ROUNDUP__EDITION__SECTIONS",
        "[\"Waterways\", \"Trade\", \"Essays\"]",
    );
    project
}

async fn import(project: &Project, list: &str, flags: &[&str]) -> Value {
    project.write("list.csv", list);
    let all = [&["subscribers", "import", "list.csv", "--json"], flags].concat();
    project.run(&all).await.ended(0).json()
}

/// The sentence of an import of which nothing is taken in.
async fn refused(project: &Project, list: &str, flags: &[&str]) -> String {
    project.write("list.csv", list);
    let all = [&["subscribers", "import", "list.csv"], flags].concat();
    let ran = project.run(&all).await.ended(65);
    assert_eq!(ran.stdout, "");
    let list = project.run(&["subscribers", "list", "--json"]).await;
    assert_eq!(list.ended(0).json(), json!([]));
    ran.stderr
}

async fn person(project: &Project, address: &str) -> Value {
    let show = ["subscribers", "show", address, "--json"];
    project.run(&show).await.ended(0).json()
}

/// The state of somebody, and the day they joined.
async fn standing(project: &Project, address: &str) -> (String, String) {
    let person = person(project, address).await;
    let text = |what: &str| person[what].as_str().expect("text").to_owned();
    (text("state"), text("joined")[..10].to_owned())
}

fn same(state: &str, joined: &str) -> (String, String) {
    (state.to_owned(), joined.to_owned())
}

#[tokio::test]
async fn both_exports_of_substack_are_known() {
    let project = publication().await;
    let page = "Email,Name,Type,Stripe plan,Cancel date,Start date,Paid upgrade date,Bestseller,Emails received (6mo),num_emails_opened,Country,State/Province,Sections\n\
        ann@one.example,Ann Bee,free,,,2024-02-03T04:05:06.000Z,,,26,9,US,CA,Notes\n\
        bob@one.example,,yearly,Yearly,2026-01-01T00:00:00.000Z,2024-03-04T00:00:00.000Z,2024-05-01T00:00:00.000Z,,26,9,US,NY,\n\
        cyd@one.example,,comp,,,2024-04-05T00:00:00.000Z,,,26,9,,,\n";
    let report = import(&project, page, &[]).await;
    assert_eq!(report["origin"], "substack", "{report}");
    assert_eq!(report["added"], 3, "{report}");
    for (address, joined) in [
        ("ann@one.example", "2024-02-03"),
        ("bob@one.example", "2024-03-04"),
        ("cyd@one.example", "2024-04-05"),
    ] {
        assert_eq!(
            standing(&project, address).await,
            same("active", joined),
            "{address}"
        );
    }
    assert_eq!(person(&project, "ann@one.example").await["name"], "Ann Bee");
    // Fewer columns of the same page, as one chooses there; and so few that they may be anybody's.
    let fewer = "Email,Type,Start date,Cancel date\ndot@one.example,Paid,2025-01-01,\n";
    let report = import(&project, fewer, &[]).await;
    assert_eq!(report["origin"], "substack", "{report}");
    let fewest = "Email,Type,Start date\neva@one.example,Free,2025-02-02\nfay@one.example,unsubscribed,2025-02-02\n";
    let report = import(&project, fewest, &[]).await;
    assert_eq!(
        (&report["origin"], &report["added"]),
        (&json!("other"), &json!(2))
    );
    assert_eq!(
        standing(&project, "eva@one.example").await,
        same("active", "2025-02-02")
    );
    assert_eq!(
        standing(&project, "fay@one.example").await.0,
        "unsubscribed"
    );

    let settings = "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n\
        gus@one.example,false,,other,false,2021-11-10T19:34:08.166Z,\n\
        hal@one.example,true,,monthly,true,2021-11-10T19:34:08.166Z,\n";
    let report = import(&project, settings, &[]).await;
    assert_eq!(report["origin"], "substack", "{report}");
    assert_eq!(
        standing(&project, "gus@one.example").await,
        same("active", "2021-11-10")
    );
    assert_eq!(
        standing(&project, "hal@one.example").await.0,
        "unsubscribed"
    );
}

#[tokio::test]
async fn a_state_of_a_country_is_told_once_and_mapped_away() {
    let members = "Email,First Name,Last Name,City,State\n\
        ann@one.example,Ann,Bee,Oakland,CA\nbob@one.example,Bob,Cee,Albany,NY\ncyd@one.example,Cyd,Dee,,\n";
    let project = publication().await;
    let told = refused(&project, members, &[]).await;
    insta::assert_snapshot!("state_of_a_country", told);
    let report = import(&project, members, &["--map", "state="]).await;
    assert_eq!(
        (&report["added"], &report["rejected"]),
        (&json!(3), &json!([]))
    );
    assert_eq!(person(&project, "bob@one.example").await["name"], "Bob Cee");

    // Another column tells it; one that is mapped to something else is not taken for it at all.
    let project = publication().await;
    let both =
        "email,type,status\nann@one.example,donor,unsubscribed\nbob@one.example,board,active\n";
    let told = refused(&project, both, &[]).await;
    assert!(told.contains("the column `type`"), "{told}");
    let report = import(&project, both, &["--map", "tags=type"]).await;
    assert_eq!(report["added"], 2, "{report}");
    let ann = person(&project, "ann@one.example").await;
    assert_eq!(
        (&ann["state"], &ann["tags"]),
        (&json!("unsubscribed"), &json!(["donor"]))
    );

    // A wrong word among right ones is that row's alone.
    let project = publication().await;
    let one = "email,state\nann@one.example,active\nbob@one.example,CA\n";
    let report = import(&project, one, &[]).await;
    assert_eq!(report["added"], 1, "{report}");
    assert_eq!(report["rejected"][0]["line"], 3, "{report}");
    // JSON is read the same way.
    let project = publication().await;
    let objects =
        r#"[{"email":"ann@one.example","state":"CA"},{"email":"bob@one.example","state":"NY"}]"#;
    let told = refused(&project, objects, &[]).await;
    assert!(told.contains("--map state="), "{told}");
    let report = import(&project, objects, &["--map", "state="]).await;
    assert_eq!(report["added"], 2, "{report}");
}

#[tokio::test]
async fn a_known_program_has_its_own_columns_and_who_left_stays_so_without_a_state() {
    let project = publication().await;
    let mailchimp = "Email Address,First Name,State,Type,OPTIN_TIME,UNSUB_TIME,LEID\n\
        ann@one.example,Ann,CA,Donor,2020-01-02 03:04:05,,1\nbob@one.example,Bob,NY,Donor,2020-01-02 03:04:05,2021-01-01 00:00:00,2\n";
    let report = import(&project, mailchimp, &[]).await;
    assert_eq!(
        (&report["origin"], &report["added"]),
        (&json!("mailchimp"), &json!(2))
    );
    assert_eq!(standing(&project, "ann@one.example").await.0, "active");
    assert_eq!(
        standing(&project, "bob@one.example").await.0,
        "unsubscribed"
    );

    let other = "email,state,unsubscribed_at\ncyd@one.example,CA,\ndot@one.example,NY,2025-01-01\n";
    import(&project, other, &["--map", "state="]).await;
    assert_eq!(standing(&project, "cyd@one.example").await.0, "active");
    assert_eq!(
        standing(&project, "dot@one.example").await.0,
        "unsubscribed"
    );
}

#[tokio::test]
async fn no_column_is_what_nobody_wants_it_to_be() {
    let project = publication().await;
    let list = "email,name,last_name,joined,consent,sections,frequency,language,format,tags\n\
        ann@one.example,Ann,Bee,never,words,Nope,hourly,xx,paper,donor\n";
    let none: Vec<String> = [
        "name",
        "last-name",
        "joined",
        "consent",
        "sections",
        "frequency",
        "language",
        "format",
        "tags",
        "paused-until",
    ]
    .iter()
    .map(|what| format!("{what}="))
    .collect();
    let flags: Vec<&str> = none.iter().flat_map(|one| ["--map", one]).collect();
    let report = import(&project, list, &flags).await;
    assert_eq!(report["added"], 1, "{report}");
    let ann = person(&project, "ann@one.example").await;
    assert_eq!(ann["name"], Value::Null, "{ann}");
    assert_eq!(ann["joined"], "2026-11-20T07:00:00Z", "{ann}");
    assert_eq!(ann["consent"], "import of list.csv", "{ann}");
    assert_eq!(ann["tags"], json!([]), "{ann}");
    let none = ["subscribers", "import", "list.csv", "--map", "email="];
    let told = project.run(&none).await.ended(64).stderr;
    assert!(told.contains("no list is without addresses"), "{told}");
}

#[tokio::test]
async fn what_nobody_could_choose_and_days_to_come_are_wrong_rows() {
    let mut project = publication().await;
    let list = "email,sections,language,joined\n\
        ann@one.example,trade|Essays,de-AT,20.11.2026\n\
        bob@one.example,Nope,,\ncyd@one.example,Trade|Nope,,\n\
        dot@one.example,,xx,\neva@one.example,,,12.11.2027\n\
        fay@one.example,Essays|Trade|Waterways,,20.11.2026 08:30\n";
    let report = import(&project, list, &["--dates", "dmy"]).await;
    insta::assert_snapshot!(
        "wrong_rows",
        serde_json::to_string_pretty(&report).expect("JSON")
    );
    let ann = person(&project, "ann@one.example").await;
    assert_eq!(
        (&ann["sections"], &ann["language"]),
        (&json!(["Essays", "Trade"]), &json!("de"))
    );
    let fay = person(&project, "fay@one.example").await;
    assert_eq!(fay["sections"], Value::Null, "all that there are is all");
    // A clock without a zone may be ahead of UTC; nobody joins later than now for that.
    assert_eq!(fay["joined"], "2026-11-20T07:00:00Z", "{fay}");

    // The publication's own language is one, with words or without.
    project.set("ROUNDUP__PUBLICATION__LANGUAGE", "nl");
    let report = import(&project, "email,language\ngus@one.example,nl-BE\n", &[]).await;
    assert_eq!(report["added"], 1, "{report}");
}
