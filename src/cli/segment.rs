//! Some of the subscribers, as flags.

use anyhow::Result;
use chrono::NaiveDate;

use crate::{
    edition::EditionRef,
    pipeline::Pipeline,
    preference::{Frequency, Language, Tag},
    segment::{Rule, Segment},
};

/// Which of the subscribers: all of what is said must hold of them.
#[derive(Debug, clap::Args)]
pub(super) struct Filter {
    /// Those of this segment of the configuration.
    #[arg(long, value_name = "NAME")]
    segment: Option<String>,
    /// Those who get this section; said several times: one of these.
    #[arg(long = "section", value_name = "NAME")]
    sections: Vec<String>,
    /// Those who want mail this often: every (edition) or monthly.
    #[arg(long)]
    frequency: Option<Frequency>,
    /// Those who see our words in this language.
    #[arg(long)]
    language: Option<Language>,
    /// Those who joined on this day or later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    joined_since: Option<NaiveDate>,
    /// Those with this tag; said several times: with all of these.
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<Tag>,
    /// Those to whom this edition did not go.
    #[arg(long, value_name = "EDITION")]
    not_got: Option<EditionRef>,
}

impl Filter {
    /// The segment that is meant; what flags say stands in for what the configuration says of the same.
    pub(super) async fn segment(self, pipeline: &Pipeline) -> Result<Segment> {
        let named = match &self.segment {
            Some(name) => pipeline.segment_named(name)?,
            None => Rule::default(),
        };
        let or = |own: Vec<String>, named: Vec<String>| if own.is_empty() { named } else { own };
        let rule = Rule {
            sections: or(self.sections, named.sections),
            frequency: self.frequency.or(named.frequency),
            language: self.language.or(named.language),
            joined_since: self.joined_since.or(named.joined_since),
            tags: [named.tags, self.tags].concat(),
            not_got: self.not_got.or(named.not_got),
        };
        pipeline.segment(&rule).await
    }
}
