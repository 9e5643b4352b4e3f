//! Makes the message of an edition, once for everybody.
//!
//! ```text
//! Edition + Letterhead --view--> Email --templates, inlining--> HTML \
//!                                  \--------------text---------> text -> segments between gaps
//! ```
//!
//! Pure: the same edition and letterhead give the same bytes, so that what was approved can be sealed by
//! a hash. Both parts are made from one view model, the text part not from the HTML. What differs from
//! recipient to recipient is a gap (a private-use character while it goes through templates and inlining;
//! no text of a stranger's keeps one). Filling the gaps is `deliver`'s work.

use roundup_templates::view::{Email, Site};
use url::Url;

use crate::{
    config::{EditionRules, Publication, Theme},
    edition::Edition,
    message::{Field, Message},
};

mod assemble;
mod gap;
mod html;
mod letter;
mod lint;
mod own;
mod palette;
mod parts;
mod photo;
mod text;
mod view;
mod wrap;

#[cfg(test)]
mod tests;

pub use self::{
    letter::{Way, notice},
    lint::{
        Circumstances, Finding, Level, Linked, Remote, Shown, Support, lint, lint_text,
        lint_variant, remote,
    },
    own::{LayoutError, sample},
};

/// Everything about a message that is not the edition.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    /// Who publishes.
    pub publication: &'a Publication,
    /// The language of the fixed words, the dates and the numbers (BCP 47): the publication's, or a reader's.
    pub language: &'a str,
    /// What editions are called, and the note to readers.
    pub rules: &'a EditionRules,
    /// What it looks like.
    pub theme: &'a Theme,
    /// The address of the public pages, ending in a slash.
    pub public_url: &'a Url,
}

impl Letterhead<'_> {
    /// What the public pages share with the mails: name, language, look.
    pub fn site(&self) -> Site {
        view::site(self)
    }
}

/// Why no message could be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// Our style sheet or markup could not be joined: a fault of the theme or of ours.
    #[error("the styles could not be put into the HTML: {0}")]
    Inline(#[from] css_inline::InlineError),
    /// The publication's own layout has a fault.
    #[error("the layout can't be used")]
    Layout(#[from] LayoutError),
    /// A mail to one person could not be put together.
    #[error("the mail could not be put together: {0}")]
    Letter(String),
}

impl From<lettre::error::Error> for RenderError {
    fn from(why: lettre::error::Error) -> Self {
        Self::Letter(why.to_string())
    }
}

/// A message, and ways to look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The whole message as segments.
    pub message: Message,
}

impl From<Message> for Rendered {
    /// A message that was rendered, and perhaps sealed, earlier.
    fn from(message: Message) -> Self {
        Self { message }
    }
}

impl Rendered {
    /// The HTML part, decoded, with its gaps filled: the values are plain, and escaped here.
    pub fn html(&self, fill: &dyn Fn(Field) -> String) -> String {
        let escaped = |field| maud::html! { (fill(field)) }.into_string();
        gap::fill(&parts::of(&self.message).html, &escaped)
    }

    /// The text part, decoded, with its gaps filled.
    pub fn text(&self, fill: &dyn Fn(Field) -> String) -> String {
        gap::fill(&parts::of(&self.message).text, fill)
    }
}

/// What readers see of an edition, for its web page. Its gaps are open: the page has nothing that is for one reader.
pub fn email(edition: &Edition, letterhead: &Letterhead<'_>) -> Email {
    view::email(edition, letterhead)
}

/// Makes the message of an edition.
///
/// # Errors
/// When the theme's styles can't be laid into the HTML.
pub fn render(edition: &Edition, letterhead: &Letterhead<'_>) -> Result<Rendered, RenderError> {
    let email = view::email(edition, letterhead);
    let html = match &letterhead.theme.layout_file {
        Some(layout) => own::page(&email, layout)?,
        None => html::page(&email, letterhead.theme.layout)?,
    };
    let text = text::plain(&email);
    Ok(Rendered {
        message: assemble::message(edition, letterhead, &text, Some(&html)),
    })
}

/// Makes the message of an edition for who wants text alone.
pub fn render_text(edition: &Edition, letterhead: &Letterhead<'_>) -> Rendered {
    let text = text::plain(&view::email(edition, letterhead));
    Rendered {
        message: assemble::message(edition, letterhead, &text, None),
    }
}
