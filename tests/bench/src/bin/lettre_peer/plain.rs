//! A client that waits for every answer, as most do, and is otherwise as quick as can be.

use anyhow::{Result, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
    task::JoinSet,
};

use crate::Args;

pub(crate) async fn send(args: &Args) -> Result<()> {
    let mut connections = JoinSet::new();
    for connection in 0..args.connections {
        connections.spawn(one_connection(args.clone(), connection));
    }
    while let Some(sent) = connections.join_next().await {
        sent??;
    }
    Ok(())
}

async fn one_connection(args: Args, connection: u64) -> Result<()> {
    let stream = TcpStream::connect(args.relay).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufStream::new(stream);
    let row = "The water stood higher than anybody at the lock had seen.\r\n";
    let body = row.repeat(args.octets / row.len());
    answered(&mut stream, '2').await?;
    say(&mut stream, "EHLO peer.example\r\n", '2').await?;
    for number in args.share(connection) {
        let to = format!("reader{number}@example.org");
        say(&mut stream, "MAIL FROM:<editors@quay.example>\r\n", '2').await?;
        say(&mut stream, &format!("RCPT TO:<{to}>\r\n"), '2').await?;
        say(&mut stream, "DATA\r\n", '3').await?;
        let head = format!("Subject: The week\r\nTo: {to}\r\nMessage-ID: <{number}@peer>\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        say(&mut stream, ".\r\n", '2').await?;
    }
    say(&mut stream, "QUIT\r\n", '2').await
}

async fn say(stream: &mut BufStream<TcpStream>, words: &str, wanted: char) -> Result<()> {
    stream.write_all(words.as_bytes()).await?;
    stream.flush().await?;
    answered(stream, wanted).await
}

async fn answered(stream: &mut BufStream<TcpStream>, wanted: char) -> Result<()> {
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        ensure!(line.starts_with(wanted), "the sink says {line:?}");
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(());
        }
    }
}
