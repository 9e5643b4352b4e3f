//! One connection: commands in, replies out, as many of each at once as there are.

mod tricks;

use std::{io, rc::Rc};

use memchr::{memchr, memchr2};
use roundup_bench::journal::Told;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

use crate::{
    Sink,
    mischief::{Mischief, Stage, Trick},
    wire::Wire,
};

const OFFERS: &str = "250-sink\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n";
const LAST_OFFER: &str = "250 ENHANCEDSTATUSCODES\r\n";
const OK: &[u8] = b"250 2.0.0 ok\r\n";

/// Whether the conversation goes on.
#[derive(Debug, PartialEq, Eq)]
enum Flow {
    On,
    Over,
    /// The client may begin TLS.
    Handshake,
}

/// One connection and what came over it.
pub(crate) struct Session {
    wire: Box<dyn Wire>,
    sink: Rc<Sink>,
    mischief: Option<Mischief>,
    /// Not yet understood.
    input: Vec<u8>,
    /// Not yet written.
    replies: Vec<u8>,
    recipients: Vec<Vec<u8>>,
    in_data: bool,
    /// How much of `input` has no end of data in it.
    searched: usize,
    encrypted: bool,
}

impl Session {
    pub(crate) fn new(
        stream: TcpStream,
        sink: Rc<Sink>,
        mischief: Option<Mischief>,
    ) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self {
            wire: Box::new(stream),
            sink,
            mischief,
            input: Vec::with_capacity(256 * 1024),
            replies: Vec::new(),
            recipients: Vec::new(),
            in_data: false,
            searched: 0,
            encrypted: false,
        })
    }

    /// Talks until one of both has enough.
    pub(crate) async fn hold(mut self) -> io::Result<()> {
        if self.answer(Stage::Greeting, b"220 sink ESMTP\r\n").await? == Flow::Over {
            return Ok(());
        }
        self.write().await?;
        loop {
            self.input.reserve(64 * 1024);
            if self.wire.read_buf(&mut self.input).await? == 0 {
                return Ok(());
            }
            match self.understand().await? {
                Flow::On => self.write().await?,
                Flow::Over => return self.write().await,
                Flow::Handshake => self = self.encrypt().await?,
            }
        }
    }

    /// Goes through the input as far as it is whole.
    async fn understand(&mut self) -> io::Result<Flow> {
        let mut start = 0;
        let mut flow = Flow::On;
        while flow == Flow::On {
            let Some(end) = self.end_of_item(start) else {
                break;
            };
            flow = if self.in_data {
                self.message(start, end).await?
            } else {
                let line = self.input[start..end].to_vec();
                self.command(&line).await?
            };
            start = end;
            if self.in_data {
                // The line's own CRLF stays: in an empty message it is the one before the dot.
                start = start.saturating_sub(2);
                self.searched = start;
            }
        }
        self.input.drain(..start);
        self.searched = self.searched.saturating_sub(start);
        Ok(flow)
    }

    /// Where the command or message that begins at `start` is over.
    fn end_of_item(&mut self, start: usize) -> Option<usize> {
        if !self.in_data {
            return memchr(b'\n', &self.input[start..]).map(|found| start + found + 1);
        }
        let from = self.searched.saturating_sub(4).max(start);
        let found = self.sink.end_of_data.find(&self.input[from..]);
        if found.is_none() {
            self.searched = self.input.len();
        }
        found.map(|found| from + found + 5)
    }

    async fn command(&mut self, line: &[u8]) -> io::Result<Flow> {
        let verb = line.get(..4).map(<[u8]>::to_ascii_uppercase);
        match verb.as_deref() {
            Some(b"EHLO") => {
                let offers = self.offers();
                self.answer(Stage::Ehlo, offers.as_bytes()).await
            }
            Some(b"MAIL") => self.answer(Stage::Mail, OK).await,
            Some(b"RCPT") => self.recipient(line).await,
            Some(b"DATA") => self.data().await,
            Some(b"STAR") => self.start_tls().await,
            Some(b"QUIT") => {
                self.replies.extend_from_slice(b"221 2.0.0 bye\r\n");
                Ok(Flow::Over)
            }
            other => {
                if other == Some(b"RSET") {
                    self.recipients.clear();
                }
                self.replies.extend_from_slice(OK);
                Ok(Flow::On)
            }
        }
    }

    fn offers(&mut self) -> String {
        let broken = self
            .mischief
            .as_mut()
            .is_some_and(Mischief::offers_broken_tls);
        let tls = !self.encrypted && (self.sink.tls.is_some() || broken);
        let tls = if tls { "250-STARTTLS\r\n" } else { "" };
        format!("{OFFERS}{tls}{LAST_OFFER}")
    }

    async fn recipient(&mut self, line: &[u8]) -> io::Result<Flow> {
        let trick = self.trick(Stage::Rcpt);
        if !trick.as_ref().is_some_and(Trick::refuses) {
            self.recipients.push(address(line).to_vec());
        }
        self.play(trick, b"250 2.1.5 ok\r\n").await
    }

    async fn data(&mut self) -> io::Result<Flow> {
        if self.recipients.is_empty() {
            self.replies
                .extend_from_slice(b"503 5.5.1 nobody to send it to\r\n");
            return Ok(Flow::On);
        }
        let trick = self.trick(Stage::Data);
        self.in_data = !trick.as_ref().is_some_and(Trick::refuses);
        let flow = self.play(trick, b"354 go on\r\n").await?;
        if !self.in_data {
            self.recipients.clear();
        }
        if flow == Flow::On && self.in_data && self.trick(Stage::Body).is_some() {
            return self.cut().await;
        }
        Ok(flow)
    }

    /// Goes in the middle of a message, as far as the client can tell.
    async fn cut(&mut self) -> io::Result<Flow> {
        self.write().await?;
        // A small read: what is left unread makes the system reset the connection.
        let mut some = [0; 1024];
        let read = self.wire.read(&mut some).await?;
        self.sink
            .log
            .note(&self.recipients, &some[..read], Told::Cut);
        self.sink.log.flush()?;
        Ok(Flow::Over)
    }

    async fn message(&mut self, start: usize, end: usize) -> io::Result<Flow> {
        self.in_data = false;
        self.searched = 0;
        let trick = self.trick(Stage::End);
        let message = self.input.get(start + 2..end - 3).unwrap_or_default();
        if !trick.as_ref().is_some_and(Trick::refuses) {
            let silence = trick.as_ref().is_some_and(Trick::silences);
            let told = if silence { Told::Silence } else { Told::Taken };
            self.sink.log.note(&self.recipients, message, told);
        }
        self.recipients.clear();
        self.play(trick, b"250 2.0.0 accepted\r\n").await
    }

    async fn start_tls(&mut self) -> io::Result<Flow> {
        if self.sink.tls.is_some() {
            self.replies.extend_from_slice(b"220 2.0.0 go on\r\n");
            return Ok(Flow::Handshake);
        }
        self.answer(Stage::Handshake, b"454 4.7.0 no TLS\r\n").await
    }

    async fn encrypt(mut self) -> io::Result<Self> {
        self.write().await?;
        let Some(acceptor) = self.sink.tls.clone() else {
            return Ok(self);
        };
        self.wire = Box::new(acceptor.accept(self.wire).await?);
        self.encrypted = true;
        self.input.clear();
        Ok(self)
    }

    fn trick(&mut self, stage: Stage) -> Option<Trick> {
        self.mischief.as_mut()?.at(stage)
    }

    async fn answer(&mut self, stage: Stage, usual: &[u8]) -> io::Result<Flow> {
        let trick = self.trick(stage);
        self.play(trick, usual).await
    }

    /// What was taken is in the log before anybody is told.
    async fn write(&mut self) -> io::Result<()> {
        self.sink.log.flush()?;
        if self.replies.is_empty() {
            return Ok(());
        }
        if !self.sink.latency.is_zero() {
            sleep(self.sink.latency).await;
        }
        self.wire.write_all(&self.replies).await?;
        self.replies.clear();
        self.wire.flush().await
    }
}

fn address(line: &[u8]) -> &[u8] {
    let open = memchr(b'<', line).map_or(0, |at| at + 1);
    let close = memchr2(b'>', b'\r', &line[open..]).map_or(line.len(), |at| open + at);
    &line[open..close]
}
