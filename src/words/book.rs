//! The Fluent files, read once.

use std::{fmt, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use super::numbers;

/// How much a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything.
    Whole,
    /// Some phrases, such as those of dates; the others come from the files behind it.
    Part,
}

/// A file.
#[derive(Debug)]
pub(super) struct Source {
    /// The tags it is for, in small letters.
    pub(super) tags: &'static [&'static str],
    pub(super) extent: Extent,
    pub(super) text: &'static str,
}

macro_rules! sources {
    ($($extent:ident $file:literal for $($tag:literal)+;)*) => {
        &[$(Source {
            tags: &[$($tag),+],
            extent: Extent::$extent,
            text: include_str!($file),
        }),*]
    };
}

pub(super) const SOURCES: &[Source] = sources![
    Whole "en.ftl" for "en";
    Part "en-US.ftl" for "en-us";
    Part "en-AU.ftl" for "en-au" "en-ca";
    Whole "de.ftl" for "de";
    Part "de-CH.ftl" for "de-ch" "de-li";
    Whole "fr.ftl" for "fr";
    Whole "es.ftl" for "es";
    Whole "ar.ftl" for "ar";
    Part "da.ftl" for "da";
    Part "it.ftl" for "it";
    Part "nl.ftl" for "nl";
    Part "pl.ftl" for "pl";
    Part "pt.ftl" for "pt";
    Part "sv.ftl" for "sv";
];

pub(super) static BOOKS: LazyLock<Vec<Book>> =
    LazyLock::new(|| SOURCES.iter().map(Book::read).collect());

/// A file as it was read.
pub(super) struct Book {
    tags: &'static [&'static str],
    pub(super) extent: Extent,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Book").field(&self.tags).finish()
    }
}

impl Book {
    /// What is wrong in a file is not in the book; a test sees to it that nothing is.
    fn read(source: &Source) -> Self {
        let tag = source.tags.first().copied().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
        // Marks around arguments are for texts of mixed directions, and some mail clients show them as boxes. What
        // may go another way than its sentence is isolated by markup.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(numbers::formatter(tag)));
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.text.to_owned());
        bundle.add_resource_overriding(resource);
        Self {
            tags: source.tags,
            extent: source.extent,
            bundle,
        }
    }

    pub(super) fn tag(&self) -> &'static str {
        self.tags.first().copied().unwrap_or_default()
    }

    pub(super) fn is_for(&self, tag: &str) -> bool {
        self.tags.contains(&tag)
    }

    pub(super) fn say(
        &self,
        phrase: &str,
        arguments: &[(&str, FluentValue<'_>)],
    ) -> Option<String> {
        let pattern = self.bundle.get_message(phrase)?.value()?;
        let mut args = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            args.set(*name, value.clone());
        }
        let mut mistakes = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut mistakes);
        debug_assert!(mistakes.is_empty(), "{phrase}: {mistakes:?}");
        Some(said.into_owned())
    }
}
