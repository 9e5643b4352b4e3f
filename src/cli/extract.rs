//! `roundup extract` and `roundup feed`: why a teaser looks as it does.

use std::{io::Read, path::Path};

use anyhow::{Context, Result};
use url::Url;

use super::{
    Exit, Globals,
    output::{BOLD, DIM, WARN, styled},
};
use crate::{
    config::{GatherRules, Location, Network, Select, Source, TeaserLength},
    gather::{self, Cage, Gatherer},
    piece::{Author, Piece},
    pipeline::Fault,
};

/// Show what an article page yields as a piece.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  roundup extract https://weir.example/the-lock\n  roundup extract page.html --url https://weir.example/the-lock"
)]
pub(super) struct ExtractArgs {
    /// A page: its URL, or a file of it, or - for standard input.
    #[arg(value_name = "FILE-or-URL")]
    page: String,
    /// Where a page from a file stands on the web.
    #[arg(long)]
    url: Option<Url>,
    /// The source whose selectors are used, by its name [default: the source on the page's host that has some].
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

/// Show what a feed yields.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  roundup feed https://weir.example/feed\n  roundup feed feed.xml --url https://weir.example/feed"
)]
pub(super) struct FeedArgs {
    /// A feed: its URL, or a file of it, or - for standard input.
    #[arg(value_name = "FILE-or-URL")]
    feed: String,
    /// Where a feed from a file stands on the web.
    #[arg(long)]
    url: Option<Url>,
    /// The Content-Type that a feed from a file was served with.
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

struct Material {
    bytes: Vec<u8>,
    content_type: Option<String>,
    url: Url,
}

pub(super) async fn extract(globals: &Globals, args: ExtractArgs) -> Result<Exit> {
    let (gatherer, length) = gatherer(globals)?;
    let material = read(&gatherer, &args.page, args.url, None).await?;
    let select = match &args.source {
        Some(name) => select_named(globals, name)?,
        None => select(globals, &material.url),
    };
    let page = gatherer
        .page(
            &material.bytes,
            material.content_type.as_deref(),
            &material.url,
            &select,
        )
        .await
        .map_err(|why| Fault::BadData(format!("{}: {why}", args.page)))?;
    gatherer.close().await;
    let document = gather::page::Document::new(page, &material.url, length);
    globals.output.print(&document, |out| {
        write_piece(out, &document.piece)?;
        for paragraph in &document.body {
            writeln!(out, "\n    {paragraph}")?;
        }
        write_problems(out, &document.problems)
    })?;
    Ok(Exit::Done)
}

pub(super) async fn feed(globals: &Globals, args: FeedArgs) -> Result<Exit> {
    let (gatherer, length) = gatherer(globals)?;
    let material = read(&gatherer, &args.feed, args.url, args.content_type).await?;
    let document = gather::read_feed(
        &material.bytes,
        material.content_type.as_deref(),
        &material.url,
        length,
    )
    .map_err(|why| Fault::BadData(format!("{}: {why}", args.feed)))?;
    globals.output.print(&document, |out| {
        writeln!(
            out,
            "{}",
            styled(BOLD, document.title.as_deref().unwrap_or("(no title)"))
        )?;
        for entry in &document.pieces {
            writeln!(out, "\n{}", styled(BOLD, &entry.title))?;
            let url = entry
                .url
                .as_ref()
                .map_or("no link: left out when gathering", Url::as_str);
            write_line(out, "url", Some(url.to_owned()))?;
            write_line(out, "section", entry.section.clone())?;
            write_line(out, "by", byline(&entry.authors))?;
            write_line(out, "published", entry.published.map(|at| at.to_rfc3339()))?;
            write_line(
                out,
                "image",
                entry.image.as_ref().map(|image| image.url.to_string()),
            )?;
            write_line(out, "teaser", teaser(&entry.teaser))?;
        }
        write_problems(out, &document.problems)
    })?;
    Ok(Exit::Done)
}

/// The configuration's limits where there is one, else the usual ones: a look needs no configuration.
fn gatherer(globals: &Globals) -> Result<(Gatherer, TeaserLength)> {
    let cage = Cage::new(std::env::current_exe()?, 1);
    let configured = match &globals.config {
        Some(_) => Some(globals.config()?),
        None => globals.config().ok(),
    };
    let (rules, site) = match configured {
        Some(config) => (config.gather, config.publication.url),
        None => (
            GatherRules::default(),
            Url::parse("https://roundup.invalid/")?,
        ),
    };
    // A person at this machine may look at what this machine serves.
    let rules = GatherRules {
        allow_private: [rules.allow_private, Network::loopback().to_vec()].concat(),
        ..rules
    };
    Ok((Gatherer::new(&rules, &site, cage)?, rules.teaser_words))
}

/// The selectors of the source that the page may be of, where there is a configuration with one: on the same host, wanted
/// by its `include` and `exclude`, and with selectors.
fn select(globals: &Globals, url: &Url) -> Select {
    let Ok(config) = globals.config() else {
        return Select::default();
    };
    let of_host =
        |source: &Source| matches!(&source.location, Location::Url(at) if at.host() == url.host());
    let may_be = |source: &Source| {
        of_host(source) && source.wants(url) && source.select != Select::default()
    };
    let source = config.sources.into_iter().find(may_be);
    source.map(|source| source.select).unwrap_or_default()
}

fn select_named(globals: &Globals, name: &str) -> Result<Select> {
    let sources = globals.config()?.sources;
    let known: Vec<String> = sources.iter().map(|source| source.name.0.clone()).collect();
    let named = sources.into_iter().find(|source| source.name.0 == name);
    named.map(|source| source.select).ok_or_else(|| {
        let known = known.join(", ");
        Fault::Usage(format!(
            "no source is called \"{name}\"; there are: {known}"
        ))
        .into()
    })
}

async fn read(
    gatherer: &Gatherer,
    from: &str,
    url: Option<Url>,
    content_type: Option<String>,
) -> Result<Material> {
    if let Ok(at) = Url::parse(from)
        && matches!(at.scheme(), "http" | "https")
    {
        let body = gatherer
            .fetch(&at)
            .await
            .map_err(|why| Fault::Unavailable(why.to_string()))?;
        return Ok(Material {
            bytes: body.bytes,
            content_type: content_type.or(body.content_type),
            url: url.unwrap_or(body.final_url),
        });
    }
    let bytes = if from == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        bytes
    } else {
        std::fs::read(from).with_context(|| format!("can't read {from}"))?
    };
    let url = match url {
        Some(url) => url,
        None => Url::from_file_path(std::path::absolute(Path::new(from))?)
            .map_err(|()| Fault::Usage(format!("`{from}` is neither a file nor a URL")))?,
    };
    Ok(Material {
        bytes,
        content_type,
        url,
    })
}

