//! `roundup lint`, and how findings are printed.

use std::{collections::HashSet, io};

use anyhow::Result;
use serde_json::json;

use super::{
    Exit, Globals,
    output::{BAD, DIM, GOOD, WARN, styled},
};
use crate::{
    edition::EditionRef,
    pipeline::Reach,
    render::{Finding, Level},
};

/// Run the pre-flight checks on an edition; exit 65 when one fails.
///
/// The same checks come before `edition approve` and before `run` sends. Links and pictures are asked for, which never
/// fails an edition: what the network says is told as a warning.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  roundup lint && roundup edition approve\n  roundup lint --offline --all\n  roundup lint --json | jq '.findings[] | select(.level == \"warning\")'"
)]
pub(super) struct Args {
    /// Its number (47) or id (e47) [default: the newest].
    edition: Option<EditionRef>,
    /// Leave links and pictures alone.
    #[arg(long)]
    offline: bool,
    /// List, too, each feature of HTML and CSS that some mail program lacks, with what stands in for it there.
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(globals: &Globals, args: Args) -> Result<Exit> {
    let pipeline = globals.pipeline().await?;
    let edition = pipeline.edition(args.edition).await?;
    let reach = if args.offline {
        Reach::Offline
    } else {
        Reach::Network {
            seen: HashSet::new(),
        }
    };
    let findings = pipeline.lint(&edition, reach).await?;
    pipeline.close().await;
    let failed = findings.iter().any(|finding| finding.level == Level::Error);
    globals.output.print(
        &json!({ "edition": edition.id, "findings": findings }),
        |out| {
            write(out, &findings, args.all)?;
            verdict(out, &edition.id.to_string(), &findings)
        },
    )?;
    Ok(if failed { Exit::BadData } else { Exit::Done })
}

/// The findings, two lines each; what only some mail programs lack is one line for all, unless all are asked for.
pub(super) fn write(out: &mut dyn io::Write, findings: &[Finding], all: bool) -> io::Result<()> {
    let brief =
        |finding: &&Finding| !all && finding.level == Level::Note && finding.support.is_some();
    for finding in findings.iter().filter(|finding| !brief(finding)) {
        let mark = match finding.level {
            Level::Error => styled(BAD, "FAIL"),
            Level::Warning => styled(WARN, "look"),
            Level::Note => styled(DIM, "note"),
        };
        writeln!(out, "{mark}  {}: {}", finding.location, finding.message)?;
        let advice = format!("-> {}", finding.advice);
        writeln!(out, "      {}", styled(DIM, advice))?;
    }
    let features = findings.iter().filter(brief);
    let (standing, bare): (Vec<_>, Vec<_>) = features.partition(|finding| {
        let support = finding.support.as_ref();
        support.is_some_and(|support| support.fallback.is_some())
    });
    for (those, one, many) in [
        (
            standing,
            "feature not known to every mail program, with something that stands in for it",
            "features not known to every mail program, each with something that stands in for it",
        ),
        (
            bare,
            "feature known to some mail programs in part only",
            "features known to some mail programs in part only",
        ),
    ] {
        let (words, advice) = match those.len() {
            0 => continue,
            1 => (one, "-> `roundup lint --all` says which"),
            _ => (many, "-> `roundup lint --all` lists them"),
        };
        let mark = styled(DIM, "note");
        writeln!(out, "{mark}  html: {} {words}", those.len())?;
        writeln!(out, "      {}", styled(DIM, advice))?;
    }
    Ok(())
}

fn verdict(out: &mut dyn io::Write, edition: &str, findings: &[Finding]) -> io::Result<()> {
    let count = |level| {
        findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    };
    match (count(Level::Error), count(Level::Warning)) {
        (0, 0) => writeln!(
            out,
            "{}  edition {edition} is fit to send",
            styled(GOOD, "ok")
        ),
        (0, 1) => writeln!(out, "edition {edition} is fit to send; look at one thing"),
        (0, some) => writeln!(
            out,
            "edition {edition} is fit to send; look at {some} things"
        ),
        _ => writeln!(out, "edition {edition} is not fit to send"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Support;

    #[test]
    fn one_feature_is_not_many() {
        let finding = |fallback: Option<&str>| Finding {
            support: Some(Support {
                feature: "css-gap".to_owned(),
                clients: Vec::new(),
                partly: Vec::new(),
                fallback: fallback.map(str::to_owned),
            }),
            ..Finding::new(Level::Note, "html", "", "")
        };
        let said = |findings: &[Finding]| {
            let mut out = Vec::new();
            write(&mut out, findings, false).unwrap();
            String::from_utf8(out).unwrap()
        };
        let one = said(&[finding(None)]);
        assert!(one.contains("html: 1 feature known to"), "{one}");
        let two = said(&[finding(Some("x")), finding(Some("x"))]);
        assert!(two.contains("html: 2 features not known to"), "{two}");
    }
}
