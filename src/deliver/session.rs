//! One SMTP session with the relay, message after message (RFC 5321), each refusal with its stage.
//!
//! Why not lettre's connection: it keeps SIZE, PIPELINING and the greeting to itself, can't tell where in
//! its STARTTLS or its message a connection was lost, and reads on what came in the clear before
//! STARTTLS. lettre's addresses and commands are used. What a refusal means for a delivery is decided in
//! `engine`; nothing here retries.

mod auth;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) mod dry;
mod envelope;
mod features;
mod open;
mod reply;
pub(super) mod trust;
mod wire;

use std::time::Duration;

pub(crate) use self::envelope::{Envelope, Errand, Octets, dotted};
use self::{
    features::Features,
    reply::{Lines, Reply},
    wire::Wire,
};
use tokio::time::Instant;

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
    /// An envelope is on the wire, and its answers are not read yet.
    offered: bool,
    taken: u32,
    opened: Instant,
    usable: bool,
}

impl Session {
    /// The commands for a message, as this relay would have them.
    ///
    /// # Errors
    /// When the relay can't take such a message, or not for this recipient.
    pub(crate) fn envelope(&self, errand: &Errand<'_>) -> Result<Envelope, Refusal> {
        Envelope::new(errand, &self.features)
    }

    /// Sends the envelope, where the relay takes commands in groups; its answers wait for [`Self::agreed`].
    ///
    /// # Errors
    /// When the connection is gone.
    pub(crate) async fn offer(&mut self, envelope: &Envelope) -> Result<(), Refusal> {
        if self.pipelining {
            let lines: Vec<u8> = envelope.lines().flatten().copied().collect();
            self.write(Stage::Mail, &lines).await?;
            self.offered = true;
        }
        Ok(())
    }

    /// Whether the relay will have the message: from here on it waits for the text.
    ///
    /// # Errors
    /// Where it was refused. Nothing was sent to anybody then, and the session may go on while [`Self::is_usable`].
    pub(crate) async fn agreed(&mut self, envelope: &Envelope) -> Result<(), Refusal> {
        let agreed = if std::mem::take(&mut self.offered) {
            self.answers_to_offer().await
        } else {
            self.offer_in_turn(envelope).await
        };
        if let Err(refusal) = &agreed {
            self.start_afresh(refusal).await;
        }
        agreed
    }

    async fn offer_in_turn(&mut self, envelope: &Envelope) -> Result<(), Refusal> {
        self.write(Stage::Mail, envelope.mail.as_bytes()).await?;
        self.expect(Stage::Mail, 2).await?;
        self.write(Stage::Rcpt, envelope.rcpt.as_bytes()).await?;
        self.expect(Stage::Rcpt, 2).await?;
        self.write(Stage::Data, b"DATA\r\n").await?;
        self.expect(Stage::Data, 3).await.map(drop)
    }

    /// The answers to MAIL, RCPT and DATA that went out in one write (RFC 2920 section 3.1).
    async fn answers_to_offer(&mut self) -> Result<(), Refusal> {
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
        if self.write(Stage::Data, b".\r\n").await.is_ok()
            && self.expect(Stage::Data, 5).await.is_err()
        {
            // It took an empty message for nobody: it is not what we think it is.
            self.usable = false;
        }
    }

    /// Writes the text in one go and waits for the verdict; the relay's words when it took it.
    ///
    /// `text` is as it goes over the wire, its final dot included. The envelope of the next message may ride behind
    /// it in the same write (RFC 2920 section 3.1 lets a text be the first of a group): its answers come with this one.
    ///
    /// # Errors
    /// Where it was refused. After [`Refusal::is_uncertain`] nobody knows whether it was taken; after any other
    /// refusal it was not.
    pub(crate) async fn hand_over(
        &mut self,
        text: &mut Vec<u8>,
        next: Option<&Envelope>,
    ) -> Result<String, Refusal> {
        let end = text.len();
        for line in next.into_iter().flat_map(Envelope::lines) {
            text.extend_from_slice(line);
        }
        if let Err(cut) = self.wire.write(text).await {
            self.usable = false;
            // Without the last two octets of `.\r\n` no server has seen an end.
            let ended = cut.written + 2 > end;
            let stage = if ended { Stage::Dot } else { Stage::Data };
            return Err(self
                .last_words(stage)
                .await
                .unwrap_or_else(|| Refusal::lost(stage, cut.why)));
        }
        fail::fail_point!("deliver::after_data");
        self.offered = next.is_some();
        if self.offered {
            fail::fail_point!("deliver::after_ride");
        }
        let reply = self.expect_within(Stage::Dot, 2, PATIENCE_AT_DOT).await?;
        self.taken += 1;
        Ok(reply.words())
    }

    /// Whether mail from this sender is taken at all: MAIL, then RSET.
    ///
    /// # Errors
    /// The refusal; a relay that wants us to sign in first says so here.
    pub(crate) async fn try_sender(&mut self, from: &EmailAddress) -> Result<(), Refusal> {
        self.write(Stage::Mail, format!("MAIL FROM:<{from}>\r\n").as_bytes())
            .await?;
        self.expect(Stage::Mail, 2).await?;
        self.write(Stage::Mail, b"RSET\r\n").await?;
        self.expect(Stage::Mail, 2).await.map(drop)
    }

    /// Gives the session up: it waits for a text that must not be sent.
    pub(crate) fn abandon(&mut self) {
        self.usable = false;
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
            && (self.write(Stage::Mail, b"RSET\r\n").await.is_err()
                || self.expect(Stage::Mail, 2).await.is_err())
        {
            self.usable = false;
        }
    }

    async fn write(&mut self, stage: Stage, lines: &[u8]) -> Result<(), Refusal> {
        let done = self.wire.write(lines).await;
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
        let result = match self.reply_within(patience).await {
            Ok(reply) if reply.is(class) => return Ok(reply),
            Ok(reply) => Err(reply.refuses(stage)),
            Err(why) => Err(Refusal::lost(stage, why)),
        };
        if result.as_ref().is_err_and(Refusal::ends_session) {
            self.usable = false;
        }
        result
    }

    async fn reply_within(&mut self, patience: u32) -> std::io::Result<Reply> {
        let mut lines = Lines::default();
        loop {
            let line = self.wire.line(patience).await?;
            if let Some(reply) = lines.take(&line).map_err(std::io::Error::other)? {
                return Ok(reply);
            }
        }
    }

    /// Whether the next envelope may ride behind a text.
    pub(crate) fn takes_groups(&self) -> bool {
        self.pipelining
    }

    /// How long it has been open.
    pub(crate) fn age(&self) -> Duration {
        self.opened.elapsed()
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
            if self.usable && self.write(Stage::Hello, b"QUIT\r\n").await.is_ok() {
                self.expect(Stage::Hello, 2).await.ok();
            }
        };
        tokio::time::timeout(GOODBYE, goodbye).await.ok();
    }
}
