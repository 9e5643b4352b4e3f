//! What a reader chose, as flags: to see an edition as they get it.

use anyhow::Result;

use crate::{
    pipeline::Pipeline,
    preference::{Format, Frequency, Language, Preferences, Sections},
};

/// As which reader.
#[derive(Debug, clap::Args)]
pub(super) struct Reader {
    /// As a reader gets it who wants this section only; said several times: these.
    #[arg(long = "section", value_name = "NAME")]
    sections: Vec<String>,
    /// As a reader gets it who wants mail this often: every (edition), or monthly (the best of the month).
    #[arg(long)]
    frequency: Option<Frequency>,
    /// As a reader gets it who chose this language.
    #[arg(long)]
    language: Option<Language>,
    /// As a reader gets it who chose this form: html or text.
    #[arg(long)]
    format: Option<Format>,
}

impl Reader {
    /// What such a reader chose.
    pub(super) fn preferences(&self, pipeline: &Pipeline) -> Result<Preferences> {
        let sections = match self.sections.as_slice() {
            [] => Sections::All,
            names => pipeline.sections_named(names)?,
        };
        Ok(Preferences {
            sections,
            frequency: self.frequency.unwrap_or_default(),
            language: self.language,
            format: self.format.unwrap_or_default(),
        })
    }
}
