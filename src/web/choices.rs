//! What readers can choose, as the groups of a form; and what a form that comes back says.

use roundup_templates::view::{self, ChoiceGroup, HowMany};

use crate::{
    pipeline::Pipeline,
    preference::{Choice, Format, Frequency, Language, Sections},
    subscriber::Subscriber,
    words::Phrasebook,
};

/// All that there is to choose, with what is chosen now.
pub(super) fn groups(pipeline: &Pipeline, person: &Subscriber) -> Vec<ChoiceGroup> {
    let all = [
        Some(frequency(pipeline, person)),
        sections(pipeline, person),
        Some(format(pipeline, person)),
        Some(language(pipeline, person)),
    ];
    all.into_iter().flatten().collect()
}

/// The sections; none where there are not several.
pub(super) fn sections(pipeline: &Pipeline, person: &Subscriber) -> Option<ChoiceGroup> {
    let words = pipeline.words_for(person);
    let own_language = pipeline.site_for(person).own_language;
    let choice = |name: &str| view::Choice {
        value: name.to_owned(),
        label: name.to_owned(),
        language: own_language.clone(),
        chosen: person.preferences.sections.has(name),
    };
    let choices: Vec<_> = pipeline.sections().map(choice).collect();
    (choices.len() > 1).then(|| ChoiceGroup {
        name: "section",
        legend: words.choose_sections(),
        hint: Some(words.choose_sections_hint()),
        how_many: HowMany::Several,
        choices,
    })
}

fn frequency(pipeline: &Pipeline, person: &Subscriber) -> ChoiceGroup {
    let words = pipeline.words_for(person);
    let label = |frequency| match frequency {
        Frequency::Every => words.frequency_every(),
        Frequency::Monthly => words.frequency_monthly(),
    };
    let now = person.preferences.frequency;
    let choices = Frequency::ALL.iter().map(|&frequency| {
        let chosen = frequency == now;
        option(frequency.word(), label(frequency), chosen)
    });
    one_of("frequency", words.choose_frequency(), None, choices)
}

fn format(pipeline: &Pipeline, person: &Subscriber) -> ChoiceGroup {
    let words = pipeline.words_for(person);
    let label = |format| match format {
        Format::Html => words.format_html(),
        Format::Text => words.format_text(),
    };
    let now = person.preferences.format;
    let choices = Format::ALL.iter().map(|&format| {
        let chosen = format == now;
        option(format.word(), label(format), chosen)
    });
    one_of("format", words.choose_format(), None, choices)
}

/// Each language by its own name. The publication's is no choice, but what one has who chose none.
fn language(pipeline: &Pipeline, person: &Subscriber) -> ChoiceGroup {
    let words = pipeline.words_for(person);
    let now = pipeline.language_of(person.preferences.language);
    let choices = Language::all().into_iter().map(|language| {
        let own = pipeline.language_of(Some(language));
        view::Choice {
            language: Some(language.tag().to_owned()),
            ..option(
                language.tag(),
                Phrasebook::of(language.tag()).language_name(),
                own == now,
            )
        }
    });
    let hint = Some(words.choose_language_hint());
    one_of("language", words.choose_language(), hint, choices)
}

fn one_of(
    name: &'static str,
    legend: String,
    hint: Option<String>,
    choices: impl Iterator<Item = view::Choice>,
) -> ChoiceGroup {
    ChoiceGroup {
        name,
        legend,
        hint,
        how_many: HowMany::One,
        choices: choices.collect(),
    }
}

fn option(value: &str, label: String, chosen: bool) -> view::Choice {
    view::Choice {
        value: value.to_owned(),
        label,
        language: None,
        chosen,
    }
}

/// Why a form's choice is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoChoice {
    /// No section is ticked.
    NoSection,
    /// It says what no form of ours says.
    Odd,
}

/// What the whole form says.
pub(super) fn chosen(pipeline: &Pipeline, form: &[(String, String)]) -> Result<Choice, NoChoice> {
    let one = |name: &str| {
        let mut values = form.iter().filter(|(key, _)| key == name);
        values.next().map(|(_, value)| value.as_str())
    };
    let parsed = |odd| move |_: String| odd;
    let language: Option<Language> = one("language")
        .map(str::parse)
        .transpose()
        .map_err(parsed(NoChoice::Odd))?;
    let is_own = |language: &Language| language.covers(&pipeline.config.publication.language);
    Ok(Choice {
        sections: match pipeline.sections().count() {
            0 | 1 => None,
            _ => Some(sections_chosen(pipeline, form)?),
        },
        frequency: one("frequency")
            .map(str::parse)
            .transpose()
            .map_err(parsed(NoChoice::Odd))?,
        language: language.map(|language| Some(language).filter(|language| !is_own(language))),
        format: one("format")
            .map(str::parse)
            .transpose()
            .map_err(parsed(NoChoice::Odd))?,
    })
}

/// The sections that are ticked; all where all are. One that was renamed since the form was shown counts for nothing.
pub(super) fn sections_chosen(
    pipeline: &Pipeline,
    form: &[(String, String)],
) -> Result<Sections, NoChoice> {
    let ticked = form.iter().filter(|(key, _)| key == "section");
    let ticked = ticked.map(|(_, value)| value.to_owned());
    let known: Vec<_> = ticked
        .filter(|name| pipeline.sections().any(|known| known == name))
        .collect();
    if known.is_empty() {
        return Err(NoChoice::NoSection);
    }
    pipeline.sections_named(&known).map_err(|_| NoChoice::Odd)
}
