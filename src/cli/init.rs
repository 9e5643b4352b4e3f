//! `roundup init`: a commented configuration for a new publication.

use std::{
    fs::File,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
};

use anyhow::Result;
use serde_json::json;
use url::Url;

mod layout;
mod relay;

use self::layout::Starting;
use super::{
    Assent, Exit, Globals,
    output::{BOLD, WARN, styled},
};
use crate::{config::Config, pipeline::Fault};

/// The publication that the documented configuration speaks of.
const EXAMPLE_NAME: &str = "The Weir Review";
/// Its domain.
const EXAMPLE_DOMAIN: &str = "weir.example";
/// The documented configuration that a new one starts from.
const TEMPLATE: &str = include_str!("../../config/roundup.toml");

/// Write a commented roundup.toml for a new publication. Asks on a terminal; never overwrites.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  roundup init my-paper --name \"The Weir Review\" --feed https://weir.example/feed --from editors@weir.example"
)]
pub(super) struct Args {
    /// The folder to write to; made when it isn't there.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The publication's name.
    #[arg(long)]
    name: Option<String>,
    /// Its site.
    #[arg(long)]
    url: Option<String>,
    /// Its feed.
    #[arg(long)]
    feed: Option<String>,
    /// Whom mail comes from: `Name <address>`.
    #[arg(long)]
    from: Option<String>,
    /// Its postal address, for the footer.
    #[arg(long)]
    postal_address: Option<String>,
    /// Its time zone: Europe/Berlin.
    #[arg(long)]
    timezone: Option<String>,
    /// The relay: smtp://user:password@host:587.
    #[arg(long, value_name = "URL")]
    relay: Option<String>,
    /// Write only a layout of your own to start from, into `layouts/` of the folder.
    #[arg(
        long,
        value_name = "mjml|html",
        num_args = 0..=1,
        default_missing_value = "mjml",
        conflicts_with_all = ["name", "url", "feed", "from", "postal_address", "timezone", "relay"]
    )]
    layout: Option<Starting>,
}

/// A value to ask for: its flag, its section and key in the file, and the question.
struct Blank {
    flag: &'static str,
    section: &'static str,
    key: &'static str,
    question: &'static str,
    given: Option<String>,
}

pub(super) fn run(globals: &Globals, args: Args) -> Result<Exit> {
    if let Some(starting) = args.layout {
        return layout::write(globals, &args.dir, starting);
    }
    let file = args.dir.join("roundup.toml");
    if file.exists() {
        return Err(taken(&file).into());
    }
    let asks = globals.assent == Assent::Ask && std::io::stdin().is_terminal();
    let mut text = TEMPLATE.to_owned();
    let mut unsaid = Vec::new();
    let mut relay = String::new();
    for blank in blanks(&args) {
        let usual = value(&text, &blank).unwrap_or_default();
        let answer = match blank.given {
            Some(given) => given,
            None if asks => inquire::Text::new(blank.question)
                .with_default(&usual)
                .prompt()
                .map_err(|_| Fault::Usage("no answer; nothing was written".to_owned()))?,
            None => {
                unsaid.push(blank.flag);
                continue;
            }
        };
        text = match (blank.section, blank.key) {
            ("publication", "name") => {
                text.replace(EXAMPLE_NAME, &answer.replace(['"', '\\'], "'"))
            }
            ("publication", "url") => {
                with_domain(&filled(&text, blank.section, blank.key, &answer), &answer)
            }
            (section, key) => filled(&text, section, key, &answer),
        };
        if blank.section == "smtp" {
            relay = answer;
        }
    }
    // What was answered must be a configuration; nothing is written if it isn't.
    let config = Config::parse(&file, &text, std::iter::empty())?;
    let mut secret = None;
    if let Some((without, password)) = relay::parted(&text, &config, &relay) {
        text = without;
        secret = Some(relay::keep(&args.dir, &password)?);
    }
    write_new(&file, &text)?;
    let document = json!({ "written": file, "secret": secret, "unsaid": unsaid });
    globals.output.print(&document, |out| {
        writeln!(out, "wrote {}", styled(BOLD, file.display()))?;
        if let Some(secret) = &secret {
            let secret = styled(BOLD, secret.display());
            writeln!(out, "wrote {secret}, which only you can read")?;
        }
        if !unsaid.is_empty() {
            let mark = styled(WARN, "look");
            let unsaid = unsaid.join(", ");
            writeln!(
                out,
                "{mark}  nobody said {unsaid}: the example's stand there. Questions are asked on a terminal alone"
            )?;
        }
        next(out, &file)
    })?;
    Ok(Exit::Done)
}

