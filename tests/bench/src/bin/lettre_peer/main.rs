//! Peers to measure against: lettre's own transport as its documentation shows it, and a client that does not
//! pipeline (`--plain`). Prints one line of JSON.
#![expect(clippy::print_stdout, reason = "its output is its result")]

mod plain;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::Parser;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::MultiPart,
    transport::smtp::PoolConfig,
};
use tokio::task::JoinSet;

#[derive(Debug, Clone, Parser)]
struct Args {
    #[arg(long)]
    relay: SocketAddr,
    #[arg(long, default_value_t = 2_000)]
    messages: u64,
    #[arg(long, default_value_t = 16)]
    connections: u64,
    #[arg(long, default_value_t = 40_960)]
    octets: usize,
    /// Not lettre, but prepared bytes and a round trip for each of MAIL, RCPT, DATA and the message.
    #[arg(long)]
    plain: bool,
}

impl Args {
    /// The numbers of the messages of one of the connections.
    fn share(&self, connection: u64) -> impl Iterator<Item = u64> + use<> {
        (connection..self.messages).step_by(usize::try_from(self.connections).unwrap_or(1))
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let began = Instant::now();
    if args.plain {
        plain::send(&args).await?;
    } else {
        pooled(&args).await?;
    }
    let (accepted, elapsed) = (args.messages, began.elapsed());
    println!("{}", line(accepted, elapsed));
    Ok(())
}

fn line(accepted: u64, elapsed: Duration) -> serde_json::Value {
    serde_json::json!({ "accepted": accepted, "elapsed_ms": elapsed.as_secs_f64() * 1_000.0 })
}

async fn pooled(args: &Args) -> Result<()> {
    let most = u32::try_from(args.connections)?;
    let transport =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(args.relay.ip().to_string())
            .port(args.relay.port())
            .pool_config(PoolConfig::new().max_size(most))
            .build();
    let mut senders = JoinSet::new();
    for connection in 0..args.connections {
        let (args, transport) = (args.clone(), transport.clone());
        senders.spawn(async move {
            for number in args.share(connection) {
                transport.send(message(number, args.octets)?).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(sent) = senders.join_next().await {
        sent??;
    }
    Ok(())
}

/// A message like a round-up, made anew for each recipient, as most programs do.
fn message(number: u64, octets: usize) -> Result<Message> {
    let row =
        format!("<p>{number}: the water stood higher than anybody at the lock had seen.</p>\r\n");
    // A seventh is the text part, the rest HTML.
    let html = row.repeat(octets * 6 / 7 / row.len());
    let text = "The water stood higher than anybody had seen.\r\n".repeat(octets / 7 / 47);
    let message = Message::builder()
        .from("The Quay <editors@quay.example>".parse()?)
        .to(format!("Reader <reader{number}@example.org>").parse()?)
        .subject(format!("The week, for reader {number}"))
        .multipart(MultiPart::alternative_plain_html(text, html))?;
    Ok(message)
}
