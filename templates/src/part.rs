//! What mails are made of. A part fills a cell that the layout opens.

mod frame;
mod headlines;
mod teaser;

pub use self::{
    frame::{footer, masthead, note, view_link},
    headlines::{brief, headlines},
    teaser::{Rank, label, lead, story, teaser},
};