/// The way from here to the first edition.
fn next(out: &mut dyn Write, file: &Path) -> std::io::Result<()> {
    writeln!(
        out,
        "\nNext: see that your feed, your sender, your postal address, your relay and web.public_url are right in it, then"
    )?;
    let config = file.display();
    for command in [
        "dkim new",
        "check",
        "subscribers import list.csv",
        "gather",
        "draft",
        "preview --out look",
        "lint",
        "edition approve",
        "proof --to you@example.org",
        "run --now",
    ] {
        writeln!(out, "  roundup --config {config} {command}")?;
    }
    Ok(())
}

/// Writes a file, and the folder it is in; never over one that is there.
fn write_new(file: &Path, text: &str) -> Result<(), Fault> {
    let cant =
        |why: std::io::Error| Fault::CantWrite(format!("can't write {}: {why}", file.display()));
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).map_err(cant)?;
    match File::create_new(file) {
        Ok(mut out) => out.write_all(text.as_bytes()).map_err(cant),
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => Err(taken(file)),
        Err(why) => Err(cant(why)),
    }
}

/// The example's domain gives way to that of the site, wherever it stands: sender, list, relay, pages.
fn with_domain(text: &str, site: &str) -> String {
    let site = Url::parse(site).ok();
    match site
        .as_ref()
        .and_then(Url::domain)
        .filter(|domain| domain.contains('.'))
    {
        Some(domain) => text.replace(EXAMPLE_DOMAIN, domain.trim_start_matches("www.")),
        None => text.to_owned(),
    }
}

fn taken(file: &Path) -> Fault {
    Fault::CantWrite(format!(
        "{} is there already and stays as it is; name another folder",
        file.display()
    ))
}

fn blanks(args: &Args) -> [Blank; 7] {
    let blank = |flag, section, key, question, given: &Option<String>| Blank {
        flag,
        section,
        key,
        question,
        given: given.clone(),
    };
    [
        blank(
            "--name",
            "publication",
            "name",
            "What is the publication called?",
            &args.name,
        ),
        blank(
            "--url",
            "publication",
            "url",
            "Where is its site?",
            &args.url,
        ),
        blank("--feed", "source", "url", "Where is its feed?", &args.feed),
        blank(
            "--from",
            "publication",
            "from",
            "Whom does mail come from?",
            &args.from,
        ),
        blank(
            "--postal-address",
            "publication",
            "postal_address",
            "What is its postal address?",
            &args.postal_address,
        ),
        blank(
            "--timezone",
            "publication",
            "timezone",
            "In which time zone is it edited?",
            &args.timezone,
        ),
        blank(
            "--relay",
            "smtp",
            "url",
            "Which relay takes its mail?",
            &args.relay,
        ),
    ]
}

/// The value that the template has for a blank.
fn value(text: &str, blank: &Blank) -> Option<String> {
    let (line, _) = find(text, blank.section, blank.key)?;
    let table: toml::Table = line.parse().ok()?;
    Some(table.get(blank.key)?.as_str()?.to_owned())
}

/// The template with one value of one section put in.
fn filled(text: &str, section: &str, key: &str, answer: &str) -> String {
    let Some((line, at)) = find(text, section, key) else {
        return text.to_owned();
    };
    let value = toml::Value::String(answer.to_owned());
    format!("{}{key} = {value}{}", &text[..at], &text[at + line.len()..])
}

/// The first line `key = ...` of a section, and where it begins.
fn find<'a>(text: &'a str, section: &str, key: &str) -> Option<(&'a str, usize)> {
    let mut inside = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with('[') {
            inside = bare.trim_matches(['[', ']']) == section;
        } else if inside
            && bare
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        {
            return Some((line.trim_end(), at));
        }
        at += line.len();
    }
    None
}
