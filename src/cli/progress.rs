//! What a person at a terminal sees while something takes its time; nothing is shown elsewhere.

use std::{
    fmt,
    io::{self, IsTerminal},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::{
    clock::Clock,
    pipeline::{NamedDomain, Progress},
};

/// How often the figures are drawn.
const TICK: Duration = Duration::from_millis(200);

/// Recipient domains that are shown.
const DOMAINS: usize = 4;

/// The bar that is on the terminal; lines of the log go above it.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Writes to stderr without writing into the bar.
#[derive(Debug, Clone, Copy)]
pub(super) struct AboveBar;

impl io::Write for AboveBar {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
        match shown.as_ref().filter(|bar| !bar.is_finished()) {
            Some(bar) => bar.suspend(|| io::stderr().write(text)),
            None => io::stderr().write(text),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// A spinner on stderr, when that is a terminal.
pub(super) fn spinner(doing: &'static str) -> ProgressBar {
    let spinner = ProgressBar::with_draw_target(None, target());
    spinner.set_style(ProgressStyle::default_spinner());
    spinner.set_message(doing);
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}

fn target() -> ProgressDrawTarget {
    if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    }
}

/// A bar that follows the sending, and below it the largest domains; it shows itself once there is an audience.
pub(super) fn follow(progress: Arc<Progress>, clock: Clock, zone: Tz) -> ProgressBar {
    let bar = spinner("reading the sources and composing");
    if bar.is_hidden() {
        return bar;
    }
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
    let shown = bar.clone();
    tokio::spawn(async move {
        while !shown.is_finished() {
            tokio::time::sleep(TICK).await;
            draw(&shown, &progress, clock.now(), zone);
        }
    });
    bar
}

fn draw(bar: &ProgressBar, progress: &Progress, now: DateTime<Utc>, zone: Tz) {
    let figures = progress.figures();
    if figures.audience == 0 {
        return;
    }
    bar.set_message(domains(&progress.largest(DOMAINS), now, zone));
    bar.set_prefix(if figures.paused {
        "paused: `roundup edition resume` lets it go on".to_owned()
    } else {
        format!("{} connections", figures.connections)
    });
    bar.set_position(figures.done);
    if bar.length() != Some(figures.audience) {
        bar.set_length(figures.audience);
        bar.set_style(style());
        // What earlier runs did says nothing about how fast this one is.
        bar.reset_eta();
    }
}

fn style() -> ProgressStyle {
    let template =
        "{bar:30} {human_pos}/{human_len}  {rate}  {eta} left  {prefix}\n{wide_msg:.dim}";
    let rate = |state: &ProgressState, out: &mut dyn fmt::Write| {
        // A figure that can't be drawn is left out.
        let _ = write!(out, "{:.0}/s", state.per_sec());
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => style.with_key("rate", rate),
        Err(_) => ProgressStyle::default_bar(),
    }
}

/// What the largest domains have said, in one line.
fn domains(largest: &[NamedDomain], now: DateTime<Utc>, zone: Tz) -> String {
    let told: Vec<_> = largest
        .iter()
        .map(|NamedDomain { domain, said }| {
            let mut words = format!("{domain} {}", said.accepted);
            for (count, word) in [(said.deferred, "deferred"), (said.failed, "failed")] {
                if count > 0 {
                    words.push_str(&format!(", {count} {word}"));
                }
            }
            if let Some(until) = said.rests_until.filter(|until| *until > now) {
                let until = until.with_timezone(&zone).format("%H:%M");
                words.push_str(&format!(", rests until {until}"));
            }
            words
        })
        .collect();
    told.join(" · ")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn the_template_is_understood() {
        let bar = ProgressBar::hidden();
        bar.set_style(style());
        let progress = Progress::default();
        progress.audience.store(40, Ordering::Relaxed);
        draw(&bar, &progress, DateTime::UNIX_EPOCH, Tz::UTC);
        assert_eq!(bar.length(), Some(40));
        assert_eq!(bar.prefix(), "0 connections");
    }
}
