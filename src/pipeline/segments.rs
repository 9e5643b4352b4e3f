//! Segments: what a person says of some of the subscribers, made into what the store can be asked.

use anyhow::Result;
use chrono::NaiveTime;

use super::{Fault, Pipeline};
use crate::{
    dates::instant,
    segment::{Rule, Segment, Spoken},
};

impl Pipeline {
    /// The segment of this name in the configuration.
    ///
    /// # Errors
    /// When there is none.
    pub fn segment_named(&self, name: &str) -> Result<Rule> {
        let segments = &self.config.segments;
        segments.get(name).cloned().ok_or_else(|| {
            let known: Vec<_> = segments.keys().map(String::as_str).collect();
            Fault::BadData(match known.as_slice() {
                [] => {
                    format!("there is no segment `{name}`: say who is in it under [segment.{name}]")
                }
                known => format!(
                    "there is no segment `{name}`; there are {}",
                    known.join(", ")
                ),
            })
            .into()
        })
    }

    /// A segment as the store can be asked for it: days begin in the publication's zone, and editions are looked up.
    ///
    /// # Errors
    /// When it names a section or an edition that is not there.
    pub async fn segment(&self, rule: &Rule) -> Result<Segment> {
        let zone = self.config.publication.timezone;
        let own = &self.config.publication.language;
        // The names as the configuration spells them, as choices are kept.
        let sections = rule.sections.iter();
        let sections = sections.map(|name| self.section_configured(name));
        let sections = sections.collect::<Result<_>>()?;
        Ok(Segment {
            sections,
            frequency: rule.frequency,
            language: rule.language.map(|language| Spoken {
                tag: language.tag().to_owned(),
                own: language.covers(own),
            }),
            joined_since: rule
                .joined_since
                .map(|day| instant(day.and_time(NaiveTime::MIN), zone)),
            tags: rule.tags.iter().map(ToString::to_string).collect(),
            not_got: match rule.not_got {
                Some(edition) => Some(self.edition(Some(edition)).await?.id.0),
                None => None,
            },
        })
    }
}
