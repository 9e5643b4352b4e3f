//! How a session misbehaves, where it is told to.

use std::{io, time::Duration};

use tokio::{io::AsyncWriteExt, time::sleep};

use super::{Flow, Session};
use crate::mischief::{Trick, on_many_lines};

impl Session {
    /// Answers as usual, or plays a trick instead.
    pub(super) async fn play(&mut self, trick: Option<Trick>, usual: &[u8]) -> io::Result<Flow> {
        let Some(trick) = trick else {
            self.replies.extend_from_slice(usual);
            return Ok(Flow::On);
        };
        match trick {
            Trick::Say(words) => self.replies.extend_from_slice(words.as_bytes()),
            Trick::SayAndClose(words) => {
                self.replies.extend_from_slice(words.as_bytes());
                return Ok(Flow::Over);
            }
            Trick::Late(time) => {
                self.write().await?;
                sleep(time).await;
                self.replies.extend_from_slice(usual);
            }
            Trick::Pieces => self.dribble(usual).await?,
            Trick::Lines => self.replies.extend(on_many_lines(usual)),
            Trick::Endless => return self.ramble(usual).await,
            Trick::Close => return self.leave().await,
            Trick::Reset => {
                let flow = self.leave().await;
                self.wire.abort();
                return flow;
            }
        }
        Ok(Flow::On)
    }

    async fn dribble(&mut self, usual: &[u8]) -> io::Result<()> {
        self.write().await?;
        for piece in usual.chunks(7) {
            self.wire.write_all(piece).await?;
            self.wire.flush().await?;
            sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    async fn ramble(&mut self, usual: &[u8]) -> io::Result<Flow> {
        self.write().await?;
        let line = [usual.get(..3).unwrap_or(b"250"), b"-and so on\r\n"].concat();
        let block = line.repeat(8192);
        for _ in 0..10_000_000 / block.len() {
            self.wire.write_all(&block).await?;
        }
        Ok(Flow::Over)
    }

    /// Leaves without an answer. What was answered before is given the time to get there.
    async fn leave(&mut self) -> io::Result<Flow> {
        self.write().await?;
        sleep(Duration::from_millis(5)).await;
        Ok(Flow::Over)
    }
}
