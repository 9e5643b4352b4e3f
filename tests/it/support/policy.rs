//! A greylister, as Postfix asks one (SMTPD_POLICY_README): who comes for the first time is told to come again.

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// Sender and recipient, as often as Postfix asked about them.
type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// The greylister at work; it stops when dropped.
#[derive(Debug)]
pub(crate) struct Greylister {
    pub(crate) address: SocketAddr,
    asked: Asked,
    task: JoinHandle<()>,
}

impl Greylister {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Asked::default();
        let task = tokio::spawn(listen(listener, Arc::clone(&asked)));
        Self {
            address,
            asked,
            task,
        }
    }

    /// How often it was asked, and about how many pairs of sender and recipient.
    pub(crate) fn asked(&self) -> (usize, usize) {
        let asked = self.asked.lock().expect("no panic under the lock");
        let pairs: HashSet<_> = asked.iter().collect();
        (asked.len(), pairs.len())
    }
}

impl Drop for Greylister {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(listener: TcpListener, asked: Asked) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(answer(stream, Arc::clone(&asked)));
    }
}

/// A request is lines of `name=value` and an empty one.
async fn answer(stream: TcpStream, asked: Asked) {
    let mut stream = BufReader::new(stream);
    let (mut pair, mut line) = ((String::new(), String::new()), String::new());
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        match line.trim_end().split_once('=') {
            Some(("sender", sender)) => sender.clone_into(&mut pair.0),
            Some(("recipient", recipient)) => recipient.clone_into(&mut pair.1),
            Some(_) => {}
            None => {
                let action = {
                    let mut asked = asked.lock().expect("no panic under the lock");
                    let is_known = asked.contains(&pair);
                    asked.push(std::mem::take(&mut pair));
                    if is_known {
                        "action=DUNNO\n\n"
                    } else {
                        "action=450 4.7.1 greylisted, come again\n\n"
                    }
                };
                if stream.write_all(action.as_bytes()).await.is_err() {
                    return;
                }
            }
        }
        line.clear();
    }
}
