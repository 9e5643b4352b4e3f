//! Three programs that others verify mail with. None of them asks the network: the records are given.

use std::{
    borrow::Borrow,
    collections::HashMap,
    hash::Hash,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::Mutex,
    time::Instant,
};

use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    common::{parse::TxtRecordParser, verify::DomainKey},
    hickory_resolver::config::{ResolverConfig, ResolverOpts},
};
use roundup::dkim::Record;

/// Debian's, which its packages are for, and none of the user's own.
const PYTHON: &str = "/usr/bin/python3";

/// What a verifier says of one signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Pass,
    Fail,
}

/// A verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verifier {
    /// In Rust, by Stalwart.
    MailAuth,
    /// In Python.
    Dkimpy,
    /// In C; what much of the world runs.
    Opendkim,
}

impl Verifier {
    /// Those that are installed here; says which are not.
    pub(super) fn all() -> Vec<Self> {
        [Self::MailAuth, Self::Dkimpy, Self::Opendkim]
            .into_iter()
            .filter(|verifier| verifier.is_here())
            .collect()
    }

    fn is_here(self) -> bool {
        let packages: &[&str] = match self {
            Self::MailAuth => &[],
            Self::Dkimpy => &["python3-dkim", "python3-nacl"],
            Self::Opendkim => &["libopendkim11"],
        };
        let doc = Path::new("/usr/share/doc");
        let missing = packages.iter().find(|name| !doc.join(name).exists());
        if let Some(name) = missing {
            eprintln!("skipped: {self:?} (Debian package {name} is not installed)");
        }
        missing.is_none()
    }

    /// What it says of each signature of a message, in the order in which they stand.
    pub(super) async fn verdicts(self, message: &[u8], records: &[Record]) -> Vec<Verdict> {
        match self {
            Self::MailAuth => mail_auth(message, records).await,
            Self::Dkimpy => script(include_str!("dkimpy.py"), message, records),
            Self::Opendkim => script(include_str!("opendkim.py"), message, records),
        }
    }
}

/// Records that are never looked for anywhere else.
struct Records(Mutex<HashMap<Box<str>, Txt>>);

impl Records {
    fn new(records: &[Record]) -> Self {
        let records = records.iter().map(|record| {
            let key = DomainKey::parse(record.value.as_bytes()).expect("a record");
            let name = format!("{}.", record.name).into_boxed_str();
            (name, Txt::DomainKey(key.into()))
        });
        Self(Mutex::new(records.collect()))
    }
}

impl ResolverCache<Box<str>, Txt> for Records {
    fn get<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.lock().expect("no panic").get(name).cloned()
    }

    fn remove<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.lock().expect("no panic").remove(name)
    }

    fn insert(&self, name: Box<str>, record: Txt, _: Instant) {
        self.0.lock().expect("no panic").insert(name, record);
    }
}

async fn mail_auth(message: &[u8], records: &[Record]) -> Vec<Verdict> {
    let nobody = ResolverConfig::from_parts(None, Vec::new(), Vec::new());
    let verifier = MessageAuthenticator::new(nobody, ResolverOpts::default()).expect("a verifier");
    let message = AuthenticatedMessage::parse(message).expect("a message");
    let records = Records::new(records);
    let parameters = Parameters::new(&message).with_txt_cache(&records);
    let outputs = verifier.verify_dkim(parameters).await;
    let verdicts = outputs.iter().map(|output| match output.result() {
        DkimResult::Pass => Verdict::Pass,
        _ => Verdict::Fail,
    });
    verdicts.collect()
}

fn script(text: &str, message: &[u8], records: &[Record]) -> Vec<Verdict> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    for Record { name, value } in records {
        writeln!(file, "{name} {value}").expect("room");
    }
    let mut python = Command::new(PYTHON)
        .args(["-c", text])
        .arg(file.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = python.stdin.take().expect("a pipe");
    stdin.write_all(message).expect("it reads");
    drop(stdin);
    let output = python.wait_with_output().expect("it ends");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let verdicts = lines.lines().map(|line| match line {
        "pass" => Verdict::Pass,
        "fail" => Verdict::Fail,
        other => panic!("{other}: {words}"),
    });
    verdicts.collect()
}
