//! `roundup key`: keys for the API.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use clap::Subcommand;
use serde_json::json;

use super::{
    Exit, Globals,
    output::{BOLD, DIM, GOOD, WARN, day, moment, styled},
};
use crate::{
    api_key::{ApiKey, KeyId, Scope},
    config::Span,
    pipeline::{Fault, Pipeline},
};

/// The longest name of a key.
const LONGEST_NAME: usize = 80;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key for a program that uses the API. It is shown once: the store keeps a hash of it.
    #[command(
        after_help = "Scopes:\n  subscribers:read   see who is on the list\n  subscribers:join   ask people to confirm that they want to join; nothing of the list is told\n  subscribers:vouch  put people on the list who agreed elsewhere\n  subscribers:write  change names, pause, take off the list, erase\n  editions:read      see editions, drafts among them\n  deliveries:read    see who was sent what\n\nExample:\n  roundup key new website --scope subscribers:join --expires 365d"
    )]
    New {
        /// What the key is called: the program that holds it.
        #[arg(value_parser = name)]
        name: String,
        /// What it lets its holder do; several with commas between.
        #[arg(long, required = true, value_delimiter = ',')]
        scope: Vec<Scope>,
        /// When it ends: after so long (90d), or on that day (2027-01-31).
        #[arg(long, value_name = "WHEN")]
        expires: Option<Expiry>,
    },
    /// Show the keys: what each may do, and when it was last used.
    #[command(after_help = "Example:\n  roundup key list --json")]
    List,
    /// End a key at once.
    #[command(after_help = "Example:\n  roundup key revoke 3")]
    Revoke {
        /// Its id: the number in `roundup key list`, and in the key itself (rk_ID_...).
        id: KeyId,
    },
}

/// When a key ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expiry {
    After(Span),
    On(NaiveDate),
}

impl std::str::FromStr for Expiry {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = text.parse().map(Self::On);
        day.or_else(|_| text.parse().map(Self::After)).map_err(|_| {
            format!("`{text}` is neither a length of time (90d) nor a day (2027-01-31)")
        })
    }
}

impl Expiry {
    /// The moment; a day is over when it is over for the publication.
    fn moment(self, pipeline: &Pipeline) -> Result<DateTime<Utc>> {
        let now = pipeline.clock.now();
        let at = match self {
            Self::After(span) => now.checked_add_signed(span.delta()),
            Self::On(day) => day
                .succ_opt()
                .and_then(|next| next.and_hms_opt(0, 0, 0))
                .and_then(|end| {
                    end.and_local_timezone(pipeline.config.publication.timezone)
                        .earliest()
                })
                .map(|end| end.to_utc()),
        };
        let at = at.filter(|at| *at > now);
        at.ok_or_else(|| Fault::Usage("a key can't end before it begins".to_owned()).into())
    }
}

fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_NAME;
    match fits && !text.chars().any(char::is_control) {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "a name is one line of at most {LONGEST_NAME} characters"
        )),
    }
}

pub(super) async fn run(globals: &Globals, command: Command) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    match command {
        Command::New {
            name,
            mut scope,
            expires,
        } => {
            scope.sort();
            scope.dedup();
            let expires = expires.map(|expires| expires.moment(&pipeline));
            new(globals, &pipeline, &name, &scope, expires.transpose()?).await
        }
        Command::List => list(globals, &pipeline).await,
        Command::Revoke { id } => revoke(globals, &pipeline, id).await,
    }
}

async fn new(
    globals: &Globals,
    pipeline: &Pipeline,
    name: &str,
    scopes: &[Scope],
    expires: Option<DateTime<Utc>>,
) -> Result<Exit> {
    let (key, secret) = pipeline.key_new(name, scopes, expires).await?;
    globals
        .output
        .print(&json!({ "key": key, "secret": secret }), |out| {
            writeln!(out, "{}", styled(BOLD, &secret))?;
            writeln!(
                out,
                "key {} for {name}: {}{}",
                key.id,
                words(&key.scopes),
                ending(pipeline, &key)
            )?;
            writeln!(
                out,
                "{}",
                styled(DIM, "keep it now: it is not shown again, and can't be")
            )
        })?;
    Ok(Exit::Done)
}

async fn list(globals: &Globals, pipeline: &Pipeline) -> Result<Exit> {
    let keys = pipeline.store.api_key_list().await?;
    let now = pipeline.clock.now();
    let zone = pipeline.config.publication.timezone;
    globals.output.print(&keys, |out| {
        if keys.is_empty() {
            return writeln!(out, "there are no keys; `roundup key new` makes one");
        }
        for key in &keys {
            let stands = match (key.is_good(now), key.revoked) {
                (true, _) => styled(GOOD, "good   "),
                (false, Some(_)) => styled(WARN, "revoked"),
                (false, None) => styled(WARN, "ended  "),
            };
            let used = match key.used {
                Some(used) => format!("last used {}", moment(used, zone)),
                None => "never used".to_owned(),
            };
            writeln!(
                out,
                "{:>3}  {stands}  {}: {}; {used}{}",
                key.id.0,
                styled(BOLD, &key.name),
                words(&key.scopes),
                ending(pipeline, key)
            )?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

async fn revoke(globals: &Globals, pipeline: &Pipeline, id: KeyId) -> Result<Exit> {
    let revoked = pipeline.key_revoke(id).await?;
    let known = pipeline.store.api_key_get(id).await?;
    let Some((key, _)) = known else {
        return Err(Fault::BadData(format!("there is no key {id}; see `roundup key list`")).into());
    };
    globals
        .output
        .print(&json!({ "revoked": revoked, "key": key }), |out| {
            let word = match revoked {
                true => "opens nothing any more",
                false => "was revoked before",
            };
            writeln!(out, "key {id} ({}) {word}", key.name)
        })?;
    Ok(Exit::Done)
}

fn words(scopes: &[Scope]) -> String {
    let words: Vec<_> = scopes.iter().map(|scope| scope.word()).collect();
    words.join(", ")
}

fn ending(pipeline: &Pipeline, key: &ApiKey) -> String {
    let zone = pipeline.config.publication.timezone;
    let end = key.expires.map(|end| day(end, zone));
    end.map(|end| format!("; until {end}")).unwrap_or_default()
}
