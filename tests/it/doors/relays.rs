//! Several relays: shared out by weight, and one stands in for another.

use rstest::rstest;

use super::{checked, figure, once_each, ready, run, smtp};
use crate::support::{
    Project, Site,
    smtp_script::{At, Relay, Rule, Script, on},
};

/// A project with these relays, each with more keys of its own.
async fn with(relays: &[(&Relay, &str)]) -> (Site, Project) {
    let urls: Vec<_> = relays
        .iter()
        .map(|(relay, keys)| (super::url(relay), *keys))
        .collect();
    with_urls(&urls).await
}

async fn with_urls(relays: &[(String, &str)]) -> (Site, Project) {
    let (site, project) = ready("smtp://nobody").await;
    project.configure("url = \"smtp://nobody\"\n", "");
    let tables: String = relays
        .iter()
        .map(|(url, keys)| format!("\n[[smtp.relay]]\nurl = \"{url}\"\n{keys}\n"))
        .collect();
    project.configure("\n[web]", &format!("{tables}\n[web]"));
    (site, project)
}

/// The address of a relay that was there once.
async fn gone() -> String {
    let relay = Script::new().start().await;
    super::url(&relay)
}

fn taken(relays: &[&Relay]) -> Vec<usize> {
    let taken = relays.iter().map(|relay| relay.record().taken.len());
    taken.collect()
}

