//! `roundup edition edit`: changing a draft, a change at a time or as one file.
//!
//! What can't be meant by itself ends with 64; what is at odds with the edition or with other edits, and a file that won't
//! do, with 65.

mod file;

use std::{io::Read as _, num::NonZeroUsize, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::Subcommand;
use serde_json::json;
use url::Url;

use crate::{
    cli::{Exit, Globals, draft},
    edition::{Edition, EditionRef},
    edits::{ChosenImage, Edits, OutsideLink, Pin},
    pipeline::{DraftReport, EditTarget, Fault, Pipeline, UnknownSection},
};

/// The most bytes of a text that is read from standard input.
const STDIN_MAX: u64 = 1_000_000;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Its number (47) or id (e47) [default: the newest].
    edition: Option<EditionRef>,
    /// Print the file of edits instead of opening it.
    #[arg(long, conflicts_with = "file")]
    print: bool,
    /// Take the edits from this file (- is standard input) instead of opening one: they replace those there are.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(subcommand)]
    change: Option<Change>,
}

/// A piece is named by its number in `roundup edition show`, or by its address.
#[derive(Debug, Subcommand)]
enum Change {
    /// Have a piece in the edition whatever the rules say: in its section, or at the top, or as a headline.
    Pin {
        /// Its number or address.
        piece: EditTarget,
        /// At the top.
        #[arg(long, conflicts_with = "headline")]
        lead: bool,
        /// As a headline under "in case you missed it" or "elsewhere".
        #[arg(long)]
        headline: bool,
    },
    /// Leave a piece out.
    Drop {
        /// Its number or address.
        piece: EditTarget,
    },
    /// Move a piece to another section, or to a place within its section.
    Move {
        /// Its number or address.
        piece: EditTarget,
        /// The section.
        #[arg(long, value_name = "SECTION", required_unless_present = "at")]
        to: Option<String>,
        /// The section may be one that neither the configuration nor any other piece has.
        #[arg(long, requires = "to")]
        new_section: bool,
        /// The place within the section, from 1.
        #[arg(long, value_name = "N")]
        at: Option<NonZeroUsize>,
    },
    /// Give a piece another headline.
    Title {
        /// Its number or address.
        piece: EditTarget,
        /// The headline.
        title: String,
    },
    /// Give a piece another teaser.
    Teaser {
        /// Its number or address.
        piece: EditTarget,
        /// The text; an empty line parts its paragraphs, and - reads it from standard input.
        #[arg(long)]
        text: String,
    },
    /// Give a piece another photo.
    Image {
        /// Its number or address.
        piece: EditTarget,
        /// Where the photo is.
        #[arg(long, value_parser = web_address)]
        url: Url,
        /// What it shows.
        #[arg(long)]
        alt: String,
        /// Who made it.
        #[arg(long)]
        credit: Option<String>,
    },
    /// Put a note to readers on top, instead of the configured one; "" takes that one away.
    Note {
        /// The text; an empty line parts its paragraphs, and - reads it from standard input.
        text: String,
    },
    /// Write the subject yourself.
    Subject {
        /// The subject.
        text: String,
    },
    /// Write the preheader yourself.
    Preheader {
        /// The preheader.
        text: String,
    },
    /// Add a link to something that is no piece of yours: a headline under "elsewhere", or a teaser in a section.
    Link {
        /// Where it leads.
        #[arg(value_parser = web_address)]
        url: Url,
        /// Its headline.
        #[arg(long)]
        title: String,
        /// Whose it is [default: the name of the host].
        #[arg(long)]
        outlet: Option<String>,
        /// The section it stands in as a teaser.
        #[arg(long)]
        section: Option<String>,
        /// The section may be one that neither the configuration nor any piece has.
        #[arg(long, requires = "section")]
        new_section: bool,
        /// The place within the section, from 1.
        #[arg(long, value_name = "N", requires = "section")]
        at: Option<NonZeroUsize>,
        /// What is said about it; - reads it from standard input.
        #[arg(long, requires = "section")]
        text: Option<String>,
    },
    /// Take back all that was changed about a piece or a link; or `note`, `subject`, `preheader`.
    Undo {
        /// Its number or address, or `note`, `subject`, `preheader`.
        what: String,
    },
    /// Take back all changes.
    Reset,
}

fn web_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| "this is no web address; it begins with https://".to_owned())
}

pub(super) async fn run(globals: &Globals, pipeline: &Pipeline, args: Args) -> Result<Exit> {
    let Some(change) = args.change else {
        return match args.file {
            Some(path) => file::take(globals, pipeline, args.edition, &path).await,
            None if args.print => print(globals, pipeline, args.edition).await,
            None => file::open(globals, pipeline, args.edition).await,
        };
    };
    if args.print || args.file.is_some() {
        let why = "--print and --file stand for all changes; leave them out, or the change";
        return Err(Fault::Usage(why.to_owned()).into());
    }
    let edition = pipeline.edition(args.edition).await?;
    let report = pipeline
        .edit(&edition, async |edition, edits| {
            apply(pipeline, edition, edits, change).await
        })
        .await?;
    show(globals, pipeline, &report)
}

