//! A relay that follows a script: for tests of every refusal, silence and loss that SMTP knows.
//!
//! [`Script`] says what it offers and where it departs from saying yes ([`on`]); [`Relay`] is the script
//! at work on a free port of 127.0.0.1 or on a Unix socket, with a record of all that reached it.

mod certificates;
mod conversation;
mod presence;
mod rules;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::{
    net::{TcpListener, UnixListener},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

pub(crate) use self::certificates::ca_file;
use self::conversation::Stream;

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
    /// How many connections were open when it was taken.
    pub(crate) open: usize,
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
    /// The initial response of each AUTH XOAUTH2, and the answer to its challenge.
    pub(crate) tokens: Vec<String>,
    /// Connections that are open just now.
    pub(crate) open: usize,
    /// The most that were served at once.
    pub(crate) most_served: usize,
    /// Connections that were one too many.
    pub(crate) turned_away: usize,
}

impl Record {
    /// How often a command with this beginning came.
    pub(crate) fn count(&self, beginning: &str) -> usize {
        let commands = self.commands.iter();
        commands.filter(|line| line.starts_with(beginning)).count()
    }
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
    at_once: usize,
    clients_ca: Option<PathBuf>,
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
            at_once: usize::MAX,
            clients_ca: None,
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

    /// Serves so many connections at once, and has no time for more.
    pub(crate) fn at_once(mut self, connections: usize) -> Self {
        self.at_once = connections;
        self
    }

    /// Talks TLS only with those who show a certificate that this authority signed.
    pub(crate) fn clients_of(mut self, ca_file: PathBuf) -> Self {
        self.clients_ca = Some(ca_file);
        self
    }

    pub(crate) async fn start(self) -> Relay {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let scene = self.scene();
        let task = tokio::spawn(listen(listener, Arc::clone(&scene)));
        Relay {
            address,
            scene,
            task,
        }
    }

    /// Listens on a Unix socket: its `address` is of no use.
    pub(crate) fn start_on_socket(self, path: &Path) -> Relay {
        let listener = UnixListener::bind(path).expect("a socket");
        let scene = self.scene();
        let task = tokio::spawn(listen_on_socket(listener, Arc::clone(&scene)));
        Relay {
            address: ([0, 0, 0, 0], 0).into(),
            scene,
            task,
        }
    }

    fn scene(self) -> Arc<Scene> {
        Arc::new(Scene {
            acceptor: certificates::acceptor(self.clients_ca.as_deref()),
            script: Mutex::new(self),
            record: Mutex::default(),
        })
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

    /// Serves so many connections at once from now on.
    pub(crate) fn serve(&self, connections: usize) {
        let mut script = self.scene.script.lock().expect("no panic under the lock");
        script.at_once = connections;
    }

    /// Says yes to everything from now on.
    pub(crate) fn recover(&self) {
        let mut script = self.scene.script.lock().expect("no panic under the lock");
        script.rules.clear();
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

    fn at_once(&self) -> usize {
        self.script.lock().expect("no panic under the lock").at_once
    }

    fn tls(&self) -> Tls {
        self.script.lock().expect("no panic under the lock").tls
    }
}

async fn listen(listener: TcpListener, scene: Arc<Scene>) {
    // Dropped with this task, and all connections with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).ok();
        hold(&mut connections, stream, &scene);
    }
}

async fn listen_on_socket(listener: UnixListener, scene: Arc<Scene>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        hold(&mut connections, stream, &scene);
    }
}

fn hold(connections: &mut JoinSet<()>, stream: impl Stream + 'static, scene: &Arc<Scene>) {
    connections.spawn(conversation::hold(Box::new(stream), Arc::clone(scene)));
}
