//! Preferences: what somebody wants, pausing, coming back, leaving.

use std::net::SocketAddr;

use axum::{
    Form,
    extract::{ConnectInfo, Path, State, rejection::FormRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::NaiveDate;
use roundup_templates::{page, view};

use super::{
    Refusal, about, answer,
    caller::Caller,
    choices::{NoChoice, chosen, groups, sections_chosen},
    leave::nobody,
};
use crate::{
    pipeline::Pipeline,
    preference::{Choice, Frequency},
    subscriber::{Actor, Subscriber, SubscriberId, SubscriberState},
    subscribers::Purpose,
};

/// What a form says, field by field: one of them may come several times.
type Fields = Vec<(String, String)>;

/// What came of a form.
enum Done {
    Saved,
    NoSection,
    NoDay,
    Changed,
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
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Refusal> {
    let id = reader(&pipeline, &token)?;
    let Form(fields) = form.map_err(|_| Refusal::BadForm)?;
    let Some(person) = pipeline.store.subscriber_get(id).await? else {
        return Ok(answer(page::message(&nobody(&pipeline, id))));
    };
    let caller = Caller::of(peer, &headers, &pipeline.config.web.proxies);
    let done = carry_out(&pipeline, &person, &fields, caller).await?;
    let before = person;
    let person = pipeline
        .store
        .subscriber_get(id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let notice = notice(&pipeline, &before, &person, &done);
    Ok(answer(page::preferences(&view_of(
        &pipeline,
        &person,
        Some(notice),
    ))))
}

async fn carry_out(
    pipeline: &Pipeline,
    person: &Subscriber,
    fields: &Fields,
    caller: Caller,
) -> Result<Done, Refusal> {
    use SubscriberState::{Active, Paused, Pending, Unsubscribed};
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    let choice = match field("change").ok_or(Refusal::BadForm)? {
        "save" => chosen(pipeline, fields),
        "sections" => sections_chosen(pipeline, fields).map(|sections| Choice {
            sections: Some(sections),
            ..Choice::default()
        }),
        "monthly" => Ok(Choice {
            frequency: Some(Frequency::Monthly),
            ..Choice::default()
        }),
        "pause" => return pause(pipeline, person, field("until")).await,
        "pause-month" => {
            pipeline
                .give_break(person, pipeline.in_a_month(), Actor::Reader)
                .await?;
            return Ok(Done::Changed);
        }
        "resume" => return moved(pipeline, person, &[Paused], Active).await,
        "unsubscribe" => {
            return moved(pipeline, person, &[Active, Paused, Pending], Unsubscribed).await;
        }
        // Only who left by themselves comes back by themselves: a dead address or a complaint stays.
        "resubscribe" if person.state == Unsubscribed => {
            // Coming back is a new consent, and is noted as one.
            let caller = caller.kept(pipeline.config.subscribe.caller);
            pipeline.come_back(person, caller).await?;
            return Ok(Done::Changed);
        }
        "resubscribe" => return Ok(Done::Changed),
        _ => return Err(Refusal::BadForm),
    };
    match choice {
        Ok(choice) => {
            pipeline.choose(person, &choice, Actor::Reader).await?;
            Ok(Done::Saved)
        }
        Err(NoChoice::NoSection) => Ok(Done::NoSection),
        Err(NoChoice::Odd) => Err(Refusal::BadForm),
    }
}

/// Without a day the pause has no end.
async fn pause(
    pipeline: &Pipeline,
    person: &Subscriber,
    day: Option<&str>,
) -> Result<Done, Refusal> {
    let until = match day.map(str::trim).filter(|day| !day.is_empty()) {
        None => None,
        Some(day) => {
            let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
            match day.and_then(|day| pipeline.break_until(day)) {
                Some(until) => Some(until),
                None => return Ok(Done::NoDay),
            }
        }
    };
    pipeline.give_break(person, until, Actor::Reader).await?;
    Ok(Done::Changed)
}

async fn moved(
    pipeline: &Pipeline,
    person: &Subscriber,
    from: &[SubscriberState],
    to: SubscriberState,
) -> Result<Done, Refusal> {
    let now = pipeline.clock.now();
    let store = &pipeline.store;
    store
        .subscriber_move(person.id, from, to, Actor::Reader, now)
        .await?;
    Ok(Done::Changed)
}

fn notice(pipeline: &Pipeline, before: &Subscriber, person: &Subscriber, done: &Done) -> String {
    let words = pipeline.words_for(person);
    let stands = |person: &Subscriber| (person.state, person.paused_until);
    match (done, person.state, person.paused_until) {
        (Done::Saved, ..) => words.now_saved(),
        (Done::NoSection, ..) => words.no_section(),
        (Done::NoDay, ..) => words.no_day(),
        (Done::Changed, ..) if stands(before) == stands(person) => words.nothing_changed(),
        (_, SubscriberState::Paused, Some(until)) => {
            words.now_paused_until(&pipeline.day_for(person, until))
        }
        (_, SubscriberState::Paused, None) => words.now_paused(),
        (_, SubscriberState::Active, _) => words.now_active(),
        _ => words.now_unsubscribed(),
    }
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
    let membership = match person.state {
        SubscriberState::Active | SubscriberState::Pending => view::Membership::Active,
        SubscriberState::Paused => view::Membership::Paused,
        _ => view::Membership::Unsubscribed,
    };
    view::PreferencesPage {
        site: pipeline.site_for(person),
        standing: about(person, |who| standing(pipeline, person, membership, who)),
        groups: match membership {
            view::Membership::Unsubscribed => Vec::new(),
            _ => groups(pipeline, person),
        },
        earliest: pipeline.tomorrow().to_string(),
        membership,
        action: pipeline.preferences_url(person.id),
        notice,
    }
}

/// Where the reader stands, in a sentence.
fn standing(
    pipeline: &Pipeline,
    person: &Subscriber,
    membership: view::Membership,
    who: &str,
) -> String {
    let words = pipeline.words_for(person);
    match (membership, person.paused_until) {
        (view::Membership::Unsubscribed, _) => return words.standing_unsubscribed(who),
        (view::Membership::Paused, Some(until)) => {
            return words.standing_paused_until(who, &pipeline.day_for(person, until));
        }
        (view::Membership::Paused, None) => return words.standing_paused(who),
        (view::Membership::Active, _) => {}
    }
    let wanted = &person.preferences.sections;
    let some = wanted.names().map(|_| {
        let left = pipeline.sections_left(wanted).map(str::to_owned);
        words.list(left)
    });
    match (person.preferences.frequency, some) {
        (_, Some(None)) => words.standing_nothing(who),
        (Frequency::Every, None) => words.standing_active(who),
        (Frequency::Every, Some(Some(sections))) => words.standing_sections(who, &sections),
        (Frequency::Monthly, None) => words.standing_monthly(who),
        (Frequency::Monthly, Some(Some(sections))) => {
            words.standing_monthly_sections(who, &sections)
        }
    }
}
