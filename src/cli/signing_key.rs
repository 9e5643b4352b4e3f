//! `roundup signing-key`: the keys that sign the links of mails, and a new one for an old.

use std::io::IsTerminal;

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use super::{
    Assent, Exit, Globals,
    output::{BOLD, moment, styled},
};
use crate::{link_key::KeyStanding, pipeline::Fault};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show which keys there are, and which one signs.
    #[command(after_help = "Example:\n  roundup signing-key list --json")]
    List,
    /// Make a new key. It signs from the next minute on; links of older mails go on working.
    #[command(
        after_help = "Examples:\n  roundup signing-key new\n  roundup signing-key new --withdraw-old   somebody has read the store"
    )]
    New {
        /// The old keys open nothing any more but the way off the list: for when somebody else may know them. Readers get
        /// new links to their preferences with the next edition.
        #[arg(long)]
        withdraw_old: bool,
    },
}

pub(super) async fn run(globals: &Globals, command: Command) -> Result<Exit> {
    match command {
        Command::List => list(globals).await,
        Command::New {
            withdraw_old: false,
        } => new(globals, KeyStanding::Good).await,
        Command::New { withdraw_old: true } => {
            be_sure(globals)?;
            new(globals, KeyStanding::Withdrawn).await
        }
    }
}

async fn list(globals: &Globals) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let keys = pipeline.link_keys().await?;
    let zone = pipeline.config.publication.timezone;
    globals.output.print(&json!({ "keys": keys }), |out| {
        for key in &keys {
            let number = styled(BOLD, key.number);
            let made = match key.made.timestamp() {
                0 => "before keys had dates".to_owned(),
                _ => moment(key.made, zone),
            };
            let use_of_it = match (key.signs, key.standing) {
                (true, _) => "signs",
                (false, KeyStanding::Good) => "opens the links that it signed",
                (false, KeyStanding::Withdrawn) => "withdrawn: opens the way off the list alone",
            };
            writeln!(out, "{number}  made {made}  {use_of_it}")?;
        }
        Ok(())
    })?;
    pipeline.close().await;
    Ok(Exit::Done)
}

async fn new(globals: &Globals, old: KeyStanding) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let number = pipeline.new_link_key(old).await?;
    globals.output.print(&json!({ "number": number }), |out| {
        let fate = match old {
            KeyStanding::Good => "it signs from the next minute on; older links go on working",
            KeyStanding::Withdrawn => "the old ones open the way off the list alone",
        };
        writeln!(out, "made key {}: {fate}", styled(BOLD, number))
    })?;
    pipeline.close().await;
    Ok(Exit::Done)
}

/// It can't be taken back, and links in mails that are on their way die with it.
fn be_sure(globals: &Globals) -> Result<()> {
    if globals.assent == Assent::Given {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Fault::Usage("withdrawing keys can't be undone; say --yes".to_owned()).into());
    }
    let question =
        "Links to preferences, and to confirm, in all mails sent so far will open nothing. Go on?";
    match inquire::Confirm::new(question)
        .with_default(false)
        .prompt()?
    {
        true => Ok(()),
        false => Err(Fault::Usage("nothing was done".to_owned()).into()),
    }
}
