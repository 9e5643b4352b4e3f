//! Preferences: pausing, coming back, leaving.

use axum::{
    Form,
    extract::{Path, State, rejection::FormRejection},
    response::Response,
};
use roundup_templates::{page, view};
use serde::Deserialize;

use super::{Refusal, about, answer, leave::nobody};
use crate::{
    pipeline::Pipeline,
    subscriber::{Actor, Subscriber, SubscriberId, SubscriberState},
    subscribers::Purpose,
};

/// What the forms of the page ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Change {
    Pause,
    Resume,
    Unsubscribe,
    Resubscribe,
}

#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    change: Change,
}

/// GET: shows. Changes nothing.
pub(super) async fn show(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let id = reader(&pipeline, &token)?;
    Ok(match pipeline.store.subscriber_get(id).await? {
        Some(person) => answer(page::preferences(&view_of(&pipeline, &person, None))),
        None => answer(page::message(&nobody(&pipeline, id))),
    })
}

/// POST: does what the form asks for, and shows where the reader stands now.
pub(super) async fn change(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
    wish: Result<Form<Wish>, FormRejection>,
) -> Result<Response, Refusal> {
    let id = reader(&pipeline, &token)?;
    let Form(Wish { change }) = wish.map_err(|_| Refusal::BadForm)?;
    let Some(person) = pipeline.store.subscriber_get(id).await? else {
        return Ok(answer(page::message(&nobody(&pipeline, id))));
    };
    carry_out(&pipeline, &person, change).await?;
    let person = pipeline
        .store
        .subscriber_get(id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let words = pipeline.words();
    let notice = match (change, person.state) {
        (Change::Pause, SubscriberState::Paused) => words.now_paused(),
        (Change::Resume | Change::Resubscribe, SubscriberState::Active) => words.now_active(),
        (Change::Unsubscribe, _) => words.now_unsubscribed(),
        _ => words.nothing_changed(),
    };
    Ok(answer(page::preferences(&view_of(
        &pipeline,
        &person,
        Some(notice),
    ))))
}

async fn carry_out(
    pipeline: &Pipeline,
    person: &Subscriber,
    change: Change,
) -> Result<(), Refusal> {
    use SubscriberState::{Active, Paused, Pending, Unsubscribed};
    let (from, to): (&[SubscriberState], _) = match change {
        Change::Pause => (&[Active], Paused),
        Change::Resume => (&[Paused], Active),
        Change::Unsubscribe => (&[Active, Paused, Pending], Unsubscribed),
        // Only who left by themselves comes back by themselves: a dead address or a complaint stays.
        Change::Resubscribe => (&[Unsubscribed], Active),
    };
    if change == Change::Resubscribe && person.state == Unsubscribed {
        // Coming back is a new consent, and is noted as one.
        let (address, name) = (person.address.clone(), person.name.clone());
        pipeline
            .join(address, name, "preferences page", Actor::Reader)
            .await?;
        return Ok(());
    }
    pipeline
        .store
        .subscriber_move(person.id, from, to, Actor::Reader, pipeline.clock.now())
        .await?;
    Ok(())
}

fn reader(pipeline: &Pipeline, token: &str) -> Result<SubscriberId, Refusal> {
    pipeline
        .signer
        .check(Purpose::Preferences, token)
        .ok_or(Refusal::NotFound)
}

fn view_of(
    pipeline: &Pipeline,
    person: &Subscriber,
    notice: Option<String>,
) -> view::PreferencesPage {
    let words = pipeline.words();
    let membership = match person.state {
        SubscriberState::Active | SubscriberState::Pending => view::Membership::Active,
        SubscriberState::Paused => view::Membership::Paused,
        _ => view::Membership::Unsubscribed,
    };
    let standing = |who: &str| match membership {
        view::Membership::Active => words.standing_active(who),
        view::Membership::Paused => words.standing_paused(who),
        view::Membership::Unsubscribed => words.standing_unsubscribed(who),
    };
    view::PreferencesPage {
        site: pipeline.site(),
        standing: about(person, standing),
        membership,
        action: pipeline.preferences_url(person.id),
        notice,
    }
}
