//! What mails are made of. A part fills a cell that the layout opens.

mod events;
mod frame;
mod headlines;
mod promo;
mod teaser;

pub use self::{
    events::events,
    frame::{footer, masthead, note, view_link},
    headlines::{brief, headlines},
    promo::promo,
    teaser::{Rank, label, lead, story, teaser},
};
