//! Leaving: a page with a button, and the POST behind it, which is also the one-click of RFC 8058.

use axum::{
    extract::{Path, State},
    response::Response,
};
use roundup_templates::{page, view};

use super::{Refusal, about, answer, choices};
use crate::{
    pipeline::{Pipeline, SAMPLE_READER},
    preference::Frequency,
    subscriber::{Actor, Subscriber, SubscriberId, SubscriberState},
    subscribers::Purpose,
};

/// GET: asks. Changes nothing, however often a scanner comes by.
pub(super) async fn ask(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let id = reader(&pipeline, &token)?;
    let Some(person) = pipeline.store.subscriber_get(id).await? else {
        return Ok(answer(page::message(&nobody(&pipeline, id))));
    };
    if person.state == SubscriberState::Unsubscribed {
        return Ok(answer(page::unsubscribed(&gone(&pipeline, &person))));
    }
    let site = pipeline.site_for(&person);
    let subscription = |who: &str| {
        let words = pipeline.words_for(&person);
        words.subscription(who, &site.roundup, &site.name)
    };
    Ok(answer(page::unsubscribe(&view::UnsubscribePage {
        subscription: about(&person, subscription),
        site,
        action: pipeline.unsubscribe_url(id),
        offers: offers(&pipeline, &person),
    })))
}

/// Less mail rather than none, for who gets some.
fn offers(pipeline: &Pipeline, person: &Subscriber) -> Option<view::Offers> {
    (person.state == SubscriberState::Active).then(|| view::Offers {
        preferences_url: pipeline.preferences_url(person.id),
        monthly: person.preferences.frequency == Frequency::Every,
        sections: choices::sections(pipeline, person),
    })
}

/// POST: leaves, at once. What the body says does not matter: the address alone tells who and what
/// (RFC 8058 section 3.1). Doing it again changes nothing and answers the same.
pub(super) async fn leave(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let id = reader(&pipeline, &token)?;
    let Some(person) = pipeline.store.subscriber_get(id).await? else {
        return Ok(answer(page::message(&nobody(&pipeline, id))));
    };
    pipeline.unsubscribe(&person, Actor::Reader).await?;
    Ok(answer(page::unsubscribed(&gone(&pipeline, &person))))
}

fn gone(pipeline: &Pipeline, person: &Subscriber) -> view::UnsubscribedPage {
    let site = pipeline.site_for(person);
    let farewell = |who: &str| pipeline.words_for(person).farewell(who, &site.roundup);
    view::UnsubscribedPage {
        farewell: about(person, farewell),
        site,
        undo_action: Some(pipeline.preferences_url(person.id)),
    }
}

fn reader(pipeline: &Pipeline, token: &str) -> Result<SubscriberId, Refusal> {
    pipeline
        .signer
        .check(Purpose::Unsubscribe, token)
        .ok_or(Refusal::NotFound)
}

/// The page for a link that is ours, but belongs to nobody: a proof's, or of someone who was forgotten.
pub(super) fn nobody(pipeline: &Pipeline, id: SubscriberId) -> view::MessagePage {
    let words = pipeline.words();
    let (title, text) = if id == SAMPLE_READER {
        (words.nobodys_link(), words.nobodys_link_text())
    } else {
        (words.erased(), words.erased_text())
    };
    view::MessagePage {
        site: pipeline.site(),
        title,
        paragraphs: vec![text],
        link: None,
    }
}
