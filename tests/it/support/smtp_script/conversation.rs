//! The relay's side of one connection.

use std::{io, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::{
    Scene, Taken, Tls,
    presence::Presence,
    rules::{Act, At},
};

pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Conversation {
    scene: Arc<Scene>,
    stream: BufReader<Box<dyn Stream>>,
    connection: usize,
    encrypted: bool,
    from: Option<String>,
    to: Option<String>,
    presence: Option<Presence>,
}

/// Any error ends the conversation; so does the script.
pub(super) async fn hold(stream: Box<dyn Stream>, scene: Arc<Scene>) {
    let (presence, connection) = Presence::of_one_more(&scene);
    let is_one_too_many = presence.is_one_too_many;
    let implicit = scene.tls() == Tls::Implicit;
    let mut conversation = Conversation {
        scene,
        stream: BufReader::new(stream),
        connection,
        encrypted: false,
        from: None,
        to: None,
        presence: Some(presence),
    };
    if is_one_too_many {
        drop(conversation.presence.take());
        let words = "421 4.7.0 too many connections from you";
        conversation.say(words).await.ok();
        return;
    }
    conversation.talk(implicit).await.ok();
}

fn over() -> io::Error {
    io::Error::other("the script ends it here")
}

impl Conversation {
    async fn talk(&mut self, implicit: bool) -> io::Result<()> {
        if implicit {
            self.encrypt().await?;
        }
        self.answer(At::Greeting, "220 script ESMTP").await?;
        loop {
            let line = self.line().await?;
            let verb = line
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            let noted = if verb == "AUTH" { "AUTH" } else { &line };
            self.scene.record().commands.push(noted.to_owned());
            match verb.as_str() {
                "EHLO" | "LHLO" => self.hello().await?,
                "STARTTLS" => {
                    if self.answer(At::StartTls, "220 go on").await? {
                        self.encrypt().await?;
                    }
                }
                "AUTH" => self.sign_in(&line).await?,
                "MAIL" => self.mail(&line).await?,
                "RCPT" => self.rcpt(&line).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.to = None;
                    self.say("250 ok").await?;
                }
                "QUIT" => {
                    // Who has heard the goodbye may come back at once.
                    drop(self.presence.take());
                    return self.say("221 bye").await;
                }
                _ => self.say("500 what?").await?,
            }
        }
    }

    async fn encrypt(&mut self) -> io::Result<()> {
        let (nothing, _) = tokio::io::duplex(1);
        let plain = std::mem::replace(&mut self.stream, BufReader::new(Box::new(nothing)));
        let stream = self.scene.acceptor.accept(plain.into_inner()).await?;
        self.stream = BufReader::new(Box::new(stream));
        self.encrypted = true;
        Ok(())
    }

    async fn hello(&mut self) -> io::Result<()> {
        let mut lines = vec!["script".to_owned()];
        lines.extend(self.scene.offers(self.encrypted));
        let last = lines.len() - 1;
        let lines = lines
            .iter()
            .enumerate()
            .map(|(at, line)| format!("250{}{line}", if at == last { ' ' } else { '-' }));
        let lines = lines.collect::<Vec<_>>().join("\r\n");
        self.answer(At::Ehlo, &lines).await.map(drop)
    }

    async fn sign_in(&mut self, line: &str) -> io::Result<()> {
        let decoded = |text: &str| {
            let bytes = BASE64_STANDARD.decode(text).expect("base64");
            String::from_utf8(bytes).expect("UTF-8")
        };
        let words = match line.rsplit_once(' ') {
            Some(("AUTH XOAUTH2", words)) => return self.by_token(decoded(words)).await,
            Some(("AUTH PLAIN", words)) => decoded(words),
            _ => {
                self.say("334 VXNlcm5hbWU6").await?;
                let user = decoded(&self.line().await?);
                self.say("334 UGFzc3dvcmQ6").await?;
                format!("\0{user}\0{}", decoded(&self.line().await?))
            }
        };
        let mut words = words.split('\0').skip(1).map(str::to_owned);
        let pair = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        self.scene.record().signed_in.push(pair);
        self.answer(At::Auth, "235 welcome").await.map(drop)
    }

    /// Where the script has a word for [`At::Challenge`], it is said after a challenge and the answer to it.
    async fn by_token(&mut self, words: String) -> io::Result<()> {
        self.scene.record().tokens.push(words);
        let challenge = self.scene.cue(At::Challenge, "");
        let Some(refusal) = challenge else {
            return self.answer(At::Auth, "235 welcome").await.map(drop);
        };
        self.answer(At::Auth, "334 eyJzdGF0dXMiOiI0MDAifQ==")
            .await?;
        let answer = self.line().await?;
        self.scene.record().tokens.push(answer);
        self.act(refusal).await.map(drop)
    }

    async fn mail(&mut self, line: &str) -> io::Result<()> {
        self.to = None;
        self.from = Some(address(line));
        if !self.answer(At::Mail, "250 ok").await? {
            self.from = None;
        }
        Ok(())
    }

    async fn rcpt(&mut self, line: &str) -> io::Result<()> {
        self.to = Some(address(line));
        let usual = if self.from.is_some() {
            "250 ok"
        } else {
            "503 5.5.1 MAIL comes first"
        };
        if !self.answer(At::Rcpt, usual).await? {
            self.to = None;
        }
        Ok(())
    }

    async fn data(&mut self) -> io::Result<()> {
        let usual = if self.to.is_some() {
            "354 go on"
        } else {
            "554 5.5.1 no valid recipients"
        };
        if !self.answer(At::Data, usual).await? {
            return Ok(());
        }
        let act = self
            .scene
            .cue(At::Text, self.to.as_deref().unwrap_or_default());
        let data = self.text(act).await?;
        let Some(to) = self.to.clone() else {
            return self.say("554 5.5.1 no valid recipients").await;
        };
        let taken = Taken {
            from: self.from.clone().unwrap_or_default(),
            to: to.clone(),
            data,
            connection: self.connection,
            open: self.scene.record().open,
            encrypted: self.encrypted,
        };
        match self.scene.cue(At::Dot, &to) {
            None => {
                self.scene.record().taken.push(taken);
                self.say("250 2.0.0 queued").await
            }
            Some(Act::TakeAndDrop) => {
                self.scene.record().taken.push(taken);
                Err(over())
            }
            Some(Act::TakeLate(after)) => {
                tokio::time::sleep(after).await;
                self.scene.record().taken.push(taken);
                self.say("250 2.0.0 queued").await
            }
            Some(act) => self.act(act).await.map(drop),
        }
    }

    async fn text(&mut self, act: Option<Act>) -> io::Result<String> {
        match act {
            Some(Act::DropAfter(octets)) => {
                let mut some = vec![0; octets];
                self.stream.read_exact(&mut some).await?;
                return Err(over());
            }
            Some(act) => drop(self.act(act).await?),
            None => {}
        }
        let mut text = Vec::new();
        loop {
            let start = text.len();
            if self.stream.read_until(b'\n', &mut text).await? == 0 {
                return Err(over());
            }
            if &text[start..] == b".\r\n" {
                text.truncate(start);
                return Ok(String::from_utf8_lossy(&text).into_owned());
            }
            if text[start] == b'.' {
                text.remove(start);
            }
        }
    }

    /// Follows the script here, or says the usual; whether the answer was a yes.
    async fn answer(&mut self, at: At, usual: &str) -> io::Result<bool> {
        match self.scene.cue(at, self.to.as_deref().unwrap_or_default()) {
            Some(act) => self.act(act).await,
            None => {
                self.say(usual).await?;
                Ok(matches!(usual.as_bytes()[0], b'2' | b'3'))
            }
        }
    }

    async fn act(&mut self, act: Act) -> io::Result<bool> {
        match act {
            Act::Reply(text) => {
                self.say(&text).await?;
                Ok(matches!(text.as_bytes()[0], b'2' | b'3'))
            }
            Act::ReplyAndDrop(text) => {
                self.say(&text).await?;
                Err(over())
            }
            Act::Hang => std::future::pending().await,
            Act::Drop | Act::DropAfter(_) | Act::TakeAndDrop | Act::TakeLate(_) => Err(over()),
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(over());
        }
        Ok(line.trim_end().to_owned())
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{text}\r\n").as_bytes())
            .await?;
        self.stream.flush().await
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    let inner = line.split_once('<').map_or("", |(_, rest)| rest);
    inner
        .split_once('>')
        .map_or("", |(address, _)| address)
        .to_owned()
}
