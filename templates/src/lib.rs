//! What readers see: maud templates, compiled in.
//!
//! Pure functions from view models ([`view`]) to markup. Nothing here knows what an edition or a
//! subscriber is, reads a clock or a file, or chooses what is shown: the view model has been decided
//! before. All text is escaped by maud on its way out; the only markup passed through unescaped is our
//! own (conditional comments for Outlook, style sheets).
//!
//! | module | what it holds |
//! |---|---|
//! | [`view`] | the structs that the functions take |
//! | [`email`] | whole mails: one function a layout, and their style sheets |
//! | [`part`] | what mails are made of: masthead, teaser, footer |
//! | [`page`] | the public web pages |

pub mod email;
pub mod page;
pub mod part;
pub mod view;
