//! `roundup edition`: looking at editions and deciding about them.

mod correct;
mod edit;
mod ledger;
mod trail;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::{
    Exit, Globals,
    output::{BOLD, DIM, WARN, moment, styled},
    run::{standing, write_report},
};
use crate::{
    config::Span,
    delivery::MessageId,
    edition::{EditionRef, EditionState},
    pipeline::{Approval, EditionHead, Fault, Pipeline},
    render::Level,
    store::{Resolution, Unresolved},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List all editions.
    #[command(after_help = "Example:\n  roundup edition list --json")]
    List,
    /// Show an edition: its blocks, the reason for each piece, and who decided what about it.
    #[command(after_help = "Example:\n  roundup edition show 47")]
    Show {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
    },
    /// Change a draft, or a held edition: pin, drop, move, retitle, and more. Without a change, all of them open as one
    /// file in $VISUAL or $EDITOR.
    #[command(
        after_help = "Examples:\n  roundup edition show\n  roundup edition edit pin 3 --lead\n  roundup edition edit 47 title 5 \"A better headline\"\n  roundup edition edit"
    )]
    Edit(Box<edit::Args>),
    /// Seal an edition after its pre-flight checks: these bytes will be sent at its slot.
    #[command(
        after_help = "Examples:\n  roundup lint && roundup edition approve\n  roundup edition approve --segment donors"
    )]
    Approve {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// Only the readers of this segment of the configuration get it [default: schedule.segment, or everybody].
        #[arg(long, value_name = "NAME")]
        segment: Option<String>,
    },
    /// Keep an edition from being sent until it is approved.
    #[command(
        after_help = "Example:\n  roundup edition hold 47 --why \"the lead needs a correction\""
    )]
    Hold {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// A word for the others.
        #[arg(long)]
        why: Option<String>,
    },
    /// Give an edition up; its pieces go on to the next.
    #[command(after_help = "Example:\n  roundup edition cancel 47")]
    Cancel {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// A word for the others.
        #[arg(long)]
        why: Option<String>,
    },
    /// Have the sending of an edition wait: whatever process sends it stops within a second or two.
    #[command(after_help = "Example:\n  roundup edition pause && roundup edition report")]
    Pause {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
    },
    /// Let a paused edition go on: at once where a process waits with it, else at the next `roundup run`.
    #[command(after_help = "Example:\n  roundup edition resume 47")]
    Resume {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
    },
    /// Say what was wrong in an edition that went out: shown with it in the archive, and in its feed. Without --text or
    /// --withdraw, list what was said.
    #[command(
        after_help = "Examples:\n  roundup edition correct 47 --text \"The lock opens on Monday, not on Sunday.\"\n  roundup edition correct 47 --withdraw 3"
    )]
    Correct {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// What was wrong, and what is right; an empty line parts paragraphs.
        #[arg(long)]
        text: Option<String>,
        /// Take the correction of this number back.
        #[arg(long, value_name = "N", conflicts_with = "text")]
        withdraw: Option<i64>,
    },
    /// A private link to an edition that has not gone out, for proof readers: whoever has it sees the edition as it is by then.
    #[command(after_help = "Example:\n  roundup edition link --for 2d")]
    Link {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// How long it works.
        #[arg(long = "for", value_name = "TIME", default_value = "7d")]
        within: Span,
    },
    /// The ledger of an edition: what happened, in figures, or a line a person.
    #[command(
        after_help = "Examples:\n  roundup edition report 47\n  roundup edition report 47 --csv > ledger.csv"
    )]
    Report {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// A line a person, as CSV.
        #[arg(long)]
        csv: bool,
    },
    /// Decide about deliveries whose answer never came (search the relay's log for their Message-ID first), or send
    /// failed ones again.
    #[command(
        after_help = "Examples:\n  roundup edition resolve 47 --as accepted --message-id e47.0f3a@weir.example\n  roundup edition resolve 47 --as resend --all"
    )]
    Resolve {
        /// Its number (47) or id (e47) [default: the newest].
        edition: Option<EditionRef>,
        /// What became of it.
        #[arg(long = "as", value_name = "WHAT")]
        decision: Decision,
        /// Which delivery.
        #[arg(long, value_name = "ID", conflicts_with = "all", required_unless_present_any = ["all", "failed"])]
        message_id: Option<String>,
        /// All uncertain deliveries of the edition.
        #[arg(long)]
        all: bool,
        /// All deliveries that failed, once what made them fail is mended; goes with --as resend.
        #[arg(long, conflicts_with_all = ["all", "message_id"])]
        failed: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Decision {
    /// The relay's log says it was taken.
    Accepted,
    /// It was not, and is given up.
    Failed,
    /// It was not: send it again at the next run.
    Resend,
}

pub(super) async fn run(globals: &Globals, command: Command) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    match command {
        Command::List => list(globals, &pipeline).await,
        Command::Show { edition } => trail::show(globals, &pipeline, edition).await,
        Command::Edit(args) => edit::run(globals, &pipeline, *args).await,
        Command::Approve { edition, segment } => {
            approve(globals, &pipeline, edition, segment.as_deref()).await
        }
        Command::Hold { edition, why } => {
            let edition = pipeline.edition(edition).await?;
            pipeline
                .hold(&edition, why.as_deref(), &trail::operator())
                .await?;
            head(globals, &pipeline, EditionRef::Id(edition.id)).await
        }
        Command::Cancel { edition, why } => {
            let edition = pipeline.edition(edition).await?;
            pipeline
                .cancel(&edition, why.as_deref(), &trail::operator())
                .await?;
            head(globals, &pipeline, EditionRef::Id(edition.id)).await
        }
        Command::Pause { edition } => {
            let edition = pipeline.edition(edition).await?;
            pipeline.pause(&edition).await?;
            head(globals, &pipeline, EditionRef::Id(edition.id)).await
        }
        Command::Resume { edition } => {
            let edition = pipeline.edition(edition).await?;
            pipeline.resume(&edition).await?;
            head(globals, &pipeline, EditionRef::Id(edition.id)).await
        }
        Command::Correct {
            edition,
            text,
            withdraw,
        } => {
            let edition = pipeline.edition(edition).await?;
            let wish = match (text, withdraw) {
                (Some(text), _) => correct::Wish::Add(text),
                (None, Some(id)) => correct::Wish::Withdraw(id),
                (None, None) => correct::Wish::List,
            };
            correct::correct(globals, &pipeline, &edition, wish).await?;
            Ok(Exit::Done)
        }
        Command::Link { edition, within } => {
            let edition = pipeline.edition(edition).await?;
            correct::link(globals, &pipeline, &edition, within)?;
            Ok(Exit::Done)
        }
        Command::Report {
            edition,
            csv: false,
        } => report(globals, &pipeline, edition).await,
        Command::Report { edition, csv: true } => ledger::write(&pipeline, edition).await,
        Command::Resolve {
            edition,
            decision,
            message_id,
            failed,
            ..
        } => {
            if failed && !matches!(decision, Decision::Resend) {
                return Err(Fault::Usage("--failed goes with --as resend only".to_owned()).into());
            }
            let which = match message_id {
                Some(id) => Unresolved::One(MessageId(id.trim_matches(['<', '>']).to_owned())),
                None if failed => Unresolved::AllFailed,
                None => Unresolved::AllUncertain,
            };
            resolve(globals, &pipeline, edition, &which, decision).await
        }
    }
}

