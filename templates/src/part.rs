//! What mails are made of. A part fills a cell that the layout opens.

mod frame;
mod headlines;
mod promo;
mod teaser;

pub use self::{
    frame::{footer, masthead, note, view_link},
    headlines::{brief, headlines},
    promo::promo,
    teaser::{Rank, label, lead, story, teaser},
};