fn all(relays: &[&Relay]) -> usize {
    let all: Vec<_> = relays.iter().flat_map(|relay| relay.recipients()).collect();
    once_each(&all)
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_shared_out_by_weight() {
    let (heavy, light) = (Script::new().start().await, Script::new().start().await);
    let (_site, project) = with(&[(&heavy, "weight = 3"), (&light, "weight = 1")]).await;
    smtp(&project, "connections = 4\nmessages_per_connection = 5");
    project.subscribe(400).await;
    run(&project, 0).await;
    assert_eq!(all(&[&heavy, &light]), 400);
    let [most, rest] = [&heavy, &light].map(|relay| relay.record().connections);
    // Every round of four is one of three to one; the last may be cut short.
    assert!(most.abs_diff(rest * 3) <= 3, "{most} to {rest}");
    let [most, rest] = taken(&[&heavy, &light])[..] else {
        panic!("two");
    };
    assert!(
        (270..=330).contains(&most) && (70..=130).contains(&rest),
        "{most} to {rest}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_down_from_the_start_is_passed_over() {
    let up = Script::new().start().await;
    let (_site, project) = with_urls(&[(gone().await, ""), (super::url(&up), "")]).await;
    project.subscribe(40).await;
    let report = run(&project, 0).await;
    assert_eq!((figure(&report, "accepted"), all(&[&up])), (40, 40));
}

/// It takes some, and then nobody is heard: new connections and those that are open.
#[rstest]
#[case::hanging_up(Rule::drop_connection)]
#[case::falling_silent(Rule::hang)]
#[tokio::test(flavor = "multi_thread")]
async fn one_that_dies_on_the_way_is_passed_over(#[case] dying: fn(Rule) -> Rule) {
    let dies = Script::new()
        .rule(dying(on(At::Greeting).after(4)))
        .rule(dying(on(At::Mail).after(17)));
    let (dies, up) = (dies.start().await, Script::new().start().await);
    let (_site, project) = with(&[(&dies, ""), (&up, "")]).await;
    smtp(&project, "connections = 4\nmessages_per_connection = 5");
    project.configure("timeout = \"5s\"", "timeout = \"1s\"");
    project.subscribe(200).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 200, "{report}");
    assert_eq!(all(&[&dies, &up]), 200);
    assert!((1..=17).contains(&taken(&[&dies])[0]));
}

#[rstest]
#[case::no_such_password(on(At::Auth).reply("535 5.7.8 no"), "AUTH PLAIN")]
#[case::no_such_mechanism(on(At::Auth).reply("535 5.7.8 no"), "AUTH CRAM-MD5")]
#[case::greeted_with_421(on(At::Greeting).reply_and_drop("421 4.3.2 closed"), "AUTH PLAIN")]
#[case::mail_with_421(on(At::Mail).reply_and_drop("421 4.3.2 closed"), "AUTH PLAIN")]
#[case::mail_with_451(on(At::Mail).reply("451 4.3.0 not now"), "AUTH PLAIN")]
#[case::mail_without_a_word(on(At::Mail).drop_connection(), "AUTH PLAIN")]
#[case::sender_unwelcome(on(At::Mail).reply("530 5.7.0 sign in first"), "AUTH PLAIN")]
#[tokio::test(flavor = "multi_thread")]
async fn one_that_will_not_have_us_is_passed_over(#[case] rule: Rule, #[case] auth: &str) {
    let no = Script::new().with(auth).rule(rule).start().await;
    let up = Script::new().start().await;
    let signing_in = format!("smtp://ann:sesame@{}", no.address);
    let (_site, project) = with_urls(&[(signing_in, ""), (super::url(&up), "")]).await;
    smtp(&project, "messages_per_connection = 10");
    project.subscribe(100).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 100, "{report}");
    assert_eq!((taken(&[&no])[0], all(&[&up])), (0, 100));
    // It rests: it is not asked for every connection that is opened.
    assert!(no.record().connections <= 8, "{}", no.record().connections);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_takes_no_such_message_is_passed_over() {
    let narrow = Script::new().without("SIZE").with("SIZE 1000");
    let (narrow, wide) = (narrow.start().await, Script::new().start().await);
    let (_site, project) = with(&[(&narrow, ""), (&wide, "")]).await;
    project.subscribe(20).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 20, "{report}");
    assert_eq!((taken(&[&narrow])[0], all(&[&wide])), (0, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_with_weight_0_waits_until_all_others_are_down() {
    let (one, spare) = (Script::new().start().await, Script::new().start().await);
    let (_site, project) = with(&[(&spare, "weight = 0"), (&one, "")]).await;
    smtp(&project, "messages_per_connection = 3");
    project.subscribe(60).await;
    run(&project, 0).await;
    assert_eq!(taken(&[&one, &spare]), [60, 0]);
    assert_eq!(spare.record().connections, 0);

    let relays = [(super::url(&spare), "weight = 0"), (gone().await, "")];
    let (_site, project) = with_urls(&relays).await;
    project.subscribe(20).await;
    run(&project, 0).await;
    assert_eq!(all(&[&spare]), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_them_down_loses_nothing() {
    let relays = [
        (gone().await, ""),
        (gone().await, ""),
        (gone().await, "weight = 0"),
    ];
    let (_site, project) = with_urls(&relays).await;
    project.subscribe(20).await;
    let report = run(&project, 75).await;
    assert_eq!(figure(&report, "queued"), 20, "{report}");
    let problems = report["problems"].to_string();
    assert!(problems.contains("the relay is not there"), "{problems}");

    let up = Script::new().start().await;
    project.configure(&relays[1].0, &super::url(&up));
    let report = run(&project, 0).await;
    assert_eq!((figure(&report, "accepted"), all(&[&up])), (20, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn check_has_a_line_for_each() {
    let up = Script::new().start().await;
    let stern = on(At::Mail).reply("530 5.7.0 authentication required");
    let stern = Script::new().rule(stern).start().await;
    let down = gone().await;
    let relays = [
        (super::url(&up), ""),
        (super::url(&stern), ""),
        (down.clone(), "weight = 0"),
    ];
    let (_site, project) = with_urls(&relays).await;
    let lines = checked(&project).await;
    let standings: Vec<_> = lines
        .iter()
        .map(|(standing, _)| standing.as_str())
        .collect();
    assert_eq!(standings, ["ok", "warning", "warning"]);
    for ((_, found), (url, _)) in lines.iter().zip(&relays) {
        assert!(found.starts_with(&format!("{url}: ")), "{found}");
    }
    let words = "MAIL: 530 5.7.0 authentication required";
    assert!(lines[1].1.ends_with(words), "{}", lines[1].1);
    project.run(&["check"]).await.ended(0);

    let (_site, project) = with_urls(&[(down, ""), (super::url(&stern), "")]).await;
    project.run(&["check"]).await.ended(69);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_reads_certificates_that_no_relay_asks_for() {
    let up = Script::new().start().await;
    let keys =
        "tls = \"none\"\nclient_cert_file = \"no-cert.pem\"\nclient_key_file = \"no-key.pem\"";
    for (keys, told) in [(keys, "no-key.pem"), ("", "no-ca.pem")] {
        let (_site, project) = with(&[(&up, keys)]).await;
        if keys.is_empty() {
            smtp(&project, "ca_file = \"no-ca.pem\"");
        }
        project.subscribe(1).await;
        let ran = project.run(&["check"]).await;
        assert!(ran.stdout.contains(told), "{}{}", ran.stdout, ran.stderr);
        run(&project, 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_goes_by_whichever_takes_it() {
    let stern = on(At::Mail).reply("530 5.7.0 authentication required");
    let stern = Script::new().rule(stern).start().await;
    let up = Script::new().start().await;
    let relays = [
        (gone().await, ""),
        (super::url(&stern), ""),
        (super::url(&up), ""),
    ];
    let (_site, project) = with_urls(&relays).await;
    project.run(&["gather"]).await.ended(0);
    project.run(&["draft"]).await.ended(0);
    let proof = ["proof", "--to", "editor@quay.example"];
    project.run(&proof).await.ended(0);
    assert_eq!(up.recipients(), ["editor@quay.example"]);
}

/// A key that no relay would ever see is no silent matter.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_smtp_without_a_url_is_an_error() {
    let (_site, project) = with_urls(&[("smtp://mail.weir.example".to_owned(), "")]).await;
    smtp(&project, "token_command = \"token\"");
    let ran = project.run(&["run"]).await.ended(78);
    assert!(ran.stderr.contains("token_command"), "{}", ran.stderr);
}

const ZOE: &str = "zoë@quay.example";

/// Whoever needs what one of the relays lacks goes by the one that has it; the others go by either.
#[rstest]
#[case::of_the_same_weight("")]
#[case::that_only_stands_in("weight = 0")]
#[tokio::test(flavor = "multi_thread")]
async fn who_needs_smtputf8_goes_by_the_relay_that_has_it(#[case] keys: &str) {
    let plain = Script::new().without("SMTPUTF8").start().await;
    let able = Script::new().start().await;
    let (_site, project) = with(&[(&plain, ""), (&able, keys)]).await;
    smtp(&project, "connections = 2");
    project.subscribe(30).await;
    super::import(&project, &[ZOE, "zoé@quay.example"]).await;
    let report = run(&project, 0).await;
    assert_eq!(figure(&report, "accepted"), 32, "{report}");
    assert_eq!(all(&[&plain, &able]), 32);
    assert!(able.recipients().contains(&ZOE.to_owned()));

    let proof = ["proof", "--to", ZOE];
    project.run(&proof).await.ended(0);
    assert_eq!(able.record().taken.last().expect("a proof").to, ZOE);
}

/// The only one that has it is down: who needs it waits, and nobody else does.
#[tokio::test(flavor = "multi_thread")]
async fn who_needs_smtputf8_waits_for_the_relay_that_may_have_it() {
    let plain = Script::new().without("SMTPUTF8").start().await;
    let (_site, project) = with_urls(&[(super::url(&plain), ""), (gone().await, "")]).await;
    super::import(&project, &[ZOE]).await;
    project.subscribe(30).await;
    let report = run(&project, 75).await;
    let figures = ["accepted", "deferred", "failed"].map(|name| figure(&report, name));
    assert_eq!(figures, [30, 1, 0], "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_needs_smtputf8_fails_where_no_relay_has_it() {
    let [one, other] = [Script::new(), Script::new()].map(|script| script.without("SMTPUTF8"));
    let (one, other) = (one.start().await, other.start().await);
    let (_site, project) = with(&[(&one, ""), (&other, "")]).await;
    super::import(&project, &[ZOE]).await;
    project.subscribe(30).await;
    let report = run(&project, 0).await;
    let figures = ["accepted", "failed"].map(|name| figure(&report, name));
    assert_eq!(figures, [30, 1], "{report}");
    let problems = report["problems"].to_string();
    assert!(problems.contains("does not offer SMTPUTF8"), "{problems}");
}
