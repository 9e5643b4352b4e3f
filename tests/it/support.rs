//! What the tests stand on: a site to gather from, a project folder to run the built program in, and
//! servers to send to: a scripted one, a real Postfix and its sink, a real Dovecot.

pub(crate) mod aftermath;
pub(crate) mod browser;
pub(crate) mod dns;
pub(crate) mod dovecot;
pub(crate) mod policy;
pub(crate) mod postfix;
pub(crate) mod project;
pub(crate) mod receiver;
pub(crate) mod served;
pub(crate) mod site;
pub(crate) mod smtp_script;
pub(crate) mod smtp_sink;

pub(crate) use self::{project::Project, served::Served, site::Site};

/// The number of a user of this machine.
fn user_id(name: &str) -> u32 {
    id(&["-u", name])
}

/// Whether we may start what only root may start.
fn is_root() -> bool {
    id(&["-u"]) == 0
}

fn id(arguments: &[&str]) -> u32 {
    let output = std::process::Command::new("id")
        .args(arguments)
        .output()
        .expect("it starts");
    let words = String::from_utf8(output.stdout).expect("UTF-8");
    words.trim().parse().expect("a number")
}
