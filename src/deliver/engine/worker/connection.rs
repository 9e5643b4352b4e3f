//! The connection of a worker: opened with a relay whose turn it is, kept while it is good, left for another.

use tokio::time::Instant;

use super::Worker;
use crate::deliver::{
    engine::{
        line::Line,
        relays::{Instead, Needs},
        tries::Way,
    },
    refusal::{Kind, Refusal, Stage},
    session::Session,
};

impl Worker {
    /// Sees to a session that another message can go over.
    pub(super) async fn be_ready(&mut self, way: Way, needs: Needs) -> Result<(), Refusal> {
        let worn = |line: &Line| self.floor.is_worn(&line.session, 0);
        if self.line.as_ref().is_some_and(worn) {
            self.hang_up().await;
        }
        if !self.is_connected() {
            self.line = None;
            self.line = Some(self.connect(needs).await?);
        }
        if let Some(line) = self.line.as_mut().filter(|_| way == Way::StepByStep) {
            line.session.go_step_by_step();
        }
        Ok(())
    }

    /// Opens a session with a relay whose turn it is, or with another when that one is down.
    async fn connect(&self, needs: Needs) -> Result<Line, Refusal> {
        loop {
            let Some((relay, server)) = self.floor.relays.choose(needs, Instant::now()) else {
                let why = "an outbox has no server of its own; start its catcher first";
                return Err(Refusal::impossible(Stage::Connect, why));
            };
            match Session::open(&self.floor.job.smtp, server).await {
                Ok(session) => return Ok(Line::new(session, relay, &self.floor.job.sessions)),
                Err(refusal) => match self.floor.relays.failed(relay, needs, Instant::now()) {
                    Instead::Another => {
                        tracing::warn!(relay = %server, %refusal, "a relay is down; going on with another");
                    }
                    Instead::Nothing => return Err(refusal),
                },
            }
        }
    }

    /// Leaves a relay that has no time for us or won't have us, where there is another.
    pub(super) fn changes_relay(&mut self, refusal: &Refusal, needs: Needs) -> bool {
        // Lost without a word it may have been an idle session, or one of several commands in a group.
        let is_clear = |line: &Line| {
            refusal.code.is_some()
                || refusal.kind == Kind::Permanent
                || (line.session.taken() == 0 && !line.session.takes_groups())
        };
        let Some(line) = self
            .line
            .take_if(|line| refusal.stage <= Stage::Mail && is_clear(line))
        else {
            return false;
        };
        let relays = &self.floor.relays;
        let another = relays.failed(line.relay, needs, Instant::now()) == Instead::Another;
        if !another && line.session.is_usable() {
            self.line = Some(line);
        }
        another
    }

    /// Leaves a relay that lacks what a recipient needs, where another may have it.
    pub(super) async fn leaves_plain_relay(&mut self) -> bool {
        let relays = &self.floor.relays;
        let leaves = |line: &Line| relays.is_plain(line.relay) == Instead::Another;
        let leaves = self.line.as_ref().is_some_and(leaves);
        if leaves {
            self.hang_up().await;
        }
        leaves
    }

    pub(super) fn is_connected(&self) -> bool {
        self.line
            .as_ref()
            .is_some_and(|line| line.session.is_usable())
    }

    pub(super) fn abandon(&mut self) {
        if let Some(line) = self.line.as_mut() {
            line.session.abandon();
        }
    }

    pub(super) async fn hang_up(&mut self) {
        if let Some(line) = self.line.take() {
            line.session.quit().await;
        }
    }
}
