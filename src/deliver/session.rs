//! One SMTP session with the relay, message after message (RFC 5321), each refusal with its stage.
//!
//! Why not lettre's connection: it keeps SIZE, PIPELINING and the greeting to itself, can't tell where in
//! its STARTTLS or its message a connection was lost, and reads on what came in the clear before
//! STARTTLS. lettre's addresses and commands are used. What a refusal means for a delivery is decided in
//! `engine`; nothing here retries.

mod auth;
mod envelope;
mod features;
mod open;
mod reply;
mod trust;
mod wire;

use std::time::Duration;

use self::{
    envelope::{Envelope, dotted},
    features::Features,
    reply::{Lines, Reply},
    wire::Wire,
};
use super::refusal::{Kind, Refusal, Stage};
use crate::subscriber::EmailAddress;

/// How much longer than any other answer the one to the final dot may take (RFC 5321 section 4.5.3.2.6).
const PATIENCE_AT_DOT: u32 = 10;

/// The longest that the answer to QUIT is waited for: nothing hangs on it.
const GOODBYE: Duration = Duration::from_secs(2);

/// An open session.
pub(crate) struct Session {
    wire: Wire,
    features: Features,
    greeting: String,
    authenticated: bool,
    /// Envelope commands in one write (RFC 2920), or one after the other.
    pipelining: bool,
    taken: u32,
    usable: bool,
}

impl Session {
    /// Hands over one message for one recipient; the relay's words when it took it.
    ///
    /// # Errors
    /// Where it was refused. After [`Refusal::is_uncertain`] nobody knows whether it was taken; after any
    /// other refusal it was not. The session may go on only while [`Session::is_usable`].
    pub(crate) async fn send(
        &mut self,
        from: &EmailAddress,
        to: &EmailAddress,
        message: &[u8],
    ) -> Result<String, Refusal> {
        let envelope = Envelope::new(from, to, message, &self.features)?;
        let accepted = if self.pipelining {
            self.offer_at_once(&envelope).await
        } else {
            self.offer_in_turn(&envelope).await
        };
        if let Err(refusal) = accepted {
            self.start_afresh(&refusal).await;
            return Err(refusal);
        }
        fail::fail_point!("deliver::before_data");
        let reply = self.hand_over(message).await?;
        self.taken += 1;
        Ok(reply.words())
    }

    async fn offer_in_turn(&mut self, envelope: &Envelope) -> Result<(), Refusal> {
        self.write(Stage::Mail, &envelope.mail).await?;
        self.expect(Stage::Mail, 2).await?;
        self.write(Stage::Rcpt, &envelope.rcpt).await?;
        self.expect(Stage::Rcpt, 2).await?;
        self.write(Stage::Data, "DATA\r\n").await?;
        self.expect(Stage::Data, 3).await.map(drop)
    }

    /// MAIL, RCPT and DATA in one write, then their answers (RFC 2920 section 3.1).
    async fn offer_at_once(&mut self, envelope: &Envelope) -> Result<(), Refusal> {
        let lines = format!("{}{}DATA\r\n", envelope.mail, envelope.rcpt);
        self.write(Stage::Mail, &lines).await?;
        let mail = self.expect(Stage::Mail, 2).await;
        if !self.usable {
            return mail.map(drop);
        }
        let rcpt = self.expect(Stage::Rcpt, 2).await;
        if !self.usable {
            return mail.and(rcpt).map(drop);
        }
        let data = self.expect(Stage::Data, 3).await;
        match (&rcpt, &data) {
            (_, Err(_)) => {}
            (Err(_), Ok(_)) => self.end_empty_message().await,
            // MAIL was refused and yet it would take a text for somebody: a dot might send them nothing at all.
            (Ok(_), Ok(_)) => self.usable = mail.is_ok(),
        }
        mail.and(rcpt).and(data).map(drop)
    }

    /// DATA was let through although nobody is to get the message: the lone dot ends it, and the relay
    /// answers that there is no recipient (RFC 2920 section 3.1).
    async fn end_empty_message(&mut self) {
        if self.write(Stage::Data, ".\r\n").await.is_ok()
            && self.expect(Stage::Data, 5).await.is_err()
        {
            // It took an empty message for nobody: it is not what we think it is.
            self.usable = false;
        }
    }

