//! AUTH XOAUTH2: the token comes from a command, and goes nowhere but to the relay.

use rstest::rstest;

use super::{checked, once_each, ready, run, smtp};
use crate::support::{
    Project, Site,
    smtp_script::{At, Relay, Script, on},
};

const TOKEN: &str = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29t";

fn script() -> Script {
    Script::new().with("AUTH XOAUTH2")
}

/// A project that signs in with what this command prints.
async fn signing_in(relay: &Relay, command: &str) -> (Site, Project) {
    let url = format!("smtp://ann%40weir.example@{}", relay.address);
    let (site, project) = ready(&url).await;
    smtp(&project, &format!("token_command = {command:?}"));
    (site, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_the_initial_response() {
    let relay = script().start().await;
    let (_site, project) = signing_in(&relay, "cat token").await;
    project.write("token", &format!("{TOKEN}\n"));
    smtp(&project, "connections = 1");
    project.subscribe(3).await;
    run(&project, 0).await;
    assert_eq!(once_each(&relay.recipients()), 3);
    let words = format!("user=ann@weir.example\x01auth=Bearer {TOKEN}\x01\x01");
    assert_eq!(relay.record().tokens, [words]);
    let [(standing, found)] = &checked(&project).await[..] else {
        panic!("one relay");
    };
    assert_eq!(standing, "ok");
    assert!(found.ends_with("not encrypted, signed in"), "{found}");
}

/// The reason comes in a challenge, the refusal after the empty answer to it; or the refusal comes at once.
#[rstest]
#[case::after_a_challenge(At::Challenge)]
#[case::at_once(At::Auth)]
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_stops_the_edition_and_is_nowhere_to_be_read(#[case] at: At) {
    let no = on(at).reply("535 5.7.8 the token has expired");
    let relay = script().rule(no).start().await;
    let (_site, mut project) = signing_in(&relay, "printf $SECRET").await;
    project.set("SECRET", TOKEN);
    project.set("ROUNDUP__LOG__LEVEL", "trace");
    project.subscribe(3).await;
    let ran = project.run(&["run", "--json"]).await.ended(75);
    let report = ran.json();
    let problems = report["problems"].to_string();
    let words = "the relay refuses us: AUTH: 535 5.7.8 the token has expired";
    assert!(problems.contains(words), "{problems}");
    assert_eq!(report["queued"], 3, "{report}");
    let record = relay.record();
    if at == At::Challenge {
        let answers = record.tokens.iter().filter(|words| words.is_empty());
        // Other connections are cut off in the middle when the first hears no.
        assert!(answers.count() > 0, "the challenge has an empty answer");
    }
    let ledger = std::fs::read(project.path("roundup.db")).expect("the ledger");
    let ledger = String::from_utf8_lossy(&ledger);
    let coded = {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let words = format!("user=ann@weir.example\x01auth=Bearer {TOKEN}\x01\x01");
        BASE64_STANDARD.encode(words)
    };
    assert!(!ran.stderr.is_empty(), "everything is told");
    for text in [&ran.stdout, &ran.stderr, ledger.as_ref()] {
        assert!(!text.contains(TOKEN) && !text.contains(&coded), "{text}");
    }
}

#[rstest]
#[case::failing("echo the vault is closed >&2; exit 3", "exit status: 3")]
#[case::silent("true", "it prints nothing")]
#[case::chatty("echo one; echo two", "it prints more than one line")]
#[case::missing("/no/such/program", "exit status: 127")]
#[tokio::test(flavor = "multi_thread")]
async fn a_token_command_that_fails_says_how(#[case] command: &str, #[case] words: &str) {
    let relay = script().start().await;
    let (_site, project) = signing_in(&relay, command).await;
    project.subscribe(2).await;
    let report = run(&project, 75).await;
    let problems = report["problems"].to_string();
    assert!(problems.contains("smtp.token_command failed"), "{problems}");
    assert!(problems.contains(words), "{problems}");
    assert_eq!(report["queued"], 2, "{report}");
    assert!(relay.record().tokens.is_empty());
}

/// It has half a minute.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_command_that_takes_for_ever_is_not_waited_for() {
    let relay = script().start().await;
    let (_site, project) = signing_in(&relay, "exec sleep 600").await;
    let [(standing, found)] = &checked(&project).await[..] else {
        panic!("one relay");
    };
    assert_eq!(standing, "failed");
    let words = "AUTH: smtp.token_command failed: no answer within 30 s";
    assert!(found.ends_with(words), "{found}");
}
