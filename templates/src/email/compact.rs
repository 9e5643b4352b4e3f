//! The `compact` layout: no photos, a headline and one line for each piece.

use maud::{Markup, html};

use crate::{
    part,
    view::{Block, Email},
};

/// The rows between masthead and footer.
pub(super) fn rows(email: &Email) -> Markup {
    html! { @for block in &email.blocks { tr { td.pad { (row(block, email)) } } } }
}

fn row(block: &Block, email: &Email) -> Markup {
    match block {
        Block::Lead(teaser) => html! {
            (part::label(&teaser.label))
            (part::story(teaser, email, part::Story::LEAD))
        },
        Block::Section { title, teasers } => part::section(
            title,
            email.own_language.as_ref(),
            teasers,
            "brief",
            part::brief,
        ),
        other => part::common(other, email, part::Pictures::None),
    }
}
