//! Senders and their leases: what a sender holds is its own for as long as it says that it lives, and no longer.
//!
//! Two senders on one store, through the store's front door; the engine between it and a scripted relay where it matters
//! what went out.

mod desk;

use std::collections::BTreeMap;

use roundup::{
    deliver::{Change, Ended, NotKept},
    delivery::{DeliveryState, Outcome},
    edition::{Decider, EditionState},
};

use self::desk::{Desk, accepted, after, noon};
use crate::support::aftermath::READERS;

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_kept_while_the_lease_is_renewed_and_lost_when_it_is_over() {
    let desk = Desk::new().await;
    let slow = desk.enter("slow", noon()).await;
    let claims = desk.claim(slow, 4, noon()).await;
    for claim in &claims[..2] {
        assert_eq!(desk.record(slow, claim, Change::Sending).await, Ok(()));
    }
    let held = BTreeMap::from([("claimed", 2), ("sending", 2), ("queued", READERS - 4)]);
    desk.recover(after(59)).await;
    assert_eq!(desk.states().await, held, "the lease holds a minute");
    let renewed = desk.store.sender_renew(slow, after(50)).await;
    renewed.expect("renewed");
    desk.recover(after(109)).await;
    assert_eq!(desk.states().await, held, "it was renewed at second 50");
    desk.recover(after(110)).await;
    let lost = BTreeMap::from([("uncertain", 2), ("queued", READERS - 2)]);
    assert_eq!(desk.states().await, lost);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sender_that_lost_its_lease_tells_late() {
    let desk = Desk::new().await;
    let slow = desk.enter("slow", noon()).await;
    let claims = desk.claim(slow, 3, noon()).await;
    let [claimed, doubtful, refused] = &claims[..] else {
        panic!("{claims:?}");
    };
    for claim in [doubtful, refused] {
        assert_eq!(desk.record(slow, claim, Change::Sending).await, Ok(()));
    }
    desk.recover(after(60)).await;

    // Marks are refused, whatever became of the delivery: queued, in doubt, or another's by now.
    for claim in &claims {
        let late = desk.record(slow, claim, Change::Sending).await;
        assert_eq!(late, Err(NotKept::Withdrawn), "{claim:?}");
    }
    let quick = desk.enter("quick", after(60)).await;
    let again = desk.claim(quick, 1, after(60)).await;
    assert_eq!(again[0].id, claimed.id);
    let late = desk.record(slow, claimed, Change::Sending).await;
    assert_eq!(late, Err(NotKept::Withdrawn));

    // Outcomes of what is another's change nothing; those of what is in doubt are the truth.
    desk.record(slow, claimed, accepted()).await.ok();
    assert_eq!(desk.state(claimed).await, DeliveryState::Claimed);
    assert_eq!(desk.record(slow, doubtful, accepted()).await, Ok(()));
    assert_eq!(desk.state(doubtful).await, DeliveryState::Accepted);
    let reply = "451 4.3.0 later".to_owned();
    let retry_at = after(1_800);
    let later = Change::Outcome(Outcome::Deferred { reply, retry_at });
    assert_eq!(desk.record(slow, refused, later).await, Ok(()));
    assert_eq!(desk.state(refused).await, DeliveryState::Deferred);
}

/// A clock that is set back makes leases look long; whoever has the run lock knows better.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_between_runs_loses_nothing() {
    let desk = Desk::new().await;
    let dead = desk.enter("dead", noon()).await;
    let claims = desk.claim(dead, 2, noon()).await;
    assert_eq!(desk.record(dead, &claims[0], Change::Sending).await, Ok(()));
    let back = after(-3_600);
    let next = desk.enter("next", back).await;
    let outlived = desk.store.sender_outlive(next, back).await;
    outlived.expect("outlived");
    desk.recover(back).await;
    let found = BTreeMap::from([("uncertain", 1), ("queued", READERS - 1)]);
    assert_eq!(desk.states().await, found);
    assert_eq!(desk.claim(next, 100, back).await.len(), READERS - 1);
    desk.recover(back).await;
    let claimed = BTreeMap::from([("uncertain", 1), ("claimed", READERS - 1)]);
    assert_eq!(desk.states().await, claimed, "its own claims it keeps");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_after_another_took_over() {
    let desk = Desk::new().await;
    let slow = desk.enter("slow", noon()).await;
    let claims = desk.claim(slow, 4, noon()).await;
    let second = claims[1].id.0;
    let ended = desk
        .send(slow, claims, async |id, change| {
            if id == second && change == Change::Sending {
                desk.recover(after(60)).await;
            }
        })
        .await;
    assert_eq!(ended, Ended::Done);
    assert_eq!(desk.relay.recipients(), ["reader0@example.org"]);
    let left = BTreeMap::from([("accepted", 1), ("queued", READERS - 1)]);
    assert_eq!(desk.states().await, left);
    let report = desk.project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(report["accepted"], READERS, "{report}");
    assert_eq!(desk.relay.recipients().len(), READERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_before_the_claim_or_before_the_mark_gets_nothing() {
    let desk = Desk::new().await;
    let sender = desk.enter("sender", noon()).await;
    let all = desk.claim(sender, READERS, noon()).await;
    for claim in &all {
        let returned = Change::Outcome(Outcome::Returned);
        assert_eq!(desk.record(sender, claim, returned).await, Ok(()));
    }
    desk.leaves(&all[3]).await;
    let claims = desk.claim(sender, READERS, noon()).await;
    assert_eq!(claims.len(), READERS - 1);
    assert_eq!(desk.state(&all[3]).await, DeliveryState::Excluded);

    let second = claims[1].clone();
    let rode = format!("RCPT TO:<{}>", second.address);
    let ended = desk
        .send(sender, claims, async |id, change| {
            if id == second.id.0 && change == Change::Sending {
                let commands = desk.relay.record().commands.clone();
                assert!(
                    commands.iter().any(|line| line.starts_with(&rode)),
                    "{commands:?}"
                );
                desk.leaves(&second).await;
            }
        })
        .await;
    assert_eq!(ended, Ended::Done);
    let end = BTreeMap::from([("accepted", READERS - 2), ("excluded", 2)]);
    assert_eq!(desk.states().await, end);
    assert_eq!(desk.relay.record().taken.len(), READERS - 2);
    for gone in [&all[3], &second] {
        let address = gone.address.as_str().to_owned();
        assert!(!desk.relay.recipients().contains(&address), "{address}");
    }
}

/// Too slow for its lease, and another finished the edition; then it tells that what was in doubt was refused.
#[cfg(feature = "failpoints")]
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_told_after_the_edition_was_finished_is_not_forgotten() {
    use crate::support::{
        project::ran,
        smtp_script::{At, Script, on},
    };
    let busy = on(At::Dot).nth(1).reply("451 4.3.0 later");
    let mut desk = Desk::before(Script::new().rule(busy)).await;
    desk.project
        .configure("tls = \"none\"", "connections = 1\ntls = \"none\"");
    let mut slow = desk.project.command(&["run"]);
    slow.env("FAILPOINTS", "deliver::after_dot=1*sleep(4000)->off");
    let slow = tokio::spawn(ran(slow));
    while desk.states().await.get("sending") != Some(&1) || desk.rode() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let quick = desk.enter("quick", noon()).await;
    desk.recover(noon()).await;
    for claim in desk.claim(quick, READERS, noon()).await {
        assert_eq!(desk.record(quick, &claim, Change::Sending).await, Ok(()));
        assert_eq!(desk.record(quick, &claim, accepted()).await, Ok(()));
    }
    let (sending, sent) = ([EditionState::Sending], EditionState::Sent);
    let moved = desk.store.edition_move(
        desk.edition,
        &sending,
        sent,
        None,
        &Decider::Roundup,
        noon(),
    );
    assert!(moved.await.expect("it answers"));
    slow.await.expect("it ran");
    let found = BTreeMap::from([("accepted", READERS - 1), ("deferred", 1)]);
    assert_eq!(desk.states().await, found);
    assert!(desk.relay.recipients().is_empty());
    desk.project.set("ROUNDUP_CLOCK", "2026-11-20T07:30:00Z");
    let report = desk.project.run(&["run", "--json"]).await.ended(0).json();
    assert_eq!(report["accepted"], READERS, "{report}");
    assert_eq!(desk.relay.recipients().len(), 1, "whom only it knew of");
}
