//! How people come on the list by the API: asked to confirm by mail, like whoever signs up on the page; or on the word
//! of a program that they agreed elsewhere.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Problem, answer::Document, asked::Said, holder::Holder, problem::Told, shape,
    subscribers::name_of,
};
use crate::{
    api_key::Scope,
    consent::{Asking, Given, Vouched},
    pipeline::Pipeline,
    subscriber::EmailAddress,
};

/// The longest words of a consent.
const LONGEST_WORDING: usize = 2_000;

/// Somebody new.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSubscriber {
    /// Where mail goes.
    #[schema(format = Email)]
    address: String,
    /// What they are called.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: Option<String>,
    /// What they agreed to already, elsewhere. Without it they get a mail to confirm.
    #[serde(default)]
    consent: Option<GivenConsent>,
}

/// A consent that was given elsewhere (GDPR article 7(1): it has to be shown who agreed to what, and when).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenConsent {
    /// The words they agreed to.
    #[schema(min_length = 1, max_length = 2000)]
    wording: String,
    /// When they did.
    given: DateTime<Utc>,
}

/// What comes of asking somebody. It says the same of everybody: whoever may only ask is not told who is on the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AskedToConfirm {
    /// What was done.
    asked: &'static str,
    /// Whom.
    address: String,
}

/// Puts somebody on the list.
///
/// Without `consent` (scope `subscribers:join`) they get a mail, and are on the list when they press the button behind its
/// link; the answer is the same for everybody. With it (scope `subscribers:vouch`) they are on the list at once, unless
/// they left, bounced, complained or asked to be forgotten.
#[utoipa::path(
    post, path = "/api/v1/subscribers", tag = "subscribers", security(("key" = [])), request_body = NewSubscriber,
    responses(
        (status = 201, description = "They are on the list", body = shape::Subscriber,
            headers(("ETag" = String), ("Location" = String))),
        (status = 200, description = "They were on the list already", body = shape::Subscriber, headers(("ETag" = String))),
        (status = 202, description = "They are asked by mail", body = AskedToConfirm),
        (status = "default", description = "Refused", body = Told, content_type = "application/problem+json")
    )
)]
pub(super) async fn create(
    State(pipeline): State<Pipeline>,
    holder: Holder,
    Said(new): Said<NewSubscriber>,
) -> Result<Response, Problem> {
    let needed = match new.consent {
        None => Scope::SubscribersJoin,
        Some(_) => Scope::SubscribersVouch,
    };
    holder.needs(needed)?;
    let address = EmailAddress::parse(&new.address).map_err(Problem::unprocessable)?;
    let name = new.name.as_deref().map(name_of).transpose()?.flatten();
    match new.consent {
        None => ask(&pipeline, &holder, address, name).await,
        Some(consent) => vouch(&pipeline, &holder, address, name, consent).await,
    }
}

async fn ask(
    pipeline: &Pipeline,
    holder: &Holder,
    address: EmailAddress,
    name: Option<String>,
) -> Result<Response, Problem> {
    let told = AskedToConfirm {
        asked: "to confirm",
        address: address.to_string(),
    };
    let asking = Asking {
        address,
        name,
        wording: pipeline.wording(None),
        page: holder.0.title(),
        caller: None,
        language: None,
    };
    pipeline.ask_to_join(&asking).await?;
    Ok((StatusCode::ACCEPTED, Json(told)).into_response())
}

async fn vouch(
    pipeline: &Pipeline,
    holder: &Holder,
    address: EmailAddress,
    name: Option<String>,
    consent: GivenConsent,
) -> Result<Response, Problem> {
    let wording = crate::mime::one_line(&consent.wording);
    if wording.is_empty() || wording.chars().count() > LONGEST_WORDING {
        return Err(Problem::unprocessable(format!(
            "the words of a consent have 1 to {LONGEST_WORDING} characters"
        )));
    }
    if consent.given > pipeline.clock.now() {
        return Err(Problem::unprocessable("a consent can't be of the future"));
    }
    let given = Given {
        address,
        name,
        wording,
        at: consent.given,
    };
    let (id, status) = match pipeline.vouch(&given, &holder.0).await? {
        Vouched::Now(id) => (id, StatusCode::CREATED),
        Vouched::Before(id) => (id, StatusCode::OK),
        Vouched::Barred(state) => {
            return Err(Problem::conflict(format!(
                "they are {state} and not brought back; leave `consent` out, and they are asked by mail"
            )));
        }
    };
    let person = pipeline.store.subscriber_get(id).await?;
    let person = person.ok_or_else(|| Problem::conflict("they were erased just now"))?;
    let mut response = Document::of(&shape::Subscriber::from(person))?.whole(status);
    if status == StatusCode::CREATED {
        let home = &pipeline.config.web.public_url;
        let place = format!("{home}api/v1/subscribers/{}", id.0);
        let place = HeaderValue::from_str(&place).map_err(anyhow::Error::from)?;
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}