async fn print(
    globals: &Globals,
    pipeline: &Pipeline,
    edition: Option<EditionRef>,
) -> Result<Exit> {
    let file = pipeline.edit_file(edition).await?;
    let document = json!({ "edition": file.edition.id, "edits": file.edits });
    globals
        .output
        .print(&document, |out| write!(out, "{}", file.text))?;
    Ok(Exit::Done)
}

fn show(globals: &Globals, pipeline: &Pipeline, report: &DraftReport) -> Result<Exit> {
    let zone = pipeline.config.publication.timezone;
    globals
        .output
        .print(report, |out| draft::write(out, report, zone))?;
    Ok(Exit::Done)
}

async fn apply(
    pipeline: &Pipeline,
    edition: &Edition,
    edits: &mut Edits,
    change: Change,
) -> Result<()> {
    let found = async |piece: &EditTarget| pipeline.edit_target(edition, piece).await;
    match change {
        Change::Pin {
            piece,
            lead,
            headline,
        } => {
            let pin = match (lead, headline) {
                (true, _) => Pin::Lead,
                (_, true) => Pin::Headline,
                _ => Pin::Section,
            };
            edits.pin(&found(&piece).await?, pin);
        }
        Change::Drop { piece } => {
            let edit = edits.piece_mut(&found(&piece).await?);
            (edit.drop, edit.pin, edit.section, edit.at) = (true, None, None, None);
        }
        Change::Move {
            piece,
            to,
            new_section,
            at,
        } => {
            let to = match to {
                Some(to) => {
                    let unknown = unknown_is(new_section);
                    Some(pipeline.section_named(edition, edits, &to, unknown).await?)
                }
                None => None,
            };
            let edit = edits.piece_mut(&found(&piece).await?);
            edit.drop = false;
            edit.pin = None;
            edit.section = to.or(edit.section.take());
            edit.at = at;
        }
        Change::Title { piece, title } => {
            edits.piece_mut(&found(&piece).await?).title = Some(title);
        }
        Change::Teaser { piece, text } => {
            edits.piece_mut(&found(&piece).await?).teaser = Some(given(text)?);
        }
        Change::Image {
            piece,
            url,
            alt,
            credit,
        } => {
            edits.piece_mut(&found(&piece).await?).image = Some(ChosenImage { url, alt, credit });
        }
        Change::Note { text } => edits.note = Some(given(text)?),
        Change::Subject { text } => edits.subject = Some(text),
        Change::Preheader { text } => edits.preheader = Some(text),
        Change::Link {
            url,
            title,
            outlet,
            section,
            new_section,
            at,
            text,
        } => {
            let section = match section {
                Some(name) => {
                    let unknown = unknown_is(new_section);
                    Some(
                        pipeline
                            .section_named(edition, edits, &name, unknown)
                            .await?,
                    )
                }
                None => None,
            };
            let text = text.map(given).transpose()?;
            edits.links.retain(|link| link.url != url);
            edits.links.push(OutsideLink {
                url,
                title,
                outlet,
                section,
                at,
                text,
            });
        }
        Change::Undo { what } => undo(edition, edits, &what)?,
        Change::Reset => *edits = Edits::default(),
    }
    Ok(())
}

/// What `--new-section` says of a section that nobody knows.
fn unknown_is(new_section: bool) -> UnknownSection {
    if new_section {
        UnknownSection::Made
    } else {
        UnknownSection::Refused
    }
}

fn undo(edition: &Edition, edits: &mut Edits, what: &str) -> Result<()> {
    let line = match what {
        "note" => Some(&mut edits.note),
        "subject" => Some(&mut edits.subject),
        "preheader" => Some(&mut edits.preheader),
        _ => None,
    };
    let undone = match line {
        Some(line) => line.take().is_some(),
        None => {
            let target = what.parse().map_err(|why| {
                Fault::Usage(format!("{why}, nor `note`, `subject` or `preheader`"))
            })?;
            let url = match target {
                EditTarget::Url(url) => Some(url),
                EditTarget::Number(number) => {
                    let numbered = edition.composition.numbered();
                    let at = number.checked_sub(1);
                    at.and_then(|at| numbered.get(at)).map(|url| (*url).clone())
                }
            };
            url.is_some_and(|url| edits.forget(&url))
        }
    };
    if undone {
        return Ok(());
    }
    Err(Fault::BadData(format!(
        "nothing was changed about {what} in edition {0}; `roundup edition edit {0} --print` shows all changes",
        edition.id
    ))
    .into())
}

/// The text itself, or what standard input has.
fn given(text: String) -> Result<String> {
    if text != "-" {
        return Ok(text);
    }
    let mut read = String::new();
    std::io::stdin()
        .take(STDIN_MAX)
        .read_to_string(&mut read)
        .context("can't read the text from standard input")?;
    Ok(read.trim_end().to_owned())
}
