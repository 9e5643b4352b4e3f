//! Leaving: a page with a button, and the POST behind it, which is also the one-click of RFC 8058.

use axum::{
    extract::{Path, State},
    response::Response,
};
use roundup_templates::{page, view};

use super::{Refusal, about, answer, choices};
use crate::{
    link_key::KeyStanding,
    pipeline::{Pipeline, SAMPLE_READER},
    preference::Frequency,
    subscriber::{Actor, Subscriber, SubscriberId, SubscriberState},
};

/// GET: asks. Changes nothing, however often a scanner comes by.
pub(super) async fn ask(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let leaver = Leaver::of(&pipeline, &token)?;
    let Some(person) = pipeline.store.subscriber_get(leaver.id).await? else {
        return Ok(answer(page::message(&nobody(&pipeline, leaver.id))));
    };
    if leaver.standing == KeyStanding::Withdrawn {
        return Ok(answer(page::unsubscribe(&view::UnsubscribePage {
            site: pipeline.site(),
            subscription: None,
            // By the same link: one of a good key would open more.
            action: pipeline.link_with("unsubscribe", &token),
            offers: None,
        })));
    }
    if !gets_mail(&person) {
        return Ok(answer(page::unsubscribed(&gone(&pipeline, &person))));
    }
    let site = pipeline.site_for(&person);
    let subscription = |who: &str| {
        let words = pipeline.words_for(&person);
        words.subscription(who, &site.roundup, &site.name)
    };
    Ok(answer(page::unsubscribe(&view::UnsubscribePage {
        subscription: Some(about(&person, subscription)),
        site,
        action: pipeline.unsubscribe_url(leaver.id),
        offers: offers(&pipeline, &person),
    })))
}

/// Whether there is anything to leave.
fn gets_mail(person: &Subscriber) -> bool {
    use SubscriberState::{Active, Paused, Pending};
    matches!(person.state, Active | Paused | Pending)
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
    let leaver = Leaver::of(&pipeline, &token)?;
    let Some(person) = pipeline.store.subscriber_get(leaver.id).await? else {
        return Ok(answer(page::message(&nobody(&pipeline, leaver.id))));
    };
    pipeline.unsubscribe(&person, Actor::Reader).await?;
    let gone = match leaver.standing {
        KeyStanding::Good => gone(&pipeline, &person),
        KeyStanding::Withdrawn => view::UnsubscribedPage {
            site: pipeline.site(),
            farewell: None,
            undo_action: None,
        },
    };
    Ok(answer(page::unsubscribed(&gone)))
}

/// The way back is for who left by themselves, not for whose address is dead or who complained.
fn gone(pipeline: &Pipeline, person: &Subscriber) -> view::UnsubscribedPage {
    let site = pipeline.site_for(person);
    let farewell = |who: &str| pipeline.words_for(person).farewell(who, &site.roundup);
    let may_return = gets_mail(person) || person.state == SubscriberState::Unsubscribed;
    view::UnsubscribedPage {
        farewell: Some(about(person, farewell)),
        site,
        undo_action: may_return.then(|| pipeline.preferences_url(person.id)),
    }
}

/// Whose link it is. One of a withdrawn key may have been made by whoever read the key, for anybody: it takes people off
/// the list, and tells and opens nothing.
struct Leaver {
    id: SubscriberId,
    standing: KeyStanding,
}

impl Leaver {
    fn of(pipeline: &Pipeline, token: &str) -> Result<Self, Refusal> {
        let (id, standing) = pipeline.signer.leaver(token).ok_or(Refusal::NotFound)?;
        Ok(Self { id, standing })
    }
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
