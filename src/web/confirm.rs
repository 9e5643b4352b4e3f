//! The button behind the mailed link, in the language in which somebody was asked.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, State},
    http::HeaderMap,
    response::Response,
};
use roundup_templates::{page, view};

use super::{Refusal, answer, caller::Caller};
use crate::{config::Door, consent::Confirmed, pipeline::Pipeline, preference::Language};

/// GET: asks. Changes nothing, however often a scanner comes by.
pub(super) async fn ask(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
) -> Result<Response, Refusal> {
    let (id, consent) = pipeline
        .consent_by_link(&token)
        .await?
        .ok_or(Refusal::NotFound)?;
    let Some(consent) = consent else {
        return Ok(answer(page::message(&stale(&pipeline, None))));
    };
    let words = pipeline.words_in(consent.language);
    Ok(answer(page::confirm(&view::ConfirmPage {
        site: pipeline.site_in(consent.language),
        title: words.confirm_question(),
        paragraphs: vec![words.agree_to(&consent.wording)],
        button: words.confirm_button(),
        action: pipeline.confirm_url(id),
    })))
}

/// POST: the reader is on the list. Doing it again changes nothing and says the same.
pub(super) async fn confirm(
    State(pipeline): State<Pipeline>,
    Path(token): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (id, consent) = pipeline
        .consent_by_link(&token)
        .await?
        .ok_or(Refusal::NotFound)?;
    let language = consent.and_then(|consent| consent.language);
    let caller = Caller::of(peer, &headers, &pipeline.config.web.proxies);
    let confirmer = caller.kept(pipeline.config.subscribe.caller);
    let words = pipeline.words_in(language);
    Ok(match pipeline.confirm(id, confirmer.as_deref()).await? {
        Confirmed::Now(reader) | Confirmed::Before(reader) => {
            answer(page::message(&view::MessagePage {
                site: pipeline.site_in(language),
                title: words.joined(),
                paragraphs: vec![words.joined_text()],
                link: Some(view::Link {
                    text: words.your_preferences(),
                    url: pipeline.preferences_url(reader),
                }),
            }))
        }
        Confirmed::Stale => answer(page::message(&stale(&pipeline, language))),
    })
}

fn stale(pipeline: &Pipeline, language: Option<Language>) -> view::MessagePage {
    let home = &pipeline.config.web.public_url;
    let words = pipeline.words_in(language);
    view::MessagePage {
        site: pipeline.site_in(language),
        title: words.stale_link(),
        paragraphs: vec![words.stale_link_text()],
        link: (pipeline.config.subscribe.door == Door::Open).then(|| view::Link {
            text: words.sign_up(),
            url: home.to_string(),
        }),
    }
}
