//! Everything that a relay may do to a sender, by chance.

use std::time::Duration;

use roundup_bench::dice::Dice;

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Greeting,
    Ehlo,
    Mail,
    Rcpt,
    Data,
    /// The message is under way.
    Body,
    /// The message is complete.
    End,
    /// After STARTTLS.
    Handshake,
}

/// One misdeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trick {
    /// Another answer than yes.
    Say(&'static str),
    /// Another answer than yes, and the end of the connection.
    SayAndClose(&'static str),
    /// The usual answer, but so late.
    Late(Duration),
    /// The usual answer, but dribbling.
    Pieces,
    /// The usual answer on many lines.
    Lines,
    /// An answer of 10 MB that does not end.
    Endless,
    /// The connection reset instead of an answer; a message that was complete is taken all the same.
    Reset,
    /// The connection closed in good order, without an answer.
    Close,
}

impl Trick {
    /// Whether a complete message is refused by it, rather than taken.
    pub(crate) fn refuses(&self) -> bool {
        matches!(self, Self::Say(_) | Self::SayAndClose(_))
    }

    /// Whether the sender is, or may be, kept from knowing that the message was taken.
    pub(crate) fn silences(&self) -> bool {
        matches!(
            self,
            Self::Late(_) | Self::Endless | Self::Reset | Self::Close
        )
    }
}

/// How often something happens, in 10,000, and what.
type Chance = (u64, Trick);

/// One connection's share of bad luck.
pub(crate) struct Mischief {
    dice: Dice,
    stall: Duration,
}

impl Mischief {
    pub(crate) fn new(seed: u64, connection: u64, stall: Duration) -> Self {
        Self {
            dice: Dice::new(seed, connection),
            stall,
        }
    }

    /// What goes wrong at this point, if anything.
    pub(crate) fn at(&mut self, stage: Stage) -> Option<Trick> {
        let late = Trick::Late(self.dice.time_below(self.stall));
        let list = chances(stage, late);
        let mut throw = self.dice.below(10_000);
        for (chance, trick) in list {
            if throw < chance {
                return Some(trick);
            }
            throw -= chance;
        }
        None
    }

    /// Whether a connection offers a STARTTLS that will fail.
    pub(crate) fn offers_broken_tls(&mut self) -> bool {
        self.dice.hits(300)
    }
}

const SHUTTING_DOWN: Trick = Trick::SayAndClose("421 4.3.2 shutting down\r\n");

fn chances(stage: Stage, late: Trick) -> Vec<Chance> {
    let own = match stage {
        Stage::Greeting => vec![
            (100, Trick::SayAndClose("554 5.3.2 no service here\r\n")),
            (100, Trick::SayAndClose("HTTP/1.1 400 Bad Request\r\n\r\n")),
            (100, Trick::Close),
        ],
        Stage::Ehlo => vec![(50, Trick::SayAndClose("554 5.7.1 who are you\r\n"))],
        Stage::Mail => vec![
            (10, Trick::Say("451 4.3.0 not just now\r\n")),
            (10, Trick::Say("452 4.3.1 no room\r\n")),
        ],
        Stage::Rcpt => vec![
            (20, Trick::Say("550 5.1.1 nobody of that name\r\n")),
            (20, Trick::Say("451 4.7.1 greylisted\r\n")),
            (20, Trick::Say("452 4.2.2 mailbox full\r\n")),
        ],
        Stage::Data => vec![(5, Trick::Say("451 4.3.0 not just now\r\n"))],
        // Nothing can be said in the middle of a message.
        Stage::Body => return vec![(10, Trick::Reset), (10, Trick::Close)],
        Stage::End => vec![
            (10, Trick::Say("451 4.3.0 try later\r\n")),
            (10, Trick::Say("452 4.3.1 no room\r\n")),
            (5, Trick::Say("552 5.3.4 too big\r\n")),
            (5, Trick::Say("554 5.7.1 we don't like it\r\n")),
        ],
        Stage::Handshake => {
            return vec![
                (3_000, Trick::Say("454 4.7.0 no TLS just now\r\n")),
                (3_000, Trick::Close),
                // The client's ClientHello is answered with words.
                (
                    4_000,
                    Trick::SayAndClose("220 2.0.0 go on\r\n220 what?\r\n"),
                ),
            ];
        }
    };
    let anywhere = [
        (5, SHUTTING_DOWN),
        (10, late),
        (20, Trick::Pieces),
        (20, Trick::Lines),
        (1, Trick::Endless),
        (5, Trick::Reset),
        (5, Trick::Close),
    ];
    own.into_iter().chain(anywhere).collect()
}

/// The usual answer on several lines; what can't be split stays whole.
pub(crate) fn on_many_lines(answer: &[u8]) -> Vec<u8> {
    let Some((code, text)) = answer.split_at_checked(4) else {
        return answer.to_vec();
    };
    if code[3] != b' ' {
        return answer.to_vec();
    }
    let more = [&code[..3], b"-a word before\r\n"].concat();
    [more.repeat(3), code.to_vec(), text.to_vec()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_on_many_lines_ends_with_the_usual_one() {
        let many = on_many_lines(b"250 2.0.0 ok\r\n");
        assert!(many.starts_with(b"250-a word before\r\n"));
        assert!(many.ends_with(b"\r\n250 2.0.0 ok\r\n"));
        assert_eq!(
            on_many_lines(b"250-sink\r\n250 ok\r\n"),
            b"250-sink\r\n250 ok\r\n"
        );
    }

    #[test]
    fn every_stage_goes_wrong_now_and_then_and_mostly_not() {
        let mut mischief = Mischief::new(1, 1, Duration::from_secs(1));
        for stage in [
            Stage::Greeting,
            Stage::Mail,
            Stage::Rcpt,
            Stage::Data,
            Stage::Body,
            Stage::End,
        ] {
            let wrong = (0..20_000).filter(|_| mischief.at(stage).is_some()).count();
            assert!((1..2_000).contains(&wrong), "{stage:?}: {wrong}");
        }
    }
}