    /// Writes the message and its final dot in one go, and waits for the verdict.
    async fn hand_over(&mut self, message: &[u8]) -> Result<Reply, Refusal> {
        let text = dotted(message);
        if let Err(cut) = self.wire.write(&text).await {
            self.usable = false;
            // Without the last two octets of `.\r\n` no server has seen an end.
            let ended = cut.written + 2 > text.len();
            let stage = if ended { Stage::Dot } else { Stage::Data };
            return Err(self
                .last_words(stage)
                .await
                .unwrap_or_else(|| Refusal::lost(stage, cut.why)));
        }
        fail::fail_point!("deliver::after_data");
        self.expect_within(Stage::Dot, 2, PATIENCE_AT_DOT).await
    }

    /// Why the relay hung up in the middle of a message, if it said so before.
    async fn last_words(&mut self, stage: Stage) -> Option<Refusal> {
        let refusal = self.expect(stage, 2).await.err()?;
        self.usable = false;
        (refusal.kind != Kind::Lost).then_some(refusal)
    }

    /// After a refusal: clears the transaction, or gives the session up.
    async fn start_afresh(&mut self, refusal: &Refusal) {
        if refusal.ends_session() {
            self.usable = false;
        }
        if self.usable
            && (self.write(Stage::Mail, "RSET\r\n").await.is_err()
                || self.expect(Stage::Mail, 2).await.is_err())
        {
            self.usable = false;
        }
    }

    async fn write(&mut self, stage: Stage, line: &str) -> Result<(), Refusal> {
        let done = self.wire.write(line.as_bytes()).await;
        if let Err(cut) = done {
            // It may have said why before it hung up: a 421 for an idle session.
            let said = self.last_words(stage).await;
            self.usable = false;
            return Err(said.unwrap_or_else(|| Refusal::lost(stage, cut.why)));
        }
        Ok(())
    }

    async fn expect(&mut self, stage: Stage, class: u16) -> Result<Reply, Refusal> {
        self.expect_within(stage, class, 1).await
    }

    /// The next reply, which should be of this class.
    async fn expect_within(
        &mut self,
        stage: Stage,
        class: u16,
        patience: u32,
    ) -> Result<Reply, Refusal> {
        let result = match self.reply(patience).await {
            Ok(reply) if reply.is(class) => return Ok(reply),
            Ok(reply) => Err(reply.refuses(stage)),
            Err(why) => Err(Refusal::lost(stage, why)),
        };
        if result.as_ref().is_err_and(Refusal::ends_session) {
            self.usable = false;
        }
        result
    }

    async fn reply(&mut self, patience: u32) -> std::io::Result<Reply> {
        let mut lines = Lines::default();
        loop {
            let line = self.wire.line(patience).await?;
            if let Some(reply) = lines.take(&line).map_err(std::io::Error::other)? {
                return Ok(reply);
            }
        }
    }

    /// Sends one command after the other from now on, so that a lost connection tells at which.
    pub(crate) fn go_step_by_step(&mut self) {
        self.pipelining = false;
    }

    /// Whether another message can go over it.
    pub(crate) fn is_usable(&self) -> bool {
        self.usable
    }

    /// Messages that the relay took over it.
    pub(crate) fn taken(&self) -> u32 {
        self.taken
    }

    /// The words the relay greeted with.
    pub(crate) fn greeting(&self) -> &str {
        &self.greeting
    }

    /// What the relay offers, now.
    pub(crate) fn features(&self) -> &Features {
        &self.features
    }

    /// Whether others can't listen.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.wire.is_encrypted()
    }

    /// Whether we signed in.
    pub(crate) fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    /// Says goodbye (RFC 5321 section 4.1.1.10) and hangs up, whatever the answer.
    pub(crate) async fn quit(mut self) {
        let goodbye = async {
            if self.usable && self.write(Stage::Hello, "QUIT\r\n").await.is_ok() {
                self.expect(Stage::Hello, 2).await.ok();
            }
        };
        tokio::time::timeout(GOODBYE, goodbye).await.ok();
    }
}
