//! The catcher's side of an SMTP session (RFC 5321), as much of it as a relay's client needs.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::keep::{Caught, Outbox};
use crate::deliver::refusal::clean;

/// The longest command line, in octets; RFC 5321 section 4.5.3.1.4 asks for 512 and extensions for more.
const LONGEST_LINE: u64 = 2_048;
/// The largest message, in octets.
const LARGEST: usize = 52_428_800;
/// The most recipients of one message (RFC 5321 section 4.5.3.1.8 asks for 100).
const MOST_RECIPIENTS: usize = 100;
/// How long a client may say nothing (RFC 5321 section 4.5.3.2.7).
const IDLE: Duration = Duration::from_secs(300);

struct Conversation {
    stream: BufReader<TcpStream>,
    outbox: Arc<Outbox>,
    /// The message under way: its envelope so far, from MAIL on.
    caught: Option<Caught>,
}

/// Talks with one client until it leaves.
pub(super) async fn hold(stream: TcpStream, outbox: Arc<Outbox>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut conversation = Conversation {
        stream: BufReader::new(stream),
        outbox,
        caught: None,
    };
    conversation.say("220 roundup catcher ESMTP").await?;
    while let Some(line) = conversation.command().await? {
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let reply = match verb.to_ascii_uppercase().as_str() {
            "QUIT" => return conversation.say("221 2.0.0 bye").await,
            "DATA" => conversation.data().await?,
            verb => conversation.answer(verb, rest),
        };
        conversation.say(&reply).await?;
    }
    Ok(())
}

impl Conversation {
    fn answer(&mut self, verb: &str, rest: &str) -> String {
        match verb {
            "EHLO" => {
                self.caught = None;
                format!(
                    "250-roundup catcher\r\n250-PIPELINING\r\n250-SIZE {LARGEST}\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8"
                )
            }
            "HELO" | "RSET" => {
                self.caught = None;
                "250 2.0.0 ok".to_owned()
            }
            "NOOP" => "250 2.0.0 ok".to_owned(),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            _ => "500 5.5.2 no such command here".to_owned(),
        }
    }

    fn mail(&mut self, rest: &str) -> String {
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return "501 5.5.4 write MAIL FROM:<address>".to_owned();
        };
        if self.caught.is_some() {
            return "503 5.5.1 one message at a time".to_owned();
        }
        let sizes = parameters
            .split(' ')
            .filter_map(|word| word.strip_prefix("SIZE="));
        if sizes.flat_map(str::parse).any(|size: usize| size > LARGEST) {
            return "552 5.3.4 the message is too large".to_owned();
        }
        self.caught = Some(Caught {
            from,
            ..Caught::default()
        });
        "250 2.1.0 ok".to_owned()
    }

    fn rcpt(&mut self, rest: &str) -> String {
        match (path(rest, "TO:"), &mut self.caught) {
            (_, None) => "503 5.5.1 MAIL comes first".to_owned(),
            (Some((to, _)), Some(caught)) if !to.is_empty() => {
                if caught.to.len() >= MOST_RECIPIENTS {
                    return "452 4.5.3 too many recipients".to_owned();
                }
                caught.to.push(to);
                "250 2.1.5 ok".to_owned()
            }
            _ => "501 5.5.4 write RCPT TO:<address>".to_owned(),
        }
    }

    async fn data(&mut self) -> io::Result<String> {
        let Some(mut caught) = self.caught.take_if(|caught| !caught.to.is_empty()) else {
            return Ok("503 5.5.1 RCPT comes first".to_owned());
        };
        self.say("354 go on, and end with a dot").await?;
        caught.data = self.text().await?;
        if caught.data.len() > LARGEST {
            return Ok("552 5.3.4 the message is too large".to_owned());
        }
        let outbox = Arc::clone(&self.outbox);
        let kept = tokio::task::spawn_blocking(move || outbox.keep(&caught)).await?;
        Ok(match kept {
            Ok(()) => "250 2.0.0 kept".to_owned(),
            Err(why) => refused(&why),
        })
    }

    /// The message up to its final dot, doubled dots undone. Beyond the limit nothing more is stored.
    async fn text(&mut self) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        // Only CRLF ends a line: a dot after a bare LF is no end (that is how mail is smuggled).
        let mut at_start = true;
        loop {
            let mut line = self.read(LONGEST_LINE).await?;
            if line.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if at_start && line == b".\r\n" {
                return Ok(text);
            }
            if at_start && line.first() == Some(&b'.') {
                line.remove(0);
            }
            at_start = line.ends_with(b"\r\n");
            if text.len() <= LARGEST {
                text.extend_from_slice(&line);
            }
        }
    }

    /// The next command line without its end; nothing when the client has left.
    async fn command(&mut self) -> io::Result<Option<String>> {
        let line = self.read(LONGEST_LINE).await?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            self.say("500 5.5.6 the line is too long").await?;
            return Ok(None);
        }
        Ok(Some(
            String::from_utf8_lossy(line.trim_ascii()).into_owned(),
        ))
    }

    /// Up to and with the next LF, or as much as the limit allows.
    async fn read(&mut self, limit: u64) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut stream = (&mut self.stream).take(limit);
        let reading = stream.read_until(b'\n', &mut line);
        tokio::time::timeout(IDLE, reading).await??;
        Ok(line)
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{line}\r\n").as_bytes())
            .await
    }
}

/// The address and the parameters of `FROM:<address> SIZE=1`.
fn path(rest: &str, keyword: &str) -> Option<(String, String)> {
    let (word, rest) = rest.split_at_checked(keyword.len())?;
    let rest = rest.trim_start().strip_prefix('<')?;
    // A quoted local part may hold `>`; the address ends at the last one before the parameters.
    let (address, parameters) = rest
        .split_once("> ")
        .or_else(|| Some((rest.strip_suffix('>')?, "")))?;
    word.eq_ignore_ascii_case(keyword)
        .then(|| (clean(address), parameters.to_owned()))
}

/// Not the message's fault, so it may come again (RFC 5321 section 4.2.3).
fn refused(why: &io::Error) -> String {
    tracing::error!(%why, "the catcher could not keep a message");
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "452 4.3.1 the disk is full".to_owned()
        }
        kind => format!("451 4.3.0 the message could not be written: {kind}"),
    }
}
