//! `roundup serve` over a project, and a bare HTTP client: no cookie, no origin, nothing kept from one request to the next.

use std::{process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

use super::{Project, Site};

const FORM: &str = "application/x-www-form-urlencoded";

/// An answer of the server.
pub(crate) struct Page {
    pub(crate) status: u16,
    /// In small letters.
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A publication and its server.
pub(crate) struct Served {
    pub(crate) project: Project,
    pub(crate) address: String,
    server: Option<Child>,
    /// What it gathers from.
    pub(crate) site: Site,
}

impl Served {
    /// Serves a publication without readers, after `change` had its way with the environment.
    pub(crate) async fn new(change: impl FnOnce(&mut Project)) -> Self {
        let mut served = Self::of(Site::start().await, change);
        served.start().await;
        served
    }

    /// A publication of this site, not served yet.
    pub(crate) fn of(site: Site, change: impl FnOnce(&mut Project)) -> Self {
        let mut project = Project::new(&site, "outbox:outbox");
        change(&mut project);
        Self {
            project,
            address: String::new(),
            server: None,
            site,
        }
    }

    /// Begins to serve.
    pub(crate) async fn start(&mut self) {
        let (server, address) = serve(&self.project).await;
        (self.server, self.address) = (Some(server), address);
    }

    /// Ends the server at once, as a crash would.
    pub(crate) async fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().await.expect("it ends");
        }
    }

    /// Waits for the server's own end.
    pub(crate) async fn ended(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.wait().await.expect("it ends");
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The same publication, served anew at another time.
    pub(crate) async fn again(mut self, clock: &str) -> Self {
        self.kill().await;
        self.project.set("ROUNDUP_CLOCK", clock);
        self.start().await;
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.ask("GET", path, "", "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Page {
        self.post_with(path, "", body).await
    }

    /// `head` are lines of a request's head, each with its line end.
    pub(crate) async fn post_with(&self, path: &str, head: &str, body: &str) -> Page {
        let head = format!("Content-Type: {FORM}\r\n{head}");
        self.ask("POST", path, &head, body).await
    }

    /// Any request: `head` are lines of its head, each with its line end.
    pub(crate) async fn ask(&self, method: &str, path: &str, head: &str, body: &str) -> Page {
        let mut stream = TcpStream::connect(&self.address)
            .await
            .expect("a connection");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).expect("a status");
        Page {
            status: status.parse().expect("a number"),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    /// The mails in the outbox, as soon as there are so many.
    pub(crate) async fn mails(&self, count: usize) -> Vec<String> {
        for _ in 0..200 {
            let found = self.mails_now();
            if found.len() >= count {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{count} mails did not come");
    }

    /// The mails in the outbox.
    pub(crate) fn mails_now(&self) -> Vec<String> {
        let Ok(outbox) = std::fs::read_dir(self.project.path("outbox")) else {
            return Vec::new();
        };
        let files = outbox.map(|entry| entry.expect("an entry").path());
        let mails = files.filter(|path| path.extension().is_some_and(|end| end == "eml"));
        mails
            .map(|mail| std::fs::read_to_string(mail).expect("a mail"))
            .collect()
    }

    /// Where somebody stands.
    pub(crate) async fn state(&self, reader: &str) -> String {
        let shown = ["subscribers", "show", reader, "--json"];
        let person = self.project.run(&shown).await.ended(0).json();
        person["state"].as_str().expect("a state").to_owned()
    }
}

/// Serves a publication: the server, and where it listens.
pub(crate) async fn serve(project: &Project) -> (Child, String) {
    listening(&mut project.command(&["serve", "--json"])).await
}

/// Starts a server, and waits until it says where it listens.
pub(crate) async fn listening(command: &mut Command) -> (Child, String) {
    let mut server = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    while let Some(line) = lines.next_line().await.expect("a line") {
        if let Some((_, rest)) = line.split_once("\"listening\": \"") {
            return (server, rest.trim_end_matches('"').to_owned());
        }
    }
    panic!("it does not serve");
}
