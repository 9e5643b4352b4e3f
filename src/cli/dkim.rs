//! `roundup dkim`: keys to sign mail with, and their DNS records.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::Subcommand;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::{
    Exit, Globals,
    output::{BOLD, DIM, styled},
};
use crate::{
    config,
    dkim::{Algorithm, Domain, Record, Selector, SigningKey},
    pipeline::Fault,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key, and say what to write into the DNS and the configuration. Never overwrites.
    #[command(
        after_help = "Examples:\n  roundup dkim new\n  roundup dkim new --domain weir.example --selector 2026 --out /etc/roundup/dkim-2026.pem\n  roundup dkim new --ed25519"
    )]
    New(NewArgs),
    /// Show the DNS record of each key in the configuration.
    #[command(after_help = "Example:\n  roundup dkim show --json")]
    Show,
}

#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// The domain that will sign [default: dkim.domain of the configuration, or the domain of publication.from].
    #[arg(long)]
    domain: Option<Domain>,
    /// The key's name in the DNS [default: roundup, or roundup-ed25519].
    #[arg(long)]
    selector: Option<Selector>,
    /// An Ed25519 key, for a second signature, instead of RSA with 2048 bits.
    #[arg(long)]
    ed25519: bool,
    /// The file to write [default: dkim-SELECTOR.pem beside the configuration].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(globals: &Globals, command: Command) -> Result<Exit> {
    match command {
        Command::New(args) => new(globals, args),
        Command::Show => show(globals),
    }
}

/// A key that was made and kept, and how it is to be published and named.
struct Made {
    file: PathBuf,
    algorithm: Algorithm,
    domain: Domain,
    selector: Selector,
    record: Record,
    /// What to write under `[dkim]`.
    lines: Vec<String>,
}

fn new(globals: &Globals, args: NewArgs) -> Result<Exit> {
    let algorithm = match args.ed25519 {
        true => Algorithm::Ed25519,
        false => Algorithm::Rsa,
    };
    let domain = match args.domain {
        Some(domain) => domain,
        None => usual_domain(globals)?,
    };
    let selector = args.selector.unwrap_or_else(|| Selector::usual(algorithm));
    let dir = config_dir(globals);
    let usual = || dir.join(format!("dkim-{selector}.pem"));
    let file = args.out.unwrap_or_else(usual);
    if file.exists() {
        return Err(taken(&file).into());
    }
    let new = SigningKey::generate(algorithm)?;
    keep(&file, new.pem.expose_secret())?;
    let made = Made {
        record: Record::new(&domain, &selector, &new.key),
        lines: config_lines(algorithm, &domain, &selector, &in_config(&file, &dir)),
        file,
        algorithm,
        domain,
        selector,
    };
    tell(globals, &made)?;
    Ok(Exit::Done)
}

fn tell(globals: &Globals, made: &Made) -> Result<()> {
    let told = json!({
        "file": made.file,
        "algorithm": made.algorithm.tag(),
        "domain": made.domain,
        "selector": made.selector,
        "record": document(&made.record),
        "config": made.lines,
    });
    globals.output.print(&told, |out| {
        let file = styled(BOLD, made.file.display());
        let kind = made.algorithm;
        writeln!(
            out,
            "wrote {file}: a private key ({kind}) that only you can read\n"
        )?;
        write_record(out, &made.record)?;
        writeln!(out, "\n{}", styled(BOLD, "Under [dkim] in roundup.toml"))?;
        for line in &made.lines {
            writeln!(out, "{line}")?;
        }
        writeln!(
            out,
            "\nWith these lines in, `roundup check` says whether the DNS has the record; send nothing before it does."
        )
    })
}

/// The configuration's domain. It may lack a key still, or name one that is not there yet: that is said with what to
/// do about it.
fn usual_domain(globals: &Globals) -> Result<Domain> {
    let config = globals.config()?;
    let from = &config.publication.from.address;
    Ok(config
        .dkim
        .map_or_else(|| Domain::of(from), |dkim| dkim.domain))
}

/// The folder of the configuration, where there is one, else this one.
fn config_dir(globals: &Globals) -> PathBuf {
    config::locate(globals.config.clone())
        .ok()
        .and_then(|file| file.parent().map(Path::to_owned))
        .unwrap_or_default()
}

/// How the configuration names a file: relative to its folder where it lies in it, else whole.
fn in_config(file: &Path, dir: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let dir = if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    };
    let (file, dir) = (whole(file), whole(dir));
    file.strip_prefix(&dir)
        .unwrap_or(&file)
        .display()
        .to_string()
}

fn config_lines(
    algorithm: Algorithm,
    domain: &Domain,
    selector: &Selector,
    file: &str,
) -> Vec<String> {
    let line = |key: &str, value: &str| format!("{key} = {}", toml::Value::from(value));
    match algorithm {
        Algorithm::Rsa => vec![
            line("domain", domain.as_str()),
            line("selector", selector.as_str()),
            line("key_file", file),
        ],
        Algorithm::Ed25519 => vec![
            line("ed25519_selector", selector.as_str()),
            line("ed25519_key_file", file),
        ],
    }
}

/// Writes a new file that only its owner can read.
fn keep(file: &Path, pem: &str) -> Result<(), Fault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let written = options.open(file).and_then(|mut out| {
        out.write_all(pem.as_bytes())?;
        out.sync_all()
    });
    written.map_err(|why| match why.kind() {
        io::ErrorKind::AlreadyExists => taken(file),
        _ => Fault::CantWrite(format!("can't write {}: {why}", file.display())),
    })
}

fn taken(file: &Path) -> Fault {
    Fault::CantWrite(format!(
        "{} is there already and stays as it is; give the new key another --selector, or name another file with --out",
        file.display()
    ))
}

fn show(globals: &Globals) -> Result<Exit> {
    let Some(dkim) = globals.config()?.dkim else {
        return Err(Fault::BadData(
            "the configuration names no key; `roundup dkim new` makes one and says what to write there"
                .to_owned(),
        )
        .into());
    };
    let records = dkim.records();
    let documents: Vec<_> = records.iter().map(document).collect();
    globals
        .output
        .print(&json!({ "records": documents }), |out| {
            for (nth, record) in records.iter().enumerate() {
                if nth > 0 {
                    writeln!(out)?;
                }
                write_record(out, record)?;
            }
            Ok(())
        })?;
    Ok(Exit::Done)
}

fn document(record: &Record) -> serde_json::Value {
    json!({
        "name": record.name,
        "type": "TXT",
        "value": record.value,
        "strings": record.strings(),
        "zone": record.zone(),
    })
}

fn write_record(out: &mut dyn Write, record: &Record) -> io::Result<()> {
    writeln!(out, "{}", styled(BOLD, "TXT record to publish"))?;
    writeln!(out, "{}   {}", styled(DIM, "name"), record.name)?;
    writeln!(out, "{}  {}", styled(DIM, "value"), record.value)?;
    writeln!(out, "\n{}", styled(BOLD, "The same in a zone file"))?;
    writeln!(out, "{}", record.zone())
}
