//! What the tests stand on: a site to gather from, a project folder to run the built program in, a scripted
//! SMTP server to send to.

pub mod project;
pub mod site;

pub use self::{
    project::{Project, Ran},
    site::Site,
};
