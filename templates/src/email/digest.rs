//! The `digest` layout: text first, with a paragraph for each piece; the lead's photo and no other.

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
        Block::Lead(teaser) => part::text_lead(teaser, email),
        Block::Section { title, teasers } => part::section(
            title,
            email.own_language.as_ref(),
            teasers,
            "brief",
            |teaser| part::paragraph(teaser, email),
        ),
        other => part::common(other, email, part::Pictures::None),
    }
}
