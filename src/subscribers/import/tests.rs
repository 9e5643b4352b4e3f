use super::{super::token::tests::of as signer_of, *};

fn reading(mapped: &[&str]) -> Reading {
    Reading {
        consent: "test".to_owned(),
        mapped: mapped.iter().map(|one| one.parse().unwrap()).collect(),
        dates: None,
        sections: Vec::new(),
        language: "en".to_owned(),
        now: "2026-12-01T00:00:00Z".parse().unwrap(),
    }
}

fn read(text: &str, reading: Reading) -> Rows<impl Read> {
    let input = std::io::Cursor::new(text.to_owned());
    Rows::new(input, signer_of(0), reading).expect("a list")
}

fn rows(text: &str, mapped: &[&str]) -> Rows<impl Read> {
    read(text, reading(mapped))
}

fn shown(text: &str, mapped: &[&str]) -> Vec<String> {
    let show = |row| match row {
        Ok(NewSubscriber {
            address,
            name,
            state,
            joined,
            consent,
            ..
        }) => format!(
            "{address} | {} | {state} | {} | {consent}",
            name.as_deref().unwrap_or("-"),
            joined.format("%F %R")
        ),
        Err(Rejected { line, why }) => format!("{line}: {why}"),
    };
    rows(text, mapped).map(show).collect()
}

#[test]
fn dates_are_read_in_the_order_that_somebody_says() {
    let text = "email,joined\na@one.example,01.02.2025\nb@one.example,3/4/2025 17:05\nc@one.example,2025-12-31\n\
        d@one.example,31.12.2025\ne@one.example,1.2.25\n";
    let read = |order: Option<&str>| -> Vec<String> {
        let dates = order.map(|order| order.parse().unwrap());
        let rows = read(
            text,
            Reading {
                dates,
                ..reading(&[])
            },
        );
        rows.map(|row| match row {
            Ok(row) => row.joined.format("%F %R").to_string(),
            Err(Rejected { why, .. }) => why,
        })
        .collect()
    };
    assert_eq!(
        read(Some("dmy")),
        [
            "2025-02-01 00:00",
            "2025-04-03 17:05",
            "2025-12-31 00:00",
            "2025-12-31 00:00",
            "`1.2.25` is not a date; write 20.11.2026, 20.11.2026 07:00 or 2026-11-20",
        ]
    );
    let american = read(Some("mdy"));
    assert_eq!(american[..2], ["2025-01-02 00:00", "2025-03-04 17:05"]);
    assert!(american[3].contains("11/20/2026"), "{american:?}");
    let unsaid = read(None);
    assert!(unsaid[0].contains("--dates dmy"), "{unsaid:?}");
    assert!(unsaid[3].contains("--dates dmy"), "{unsaid:?}");
    assert_eq!(unsaid[2], "2025-12-31 00:00");
    assert!("ymd".parse::<DateOrder>().is_err());
}

#[test]
fn bad_rows_are_told_by_line_and_the_rest_is_read() {
    let text = "Email,First Name,Last Name,status\na@one.example,Ann,Bee,subscribed\nnobody,,,\n\n\"b@two.example\",Zoë,,odd\nc@BÜCHER.example,,,unsubscribed\n";
    assert_eq!(
        shown(text, &[]),
        [
            "a@one.example | Ann Bee | active | 2026-12-01 00:00 | test",
            "3: `nobody` has no @",
            "5: unknown subscriber state `odd`; known are pending, active, unsubscribed, bounced, complained, paused, forgotten",
            "c@xn--bcher-kva.example | - | unsubscribed | 2026-12-01 00:00 | test",
        ]
    );
}

