//! Through a real Postfix: every way into it, and what it refuses. And through its `smtp-sink`, in numbers.

mod doors;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};

use mail_parser::{MessageParser, MimeHeaders};

use crate::support::{
    Project, Site,
    postfix::{LOGIN, Postfix},
    site::Story,
};

/// Accents, typographic marks, another script, and beyond the basic plane.
const TITLE: &str = "Zoë’s café: “naïve” – 12 €, 日本, 🚢";

/// A way into Postfix.
#[derive(Debug)]
struct Door {
    url: fn(&Postfix) -> String,
    tls: Option<&'static str>,
    /// How `check` speaks of it.
    found: &'static str,
    /// How Postfix does (RFC 3848).
    protocol: &'static str,
}

const SUBMISSION: Door = Door {
    url: submission,
    tls: Some("required"),
    found: "encrypted, signed in",
    protocol: "ESMTPSA",
};
const SMTPS: Door = Door {
    url: |postfix| format!("smtps://{LOGIN}@localhost:{}", postfix.smtps),
    tls: None,
    found: "encrypted, signed in",
    protocol: "ESMTPSA",
};
const OPPORTUNISTIC: Door = Door {
    url: plain,
    tls: Some("opportunistic"),
    found: "encrypted",
    protocol: "ESMTPS",
};
const PLAIN: Door = Door {
    url: plain,
    tls: Some("none"),
    found: "not encrypted",
    protocol: "ESMTP",
};

impl Door {
    /// A project that goes this way.
    async fn ready(&self, postfix: &Postfix) -> (Site, Project) {
        let (site, project) = ready(&(self.url)(postfix)).await;
        if let Some(tls) = self.tls {
            set(&project, "tls", tls);
        }
        (site, project)
    }
}

fn submission(postfix: &Postfix) -> String {
    format!("smtp://{LOGIN}@127.0.0.1:{}", postfix.submission)
}

fn plain(postfix: &Postfix) -> String {
    format!("smtp://127.0.0.1:{}", postfix.plain)
}

async fn ready(relay: &str) -> (Site, Project) {
    let site = Site::start().await;
    let mut story = Story::new("lock", "2026-11-18T10:00:00Z", "Waterways");
    story.title = TITLE.to_owned();
    site.publish(story);
    let mut project = Project::new(&site, relay);
    project.set("ROUNDUP_CLOCK", "2026-11-20T06:00:00Z");
    (site, project)
}

/// Adds a setting to `[smtp]`.
fn set(project: &Project, key: &str, value: &str) {
    project.configure("retry_after", &format!("{key} = \"{value}\"\nretry_after"));
}

fn trust(project: &Project, postfix: &Postfix) {
    let ca_file = postfix.ca_file();
    set(project, "ca_file", ca_file.to_str().expect("UTF-8"));
}

fn readers(count: usize) -> BTreeSet<String> {
    (0..count)
        .map(|n| format!("reader{n}@example.org"))
        .collect()
}

/// What arrived, by the recipient of the envelope; each has one.
pub(crate) async fn one_each(postfix: &Postfix, count: usize) -> BTreeMap<String, Vec<u8>> {
    let mails = postfix.arrived(count).await;
    assert_eq!(mails.len(), count);
    let one_each: BTreeMap<_, _> = mails
        .into_iter()
        .map(|mail| (recipient(&mail), mail))
        .collect();
    assert_eq!(one_each.len(), count, "{:?}", one_each.keys());
    one_each
}

fn recipient(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail);
    let mut lines = text.lines();
    let found = lines.find_map(|line| line.strip_prefix("Delivered-To: "));
    found.expect("a recipient").to_owned()
}

/// Both parts say what the edition says, to whom it went, and no octet needs an 8-bit way.
#[track_caller]
fn is_whole(recipient: &str, mail: &[u8]) {
    assert!(mail.is_ascii(), "{recipient}");
    let message = MessageParser::default().parse(mail).expect("a message");
    let to = message
        .to()
        .and_then(|to| to.first())
        .and_then(|to| to.address());
    assert_eq!(to, Some(recipient));
    assert_eq!(message.subject(), Some(TITLE));
    let kinds: Vec<_> = message
        .parts
        .iter()
        .filter_map(|part| part.content_type()?.subtype())
        .collect();
    assert_eq!(kinds, ["alternative", "plain", "html"], "{recipient}");
    for part in &message.parts[1..] {
        let text = part.text_contents().expect("text");
        assert!(text.contains(TITLE), "{recipient}: {text}");
        assert!(
            text.contains("before the first barge went through."),
            "{recipient}: {text}"
        );
    }
}
