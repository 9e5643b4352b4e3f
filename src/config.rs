//! The configuration: what was typed (TOML, environment) becomes what was meant ([`Config`]).
//!
//! A file a concern. Values are parsed into their types while they are read, so that an error names
//! file, line and column; what depends on several keys is checked afterwards. Nothing here does IO but
//! reading the config file, the `*_file` secrets it names and the layout that it names.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;

mod api;
mod colours;
mod contrast;
mod delivery;
mod dkim;
mod edition;
mod explain;
mod gather;
mod hours;
mod images;
mod kind;
mod layout_file;
mod load;
mod log;
mod pattern;
mod publication;
mod relay;
mod retention;
mod schedule;
mod segment;
mod select;
mod server;
mod smtp;
mod source;
mod store;
mod subscribe;
mod theme;
mod values;
mod web;
mod webhook;

pub use self::{
    api::Api,
    colours::Colours,
    contrast::CONTRAST,
    delivery::{Delivery, OnUncertain},
    dkim::{Dkim, NamedKey},
    edition::{AuthorRule, EditionRules, LeadRule, Recheck, SectionRule},
    gather::{GatherRules, TeaserLength},
    hours::{Hours, Times, Warmup},
    images::{ImageMode, Images},
    kind::{Folder, Kind, PageList, Reach},
    layout_file::{File, LayoutFile, Markup},
    load::{ConfigError, locate},
    log::{Log, LogFormat},
    pattern::UrlPattern,
    publication::{ListId, Publication},
    relay::{Certificate, Endpoint, Login, Protocol, Relay, Security, Server},
    retention::Retention,
    schedule::{Approval, Schedule},
    select::{Select, Selector},
    smtp::{ReturnPaths, Smtp},
    source::{Location, Source},
    store::StoreUrl,
    subscribe::{CallerKept, Challenge, Door, SignUp},
    theme::{Labels, Layout, More, Rules, Theme},
    values::{Colour, Cron, Network, Span, Zone},
    web::{Archive, Web},
    webhook::Webhook,
};

pub(crate) use self::explain::{in_plain_words, nearest};
use crate::segment::Rule;

/// The whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// Who publishes.
    pub publication: Publication,
    /// When editions are due.
    pub schedule: Schedule,
    /// Where pieces come from.
    pub sources: Vec<Source>,
    /// How sources are read.
    pub gather: GatherRules,
    /// Where photos are taken from.
    pub images: Images,
    /// What goes into an edition.
    pub edition: EditionRules,
    /// Some of the subscribers, by name.
    pub segments: BTreeMap<String, Rule>,
    /// What it looks like.
    pub theme: Theme,
    /// The relay.
    pub smtp: Smtp,
    /// What mail is signed with, when we sign it.
    pub dkim: Option<Dkim>,
    /// How deliveries are handled.
    pub delivery: Delivery,
    /// Where state is kept.
    pub store: StoreUrl,
    /// The public pages.
    pub web: Web,
    /// How people come on the list by themselves.
    pub subscribe: SignUp,
    /// Limits on programs that hold a key.
    pub api: Api,
    /// Programs that are told what happens.
    pub webhooks: Vec<Webhook>,
    /// How long things about people are kept.
    pub retention: Retention,
    /// What is logged.
    pub log: Log,
}

/// The file as typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    publication: publication::Raw,
    schedule: schedule::Raw,
    #[serde(default, rename = "source")]
    sources: Vec<source::Raw>,
    #[serde(default)]
    gather: gather::Raw,
    #[serde(default)]
    images: images::Raw,
    #[serde(default)]
    edition: edition::Raw,
    #[serde(default, rename = "segment")]
    segments: BTreeMap<String, segment::Raw>,
    #[serde(default)]
    theme: theme::Raw,
    smtp: smtp::Raw,
    #[serde(default)]
    dkim: dkim::Raw,
    #[serde(default)]
    delivery: delivery::Raw,
    #[serde(default)]
    bounce: smtp::RawBounce,
    #[serde(default)]
    store: store::Raw,
    web: web::Raw,
    #[serde(default)]
    subscribe: subscribe::Raw,
    #[serde(default)]
    api: api::Raw,
    #[serde(default, rename = "webhook")]
    webhooks: BTreeMap<String, webhook::Raw>,
    #[serde(default)]
    retention: retention::Raw,
    #[serde(default)]
    log: log::Raw,
}

impl Config {
    /// Reads the file, lays the environment (`ROUNDUP__SECTION__KEY`) over it, and checks everything.
    ///
    /// Relative paths in the file are relative to the file's folder.
    ///
    /// # Errors
    /// What is wrong, where (file, line, column or environment variable), and what to do.
    pub fn load(
        file: &Path,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        Self::parse(file, &load::text(file)?, environment)
    }

    /// Reads a text that is, or is about to be, the content of `file`; otherwise as [`Self::load`].
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn parse(
        file: &Path,
        text: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        Self::check(file, load::read(file, text, environment)?)
    }

    fn check(file: &Path, raw: Raw) -> Result<Self, ConfigError> {
        let dir = file.parent().unwrap_or(Path::new("."));
        let wrong = |key: &'static str| move |why: String| ConfigError::value(file, key, why);
        let publication = raw.publication.check();
        let layout_file = raw.theme.layout_file(dir);
        let layout_file = layout_file.map_err(wrong("theme.layout_file"))?;
        let edition = raw.edition.check(dir).map_err(wrong("edition"))?;
        let segments = segment::check(raw.segments, &edition.sections);
        let segments = segments.map_err(wrong("segment"))?;
        let schedule = raw.schedule.check(&segments);
        Ok(Self {
            file: file.to_owned(),
            schedule: schedule.map_err(wrong("schedule.segment"))?,
            segments,
            sources: source::check(raw.sources, dir, publication.timezone)
                .map_err(wrong("source"))?,
            gather: raw.gather.check(),
            images: raw.images.check(),
            edition,
            theme: Theme {
                layout_file,
                ..raw.theme.check().map_err(wrong("theme"))?
            },
            smtp: raw
                .smtp
                .check(raw.bounce, &publication, dir)
                .map_err(wrong("smtp"))?,
            dkim: raw.dkim.check(&publication, dir).map_err(wrong("dkim"))?,
            delivery: raw.delivery.check().map_err(wrong("delivery"))?,
            store: raw.store.check(dir).map_err(wrong("store.url"))?,
            web: raw.web.check().map_err(wrong("web.public_url"))?,
            subscribe: raw.subscribe.check(),
            api: raw.api.check(),
            webhooks: webhook::check(raw.webhooks, dir).map_err(wrong("webhook"))?,
            retention: raw.retention.check().map_err(wrong("retention"))?,
            log: raw.log.check(),
            publication,
        })
    }
}
