//! What one person chose: changing it, showing it.

use anyhow::Result;
use chrono::NaiveDate;
use serde_json::json;

use super::super::{
    Exit, Globals,
    output::{BOLD, moment, styled},
};
use crate::{
    pipeline::{Fault, Pipeline},
    preference::{Choice, Format, Frequency, Language, Sections, Tag},
    subscriber::{Actor, EmailAddress, Subscriber, SubscriberState},
};

/// What is to be changed.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
pub(in crate::cli) struct Wish {
    /// They want this section and no others than those named; say it several times for several.
    #[arg(long = "section", value_name = "NAME")]
    sections: Vec<String>,
    /// They want all sections, those to come among them.
    #[arg(long, conflicts_with = "sections")]
    all_sections: bool,
    /// How often they want mail: every (edition) or monthly (the best of each month).
    #[arg(long)]
    frequency: Option<Frequency>,
    /// The language of the fixed words: ar, de, en, es or fr; `publication` for that of the publication.
    #[arg(long)]
    language: Option<Wanted>,
    /// The form of their mails: html or text.
    #[arg(long)]
    format: Option<Format>,
    /// They get no mail before this day.
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with_all = ["pause", "resume"])]
    pause_until: Option<NaiveDate>,
    /// They get no mail until they, or you, resume it.
    #[arg(long, conflicts_with = "resume")]
    pause: bool,
    /// Their pause is over.
    #[arg(long)]
    resume: bool,
    /// A word of yours for them; say it several times for several.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<Tag>,
    /// A word of yours that is theirs no more.
    #[arg(long = "untag", value_name = "TAG")]
    untags: Vec<Tag>,
}

/// A language, or the publication's.
#[derive(Debug, Clone, Copy)]
struct Wanted(Option<Language>);

impl std::str::FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "publication" => Ok(Self(None)),
            tag => tag.parse().map(|language| Self(Some(language))),
        }
    }
}

pub(super) async fn set(
    globals: &Globals,
    pipeline: &Pipeline,
    address: &EmailAddress,
    wish: Wish,
) -> Result<Exit> {
    let person = pipeline.subscriber(address).await?;
    let sections = match wish.sections.as_slice() {
        [] if wish.all_sections => Some(Sections::All),
        [] => None,
        names => Some(pipeline.sections_named(names)?),
    };
    let choice = Choice {
        sections,
        frequency: wish.frequency,
        language: wish.language.map(|Wanted(language)| language),
        format: wish.format,
    };
    let until = match wish.pause_until {
        Some(day) => Some(pipeline.break_until(day).ok_or_else(|| {
            Fault::BadData(format!("{day} is not a day to come, or is too far off"))
        })?),
        None => None,
    };
    if until.is_some() || wish.pause {
        if !pipeline.give_break(&person, until, Actor::Operator).await? {
            return Err(Fault::BadData(format!(
                "{address} is {} and gets no mail anyway",
                person.state
            ))
            .into());
        }
    } else if wish.resume {
        let from = [SubscriberState::Paused];
        let (to, now) = (SubscriberState::Active, pipeline.clock.now());
        pipeline
            .store
            .subscriber_move(person.id, &from, to, Actor::Operator, now)
            .await?;
    }
    pipeline.choose(&person, &choice, Actor::Operator).await?;
    pipeline
        .store
        .subscriber_tag(
            person.id,
            &wish.tags,
            &wish.untags,
            Actor::Operator,
            pipeline.clock.now(),
        )
        .await?;
    let person = pipeline.subscriber(address).await?;
    let zone = pipeline.config.publication.timezone;
    globals
        .output
        .print(&json!({ "subscriber": person }), |out| {
            writeln!(out, "{}", styled(BOLD, &person.address))?;
            writeln!(out, "state    {}", person.state)?;
            write(out, &person, zone)
        })?;
    Ok(Exit::Done)
}

/// What somebody chose, and what they are called by us.
pub(super) fn write(
    out: &mut dyn std::io::Write,
    person: &Subscriber,
    zone: chrono_tz::Tz,
) -> std::io::Result<()> {
    if let Some(until) = person.paused_until {
        writeln!(out, "paused   until {}", moment(until, zone))?;
    }
    let preferences = &person.preferences;
    let sections = match preferences.sections.names() {
        None => "all sections".to_owned(),
        Some(names) => {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            names.join(", ")
        }
    };
    let language = match preferences.language {
        Some(language) => language.tag(),
        None => "the publication's language",
    };
    let often = match preferences.frequency {
        Frequency::Every => "every edition",
        Frequency::Monthly => "the best of each month",
    };
    writeln!(
        out,
        "gets     {often}; {sections}; {language}; {}",
        preferences.format
    )?;
    if !person.tags.is_empty() {
        let tags: Vec<_> = person.tags.iter().map(Tag::as_str).collect();
        writeln!(out, "tags     {}", tags.join(", "))?;
    }
    Ok(())
}
