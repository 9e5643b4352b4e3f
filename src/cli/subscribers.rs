//! `roundup subscribers`: looking at the list and changing it.

use std::{io::IsTerminal, path::PathBuf};

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

mod leave;
mod lists;
mod set;
mod show;

use self::lists::{everybody, export, import};
use super::{
    Assent, Exit, Globals,
    output::{BOLD, DIM, GOOD, styled},
    segment::Filter,
};
use crate::{
    pipeline::{Fault, Pipeline, Script},
    preference::Language,
    subscriber::{Actor, EmailAddress, SubscriberState},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Put one person on the list, at their own wish.
    #[command(
        after_help = "Example:\n  roundup subscribers add zoe@weir.example --name \"Zoë Winter\""
    )]
    Add {
        /// Their address.
        address: EmailAddress,
        /// What they are called.
        #[arg(long)]
        name: Option<String>,
        /// Where their consent came from.
        #[arg(long, default_value = "command line")]
        consent: String,
        /// They left before and asked to come back.
        #[arg(long)]
        rejoin: bool,
    },
    /// Take a list in (CSV or JSON); wrong rows are told and stop nothing, nobody who left is brought back. Exports of
    /// Mailchimp, Substack, Ghost, Buttondown, listmonk and Mailman are known by their headers.
    #[command(
        after_help = "Examples (columns: email, name, state, joined, consent, paused_until, sections, frequency, language, format, tags; only email is needed):\n  roundup subscribers import list.csv --dry-run\n  roundup subscribers import list.csv --map email=\"E-Post\" --map joined=Seit\n  roundup subscribers import members.csv --map state=      (its column State is of an address)"
    )]
    Import {
        /// The file, or - for standard input.
        file: PathBuf,
        #[command(flatten)]
        wish: lists::Wish,
    },
    /// Write the list as CSV to standard output (--json: as JSON); or all that is kept of one person, as JSON.
    #[command(
        after_help = "Examples:\n  roundup subscribers export --state active > list.csv\n  roundup subscribers export --person zoe@weir.example > zoe.json"
    )]
    Export {
        /// All that is kept of this person: consents, changes, editions, mails about their subscription.
        #[arg(long, value_name = "ADDRESS", exclusive = true)]
        person: Option<EmailAddress>,
        /// Only those in this state.
        #[arg(long)]
        state: Option<SubscriberState>,
        #[command(flatten)]
        filter: Filter,
    },
    /// Show the list, or how many are on it: in every state, those who left among them, unless --state says in which. Mail
    /// goes to who is active.
    #[command(
        after_help = "Examples:\n  roundup subscribers list --state unsubscribed\n  roundup subscribers list --count --state active --section Water --joined-since 2026-01-01"
    )]
    List {
        /// Only those in this state.
        #[arg(long)]
        state: Option<SubscriberState>,
        /// Only how many they are, and how many of them are active; with --state active the second alone.
        #[arg(long)]
        count: bool,
        #[command(flatten)]
        filter: Filter,
    },
    /// Show all that is known of one person, and who changed what about them.
    #[command(after_help = "Example:\n  roundup subscribers show zoe@weir.example")]
    Show {
        /// Their address.
        address: EmailAddress,
    },
    /// Change what somebody chose, their pause, or their tags, at their own wish.
    #[command(
        after_help = "Examples:\n  roundup subscribers set zoe@weir.example --section Water --section Trade --format text\n  roundup subscribers set zoe@weir.example --pause-until 2027-01-15\n  roundup subscribers set zoe@weir.example --all-sections --frequency every --tag donor"
    )]
    Set {
        /// Their address.
        address: EmailAddress,
        #[command(flatten)]
        wish: set::Wish,
    },
    /// Write an HTML form that can stand on any site and signs people up.
    #[command(after_help = "Example:\n  roundup subscribers form > sign-up.html")]
    Form {
        /// With a script that says what to do next without leaving the page; needs the site in subscribe.origins.
        #[arg(long)]
        script: bool,
        /// In this language (de), in which whoever fills it in gets the mail to confirm [default: the publication's].
        #[arg(long, value_name = "TAG")]
        language: Option<Language>,
    },
    /// Take people off the list, at once, also for an edition that is being sent.
    #[command(after_help = "Example:\n  roundup subscribers unsubscribe zoe@weir.example")]
    Unsubscribe {
        /// Their addresses.
        #[arg(required_unless_present = "mail")]
        addresses: Vec<EmailAddress>,
        /// Mails that came to publication.leave_to, one a file; - is stdin. The subject has the token that an edition's
        /// List-Unsubscribe put there: without it nobody can tell whom a mail speaks for, and nobody is taken off.
        #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "addresses")]
        mail: Vec<PathBuf>,
    },
    /// Erase a person; a keyed hash remains, so that no import brings them back.
    #[command(after_help = "Example:\n  roundup subscribers forget zoe@weir.example --yes")]
    Forget {
        /// Their address.
        address: EmailAddress,
    },
}

