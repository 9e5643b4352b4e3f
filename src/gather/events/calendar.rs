//! A calendar's components: which properties of a VEVENT mean what, and which events take another's place.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use url::Url;

use super::{
    super::{feed::http_url, text},
    Calendar,
    line::{Line, lines},
    rule,
    when::{self, Moment, duration, minutes_between, moments},
    zones::Zones,
};
use crate::event::{Clock, Event};

/// More events than these are a registry and no calendar.
const MOST_EVENTS: usize = 2_000;

/// More problems than this are not told one by one.
const MOST_PROBLEMS: usize = 50;

/// Dates of one event that are left out or added.
const MOST_DATES: usize = 1_000;

pub(super) fn parse(text: &str, base: &Url, since: NaiveDateTime) -> Result<Calendar, String> {
    let mut reading = Reading {
        base,
        since,
        usual: Clock::Local,
        zones: Zones::read(text),
        open: None,
        path: Vec::new(),
        lines: Vec::new(),
        events: HashMap::new(),
        order: Vec::new(),
        left_out: Vec::new(),
        problems: Vec::new(),
        more: 0,
        seen: false,
    };
    for line in lines(text) {
        if !reading.line(line) {
            break;
        }
    }
    if !reading.seen {
        return Err(
            "this is not a calendar (iCalendar, with BEGIN:VCALENDAR); check the address"
                .to_owned(),
        );
    }
    Ok(reading.finish())
}

struct Reading<'a> {
    base: &'a Url,
    /// What was over by then is left out.
    since: NaiveDateTime,
    /// The clock of times that name none.
    usual: Clock,
    /// The zones that it describes itself.
    zones: Zones,
    /// On which line the event begins that is being read.
    open: Option<usize>,
    path: Vec<String>,
    /// The lines of the event that is being read.
    lines: Vec<Line>,
    events: HashMap<String, Event>,
    order: Vec<String>,
    /// Dates of repeated events that another event takes the place of, or that are cancelled.
    left_out: Vec<(String, Moment)>,
    problems: Vec<String>,
    more: usize,
    seen: bool,
}