/// What the last look at the pages changed and what the checks found is told with it: a warning keeps nothing back, but somebody should look.
async fn approve(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
    segment: Option<&str>,
) -> Result<Exit> {
    let edition = pipeline.edition(edition).await?;
    let Approval { findings, told } = pipeline
        .approve(&edition, segment, &trail::operator())
        .await?;
    let edition = pipeline.edition(Some(EditionRef::Id(edition.id))).await?;
    pipeline.close().await;
    let head = EditionHead::of(&edition);
    let warnings: Vec<_> = findings
        .iter()
        .filter(|finding| finding.level == Level::Warning)
        .cloned()
        .collect();
    let document = json!({ "edition": head, "findings": findings, "problems": told });
    globals.output.print(&document, |out| {
        for told in &told {
            writeln!(out, "{}  {told}", styled(WARN, "look"))?;
        }
        super::lint::write(out, &warnings, true)?;
        write_head(out, &head, pipeline.config.publication.timezone)
    })?;
    Ok(Exit::Done)
}

async fn resolve(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
    which: &Unresolved,
    decision: Decision,
) -> Result<Exit> {
    let resolution = match decision {
        Decision::Accepted => Resolution::Accepted,
        Decision::Failed => Resolution::Failed,
        Decision::Resend => Resolution::Resend,
    };
    let edition = pipeline.edition(edition).await?;
    let by = trail::operator();
    let count = pipeline.resolve(&edition, which, resolution, &by).await?;
    globals.output.print(
        &json!({ "edition": edition.id, "resolved": count }),
        |out| writeln!(out, "{count} decided"),
    )?;
    // Naming a delivery that is not there to be decided about is a mistake; having none at all is not.
    let mistaken = count == 0 && matches!(which, Unresolved::One(_));
    Ok(if mistaken { Exit::BadData } else { Exit::Done })
}

async fn list(globals: &Globals, pipeline: &Pipeline) -> Result<Exit> {
    let zone = pipeline.config.publication.timezone;
    let editions = pipeline.store.edition_list(&EditionState::ALL).await?;
    let heads: Vec<_> = editions.iter().map(EditionHead::of).collect();
    globals.output.print(&heads, |out| {
        for head in &heads {
            let number = head
                .number
                .map_or_else(|| "-".to_owned(), |number| number.to_string());
            let id = head.id.map(|id| id.to_string()).unwrap_or_default();
            writeln!(
                out,
                "{number:>4}  {:5}  {:15}  {}  {}",
                styled(DIM, id),
                standing(head),
                moment(head.slot, zone),
                head.subject
            )?;
        }
        if heads.is_empty() {
            writeln!(out, "No editions yet. `roundup draft` composes one.")?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

async fn head(globals: &Globals, pipeline: &Pipeline, edition: EditionRef) -> Result<Exit> {
    let edition = pipeline.edition(Some(edition)).await?;
    let head = EditionHead::of(&edition);
    let zone = pipeline.config.publication.timezone;
    globals.output.print(&json!({ "edition": head }), |out| {
        write_head(out, &head, zone)
    })?;
    Ok(Exit::Done)
}

fn write_head(
    out: &mut dyn std::io::Write,
    head: &EditionHead,
    zone: chrono_tz::Tz,
) -> std::io::Result<()> {
    let id = head.id.map(|id| id.to_string()).unwrap_or_default();
    let standing = styled(BOLD, standing(head));
    writeln!(
        out,
        "edition {id} is {standing} (slot {})",
        moment(head.slot, zone)
    )
}

async fn report(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
) -> Result<Exit> {
    let edition = pipeline.edition(edition).await?;
    let report = pipeline.report(&edition).await?;
    let zone = pipeline.config.publication.timezone;
    globals
        .output
        .print(&report, |out| write_report(out, &report, zone))?;
    Ok(Exit::Done)
}
