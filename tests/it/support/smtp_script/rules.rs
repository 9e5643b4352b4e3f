//! The rules of a script: where, for whom, which time, and what happens.

use std::time::Duration;

/// A point of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    /// After the answer to a challenge of AUTH XOAUTH2.
    Challenge,
    Mail,
    Rcpt,
    Data,
    /// The text after DATA, before its end.
    Text,
    Dot,
}

/// What happens instead of a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Reply(String),
    /// Replies and hangs up, as after a 421.
    ReplyAndDrop(String),
    Hang,
    Drop,
    /// At `Text`: reads so many octets and hangs up.
    DropAfter(usize),
    /// At `Dot`: takes the message and hangs up without a word.
    TakeAndDrop,
    /// At `Dot`: takes the message, and says so after a while.
    TakeLate(Duration),
}

/// One rule; see [`on`].
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    at: At,
    address: Option<String>,
    skip: usize,
    times: usize,
    act: Act,
}

/// A rule for this point: by default for everybody and every time, and a reply of 250.
pub(crate) fn on(at: At) -> Rule {
    Rule {
        at,
        address: None,
        skip: 0,
        times: usize::MAX,
        act: Act::Reply("250 ok".to_owned()),
    }
}

impl Rule {
    /// Only for this recipient: from RCPT on, as no recipient is known before.
    pub(crate) fn for_address(mut self, address: &str) -> Self {
        self.address = Some(address.to_owned());
        self
    }

    /// Only for recipients of this domain: from RCPT on.
    pub(crate) fn for_domain(self, domain: &str) -> Self {
        self.for_address(&format!("@{domain}"))
    }

    /// Only after so many times.
    pub(crate) fn after(mut self, times: usize) -> Self {
        self.skip = times;
        self
    }

    /// Only at the nth time, from 1.
    pub(crate) fn nth(mut self, n: usize) -> Self {
        (self.skip, self.times) = (n - 1, 1);
        self
    }

    /// Only the first so many times.
    pub(crate) fn first(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    pub(crate) fn reply(self, text: &str) -> Self {
        self.act(Act::Reply(text.to_owned()))
    }

    pub(crate) fn reply_and_drop(self, text: &str) -> Self {
        self.act(Act::ReplyAndDrop(text.to_owned()))
    }

    pub(crate) fn hang(self) -> Self {
        self.act(Act::Hang)
    }

    pub(crate) fn drop_connection(self) -> Self {
        self.act(Act::Drop)
    }

    pub(crate) fn drop_after(self, octets: usize) -> Self {
        self.act(Act::DropAfter(octets))
    }

    pub(crate) fn take_and_drop(self) -> Self {
        self.act(Act::TakeAndDrop)
    }

    pub(crate) fn take_late(self, after: Duration) -> Self {
        self.act(Act::TakeLate(after))
    }

    fn act(mut self, act: Act) -> Self {
        self.act = act;
        self
    }

    /// Counts this time, and says what to do if the rule is for it.
    pub(super) fn fits(&mut self, at: At, address: &str) -> Option<Act> {
        let meant = self.address.as_deref().is_none_or(|wanted| {
            wanted == address || (wanted.starts_with('@') && address.ends_with(wanted))
        });
        if self.at != at || !meant {
            return None;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        self.times = self.times.checked_sub(1)?;
        Some(self.act.clone())
    }
}
