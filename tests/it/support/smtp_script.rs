//! A relay that follows a script: for tests of every refusal, silence and loss that SMTP knows.
//!
//! [`Script`] says what it offers and where it departs from saying yes ([`on`]); [`Relay`] is the script
//! at work on a free port of 127.0.0.1, with a record of all that reached it.

mod conversation;
mod rules;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

pub(crate) use self::rules::{At, Rule, on};

/// A message that the relay took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) from: String,
    pub(crate) to: String,
    /// The text, doubled dots undone.
    pub(crate) data: String,
    /// The number of its connection, from 1.
    pub(crate) connection: usize,
    pub(crate) encrypted: bool,
}

/// All that reached the relay.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) taken: Vec<Taken>,
    pub(crate) connections: usize,
    /// Every command line, but for the words of AUTH.
    pub(crate) commands: Vec<String>,
    /// User and password of each AUTH.
    pub(crate) signed_in: Vec<(String, String)>,
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    None,
    /// By STARTTLS.
    Upgrade,
    Implicit,
}

/// What the relay offers, and where it departs from saying yes.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    offers: Vec<String>,
    rules: Vec<Rule>,
    tls: Tls,
}

impl Script {
    /// Offers the usual extensions and says yes to everything.
    pub(crate) fn new() -> Self {
        let offers = [
            "PIPELINING",
            "SIZE 100000000",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
        ];
        Self {
            offers: offers.map(String::from).to_vec(),
            rules: Vec::new(),
            tls: Tls::None,
        }
    }

    pub(crate) fn without(mut self, keyword: &str) -> Self {
        self.offers.retain(|line| !line.starts_with(keyword));
        self
    }

    pub(crate) fn with(mut self, line: &str) -> Self {
        self.offers.push(line.to_owned());
        self
    }

    /// With the certificate of `tls/`, which [`ca_file`] vouches for.
    pub(crate) fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// The first rule that fits is followed.
    pub(crate) fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    pub(crate) async fn start(self) -> Relay {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stage = Arc::new(Scene {
            acceptor: acceptor(),
            script: Mutex::new(self),
            record: Mutex::default(),
        });
        let task = tokio::spawn(listen(listener, Arc::clone(&stage)));
        Relay {
            address,
            scene: stage,
            task,
        }
    }
}

/// The script at work; it stops when dropped.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    scene: Arc<Scene>,
    task: JoinHandle<()>,
}

impl Relay {
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.scene.record()
    }

    /// Whom a message was taken for, sorted; someone twice if twice.
    pub(crate) fn recipients(&self) -> Vec<String> {
        let mut all: Vec<_> = self
            .record()
            .taken
            .iter()
            .map(|mail| mail.to.clone())
            .collect();
        all.sort();
        all
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the connections share.
struct Scene {
    script: Mutex<Script>,
    record: Mutex<Record>,
    acceptor: TlsAcceptor,
}

impl Scene {
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("no panic under the lock")
    }

    /// What to do at this point, other than saying yes.
    fn cue(&self, at: At, address: &str) -> Option<rules::Act> {
        let mut script = self.script.lock().expect("no panic under the lock");
        script
            .rules
            .iter_mut()
            .find_map(|rule| rule.fits(at, address))
    }

    fn offers(&self, encrypted: bool) -> Vec<String> {
        let script = self.script.lock().expect("no panic under the lock");
        let mut offers = script.offers.clone();
        if script.tls == Tls::Upgrade && !encrypted {
            offers.push("STARTTLS".to_owned());
        }
        offers
    }

    fn tls(&self) -> Tls {
        self.script.lock().expect("no panic under the lock").tls
    }
}

async fn listen(listener: TcpListener, scene: Arc<Scene>) {
    // Dropped with this task, and all connections with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(conversation::hold(stream, Arc::clone(&scene)));
    }
}

/// The file that makes the relay's certificate believed.
pub(crate) fn ca_file() -> std::path::PathBuf {
    tls_file("ca.pem")
}

fn tls_file(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/support/smtp_script/tls")
        .join(name)
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(tls_file("cert.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(tls_file("key.pem")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("they fit");
    TlsAcceptor::from(Arc::new(config))
}
