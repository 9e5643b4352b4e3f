//! The view model as names that a layout can use.
//!
//! Every name is here on purpose: what a publication's layout is written with can't be renamed later. The structs are
//! taken apart whole, so that a new field can't be forgotten. The starting layout documents each name.

use minijinja::value::Value;
use roundup_templates::view::{
    Author, Block, Email, Event, Footer, Headline, Label, Labels, List, Look, Masthead, More, Note,
    Outlet, Palette, Photo, Promo, Rules, Teaser, Words,
};

/// What a layout sees.
pub(super) fn context(email: &Email) -> Value {
    let Email {
        language,
        own_language,
        title,
        preheader,
        view_url,
        masthead,
        note,
        blocks,
        footer,
        look,
        words,
    } = email;
    names([
        ("language", text(language)),
        ("own_language", maybe_text(own_language.as_ref())),
        ("title", text(title)),
        ("preheader", text(preheader)),
        ("view_url", text(view_url)),
        ("masthead", of_masthead(masthead)),
        ("note", maybe(note.as_ref(), of_note)),
        ("blocks", list(blocks, block)),
        ("footer", of_footer(footer)),
        ("look", of_look(look)),
        ("words", of_words(words)),
    ])
}

fn names<const N: usize>(pairs: [(&'static str, Value); N]) -> Value {
    Value::from_pairs(pairs)
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn maybe_text(text: Option<&String>) -> Value {
    maybe(text, |text| Value::from(text.as_str()))
}

fn maybe<T>(thing: Option<T>, value: impl FnOnce(T) -> Value) -> Value {
    thing.map_or(Value::from(()), value)
}

fn list<T>(things: &[T], value: fn(&T) -> Value) -> Value {
    things.iter().map(value).collect()
}

fn texts(texts: &[String]) -> Value {
    texts.iter().map(String::as_str).collect()
}

/// The address of a picture may end up in `url('...')`: what could end that is encoded.
fn picture(url: &str) -> Value {
    Value::from(
        url.replace('\'', "%27")
            .replace('(', "%28")
            .replace(')', "%29"),
    )
}

fn of_masthead(masthead: &Masthead) -> Value {
    let Masthead {
        name,
        logo,
        logo_dark,
        logo_size,
        line,
    } = masthead;
    names([
        ("name", text(name)),
        ("logo", maybe(logo.as_deref(), picture)),
        ("logo_dark", maybe(logo_dark.as_deref(), picture)),
        (
            "logo_size",
            maybe(logo_size.as_ref(), |(width, height)| {
                names([
                    ("width", Value::from(*width)),
                    ("height", Value::from(*height)),
                ])
            }),
        ),
        ("line", texts(line)),
    ])
}

fn of_note(note: &Note) -> Value {
    let Note { paragraphs, by } = note;
    names([
        ("paragraphs", texts(paragraphs)),
        ("by", maybe_text(by.as_ref())),
    ])
}

fn block(block: &Block) -> Value {
    match block {
        Block::Lead(teaser) => names([("kind", text("lead")), ("teaser", of_teaser(teaser))]),
        Block::Section { title, teasers } => names([
            ("kind", text("section")),
            ("title", text(title)),
            ("teasers", list(teasers, of_teaser)),
        ]),
        Block::Events { title, events } => names([
            ("kind", text("events")),
            ("title", text(title)),
            ("events", list(events, of_event)),
        ]),
        Block::Headlines {
            list: which,
            title,
            headlines,
        } => names([
            (
                "kind",
                text(match which {
                    List::Missed => "missed",
                    List::Elsewhere => "elsewhere",
                }),
            ),
            ("title", text(title)),
            ("headlines", list(headlines, of_headline)),
        ]),
        Block::Promo(promo) => of_promo(promo),
    }
}

fn of_event(event: &Event) -> Value {
    let Event {
        title,
        url,
        day,
        time,
        again,
        place,
    } = event;
    names([
        ("title", text(title)),
        ("url", maybe_text(url.as_ref())),
        ("day", text(day)),
        ("time", maybe_text(time.as_ref())),
        ("again", texts(again)),
        ("place", maybe_text(place.as_ref())),
    ])
}

fn of_promo(promo: &Promo) -> Value {
    let Promo {
        title,
        paragraphs,
        link,
        photo,
    } = promo;
    names([
        ("kind", text("promo")),
        ("title", text(title)),
        ("paragraphs", texts(paragraphs)),
        (
            "link",
            maybe(link.as_ref(), |(words, url)| {
                names([("text", text(words)), ("url", text(url))])
            }),
        ),
        ("photo", maybe(photo.as_ref(), of_photo)),
    ])
}

fn of_teaser(teaser: &Teaser) -> Value {
    let Teaser {
        label,
        photo,
        title,
        url,
        language,
        dek,
        brief,
        byline,
        outlet,
        also,
        paragraphs,
        keep_reading,
    } = teaser;
    let Label { kind, section } = label;
    names([
        (
            "label",
            names([
                ("kind", maybe_text(kind.as_ref())),
                ("section", maybe_text(section.as_ref())),
            ]),
        ),
        ("photo", maybe(photo.as_ref(), of_photo)),
        ("title", text(title)),
        ("url", maybe_text(url.as_ref())),
        ("language", maybe_text(language.as_ref())),
        ("dek", maybe_text(dek.as_ref())),
        ("brief", maybe_text(brief.as_ref())),
        ("byline", list(byline, of_author)),
        ("outlet", maybe_text(outlet.as_ref())),
        ("also", list(also, of_outlet)),
        ("paragraphs", texts(paragraphs)),
        ("keep_reading", text(keep_reading)),
    ])
}

fn of_outlet(outlet: &Outlet) -> Value {
    let Outlet { before, name, url } = outlet;
    names([
        ("before", text(before)),
        ("name", text(name)),
        ("url", maybe_text(url.as_ref())),
    ])
}

fn of_photo(photo: &Photo) -> Value {
    let Photo {
        url,
        alt,
        credit,
        width,
        height,
        fills,
    } = photo;
    names([
        ("url", picture(url)),
        ("alt", text(alt)),
        ("credit", maybe_text(credit.as_ref())),
        ("width", Value::from(*width)),
        ("height", Value::from(*height)),
        ("fills", Value::from(*fills)),
    ])
}

fn of_author(author: &Author) -> Value {
    let Author {
        before,
        name,
        before_title,
        title,
    } = author;
    names([
        ("before", text(before)),
        ("name", text(name)),
        ("before_title", text(before_title)),
        ("title", maybe_text(title.as_ref())),
    ])
}

fn of_headline(headline: &Headline) -> Value {
    let Headline {
        title,
        url,
        language,
        details,
    } = headline;
    names([
        ("title", text(title)),
        ("url", maybe_text(url.as_ref())),
        ("language", maybe_text(language.as_ref())),
        ("details", texts(details)),
    ])
}

fn of_footer(footer: &Footer) -> Value {
    let Footer {
        reason,
        preferences_url,
        unsubscribe_url,
        name,
        home,
        address,
    } = footer;
    names([
        ("reason", text(reason)),
        ("preferences_url", text(preferences_url)),
        ("unsubscribe_url", text(unsubscribe_url)),
        ("name", text(name)),
        ("home", text(home)),
        ("address", text(address)),
    ])
}

fn of_look(look: &Look) -> Value {
    let Look {
        direction,
        width,
        serif,
        headline,
        corners,
        rules,
        labels,
        more,
        light,
        dark,
    } = look;
    names([
        ("direction", text(direction.word())),
        ("width", Value::from(*width)),
        (
            "rules",
            text(match rules {
                Rules::Strong => "strong",
                Rules::Hairline => "hairline",
                Rules::None => "none",
            }),
        ),
        (
            "labels",
            text(match labels {
                Labels::Caps => "caps",
                Labels::Plain => "plain",
            }),
        ),
        (
            "more",
            text(match more {
                More::Link => "link",
                More::Button => "button",
            }),
        ),
        ("corners", Value::from(*corners)),
        // A list of fonts has nothing but letters, commas and single quotes, and those would not be read in a style
        // block if they were escaped.
        ("serif", Value::from_safe_string(serif.clone())),
        ("headline", Value::from_safe_string(headline.clone())),
        ("light", palette(light)),
        ("dark", palette(dark)),
    ])
}

fn palette(palette: &Palette) -> Value {
    let Palette {
        page,
        card,
        tint,
        ink,
        soft,
        rule,
        accent,
    } = palette;
    names([
        ("page", text(page)),
        ("card", text(card)),
        ("tint", text(tint)),
        ("ink", text(ink)),
        ("soft", text(soft)),
        ("rule", text(rule)),
        ("accent", text(accent)),
    ])
}

fn of_words(words: &Words) -> Value {
    let Words {
        view_in_browser,
        photo,
        keep_reading,
        preferences,
        unsubscribe,
    } = words;
    names([
        ("view_in_browser", text(view_in_browser)),
        ("photo", text(photo)),
        ("keep_reading", text(keep_reading)),
        ("preferences", text(preferences)),
        ("unsubscribe", text(unsubscribe)),
    ])
}
