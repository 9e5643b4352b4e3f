//! `[retention]`: how long is kept what nobody needs for ever.

use serde::Deserialize;

use super::values::Span;

/// How long things about people are kept; none is for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Who unsubscribed or bounced: then only the hash remains that keeps imports from bringing them back.
    pub left: Option<Span>,
    /// The network addresses that consents were given and confirmed from.
    pub callers: Option<Span>,
    /// What relays answered about each delivery of an edition, counted from its end.
    pub replies: Option<Span>,
    /// Who changed what about whom.
    pub trail: Option<Span>,
    /// Mails about joining, and what relays answered to them.
    pub notices: Span,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    left: Option<Span>,
    callers: Option<Span>,
    replies: Option<Span>,
    trail: Option<Span>,
    notices: Option<Span>,
}

/// As long as a mail about joining counts against the next one to the same person.
const SHORTEST: Span = Span::seconds(86_400);

const MONTH: Span = Span::seconds(30 * 86_400);

impl Raw {
    pub(super) fn check(self) -> Result<Retention, String> {
        let named = [
            ("left", self.left),
            ("callers", self.callers),
            ("replies", self.replies),
            ("trail", self.trail),
            ("notices", self.notices),
        ];
        for (key, span) in named {
            if span.is_some_and(|span| span < SHORTEST) {
                return Err(format!(
                    "{key}: less than a day is too little; write \"1d\" or more"
                ));
            }
        }
        Ok(Retention {
            left: self.left,
            callers: self.callers,
            replies: self.replies,
            trail: self.trail,
            notices: self.notices.unwrap_or(MONTH),
        })
    }
}
