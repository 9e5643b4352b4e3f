//! Gathering from many sites at once: what bounds it, the pace that each host is promised or the processor?
//!
//! The sites are on ports of this machine, so each is a host of its own: a feed, its pages, no robots.txt.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result};
use chrono::TimeDelta;
use roundup_bench::{feed, process::run};

use crate::Program;

/// The least time between two fetches from one host, in the configuration that is measured.
const PACE: Duration = Duration::from_millis(200);

/// Gathers from so many sites with so many pages each, and says what it cost.
pub(crate) fn measure(program: &Program, sites: usize, pages: usize) -> Result<()> {
    let dir = tempfile::TempDir::new()?;
    let mut config = String::from(HEAD);
    let mut feeds = Vec::new();
    for site in 0..sites {
        let (port, feed) = serve(site, pages)?;
        write!(
            config,
            "\n[[source]]\nkind = \"feed\"\nname = \"site {site}\"\nurl = \"http://127.0.0.1:{port}/feed.xml\"\n"
        )?;
        let file = dir.path().join(format!("{site}.xml"));
        fs::write(&file, feed.as_bytes())?;
        feeds.push(file);
    }
    fs::write(dir.path().join("roundup.toml"), config)?;
    let mut gather = Command::new(std::path::absolute(&program.path)?);
    gather.args(["gather", "--json"]).current_dir(dir.path());
    let ran = run(&mut gather)?;
    let new = ran.json()?["pieces_new"].as_u64().context("no count")?;
    let (least, cores) = (pace_alone(sites, pages), cores());
    println!("{new} pieces of {sites} feeds, {pages} pages each, one fetch a host every {PACE:?}");
    println!(
        "| wall s | the pace alone s | CPU s | of {cores} processors | RSS MB | parsing the feeds CPU s |"
    );
    println!("|---:|---:|---:|---:|---:|---:|");
    let (wall, cpu) = (ran.wall.as_secs_f64(), ran.cpu.as_secs_f64());
    let share = cpu / wall / cores * 100.0;
    let parsing = parsing(program, &feeds)?;
    println!(
        "| {wall:.1} | {least:.1} | {cpu:.1} | {share:.0} % | {:.0} | {parsing:.1} |",
        ran.rss as f64 / 1e6
    );
    Ok(())
}

const HEAD: &str = r#"[publication]
name = "The Quay"
url = "http://127.0.0.1:9/"
from = "The Quay <editors@quay.example>"
list_id = "weekly.quay.example"
postal_address = "The Quay, 1 Harbour Lane, Quayside"
timezone = "UTC"

[schedule]
cron = "0 0 1 1 *"

[gather]
allow_private = ["127.0.0.0/8"]
pace = "200ms"
budget = "30m"

[smtp]
url = "outbox:outbox"

[web]
public_url = "http://127.0.0.1:8025/"
"#;

/// How long the pace alone takes: sources are read eight at a time, each host is asked for robots.txt, feed and pages.
fn pace_alone(sites: usize, pages: usize) -> f64 {
    let rounds = sites.div_ceil(8);
    (rounds * (pages + 2)) as f64 * PACE.as_secs_f64()
}

fn cores() -> f64 {
    thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64)
}

/// What it takes to read the same feeds and nothing else, less what it takes to start the program as often.
fn parsing(program: &Program, feeds: &[std::path::PathBuf]) -> Result<f64> {
    let base = "http://127.0.0.1:9/feed.xml";
    let mut cpu = 0.0;
    for feed in feeds {
        let read = program.feed(feed, base)?.cpu.as_secs_f64();
        let started = run(Command::new(&program.path).arg("--version"))?;
        cpu += (read - started.cpu.as_secs_f64()).max(0.0);
    }
    Ok(cpu)
}

/// A site on a port of its own, until the program ends; and its feed.
fn serve(site: usize, pages: usize) -> Result<(u16, String)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let mut items = String::new();
    let now = feed::now();
    for page in 0..pages {
        let date = now - TimeDelta::minutes(i64::try_from(page)?);
        write!(
            items,
            "<item><title>{}</title><link>http://127.0.0.1:{port}/{page}.html</link><pubDate>{}</pubDate></item>",
            feed::headline_of(site, page),
            date.to_rfc2822()
        )?;
    }
    let feed = Arc::new(format!(
        "<rss version=\"2.0\"><channel><title>Site {site}</title><link>http://127.0.0.1:{port}/</link>{items}</channel></rss>"
    ));
    let served = Arc::clone(&feed);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let feed = Arc::clone(&served);
            // Whoever hangs up is done.
            thread::spawn(move || drop(answer(stream, site, &feed)));
        }
    });
    Ok((port, feed.to_string()))
}

/// Answers one request after the other.
fn answer(stream: TcpStream, site: usize, feed: &str) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let mut request = String::new();
        if lines.read_line(&mut request)? == 0 {
            return Ok(());
        }
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
        }
        let path = request.split_whitespace().nth(1).unwrap_or("/");
        let page = path
            .strip_prefix('/')
            .and_then(|path| path.strip_suffix(".html"));
        let (status, kind, body) = match page.and_then(|page| page.parse().ok()) {
            Some(page) => ("200 OK", "text/html", feed::page(site, page)),
            None if path == "/feed.xml" => ("200 OK", "application/rss+xml", feed.to_owned()),
            None => ("404 Not Found", "text/plain", String::new()),
        };
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
    }
}
