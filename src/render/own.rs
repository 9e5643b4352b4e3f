//! A publication's own layout: an MJML or HTML file that minijinja fills from the view model.
//!
//! ```text
//! file --fill--> filled text --mjml--> HTML --finish--> the same HTML as from our own layouts
//!         (names, limits)    (MJML only)      (styles put into the elements)
//! ```
//!
//! What goes wrong names the file and the line that the publication wrote, not that of something in between. No text of
//! a stranger's can become markup: whatever is filled in is escaped, and only into places where escaping is enough.

mod context;
mod fill;
mod finish;
mod mjml;
mod sample;
mod source;
mod tags;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use roundup_templates::view::Email;

pub use self::sample::sample;
use crate::config::{LayoutFile, Markup};

/// What is wrong with a layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", self.place())]
pub struct LayoutError {
    /// The file.
    pub file: PathBuf,
    /// The line, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl LayoutError {
    /// File and line: `layouts/weekly.mjml:12`.
    pub fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file.display()),
            None => self.file.display().to_string(),
        }
    }

    fn of(layout: &LayoutFile, message: impl Into<String>, hint: &str) -> Self {
        Self {
            file: layout.path.clone(),
            line: None,
            message: message.into(),
            hint: Some(hint.to_owned()),
        }
    }

    fn at(mut self, layout: &LayoutFile, place: Option<(&str, usize)>) -> Self {
        if let Some((name, line)) = place {
            self.file = layout.path_of(name);
            self.line = Some(line);
        }
        self
    }
}

/// The page as mail clients get it, gaps still in it.
pub(super) fn page(email: &Email, layout: &LayoutFile) -> Result<String, LayoutError> {
    let filled = fill::fill(layout, context::context(email))?;
    let page = match layout.markup {
        Markup::Mjml => finish::from_mjml(&mjml::html(layout, &filled)?),
        Markup::Html => {
            tags::balanced(layout, &filled)?;
            finish::from_html(&filled.text)
        }
    };
    let page = page.map_err(|why| {
        LayoutError::of(
            layout,
            format!("its styles can't be put into the elements: {why}"),
            "look for a slip in its CSS",
        )
    })?;
    let page = match layout.markup {
        Markup::Mjml => finish::on_its_own(&page, &email.language, email.look.direction.word()),
        Markup::Html => page,
    };
    finish::only_our_gaps(layout, &page)?;
    Ok(page)
}
