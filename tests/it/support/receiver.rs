//! A program that webhooks are sent to: it writes down what comes, and answers as it is told.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Response, StatusCode, Uri},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

/// The secret that it shares with whoever sends.
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A message that came.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    pub(crate) body: Value,
}

impl Got {
    pub(crate) fn kind(&self) -> &str {
        self.body["type"].as_str().expect("a type")
    }
}

#[derive(Debug, Default)]
struct Record {
    got: Vec<Got>,
    statuses: HashMap<String, Vec<u16>>,
}

/// The program, at work until the test ends.
#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    address: SocketAddr,
    record: Arc<Mutex<Record>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let receiver = Self {
            address: listener.local_addr().expect("an address"),
            record: Arc::default(),
        };
        let asked = receiver.clone();
        let router = Router::new().fallback(move |uri: Uri, head: HeaderMap, body: Bytes| {
            let receiver = asked.clone();
            async move { receiver.answer(uri.path(), &head, &body).await }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// The configuration of a webhook of this name, which posts to the path of this name.
    pub(crate) fn webhook(&self, name: &str) -> String {
        format!(
            r#"
[webhook.{name}]
url = "http://{}/{name}"
secret = "{SECRET}"
events = ["subscriber.subscribed", "subscriber.unsubscribed", "subscriber.bounced", "edition.sent"]
timeout = "2s"
allow_private = ["127.0.0.0/8"]
"#,
            self.address
        )
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers what comes to a path with these statuses, one after the other, and with 200 afterwards; 0 is silence.
    pub(crate) fn will_answer(&self, path: &str, statuses: &[u16]) {
        let mut record = self.record.lock().expect("the record");
        record.statuses.insert(path.to_owned(), statuses.to_vec());
    }

    /// What came to a path.
    pub(crate) fn got(&self, path: &str) -> Vec<Got> {
        let record = self.record.lock().expect("the record");
        let got = record.got.iter().filter(|got| got.path == path);
        got.cloned().collect()
    }

    /// What came to a path, as soon as so much has.
    pub(crate) async fn wait_for(&self, path: &str, count: usize) -> Vec<Got> {
        for _ in 0..600 {
            let got = self.got(path);
            if got.len() >= count {
                return got;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{path} did not get {count}: {:?}", self.got(path));
    }

    async fn answer(&self, path: &str, head: &HeaderMap, body: &Bytes) -> Response<String> {
        let got = received(path, head, body);
        let status = {
            let mut record = self.record.lock().expect("the record");
            record.got.push(got);
            match record.statuses.get_mut(path) {
                Some(left) if !left.is_empty() => left.remove(0),
                _ => 200,
            }
        };
        if status == 0 {
            std::future::pending::<()>().await;
        }
        let answer = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
        let answer = match status {
            301..=308 => answer.header("location", "/elsewhere"),
            _ => answer,
        };
        answer.body("thank you".to_owned()).expect("an answer")
    }
}

/// Reads a message as its receiver has to: what is not signed by the secret is nobody's.
fn received(path: &str, head: &HeaderMap, body: &Bytes) -> Got {
    let field = |name: &str| {
        let value = head.get(name).unwrap_or_else(|| panic!("no {name}"));
        value.to_str().expect("ASCII").to_owned()
    };
    assert_eq!(field("content-type"), "application/json");
    let (id, timestamp) = (field("webhook-id"), field("webhook-timestamp"));
    let secret = SECRET.strip_prefix("whsec_").expect("a secret");
    let key = STANDARD.decode(secret).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    let wanted = STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(field("webhook-signature"), format!("v1,{wanted}"));
    Got {
        path: path.to_owned(),
        id,
        timestamp: timestamp.parse().expect("a number"),
        body: serde_json::from_slice(body).expect("JSON"),
    }
}