impl Reading<'_> {
    /// Whether to go on.
    fn line(&mut self, line: Line) -> bool {
        match line.name.as_str() {
            "BEGIN" => {
                let name = line.value.trim().to_ascii_uppercase();
                self.seen |= name == "VCALENDAR";
                if name == "VEVENT" {
                    self.cut_off();
                    self.open = Some(line.number);
                }
                if self.path.len() < 16 {
                    self.path.push(name);
                }
            }
            "END" => {
                let name = line.value.trim().to_ascii_uppercase();
                if self.path.last() == Some(&name) {
                    self.path.pop();
                }
                if name == "VEVENT" {
                    self.open = None;
                    self.event();
                    if self.order.len() >= MOST_EVENTS {
                        self.tell(format!(
                            "the calendar has more than {MOST_EVENTS} events; the rest was not read"
                        ));
                        return false;
                    }
                }
            }
            // The program that wrote it says which clock its user lives by.
            "X-WR-TIMEZONE" if self.path.len() == 1 => {
                if let Some(zone) = when::zone(&line.value) {
                    self.usual = Clock::Zone(zone);
                }
            }
            _ if self.path.last().is_some_and(|name| name == "VEVENT")
                && self.lines.len() < 500 =>
            {
                self.lines.push(line);
            }
            _ => {}
        }
        true
    }

    /// An event whose end is missing may lack its time, or that it is cancelled.
    fn cut_off(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if let Some(number) = self.open.take() {
            let name = text_of(&lines, "SUMMARY").or_else(|| text_of(&lines, "UID"));
            let name = name.unwrap_or_else(|| "without a title".to_owned());
            self.tell(format!(
                "line {number}: \"{}\": it has no end (END:VEVENT), so it is cut off and left out",
                short(&name)
            ));
        }
    }

    fn tell(&mut self, problem: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }

    fn event(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let number = lines.first().map_or(0, |line| line.number);
        let mut problems = Vec::new();
        let made = self.made(&lines, &mut problems);
        let name = text_of(&lines, "SUMMARY").unwrap_or_else(|| "without a title".to_owned());
        for problem in problems.into_iter().chain(made.err()) {
            self.tell(format!("line {number}: \"{}\": {problem}", short(&name)));
        }
    }

    fn made(&mut self, lines: &[Line], problems: &mut Vec<String>) -> Result<(), String> {
        let cancelled =
            text_of(lines, "STATUS").is_some_and(|s| s.eq_ignore_ascii_case("cancelled"));
        let start =
            property(lines, "DTSTART").ok_or("it has no DTSTART, so nobody knows when it is")?;
        let starts = one(start, self.usual, &self.zones)?;
        let title = text_of(lines, "SUMMARY").ok_or("it has no SUMMARY, so it has no name");
        let mut uid = match text_of(lines, "UID") {
            Some(uid) => short(&uid),
            None => format!("{}/{}", starts.local, title.clone()?),
        };
        if let Some(line) = property(lines, "RECURRENCE-ID") {
            let replaced = one(line, self.usual, &self.zones)?;
            self.left_out.push((uid.clone(), replaced));
            uid = format!("{uid}/{}", replaced.local);
        }
        if cancelled {
            return Ok(());
        }
        let repeats = match property(lines, "RRULE").map(|line| rule::parse(&line.value, starts)) {
            Some(Err(why)) => {
                problems.push(why);
                None
            }
            Some(Ok(rule)) => Some(rule),
            None => None,
        };
        let dates = |name: &str| self.dates(lines, name, starts.clock);
        let event = Event {
            title: title?,
            starts: starts.local,
            clock: starts.clock,
            minutes: self.minutes(lines, starts),
            place: text_of(lines, "LOCATION"),
            url: self.url(lines),
            about: text_of(lines, "DESCRIPTION").map(|about| about.chars().take(1_000).collect()),
            also: if repeats.is_some() || property(lines, "RDATE").is_some() {
                dates("RDATE")?
            } else {
                Vec::new()
            },
            except: dates("EXDATE")?,
            repeats,
            uid: uid.clone(),
        };
        if is_over(&event, self.since) {
            return Ok(());
        }
        if self.events.insert(uid.clone(), event).is_none() {
            self.order.push(uid);
        }
        Ok(())
    }

    fn minutes(&self, lines: &[Line], starts: Moment) -> i64 {
        let end = property(lines, "DTEND").and_then(|line| one(line, self.usual, &self.zones).ok());
        let lasts = property(lines, "DURATION").and_then(|line| duration(&line.value));
        let whole_day = if starts.clock == Clock::Day {
            24 * 60
        } else {
            0
        };
        end.map(|end| minutes_between(starts, end))
            .or(lasts)
            .unwrap_or_default()
            .max(whole_day)
    }

    /// Where to read more: the event's own link, or the first in what it says.
    fn url(&self, lines: &[Line]) -> Option<Url> {
        let own = property(lines, "URL").and_then(|line| http_url(&line.text(), self.base));
        own.or_else(|| {
            let about = property(lines, "DESCRIPTION")?.text();
            let at = about.find("https://").or_else(|| about.find("http://"))?;
            let end = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | ')' | '\'');
            let link = about[at..].split(end).next()?;
            http_url(link.trim_end_matches(['.', ',', ';']), self.base)
        })
    }

    fn dates(
        &self,
        lines: &[Line],
        name: &str,
        clock: Clock,
    ) -> Result<Vec<NaiveDateTime>, String> {
        let mut dates = Vec::new();
        for line in lines.iter().filter(|line| line.name == name) {
            // Periods are for meetings of busy people, not for events.
            if line.parameter("VALUE") == Some("PERIOD") {
                continue;
            }
            let found = moments(line, self.usual, &self.zones)?;
            dates.extend(found.into_iter().map(|moment| moment.by(clock)));
        }
        dates.truncate(MOST_DATES);
        Ok(dates)
    }

    fn finish(mut self) -> Calendar {
        self.cut_off();
        for told in self.zones.told().collect::<Vec<_>>() {
            self.tell(told);
        }
        for (uid, moment) in self.left_out {
            if let Some(event) = self.events.get_mut(&uid)
                && event.except.len() < MOST_DATES
            {
                event.except.push(moment.by(event.clock));
            }
        }
        if self.more > 0 {
            self.problems
                .push(format!("and {} more problems like these", self.more));
        }
        let mut events = self.events;
        Calendar {
            events: self
                .order
                .iter()
                .filter_map(|uid| events.remove(uid))
                .collect(),
            problems: self.problems,
        }
    }
}

/// A rule without an end is never over, and one that is costs little.
fn is_over(event: &Event, since: NaiveDateTime) -> bool {
    let end = |starts: &NaiveDateTime| *starts + event.length() + TimeDelta::days(1);
    match &event.repeats {
        Some(rule) => rule.until.is_some_and(|until| end(&until) < since),
        None => std::iter::once(&event.starts)
            .chain(&event.also)
            .all(|starts| end(starts) < since),
    }
}

fn property<'a>(lines: &'a [Line], name: &str) -> Option<&'a Line> {
    lines.iter().find(|line| line.name == name)
}

fn text_of(lines: &[Line], name: &str) -> Option<String> {
    text::some_from_maybe_html(&property(lines, name)?.text())
}

fn one(line: &Line, usual: Clock, zones: &Zones) -> Result<Moment, String> {
    let moments = moments(line, usual, zones)?;
    moments
        .first()
        .copied()
        .ok_or_else(|| format!("{} is empty", line.name))
}

/// What a stranger wrote, as long as a message may repeat it.
pub(super) fn short(text: &str) -> String {
    text::clean(text).chars().take(200).collect()
}
