//! A text-only reader loses nothing: every text of the view model is in the text part.

use roundup_templates::view::{
    Author, Block, Email, Event, Footer, Headline, Label, Masthead, Note, Outlet, Photo, Promo,
    Teaser,
};

use super::{example::Example, value};
use crate::render::{gap, text, view};

/// The text part as a reader of `format=flowed` has it: soft line ends joined, stuffing taken away (RFC 3676).
pub(super) fn unflowed(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        out.push_str(line);
        if !line.ends_with(' ') || line == "-- " {
            out.push('\n');
        }
    }
    out
}

/// Everything readers see, each text by itself. Nothing is left out by `..`: who adds a text to the model is asked here
/// whether the text part has it.
fn texts(email: &Email) -> Vec<&str> {
    let Email {
        language: _,
        own_language: _,
        title: _, // The subject: it stands in the header.
        preheader,
        view_url,
        masthead:
            Masthead {
                name,
                logo: _,
                logo_dark: _,
                logo_size: _,
                line,
            },
        note,
        blocks,
        footer,
        look: _,
        words: _,
    } = email;
    let mut all = vec![preheader.as_str(), view_url, name];
    all.extend(line.iter().map(String::as_str));
    if let Some(Note { paragraphs, by }) = note {
        all.extend(paragraphs.iter().chain(by).map(String::as_str));
    }
    for block in blocks {
        of_block(block, &mut all);
    }
    let Footer {
        reason,
        preferences_url,
        unsubscribe_url,
        name,
        home,
        address,
    } = footer;
    all.extend([
        reason.as_str(),
        preferences_url,
        unsubscribe_url,
        name,
        home,
        address,
    ]);
    all
}

fn of_block<'a>(block: &'a Block, all: &mut Vec<&'a str>) {
    match block {
        Block::Lead(teaser) => of_teaser(teaser, all),
        Block::Section { title, teasers } => {
            all.push(title);
            teasers.iter().for_each(|teaser| of_teaser(teaser, all));
        }
        Block::Events { title, events } => {
            all.push(title);
            for Event {
                title,
                url,
                day,
                time,
                again,
                place,
            } in events
            {
                all.extend(
                    [title, day]
                        .into_iter()
                        .chain(url)
                        .chain(time)
                        .chain(again)
                        .chain(place)
                        .map(String::as_str),
                );
            }
        }
        Block::Headlines {
            list: _,
            title,
            headlines,
        } => {
            all.push(title);
            for Headline {
                title,
                url,
                language: _,
                details,
            } in headlines
            {
                all.push(title);
                all.extend(url.iter().chain(details).map(String::as_str));
            }
        }
        Block::Promo(Promo {
            title,
            paragraphs,
            link,
            photo,
        }) => {
            all.push(title);
            all.extend(paragraphs.iter().map(String::as_str));
            if let Some((words, url)) = link {
                all.extend([words.as_str(), url]);
            }
            of_photo(photo.as_ref(), all);
        }
    }
}

fn of_teaser<'a>(teaser: &'a Teaser, all: &mut Vec<&'a str>) {
    let Teaser {
        label: Label { kind, section },
        photo,
        title,
        url,
        language: _,
        dek,
        brief: _, // The beginning of what stands there whole.
        byline,
        outlet,
        also,
        paragraphs,
        keep_reading: _, // For who hears the link alone; here it stands below its piece.
    } = teaser;
    all.push(title);
    let optional = [kind, section, url, dek, outlet];
    all.extend(
        optional
            .into_iter()
            .flatten()
            .chain(paragraphs)
            .map(String::as_str),
    );
    for Outlet { before, name, url } in also {
        all.extend([before.as_str(), name]);
        all.extend(url.as_deref());
    }
    for Author {
        before,
        name,
        before_title,
        title,
    } in byline
    {
        all.extend([before.as_str(), name]);
        all.extend(title.as_ref().map(|_| before_title.as_str()));
        all.extend(title.as_deref());
    }
    of_photo(photo.as_ref(), all);
}

fn of_photo<'a>(photo: Option<&'a Photo>, all: &mut Vec<&'a str>) {
    if let Some(Photo {
        url: _,
        alt,
        credit,
        width: _,
        height: _,
        fills: _,
    }) = photo
    {
        all.push(alt);
        all.extend(credit.as_deref());
    }
}

/// Without regard to case and line ends: headings are in capitals, titles are broken.
fn plain(text: &str) -> String {
    text.to_uppercase().split_whitespace().collect()
}

/// Holds the text part against the model.
#[track_caller]
pub(super) fn says_everything(example: &Example) {
    let email = view::email(&example.edition, &example.letterhead());
    let text = gap::fill(&text::plain(&email), &value);
    let said = plain(&unflowed(&text));
    for wanted in texts(&email) {
        let wanted = plain(&gap::fill(wanted, &value));
        assert!(said.contains(&wanted), "{wanted} is not in:\n{text}");
    }
}

#[test]
fn of_the_sample() {
    says_everything(&Example::full());
}
