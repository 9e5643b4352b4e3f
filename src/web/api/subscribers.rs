//! Subscribers: looking at them and changing where they stand. How they come on the list is in `newcomers`.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::{
    Problem,
    answer::{Document, Page, page},
    asked::{Filter, Named, Said, Wanted},
    cursor::{List, size},
    holder::Holder,
    problem::Told,
    shape,
};
use crate::{
    api_key::Scope,
    pipeline::Pipeline,
    segment::Segment,
    subscriber::{Amendment, EmailAddress, Subscriber, SubscriberId, SubscriberState},
};

/// The longest name that is kept.
const LONGEST_NAME: usize = 100;

/// The list, in the order in which people came on it.
#[utoipa::path(
    get, path = "/api/v1/subscribers", tag = "subscribers", security(("key" = [])), params(
        Filter<SubscriberState>, ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "A page of the list", body = Page<shape::Subscriber>,
            headers(("ETag" = String), ("Link" = String, description = "The next page, where there is one"))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn list(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Wanted(filter): Wanted<Filter<SubscriberState>>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::SubscribersRead)?;
    let limit = size(filter.limit)?;
    let after = List::Subscribers.after(filter.after.as_deref())?;
    let after = SubscriberId(after.unwrap_or(i64::MIN));
    let store = &pipeline.store;
    let people = store
        .subscriber_page(after, filter.state, &Segment::default(), limit + 1)
        .await?;
    let found: Page<shape::Subscriber> =
        Page::cut(people, limit, List::Subscribers, |person| person.id.0);
    let query = [
        ("state", filter.state.map(|state| state.word().to_owned())),
        ("limit", filter.limit.map(|limit| limit.to_string())),
    ];
    page(&pipeline, &asked, "api/v1/subscribers", &query, &found)
}

/// One subscriber.
#[utoipa::path(
    get, path = "/api/v1/subscribers/{who}", tag = "subscribers", security(("key" = [])), params(
        ("who" = String, Path, description = "Their number or address"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag that is known")
    ),
    responses(
        (status = 200, description = "The subscriber", body = shape::Subscriber, headers(("ETag" = String))),
        (status = 304, description = "Nothing has changed"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn one(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(who): Named<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::SubscribersRead)?;
    let person = find(&pipeline, &who).await?;
    Ok(Document::of(&shape::Subscriber::from(person))?.answer(&asked))
}

/// What is to be changed; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubscriberChange)]
pub(super) struct Change {
    /// What they are called from now on; `null` for no name.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>, max_length = 100)]
    name: Option<Option<String>>,
    /// Where they stand from now on. `active` ends a pause: who left comes back by themselves alone.
    #[serde(default)]
    state: Option<Wish>,
}

/// What is there is meant, even `null`.
fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Deserialize::deserialize(from).map(Some)
}

/// Where somebody may be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SubscriberWish)]
pub(super) enum Wish {
    /// On the list again, after a pause.
    Active,
    /// Without mail for now.
    Paused,
    /// Off the list.
    Unsubscribed,
}

impl Wish {
    /// The state that is meant, if there is a way to it.
    fn from(self, state: SubscriberState) -> Option<SubscriberState> {
        use SubscriberState::{Active, Paused, Pending, Unsubscribed};
        match (self, state) {
            (Self::Active, Active | Paused) => Some(Active),
            (Self::Paused, Active | Paused) => Some(Paused),
            (Self::Unsubscribed, Active | Paused | Pending | Unsubscribed) => Some(Unsubscribed),
            _ => None,
        }
    }
}

/// Changes a name or where somebody stands, at once, also for an edition that is being sent.
#[utoipa::path(
    patch, path = "/api/v1/subscribers/{who}", tag = "subscribers", security(("key" = [])), request_body = Change, params(
        ("who" = String, Path, description = "Their number or address"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was looked at: nothing is changed if it is another by now")
    ),
    responses(
        (status = 200, description = "The subscriber as they are now", body = shape::Subscriber, headers(("ETag" = String))),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn change(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(who): Named<String>,
    asked: HeaderMap,
    Said(change): Said<Change>,
) -> Result<Response, Problem> {
    holder.needs(Scope::SubscribersWrite)?;
    let person = find(&pipeline, &who).await?;
    Document::of(&shape::Subscriber::from(person.clone()))?.must_be_known(&asked)?;
    let state = match change.state {
        None => person.state,
        Some(wish) => wish.from(person.state).ok_or_else(|| no_way(&person))?,
    };
    let name = match change.name {
        None => person.name.clone(),
        Some(name) => name.as_deref().map(name_of).transpose()?.flatten(),
    };
    let amendment = Amendment { name, state };
    if !pipeline.amend(&person, &amendment, &holder.0).await? {
        return Err(Problem::changed());
    }
    let person = pipeline.store.subscriber_get(person.id).await?;
    let person = person.ok_or_else(|| unknown(&who))?;
    Ok(Document::of(&shape::Subscriber::from(person))?.whole(StatusCode::OK))
}

/// Erases somebody; a keyed hash remains, so that no import brings them back.
#[utoipa::path(
    delete, path = "/api/v1/subscribers/{who}", tag = "subscribers", security(("key" = [])), params(
        ("who" = String, Path, description = "Their number or address"),
        ("If-Match" = Option<String>, Header, description = "The ETag that was looked at: nobody is erased if it is another by now")
    ),
    responses(
        (status = 204, description = "They are forgotten"),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn forget(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Named(who): Named<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    holder.needs(Scope::SubscribersWrite)?;
    let person = find(&pipeline, &who).await?;
    Document::of(&shape::Subscriber::from(person.clone()))?.must_be_known(&asked)?;
    pipeline.forget(&person, Some(&holder.0)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A name in one line, if anything is left of it.
pub(super) fn name_of(text: &str) -> Result<Option<String>, Problem> {
    if text.chars().count() > LONGEST_NAME {
        return Err(Problem::unprocessable(format!(
            "a name has at most {LONGEST_NAME} characters"
        )));
    }
    Ok(Some(crate::mime::one_line(text)).filter(|name| !name.is_empty()))
}

async fn find(pipeline: &Pipeline, who: &str) -> Result<Subscriber, Problem> {
    let found = match (who.parse(), EmailAddress::parse(who)) {
        (Ok(id), _) => pipeline.store.subscriber_get(SubscriberId(id)).await?,
        (_, Ok(address)) => pipeline.store.subscriber_find(&address).await?,
        _ => None,
    };
    found.ok_or_else(|| unknown(who))
}

fn unknown(who: &str) -> Problem {
    let who: String = crate::mime::one_line(who).chars().take(254).collect();
    Problem::not_found(format!("`{who}` is not on the list"))
}

fn no_way(person: &Subscriber) -> Problem {
    Problem::conflict(format!(
        "they are {}, which this can't change; who left comes back by themselves alone: \
         POST them to /api/v1/subscribers, and they get a mail to confirm",
        person.state
    ))
}
