//! `[segment.NAME]`: some of the subscribers, under a name.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::SectionRule;
use crate::{edition::EditionRef, preference::Frequency, segment::Rule};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    section: Vec<String>,
    frequency: Option<Frequency>,
    #[serde(deserialize_with = "parsed")]
    language: Option<crate::preference::Language>,
    joined_since: Option<NaiveDate>,
    tag: Vec<String>,
    not_got: Option<Number>,
}

/// An edition: its number, or its id in quotes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Number {
    Number(u32),
    Text(String),
}

fn parsed<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: std::str::FromStr<Err = String>,
    D: Deserializer<'de>,
{
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(D::Error::custom)
}

/// The segments by their names; sections must be the publication's.
pub(super) fn check(
    raw: BTreeMap<String, Raw>,
    sections: &[SectionRule],
) -> Result<BTreeMap<String, Rule>, String> {
    let rules = raw.into_iter().map(|(name, raw)| {
        let rule = raw.check(sections);
        let rule = rule.map_err(|why| format!("the segment {name}: {why}"))?;
        if rule.is_everybody() {
            return Err(format!(
                "the segment {name} is everybody: say whom it is of, by section, frequency, language, joined_since, tag or not_got"
            ));
        }
        Ok((name, rule))
    });
    rules.collect()
}

impl Raw {
    fn check(self, sections: &[SectionRule]) -> Result<Rule, String> {
        let named = self.section.iter().map(|name| {
            let known = sections
                .iter()
                .find(|rule| rule.name.to_lowercase() == name.to_lowercase());
            let known = known.map(|rule| rule.name.clone());
            known.ok_or_else(|| format!("there is no section \"{name}\" in edition.sections"))
        });
        let not_got = match self.not_got {
            None => None,
            Some(Number::Number(number)) => Some(number.to_string().parse::<EditionRef>()?),
            Some(Number::Text(text)) => Some(text.parse()?),
        };
        Ok(Rule {
            sections: named.collect::<Result<_, _>>()?,
            frequency: self.frequency,
            language: self.language,
            joined_since: self.joined_since,
            tags: self
                .tag
                .iter()
                .map(|tag| tag.parse())
                .collect::<Result<_, _>>()?,
            not_got,
        })
    }
}
