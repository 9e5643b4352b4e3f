//! What the tests stand on: a site to gather from, a project folder to run the built program in, a scripted
//! SMTP server to send to.

pub(crate) mod postfix;
pub(crate) mod project;
pub(crate) mod site;
pub(crate) mod smtp_script;

pub(crate) use self::{project::Project, site::Site};
