//! Joining: the page with the form, and forms that stand elsewhere. The button behind the mailed link is in `confirm`.
//!
//! What a caller is told never depends on who is on the list. A form may stand on any site, so where it came from is
//! no ground to refuse it; what keeps others from being signed up is that they have to confirm.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Extension, Form, Json,
    extract::{ConnectInfo, State, rejection::FormRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use roundup_templates::{page, view};
use serde::Deserialize;
use url::Url;

use super::{
    Refusal, answer,
    caller::{Caller, Gate},
    challenge::{self, Effort},
    tongue::Speech,
};
use crate::{
    config::{Archive, Door},
    consent::Asking,
    pipeline::Pipeline,
    preference::Language,
    subscriber::EmailAddress,
};

/// The longest name that is taken.
const LONGEST_NAME: usize = 100;

/// What the form says.
#[derive(Debug, Deserialize)]
pub(super) struct Filled {
    email: String,
    #[serde(default)]
    name: String,
    /// People don't see this field: who fills it in is a machine.
    #[serde(default)]
    website: String,
    /// The language of the form, where it is not the publication's.
    language: Option<String>,
    #[serde(flatten)]
    effort: Effort,
}

/// GET: the pitch and the form, in the language of whoever looks.
pub(super) async fn show(
    State(pipeline): State<Pipeline>,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    open(&pipeline)?;
    let Speech { spoken, .. } = Speech::of(&pipeline.config.publication.language, None, &asked);
    Ok(answer(page::join(&form(&pipeline, spoken, None, None))))
}

/// POST: takes the wish in, and says what to do next.
pub(super) async fn ask(
    State(pipeline): State<Pipeline>,
    Extension(gate): Extension<Arc<Gate>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    filled: Result<Form<Filled>, FormRejection>,
) -> Result<Response, Refusal> {
    open(&pipeline)?;
    let Form(filled) = filled.map_err(|_| Refusal::BadForm)?;
    gate.heed(peer, &headers, &pipeline.config.web.proxies);
    let caller = Caller::of(peer, &headers, &pipeline.config.web.proxies);
    let own = &pipeline.config.publication.language;
    let speech = Speech::of(own, filled.language.as_deref(), &headers);
    let told = take_in(&pipeline, &gate, caller, &headers, &filled, speech).await?;
    let mut response = told.response(&pipeline, &filled, speech, wants_json(&headers));
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        let hour = HeaderValue::from_static("3600");
        response.headers_mut().insert(header::RETRY_AFTER, hour);
    }
    share(&pipeline, &headers, &mut response);
    Ok(response)
}

/// What the caller is told.
enum Told {
    /// To look into their inbox, whoever they are.
    Look,
    /// That this is no address.
    NoAddress,
    /// That it is enough for now.
    Enough,
    /// That it takes a moment's work for this address, on a form that stands on this page.
    Work(EmailAddress, String),
}

async fn take_in(
    pipeline: &Pipeline,
    gate: &Gate,
    caller: Caller,
    headers: &HeaderMap,
    filled: &Filled,
    speech: Speech,
) -> Result<Told, Refusal> {
    let address = EmailAddress::parse(&filled.email).ok();
    let has_worked = address
        .as_ref()
        .is_some_and(|address| filled.effort.suffices(pipeline, address));
    let may = match has_worked {
        true => gate.lets_in_worked(caller),
        false => gate.lets_in(caller),
    };
    if !may {
        return Ok(Told::Enough);
    }
    if !filled.website.is_empty() {
        tracing::info!("a form to join was filled in by a machine; nothing was done");
        return Ok(Told::Look);
    }
    let Some(address) = address else {
        return Ok(Told::NoAddress);
    };
    let page = match has_worked {
        true => filled.effort.page().to_owned(),
        false => page_of(headers, &pipeline.config.web.public_url),
    };
    if !has_worked && gate.wants_work() {
        return Ok(Told::Work(address, page));
    }
    let name = crate::mime::one_line(&filled.name);
    let asking = Asking {
        address,
        name: Some(name.chars().take(LONGEST_NAME).collect())
            .filter(|name: &String| !name.is_empty()),
        wording: pipeline.wording(speech.read),
        page,
        caller: caller.kept(pipeline.config.subscribe.caller),
        language: speech.spoken,
    };
    pipeline.ask_to_join(&asking).await?;
    Ok(Told::Look)
}

