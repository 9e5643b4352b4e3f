//! The pipeline: gather -> compose -> render -> deliver, joined to the store. The only place that knows both.
//!
//! Commands, pages and the scheduler call a [`Pipeline`]; what it returns are reports that print and
//! serialise. Nothing here prints.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use roundup_templates::view::Site;
use tokio::sync::{Notify, OnceCell, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::{Config, ConfigError, Relay, Smtp},
    deliver::{Catcher, Limits},
    gather::Gatherer,
    render::Letterhead,
    store::Store,
    subscriber::SubscriberId,
    subscribers::{Purpose, Signer},
    words::Phrasebook,
};

mod approve;
mod archive;
mod check;
mod choosing;
mod corrections;
mod draft;
mod edit;
mod fault;
mod gather;
mod images;
mod import;
mod issue;
mod joining;
mod keys;
mod leaving;
mod link_keys;
mod manners;
mod notices;
mod open;
mod preflight;
mod preview;
mod problems;
mod progress;
mod promos;
mod proof;
mod recheck;
mod report;
mod retention;
mod run;
mod segments;
mod send;
mod sign;
mod variants;
mod webhooks;

pub use self::{
    approve::Approval,
    check::{Check, Standing},
    draft::{DraftReport, WindowWish},
    edit::{EditFile, EditTarget, UnknownSection},
    fault::Fault,
    gather::{GatherReport, SourceReport},
    import::{ImportReport, ImportWish},
    joining::Script,
    leaving::LeftByMail,
    link_keys::KeyReport,
    preflight::Reach,
    preview::{Preview, SAMPLE_READER},
    progress::{Figures, NamedDomain, Progress, Step},
    proof::ProofReport,
    report::{EditionHead, EditionReport},
    run::{RunKind, RunReport},
    webhooks::Left,
};
pub use crate::store::Trial;

/// Everything that a command needs: the configuration, the open store, the clock.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// The configuration.
    pub config: Config,
    /// The open store.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Signs the links of mails.
    pub signer: Signer,
    /// This program, for the child processes that read pages.
    program: PathBuf,
    /// One for as long as we run: it knows which hosts asked for rest, and keeps the children that read pages.
    gatherer: Arc<OnceCell<Gatherer>>,
    /// Cancelled when the program should end: what is in flight is finished, nothing new is begun.
    pub stop: CancellationToken,
    /// How hard the relay may be worked; what is sent here takes effect on a sending that is going on.
    pub limits: Arc<watch::Sender<Limits>>,
    /// Told when a mail to one person is queued: whoever sends those need not wait.
    pub errands: Arc<Notify>,
}

impl Pipeline {
    /// Opens the store of a configuration.
    ///
    /// # Errors
    /// When the store can't be opened.
    pub async fn open(config: Config, clock: Clock) -> Result<Self> {
        let store = Store::open(&config.store)
            .await
            .with_context(|| format!("can't open {}", config.store))?;
        let now = clock.now();
        let signer = Signer::new(&store.link_keys(now).await?, now)?;
        let program = std::env::current_exe().context("can't find this program's own file")?;
        Ok(Self {
            store,
            clock,
            signer,
            program,
            gatherer: Arc::default(),
            stop: CancellationToken::new(),
            limits: Arc::new(watch::Sender::new(Limits::of(&config.smtp))),
            errands: Arc::default(),
            config,
        })
    }

    /// Reads the configuration anew and takes over how hard the relay may be worked, which a sending that is going on
    /// follows within a second. All else stays as it was.
    ///
    /// # Errors
    /// When the configuration is wrong: then nothing changes.
    pub fn reread_limits(
        &self,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<(), ConfigError> {
        let config = Config::load(&self.config.file, environment)?;
        self.limits.send_replace(Limits::of(&config.smtp));
        Ok(())
    }

    /// Ends the children that read pages, and closes the store.
    pub async fn close(&self) {
        if let Some(gatherer) = self.gatherer.get() {
            gatherer.close().await;
        }
        self.store.close().await;
    }

    /// The URL by which a subscriber leaves, one click (RFC 8058).
    pub fn unsubscribe_url(&self, subscriber: SubscriberId) -> String {
        self.link("unsubscribe", Purpose::Unsubscribe, subscriber)
    }

    /// The URL of a subscriber's preferences.
    pub fn preferences_url(&self, subscriber: SubscriberId) -> String {
        self.link("preferences", Purpose::Preferences, subscriber)
    }

    fn link(&self, page: &str, purpose: Purpose, subscriber: SubscriberId) -> String {
        self.link_with(page, &self.signer.token(purpose, subscriber))
    }

    /// The URL of a page with this token, of our making: `public_url` ends with a slash, and a token has no character that
    /// means something in a URL.
    pub(crate) fn link_with(&self, page: &str, token: &str) -> String {
        format!("{}{page}/{token}", self.config.web.public_url)
    }

    /// What the public pages share with the mails: name, language, look.
    pub fn site(&self) -> Site {
        self.letterhead().site()
    }

    /// What readers are told, in the language of the publication.
    pub fn words(&self) -> Phrasebook {
        Phrasebook::of(&self.config.publication.language)
    }

    fn letterhead(&self) -> Letterhead<'_> {
        Letterhead {
            publication: &self.config.publication,
            language: &self.config.publication.language,
            rules: &self.config.edition,
            theme: &self.config.theme,
            public_url: &self.config.web.public_url,
        }
    }

    /// The relay to talk to: the configured one, or the catcher, started here when mail goes to an outbox.
    async fn relay(&self) -> Result<(Smtp, Option<Catcher>)> {
        match &self.config.smtp.relay {
            Relay::Servers(_) => Ok((self.config.smtp.clone(), None)),
            Relay::Outbox(dir) => {
                let catcher = Catcher::start(dir).await.map_err(|why| {
                    Fault::CantWrite(format!("can't write the outbox {}: {why}", dir.display()))
                })?;
                Ok((catcher.smtp(&self.config.smtp), Some(catcher)))
            }
        }
    }
}
