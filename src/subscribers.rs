//! The list: reading and writing it as CSV, and the signed links that let people leave it.
//!
//! Rows are parsed here; `store` keeps them, `pipeline` joins the two. Nothing here sends mail.

mod export;
mod import;
mod token;

pub use self::{
    export::{Header, harmless, write_csv},
    import::{DateOrder, Mapped, Origin, Reading, Rejected, Rows, UnreadableList},
    token::{NoKey, Purpose, Signer},
};