impl Told {
    fn response(
        self,
        pipeline: &Pipeline,
        filled: &Filled,
        speech: Speech,
        json: bool,
    ) -> Response {
        let words = pipeline.words_in(speech.spoken);
        let (status, title, text) = match self {
            Self::Look => (
                StatusCode::OK,
                words.look_in_inbox(),
                words.look_in_inbox_text(),
            ),
            Self::Work(address, page) if !json => {
                let name = crate::mime::one_line(&filled.name);
                return challenge::pose(pipeline, &filled.effort, page, &address, &name, speech);
            }
            Self::Work(..) => {
                // The script sends its form off as a form, and what comes then is the page with the work.
                let told =
                    serde_json::json!({ "ok": false, "page": true, "message": words.challenge() });
                return (StatusCode::FORBIDDEN, Json(told)).into_response();
            }
            Self::Enough => (
                StatusCode::TOO_MANY_REQUESTS,
                words.enough(),
                words.enough_text(),
            ),
            Self::NoAddress => {
                let typed = crate::mime::one_line(&filled.email);
                let text = words.bad_address(&typed);
                (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    words.nothing_changed(),
                    text,
                )
            }
        };
        if json {
            let told = serde_json::json!({ "ok": status == StatusCode::OK, "title": title, "message": text });
            return (status, Json(told)).into_response();
        }
        let page = if status == StatusCode::UNPROCESSABLE_ENTITY {
            page::join(&form(
                pipeline,
                speech.spoken,
                Some(text),
                Some(&filled.email),
            ))
        } else {
            page::message(&view::MessagePage {
                site: pipeline.site_in(speech.spoken),
                title,
                paragraphs: vec![text],
                link: None,
            })
        };
        (status, answer(page)).into_response()
    }
}

fn form(
    pipeline: &Pipeline,
    language: Option<Language>,
    fault: Option<String>,
    typed: Option<&str>,
) -> view::JoinPage {
    let home = &pipeline.config.web.public_url;
    let (site, words) = (pipeline.site_in(language), pipeline.words_in(language));
    let own = &pipeline.config.subscribe;
    view::JoinPage {
        // What the publication says itself is in its language.
        pitch_language: own.pitch.as_ref().and(site.own_language.clone()),
        wording_language: own.wording.as_ref().and(site.own_language.clone()),
        language: language.map(|language| language.tag().to_owned()),
        title: words.join_title(&site.roundup),
        pitch: pipeline.pitch(language),
        wording: pipeline.wording(language),
        action: format!("{home}subscribe"),
        archive_url: match pipeline.config.web.archive {
            Archive::Public => Some(format!("{home}archive")),
            Archive::Unlisted => None,
        },
        fault,
        typed: typed.map(crate::mime::one_line),
        words: view::JoinWords {
            address: words.your_address(),
            trap: words.leave_empty(),
            button: words.sign_up(),
            archive: words.past_editions(),
        },
        site,
    }
}

fn open(pipeline: &Pipeline) -> Result<(), Refusal> {
    match pipeline.config.subscribe.door {
        Door::Open => Ok(()),
        Door::Closed => Err(Refusal::NotFound),
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("application/json"))
}

/// The page that the form stands on, without what may be secret in its address; ours, where nobody says.
fn page_of(headers: &HeaderMap, ours: &Url) -> String {
    let named = [header::REFERER, header::ORIGIN];
    let named = named
        .into_iter()
        .filter_map(|name| headers.get(name)?.to_str().ok());
    let page = named
        .filter_map(|text| Url::parse(text).ok())
        .find(|url| matches!(url.scheme(), "http" | "https") && url.as_str().len() < 500);
    let mut page = page.unwrap_or_else(|| ours.clone());
    page.set_query(None);
    page.set_fragment(None);
    let _ = page.set_password(None);
    let _ = page.set_username("");
    page.to_string()
}

/// Lets the scripts of the sites that are named in `subscribe.origins` read the answer (the CORS protocol of the Fetch
/// standard). No others can, but plain forms need no leave.
fn share(pipeline: &Pipeline, headers: &HeaderMap, response: &mut Response) {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return;
    };
    let known = &pipeline.config.subscribe.origins;
    let answer = response.headers_mut();
    answer.insert(header::VARY, HeaderValue::from_static("origin, accept"));
    if known
        .iter()
        .any(|known| known.as_bytes() == origin.as_bytes())
    {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
}
