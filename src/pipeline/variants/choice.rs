//! Which variants an edition is to have, and who gets which: pure, from what its readers chose.

use std::collections::HashMap;

use crate::{
    edition::{Edition, Month},
    preference::{Format, Frequency, Language, Preferences, Sections},
    variant::{Group, Issue, Place, Variant, VariantNumber},
};

/// The most variants of an edition beside its own message.
const MOST: usize = 64;

/// Why somebody gets nothing of an edition.
const NO_SECTION: &str = "nothing in this edition is in a section that they chose";

/// What an edition has for readers who chose one thing or another.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Offer {
    /// The edition, as its own message shows it.
    pub(in crate::pipeline) edition: Edition,
    /// The sections that there is something of in it.
    pub(in crate::pipeline) present: Vec<String>,
    /// The best of the month that it carries.
    pub(in crate::pipeline) month: Option<(Month, Edition)>,
    /// Those of them that there is something of in that.
    pub(in crate::pipeline) present_in_month: Vec<String>,
    /// The publication's sections.
    pub(in crate::pipeline) sections: Vec<String>,
    /// The publication's language.
    pub(in crate::pipeline) language: String,
}

impl Offer {
    /// What a reader should get; or why nothing.
    pub(in crate::pipeline) fn wanted(&self, preferences: &Preferences) -> Result<Variant, Place> {
        let (issue, present) = match (preferences.frequency, &self.month) {
            (Frequency::Every, _) => (Issue::Edition, &self.present),
            (Frequency::Monthly, Some(_)) => (Issue::Month, &self.present_in_month),
            (Frequency::Monthly, None) => return Err(Place::NotTheirs),
        };
        let language = preferences.language;
        Ok(Variant {
            issue,
            language: language.filter(|language| !language.covers(&self.language)),
            format: preferences.format,
            sections: self
                .sections_of(&preferences.sections, present)
                .ok_or(Place::Excluded(NO_SECTION))?,
        })
    }

    /// What is left of a choice: only sections that there is something of count, so that fewer variants are needed.
    fn sections_of(&self, wanted: &Sections, present: &[String]) -> Option<Sections> {
        if wanted.names().is_none() || self.sections.iter().all(|name| wanted.has(name)) {
            return Some(Sections::All);
        }
        let some: Vec<_> = present
            .iter()
            .filter(|name| wanted.has(name))
            .cloned()
            .collect();
        (!some.is_empty()).then(|| Sections::only(some))
    }

    /// The month whose best it carries.
    pub(in crate::pipeline) fn month(&self) -> Option<Month> {
        self.month.as_ref().map(|(month, _)| *month)
    }
}

/// Which variants are to be made, and what is to be told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::pipeline) struct Chosen {
    pub(in crate::pipeline) variants: Vec<Variant>,
    pub(in crate::pipeline) problems: Vec<String>,
}

/// The variants that these readers want. Where they are too many, the rarest choices of sections get the whole edition.
pub(in crate::pipeline) fn choose(offer: &Offer, groups: &[Group]) -> Chosen {
    let mut readers: HashMap<Variant, u64> = HashMap::new();
    for group in groups {
        if let Ok(variant) = offer.wanted(&group.preferences)
            && !variant.is_own()
        {
            *readers.entry(variant).or_default() += group.readers;
        }
    }
    let (mut some, whole): (Vec<_>, Vec<_>) = readers
        .into_iter()
        .partition(|(variant, _)| variant.sections.names().is_some());
    let mut variants: Vec<_> = whole.into_iter().map(|(variant, _)| variant).collect();
    some.sort_by_key(|(variant, readers)| (u64::MAX - readers, variant.to_string()));
    let mut left = (0_usize, 0_u64);
    for (variant, readers) in some {
        // What it falls back to has to be there, too.
        let whole = variant.whole();
        let needs = 1 + usize::from(!whole.is_own() && !variants.contains(&whole));
        if variants.len() + needs <= MOST - spare(&variants) {
            variants.push(variant);
            continue;
        }
        left = (left.0 + 1, left.1 + readers);
        if !whole.is_own() && !variants.contains(&whole) {
            variants.push(whole);
        }
    }
    variants.sort_by_key(|variant| (variant.issue, variant.to_string()));
    let problems = match left {
        (0, _) => Vec::new(),
        (choices, readers) => vec![format!(
            "{readers} readers get all sections: their {choices} choices of sections are the rarest, and an edition has at most {MOST} variants"
        )],
    };
    Chosen { variants, problems }
}

/// Room that is kept for whole editions that others may have to fall back to: as many as there can be.
fn spare(variants: &[Variant]) -> usize {
    let whole = variants
        .iter()
        .filter(|variant| variant.sections.names().is_none());
    let possible = 2 * 2 * (Language::all().len() + 1);
    possible.saturating_sub(whole.count() + 1)
}

/// Where a reader stands who chose this: the variant that they want, or the nearest that was sealed.
pub(in crate::pipeline) fn place(
    offer: &Offer,
    sealed: &[(VariantNumber, Variant)],
    who: &Preferences,
) -> Place {
    let wanted = match offer.wanted(who) {
        Ok(wanted) => wanted,
        Err(place) => return place,
    };
    let plain = |variant: &Variant| Variant {
        language: None,
        ..variant.clone()
    };
    let with_pictures = |variant: &Variant| Variant {
        format: Format::Html,
        ..variant.clone()
    };
    let whole = wanted.whole();
    let nearest = [
        wanted.clone(),
        whole.clone(),
        plain(&whole),
        with_pictures(&whole),
        with_pictures(&plain(&whole)),
    ];
    for variant in nearest {
        if variant.is_own() {
            return Place::Own;
        }
        if let Some((number, _)) = sealed.iter().find(|(_, sealed)| *sealed == variant) {
            return Place::Variant(*number);
        }
    }
    // Only the best of a month can be missing altogether: nobody wanted it when the edition was sealed.
    Place::NotTheirs
}

#[cfg(test)]
mod tests;
