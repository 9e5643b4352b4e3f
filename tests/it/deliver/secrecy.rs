//! Encryption and signing in.

use roundup::{
    config::{Endpoint, Login, Relay as Configured, Security, Server, Smtp},
    deliver::{Ended, Kind, Probe, Refusal, Stage, probe},
};
use secrecy::SecretString;

use crate::{
    deliver::bench::{job, people, run_job, server, smtp},
    support::smtp_script::{At, Relay, Script, Tls, ca_file, on},
};

fn secured(relay: &Relay, security: Security, user: Option<&str>) -> Smtp {
    Smtp {
        relay: Configured::Servers(vec![Server {
            endpoint: Endpoint::Tcp {
                host: "localhost".to_owned(),
                port: relay.address.port(),
            },
            security,
            login: user.map(|user| Login::Password {
                user: user.to_owned(),
                password: SecretString::from("open sesame"),
            }),
            ..server(relay.address)
        }]),
        ca_file: Some(ca_file()),
        ..smtp(relay.address)
    }
}

fn signed_in() -> (String, String) {
    ("ann".to_owned(), "open sesame".to_owned())
}

async fn look(smtp: &Smtp) -> Result<Probe, Refusal> {
    let Configured::Servers(servers) = &smtp.relay else {
        panic!("an outbox");
    };
    probe(smtp, &servers[0]).await
}

async fn refused(smtp: &Smtp) -> Refusal {
    look(smtp).await.expect_err("refused")
}

#[tokio::test]
async fn both_kinds_of_tls_carry_mail_and_password() {
    for (tls, security) in [
        (Tls::Upgrade, Security::StartTls),
        (Tls::Implicit, Security::Implicit),
    ] {
        for auth in ["AUTH PLAIN LOGIN", "AUTH LOGIN"] {
            let relay = Script::new().with(auth).tls(tls).start().await;
            let job = job(secured(&relay, security, Some("ann")));
            let (ended, written) = run_job(job, people(3)).await;
            assert_eq!((ended, written.accepted()), (Ended::Done, vec![1, 2, 3]));
            assert_eq!(relay.record().signed_in, [signed_in()]);
            assert!(relay.record().taken.iter().all(|mail| mail.encrypted));
        }
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    for (tls, security) in [
        (Tls::Upgrade, Security::StartTls),
        (Tls::Implicit, Security::Implicit),
    ] {
        let relay = Script::new().tls(tls).start().await;
        let mut smtp = secured(&relay, security, None);
        smtp.ca_file = None;
        let refusal = refused(&smtp).await;
        assert_eq!(
            (refusal.stage, refusal.kind),
            (Stage::Tls, Kind::Permanent),
            "{refusal}"
        );
    }
}

#[tokio::test]
async fn opportunistic_takes_any_certificate_or_none() {
    let relay = Script::new().tls(Tls::Upgrade).start().await;
    let mut smtp = secured(&relay, Security::Opportunistic, None);
    smtp.ca_file = None;
    assert!(look(&smtp).await.expect("a connection").encrypted);
    let relay = Script::new().start().await;
    let smtp = secured(&relay, Security::Opportunistic, None);
    assert!(!look(&smtp).await.expect("a connection").encrypted);
}

#[tokio::test]
async fn opportunistic_goes_on_in_the_clear_where_tls_fails() {
    for no in [
        on(At::StartTls).reply("454 4.7.0 not now"),
        on(At::StartTls).drop_connection(),
    ] {
        let relay = Script::new()
            .with("AUTH PLAIN")
            .tls(Tls::Upgrade)
            .rule(no)
            .start()
            .await;
        let smtp = secured(&relay, Security::Opportunistic, None);
        assert!(!look(&smtp).await.expect("a connection").encrypted);
        // With a password at stake it does not.
        let smtp = secured(&relay, Security::Opportunistic, Some("ann"));
        assert_eq!(refused(&smtp).await.stage, Stage::Tls);
        assert!(relay.record().signed_in.is_empty());
    }
}

#[tokio::test]
async fn words_slipped_in_before_encryption_are_not_believed() {
    let slipped = on(At::StartTls).reply("220 go on\r\n250-evil\r\n250 AUTH PLAIN");
    let relay = Script::new().tls(Tls::Upgrade).rule(slipped).start().await;
    let refusal = refused(&secured(&relay, Security::StartTls, Some("ann"))).await;
    assert_eq!(refusal.stage, Stage::Tls, "{refusal}");
    assert!(relay.record().signed_in.is_empty());
}

#[tokio::test]
async fn required_means_required() {
    let relay = Script::new().start().await;
    let refusal = refused(&secured(&relay, Security::StartTls, None)).await;
    assert_eq!((refusal.stage, refusal.kind), (Stage::Tls, Kind::Permanent));
    assert!(
        relay
            .record()
            .commands
            .iter()
            .all(|line| !line.starts_with("MAIL"))
    );
}

#[tokio::test]
async fn a_refused_password_stops_the_edition_and_is_not_quoted() {
    let relay = Script::new()
        .with("AUTH PLAIN")
        .tls(Tls::Upgrade)
        .rule(on(At::Auth).reply("535 5.7.8 no"))
        .start()
        .await;
    let job = job(secured(&relay, Security::StartTls, Some("ann")));
    let (ended, written) = run_job(job, people(2)).await;
    assert_eq!(ended, Ended::Refused("AUTH: 535 5.7.8 no".to_owned()));
    assert_eq!(written.returned(), [1, 2]);
}

#[tokio::test]
async fn without_a_mechanism_there_is_no_signing_in() {
    let relay = Script::new()
        .with("AUTH XOAUTH2")
        .tls(Tls::Upgrade)
        .start()
        .await;
    let refusal = refused(&secured(&relay, Security::StartTls, Some("ann"))).await;
    assert_eq!(
        (refusal.stage, refusal.kind),
        (Stage::Auth, Kind::Permanent)
    );
}

#[tokio::test]
async fn a_probe_tells_what_it_saw() {
    let relay = Script::new()
        .with("AUTH PLAIN")
        .tls(Tls::Upgrade)
        .start()
        .await;
    let probe = look(&secured(&relay, Security::StartTls, Some("ann")))
        .await
        .expect("a connection");
    assert_eq!(probe.greeting, "220 script ESMTP");
    assert!(probe.encrypted && probe.authenticated);
    assert!(
        probe.extensions.contains(&"SIZE 100000000".to_owned()),
        "{:?}",
        probe.extensions
    );
    assert!(
        !probe.extensions.contains(&"STARTTLS".to_owned()),
        "what is offered now"
    );
}
