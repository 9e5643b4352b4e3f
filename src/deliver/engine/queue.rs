//! The claims that wait for a connection, and whose turn it is.
//!
//! A claim whose domain has to wait is put aside, so that one slow provider does not stand in the way of all
//! others. What is handed out has its turn: the pace has counted it.

use std::{collections::VecDeque, time::Duration};

use tokio::{
    sync::mpsc::{self, error::TryRecvError},
    time::{Instant, sleep_until},
};

use super::pace::Pace;
use crate::delivery::Claim;

/// Claims that are put aside at most: enough to find other domains behind the largest, too few to matter.
const ASIDE: usize = 2_000;

/// The longest wait before the pace is asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The claims of a run that no connection has yet.
#[derive(Debug)]
pub(super) struct Queue {
    claims: mpsc::Receiver<Claim>,
    aside: VecDeque<Claim>,
}

impl Queue {
    pub(super) fn new(claims: mpsc::Receiver<Claim>) -> Self {
        Self {
            claims,
            aside: VecDeque::new(),
        }
    }

    /// The next claim whose turn has come; none when there are no more. Cut off anywhere it loses nothing.
    pub(super) async fn next(&mut self, pace: &Pace) -> Option<Claim> {
        loop {
            let turn = match self.of_aside(pace) {
                Ok(claim) => return Some(claim),
                Err(turn) => turn,
            };
            let wait = async {
                match turn {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            let full = self.aside.len() >= ASIDE;
            tokio::select! {
                biased;
                claim = self.claims.recv(), if !full => match claim {
                    Some(claim) => self.aside.push_back(claim),
                    None => {
                        // No more come; those aside are left to wait for.
                        sleep_until(turn?).await;
                    }
                },
                () = wait => {}
            }
        }
    }

    /// A claim that may go at once, if one is at hand.
    pub(super) fn at_hand(&mut self, pace: &Pace) -> Option<Claim> {
        loop {
            if let Ok(claim) = self.of_aside(pace) {
                return Some(claim);
            }
            if self.aside.len() >= ASIDE {
                return None;
            }
            match self.claims.try_recv() {
                Ok(claim) => self.aside.push_back(claim),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return None,
            }
        }
    }

    /// One of those aside that may go now, or when to ask again.
    fn of_aside(&mut self, pace: &Pace) -> Result<Claim, Option<Instant>> {
        let now = Instant::now();
        let mut first: Option<Instant> = None;
        for at in 0..self.aside.len() {
            match pace.take(&self.aside[at].provider, now) {
                Ok(()) => return self.aside.remove(at).ok_or(None),
                Err(later) => first = Some(first.map_or(later, |first| first.min(later))),
            }
        }
        // The pace may be changed meanwhile: no wait is longer than that takes to be of use.
        Err(first.map(|first| first.min(now + LONGEST_WAIT)))
    }

    /// All that is left; nothing comes after it.
    pub(super) async fn close(&mut self) -> Vec<Claim> {
        self.claims.close();
        let mut left: Vec<Claim> = self.aside.drain(..).collect();
        while let Some(claim) = self.claims.recv().await {
            left.push(claim);
        }
        left
    }
}
