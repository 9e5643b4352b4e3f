//! How text becomes mail: quoted-printable bodies, encoded header values, mailboxes.
//!
//! Pure functions between plain text and bytes that are safe on any path: ASCII, short lines, no line
//! that an SMTP client would have to dot-stuff. Both `render` (once an edition) and `deliver` (for the
//! gaps of each recipient) build on them. What a message is made of does not belong here.

mod header;
mod plain;
mod quoted;

pub use self::{
    header::{encode_header, mailbox, phrase},
    plain::one_line,
    quoted::{quoted_printable, quoted_printable_decode, quoted_printable_gap},
};