pub(super) async fn run(globals: &Globals, command: Command) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    match command {
        Command::Add {
            address,
            name,
            consent,
            rejoin,
        } => {
            if !rejoin {
                refuse_who_left(&pipeline, &address).await?;
            }
            add(globals, &pipeline, address, name, &consent).await
        }
        Command::Import { file, wish } => import(globals, &pipeline, file, wish).await,
        Command::Export {
            person: Some(person),
            ..
        } => lists::everything(globals, &pipeline, &person).await,
        Command::Export { state, filter, .. } => export(globals, &pipeline, state, filter).await,
        Command::List {
            state,
            count: true,
            filter,
        } => count(globals, &pipeline, state, filter).await,
        Command::List { state, filter, .. } => list(globals, &pipeline, state, filter).await,
        Command::Form { script, language } => {
            let script = if script {
                Script::With
            } else {
                Script::Without
            };
            form(globals, &pipeline, script, language)
        }
        Command::Set { address, wish } => set::set(globals, &pipeline, &address, wish).await,
        Command::Show { address } => show::show(globals, &pipeline, &address).await,
        Command::Unsubscribe { addresses, mail } if mail.is_empty() => {
            leave::by_address(globals, &pipeline, &addresses).await
        }
        Command::Unsubscribe { mail, .. } => leave::by_mail(globals, &pipeline, &mail).await,
        Command::Forget { address } => forget(globals, &pipeline, &address).await,
    }
}

/// Never to someone who left, unless they asked to come back.
async fn refuse_who_left(pipeline: &Pipeline, address: &EmailAddress) -> Result<()> {
    let known = pipeline.store.subscriber_find(address).await?;
    let known_none = known.is_none();
    match known.filter(|known| known.state.suppresses()) {
        Some(left) => Err(Fault::BadData(format!(
            "{address} is {} since {}; if they asked to come back, say --rejoin",
            left.state,
            left.changed.format("%Y-%m-%d")
        ))
        .into()),
        None if known_none && pipeline.was_forgotten(address).await? => Err(Fault::BadData(
            format!("{address} asked to be forgotten; if they asked to come back, say --rejoin"),
        )
        .into()),
        None => Ok(()),
    }
}

async fn add(
    globals: &Globals,
    pipeline: &Pipeline,
    address: EmailAddress,
    name: Option<String>,
    consent: &str,
) -> Result<Exit> {
    let added = pipeline
        .join(address.clone(), name, consent, Actor::Operator)
        .await?;
    let subscriber = pipeline.subscriber(&address).await?;
    globals.output.print(
        &json!({ "added": added, "subscriber": subscriber }),
        |out| {
            let word = if added {
                styled(GOOD, "added")
            } else {
                "was on the list already".to_owned()
            };
            writeln!(out, "{address}: {word}")
        },
    )?;
    Ok(Exit::Done)
}

async fn list(
    globals: &Globals,
    pipeline: &Pipeline,
    state: Option<SubscriberState>,
    filter: Filter,
) -> Result<Exit> {
    let segment = filter.segment(pipeline).await?;
    let people = everybody(pipeline, state, &segment).await?;
    globals.output.print(&people, |out| {
        for person in &people {
            let name = person.name.as_deref().unwrap_or_default();
            writeln!(
                out,
                "{:12}  {}  {}",
                person.state.word(),
                person.address,
                styled(DIM, name)
            )?;
        }
        writeln!(out, "{}", styled(BOLD, format!("{} people", people.len())))
    })?;
    Ok(Exit::Done)
}

async fn count(
    globals: &Globals,
    pipeline: &Pipeline,
    state: Option<SubscriberState>,
    filter: Filter,
) -> Result<Exit> {
    let segment = filter.segment(pipeline).await?;
    let count = pipeline.store.subscriber_count_of(state, &segment).await?;
    if state.is_some() {
        let document = json!({ "count": count });
        globals
            .output
            .print(&document, |out| writeln!(out, "{count}"))?;
        return Ok(Exit::Done);
    }
    let active = Some(SubscriberState::Active);
    let active = pipeline.store.subscriber_count_of(active, &segment).await?;
    let document = json!({ "count": count, "active": active });
    globals.output.print(&document, |out| {
        writeln!(out, "{count} in every state, {active} of them active")
    })?;
    Ok(Exit::Done)
}

fn form(
    globals: &Globals,
    pipeline: &Pipeline,
    script: Script,
    language: Option<Language>,
) -> Result<Exit> {
    let form = pipeline.form(script, language);
    globals
        .output
        .print(&json!({ "form": form }), |out| writeln!(out, "{form}"))?;
    Ok(Exit::Done)
}

async fn forget(globals: &Globals, pipeline: &Pipeline, address: &EmailAddress) -> Result<Exit> {
    let person = pipeline.subscriber(address).await?;
    let asks = globals.assent == Assent::Ask && std::io::stdin().is_terminal();
    if asks
        && !inquire::Confirm::new(&format!("Erase all that is known of {address}?"))
            .prompt()
            .unwrap_or(false)
    {
        return Ok(Exit::Done);
    }
    pipeline.forget(&person, None).await?;
    globals
        .output
        .print(&json!({ "forgotten": address }), |out| {
            writeln!(out, "{address} is forgotten; no import brings them back")
        })?;
    Ok(Exit::Done)
}