fn write_piece(out: &mut dyn std::io::Write, piece: &Piece) -> std::io::Result<()> {
    writeln!(out, "{}", styled(BOLD, &piece.title))?;
    write_line(out, "url", Some(piece.url.to_string()))?;
    write_line(out, "dek", piece.dek.clone())?;
    write_line(out, "kind", piece.kind.clone())?;
    write_line(out, "section", piece.section.clone())?;
    write_line(out, "by", byline(&piece.authors))?;
    write_line(out, "published", piece.published.map(|at| at.to_rfc3339()))?;
    write_line(
        out,
        "image",
        piece.image.as_ref().map(|image| image.url.to_string()),
    )?;
    write_line(
        out,
        "credit",
        piece.image.as_ref().and_then(|image| image.credit.clone()),
    )?;
    write_line(
        out,
        "caption",
        piece.image.as_ref().and_then(|image| image.caption.clone()),
    )?;
    write_line(
        out,
        "alt",
        piece.image.as_ref().and_then(|image| image.alt.clone()),
    )?;
    write_line(out, "teaser", teaser(&piece.teaser))
}

fn write_line(
    out: &mut dyn std::io::Write,
    name: &str,
    value: Option<String>,
) -> std::io::Result<()> {
    match value {
        Some(value) => writeln!(out, "{}  {value}", styled(DIM, format!("{name:>9}"))),
        None => Ok(()),
    }
}

fn byline(authors: &[Author]) -> Option<String> {
    let names: Vec<_> = authors
        .iter()
        .map(|author| match &author.title {
            Some(title) => format!("{}, {title}", author.name),
            None => author.name.clone(),
        })
        .collect();
    (!names.is_empty()).then(|| names.join("; "))
}

fn teaser(paragraphs: &[String]) -> Option<String> {
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n           "))
}

fn write_problems(out: &mut dyn std::io::Write, problems: &[String]) -> std::io::Result<()> {
    for problem in problems {
        writeln!(out, "{}  {problem}", styled(WARN, "look"))?;
    }
    Ok(())
}
