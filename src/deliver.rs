//! stub
#![allow(missing_docs)]
use crate::{clock::Clock, config::*, delivery::*, message::*, subscriber::*};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
pub struct Recipient<'a> {
    pub address: &'a EmailAddress,
    pub name: Option<&'a str>,
    pub message_id: &'a MessageId,
    pub date: DateTime<Utc>,
    pub unsubscribe_url: &'a str,
    pub preferences_url: &'a str,
    pub subject_mark: Option<&'a str>,
}
pub fn fill(_: &Message, _: &Recipient<'_>) -> Vec<u8> {
    unimplemented!()
}
pub struct Links {
    pub unsubscribe: String,
    pub preferences: String,
}
pub struct Job {
    pub smtp: Smtp,
    pub delivery: Delivery,
    pub message: Arc<Message>,
    pub return_path: EmailAddress,
    pub date: DateTime<Utc>,
    pub links: Arc<dyn Fn(&Claim) -> Links + Send + Sync>,
    pub clock: Clock,
}
pub struct Entry {
    pub delivery: DeliveryId,
    pub change: Change,
    pub done: oneshot::Sender<Result<(), ()>>,
}
pub enum Ended {
    Done,
    Stopped,
    RelayDown(String),
    Refused(String),
    StoreFailed,
}
pub async fn run(
    _: Job,
    _: mpsc::Receiver<Claim>,
    _: mpsc::Sender<Entry>,
    _: CancellationToken,
) -> Ended {
    unimplemented!()
}
pub async fn send_one(_: &Smtp, _: &EmailAddress, _: &[u8]) -> Result<String, String> {
    unimplemented!()
}
pub struct Probe {
    pub encrypted: bool,
    pub authenticated: bool,
}
pub async fn probe(_: &Smtp) -> Result<Probe, String> {
    unimplemented!()
}
#[derive(Debug)]
pub struct Catcher;
impl Catcher {
    pub async fn start(_: &std::path::Path) -> std::io::Result<Self> {
        unimplemented!()
    }
    pub fn smtp(&self, _: &Smtp) -> Smtp {
        unimplemented!()
    }
}
