//! A DNS server that knows which server takes the mail of a domain, and nothing else.

use std::net::SocketAddr;

use tokio::{net::UdpSocket, task::JoinHandle};

/// The server at work; it stops when dropped.
#[derive(Debug)]
pub(crate) struct Dns {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Dns {
    /// Knows these domains with their mail servers (MX).
    pub(crate) async fn start(servers: &[(&str, &str)]) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let address = socket.local_addr().expect("an address");
        let servers: Vec<_> = servers
            .iter()
            .map(|&(domain, server)| (wire_name(domain), wire_name(server)))
            .collect();
        let task = tokio::spawn(async move {
            let mut query = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut query).await {
                let reply = reply(&query[..length], &servers);
                socket.send_to(&reply, from).await.ok();
            }
        });
        Self { address, task }
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// RFC 1035 section 4: the question repeated, and one MX where the name is known.
fn reply(query: &[u8], servers: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let question = &query[12..];
    let name_end = question.iter().position(|&byte| byte == 0).expect("a name") + 1;
    let name = question[..name_end].to_ascii_lowercase();
    let found = servers.iter().find(|(domain, _)| *domain == name);
    let mut reply = query[..2].to_vec();
    let code = if found.is_some() { 0x80 } else { 0x83 };
    let answers = u8::from(found.is_some());
    reply.extend([0x85, code, 0, 1, 0, answers, 0, 0, 0, 0]);
    reply.extend(&question[..name_end + 4]);
    if let Some((_, server)) = found {
        let length = u8::try_from(server.len() + 2).expect("a short name");
        // The name of the question, MX, IN, for a minute, preference 10.
        reply.extend([0xc0, 12, 0, 15, 0, 1, 0, 0, 0, 60, 0, length, 0, 10]);
        reply.extend(server);
    }
    reply
}

fn wire_name(name: &str) -> Vec<u8> {
    let mut wire = Vec::new();
    for label in name.split('.') {
        wire.push(u8::try_from(label.len()).expect("a short label"));
        wire.extend(label.as_bytes());
    }
    wire.push(0);
    wire
}