#[test]
fn the_exports_of_other_programs_are_known_by_their_headers() {
    let mailchimp = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID,EUID,NOTES,TAGS\n\
        a@one.example,Ann,Bee,2,2020-01-02 03:04:05,,2020-01-02 03:05:00,198.51.100.7,1,x,,\"\"\"vip\"\"\"\n";
    let unsubscribed = "Email Address,OPTIN_TIME,UNSUB_TIME,LEID\na@one.example,2020-01-02 03:04:05,2021-01-01 00:00:00,1\n";
    let cleaned = "Email Address,OPTIN_TIME,CLEAN_TIME,LEID\na@one.example,2020-01-02 03:04:05,2021-01-01 00:00:00,1\n";
    let substack = "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n\
        a@one.example,false,,other,false,2021-11-10T19:34:08.166Z,\nb@one.example,true,,monthly,true,2021-11-10T19:34:08.166Z,\n";
    let ghost = "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n\
        1,a@one.example,Ann,,true,false,,2022-02-03T04:05:06.000Z,,,\n2,b@one.example,,,false,false,,2022-02-03T04:05:06.000Z,,,\n";
    let buttondown = "email_address,notes,tags,creation_date,type\na@one.example,,,2023-01-01T00:00:00Z,premium\n\
        b@one.example,,,2023-01-01T00:00:00Z,unactivated\nc@one.example,,,2023-01-01T00:00:00Z,complained\n";
    let listmonk = "uuid,email,name,attributes,status,created_at,updated_at\n\
        u,a@one.example,Ann,{},enabled,2023-05-06 07:08:09.404+00:00,x\nu,b@one.example,,{},blocklisted,2023-05-06T07:08:09Z,x\n";
    let mailman = "a@one.example\nAnn Bee <b@one.example>\n\"Bee, Zoë\" <c@one.example>\n";
    for (origin, text, wanted) in [
        (
            Origin::Mailchimp,
            mailchimp,
            &["a@one.example | Ann Bee | active | 2020-01-02 03:05 | test (Mailchimp)"][..],
        ),
        (
            Origin::Mailchimp,
            unsubscribed,
            &["a@one.example | - | unsubscribed | 2020-01-02 03:04 | test (Mailchimp)"],
        ),
        (
            Origin::Mailchimp,
            cleaned,
            &["a@one.example | - | bounced | 2020-01-02 03:04 | test (Mailchimp)"],
        ),
        (
            Origin::Substack,
            substack,
            &[
                "a@one.example | - | active | 2021-11-10 19:34 | test (Substack)",
                "b@one.example | - | unsubscribed | 2021-11-10 19:34 | test (Substack)",
            ],
        ),
        (
            Origin::Ghost,
            ghost,
            &[
                "a@one.example | Ann | active | 2022-02-03 04:05 | test (Ghost)",
                "b@one.example | - | unsubscribed | 2022-02-03 04:05 | test (Ghost)",
            ],
        ),
        (
            Origin::Buttondown,
            buttondown,
            &[
                "a@one.example | - | active | 2023-01-01 00:00 | test (Buttondown)",
                "b@one.example | - | pending | 2023-01-01 00:00 | test (Buttondown)",
                "c@one.example | - | complained | 2023-01-01 00:00 | test (Buttondown)",
            ],
        ),
        (
            Origin::Listmonk,
            listmonk,
            &[
                "a@one.example | Ann | active | 2023-05-06 07:08 | test (listmonk)",
                "b@one.example | - | unsubscribed | 2023-05-06 07:08 | test (listmonk)",
            ],
        ),
        (
            Origin::Mailman,
            mailman,
            &[
                "a@one.example | - | active | 2026-12-01 00:00 | test (Mailman)",
                "b@one.example | Ann Bee | active | 2026-12-01 00:00 | test (Mailman)",
                "c@one.example | Bee, Zoë | active | 2026-12-01 00:00 | test (Mailman)",
            ],
        ),
    ] {
        assert_eq!(rows(text, &[]).origin(), origin, "{text}");
        assert_eq!(shown(text, &[]), wanted, "{text}");
    }
}

#[test]
fn any_other_list_is_read_by_a_mapping() {
    let text = "Nr;E-Post;Vorname;Seit\n1;a@one.example;Änne;2020-01-02\n";
    let mapped = ["email=E-Post", "name=vorname", "joined=Seit"];
    assert_eq!(
        shown(text, &mapped),
        ["a@one.example | Änne | active | 2020-01-02 00:00 | test"]
    );
    let missing = reading(&["email=Mail"]);
    let why = Rows::new(text.as_bytes(), signer_of(0), missing).unwrap_err();
    assert_eq!(
        why.to_string(),
        "there is no column `Mail`; the columns are Nr, E-Post, Vorname, Seit"
    );
    assert_eq!(
        "colour=x".parse::<Mapped>().unwrap_err(),
        "`colour` is none of email, name, last-name, state, joined, consent, paused-until, sections, frequency, language, format and tags"
    );
}

#[test]
fn json_is_read_object_by_object() {
    let array = r#"[{"email":"a@one.example","name":"Ann","state":"unsubscribed","joined":"2020-01-02T00:00:00Z"}, 7,
        {"address":"b@one.example","tags":["x"]}, {"name":"nobody"}]"#;
    let lines = "{\"email\":\"a@one.example\"}\n{\"email\":\"b@one.example\"}\n{\"email\":";
    assert_eq!(
        shown(array, &[]),
        [
            "a@one.example | Ann | unsubscribed | 2020-01-02 00:00 | test",
            "2: it is not an object",
            "b@one.example | - | active | 2026-12-01 00:00 | test",
            "4: it has no address",
        ]
    );
    let found = shown(lines, &[]);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[2].starts_with("3: it is not JSON"), "{found:?}");
}

#[test]
fn no_address_column_is_an_error() {
    for text in ["id,name\n1,x\n", ""] {
        let signer = signer_of(0);
        let error = Rows::new(text.as_bytes(), signer, reading(&[]));
        assert!(error.is_err());
    }
}

#[test]
fn an_export_is_no_formula_and_comes_back_as_it_was() {
    let text = "email,name\n=1+1@f.example,=cmd()\n'quoted@f.example,'tis\n+2@f.example,\n";
    let people: Vec<_> = rows(text, &[]).map(|row| row.expect("a row")).collect();
    let mut addresses: Vec<_> = people.iter().map(|row| row.address.to_string()).collect();
    assert_eq!(addresses[1], "'quoted@f.example");
    let guarded = addresses
        .iter()
        .map(|address| crate::subscribers::harmless(address));
    let exported: String = guarded.map(|cell| format!("{cell}\n")).collect();
    assert!(exported.starts_with("'=1+1@"), "{exported}");
    let again = format!("email\n{exported}");
    let again: Vec<_> = rows(&again, &[])
        .map(|row| row.expect("a row").address.to_string())
        .collect();
    addresses.sort();
    assert_eq!(addresses.len(), again.len());
    assert!(
        again.iter().all(|address| addresses.contains(address)),
        "{again:?}"
    );
}
