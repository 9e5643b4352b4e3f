//! Giving each candidate its place: the lead, a section, "in case you missed it", "elsewhere", or none.

mod headlines;

use std::collections::BTreeMap;

use super::{
    Request,
    edits::Wish,
    judge::{Candidate, Judged},
    score::{self, Weighed},
    sections,
};
use crate::{
    config::{EditionRules, LeadRule, Publication},
    edition::{Block, Reason},
    piece::Piece,
    words::Phrasebook,
};

/// Blocks, and the reason for each candidate in the order of the blocks.
#[derive(Debug, Default)]
pub(super) struct Arranged {
    pub(super) blocks: Vec<Block>,
    pub(super) reasons: Vec<Reason>,
}

impl Arranged {
    /// The teasers, the lead among them.
    pub(super) fn teasers(&self) -> usize {
        let shown = |block: &&Block| matches!(block, Block::Lead { .. } | Block::Section { .. });
        self.blocks
            .iter()
            .filter(shown)
            .map(|block| block.pieces().len())
            .sum()
    }
}

/// A section's place in the order of sections: the configured ones, then others by name, then none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Configured(usize),
    Other(String),
    Unnamed,
}

/// A section while it is filled.
#[derive(Debug)]
struct Section<'a> {
    title: String,
    max: usize,
    chosen: Vec<Candidate<'a>>,
    /// Those still without a place, best last.
    waiting: Vec<Candidate<'a>>,
}

/// Arranges the candidates.
pub(super) fn arrange(request: &Request<'_>, judged: &Judged<'_>) -> Arranged {
    let mut arranged = Arranged::default();
    let mut weighed = score::weigh(request, &judged.own);
    let teased = |weighed: &Weighed<'_>| {
        weighed.candidate.wish() == Wish::None && section_of(request, weighed.candidate.piece).2 > 0
    };
    let pinned = weighed
        .iter()
        .position(|weighed| weighed.candidate.wish() == Wish::Lead);
    let mut led = None;
    if let Some(lead) = pinned.or_else(|| score::lead(request.rules.lead, &weighed, teased)) {
        let lead = weighed.remove(lead).candidate;
        arranged.blocks.push(Block::Lead {
            piece: Box::new(lead.piece.clone()),
        });
        arranged.reasons.push(lead.placed(if pinned.is_some() {
            "lead"
        } else {
            why_lead(request.rules.lead)
        }));
        led = Some(section_of(request, lead.piece).0);
    }
    let mut sections = sections(request, &weighed);
    let room = request.rules.max_pieces - arranged.blocks.len();
    let room = room.saturating_sub(take_pinned(&mut sections));
    fill(&mut sections, led.as_ref(), room);
    let mut rest: Vec<_> = weighed
        .iter()
        .map(|weighed| weighed.candidate)
        .filter(|candidate| candidate.wish() == Wish::Headline)
        .map(|candidate| (candidate, "as a headline".to_owned()))
        .collect();
    for (_, section) in sections {
        rest.extend(
            section
                .waiting
                .iter()
                .map(|candidate| (*candidate, why_no_teaser(&section, request.rules))),
        );
        place_section(&mut arranged, section);
    }
    arranged.blocks.extend(super::promos::blocks(request));
    headlines::place(&mut arranged, request.rules, &weighed, rest);
    headlines::place_elsewhere(&mut arranged, request.rules, &judged.elsewhere);
    arranged
}

fn why_lead(rule: LeadRule) -> &'static str {
    match rule {
        LeadRule::Newest => "lead: the newest piece",
        LeadRule::Longest => "lead: the longest piece",
        LeadRule::Weighted => {
            "lead: weighs most (source, section, author, freshness, length, photo, dek)"
        }
    }
}

/// The sections that the weighed pieces belong to; each piece waits in its own.
fn sections<'a>(request: &Request<'_>, weighed: &[Weighed<'a>]) -> BTreeMap<Order, Section<'a>> {
    let mut sections: BTreeMap<Order, Section<'a>> = BTreeMap::new();
    // Best last, so that the best is popped first.
    for Weighed { candidate, .. } in weighed.iter().rev() {
        if candidate.wish() == Wish::Headline {
            continue;
        }
        let (order, title, max) = section_of(request, candidate.piece);
        sections
            .entry(order)
            .or_insert_with(|| Section {
                title,
                max,
                chosen: Vec::new(),
                waiting: Vec::new(),
            })
            .waiting
            .push(*candidate);
    }
    sections
}

fn section_of(request: &Request<'_>, piece: &Piece) -> (Order, String, usize) {
    let rules = request.rules;
    let Some(name) = label(piece) else {
        let title = unnamed(request.publication, &request.publication.language);
        return (Order::Unnamed, title, rules.max_pieces);
    };
    match rule_of(rules, name) {
        Some(at) => (
            Order::Configured(at),
            rules.sections[at].name.clone(),
            rules.sections[at].max,
        ),
        None => (
            Order::Other(sections::folded(name)),
            name.trim().to_owned(),
            rules.max_pieces,
        ),
    }
}

/// The heading of pieces that are filed under nothing.
pub(super) fn unnamed(publication: &Publication, language: &str) -> String {
    Phrasebook::of(language).more_from(&publication.name)
}

/// What a piece is filed under. A site whose only label is the kind ("Essays") has that for its sections.
pub(super) fn label(piece: &Piece) -> Option<&str> {
    let labels = [piece.section.as_deref(), piece.kind.as_deref()];
    let mut labels = labels.into_iter().flatten();
    labels.find(|name| !name.trim().is_empty())
}

/// The configured section that a label means.
pub(super) fn rule_of(rules: &EditionRules, label: &str) -> Option<usize> {
    let folded = sections::folded(label);
    let mut rules = rules.sections.iter();
    rules.position(|rule| sections::folded(&rule.name) == folded)
}

/// What editors want in a section has its place before the rules fill it, whatever its limit. How many they are.
fn take_pinned(sections: &mut BTreeMap<Order, Section<'_>>) -> usize {
    let mut taken = 0;
    for section in sections.values_mut() {
        let is_pinned = |candidate: &Candidate<'_>| matches!(candidate.wish(), Wish::Section(_));
        let (pinned, waiting) = std::mem::take(&mut section.waiting)
            .into_iter()
            .partition(is_pinned);
        section.waiting = waiting;
        section.chosen = pinned;
        section.chosen.reverse();
        taken += section.chosen.len();
    }
    taken
}

/// Moves those that have a place to it; the others keep their order.
fn put_in_place(chosen: &mut Vec<Candidate<'_>>) {
    let place = |candidate: &Candidate<'_>| match candidate.wish() {
        Wish::Section(at) => at,
        _ => None,
    };
    let (mut placed, free): (Vec<_>, Vec<_>) = std::mem::take(chosen)
        .into_iter()
        .partition(|candidate| place(candidate).is_some());
    placed.sort_by_key(place);
    *chosen = free;
    for candidate in placed {
        let at = place(&candidate).map_or(0, |at| at.get() - 1);
        chosen.insert(at.min(chosen.len()), candidate);
    }
}

/// Every section gets its best, then every one its second best, and so on, until there is no more room: so a
/// busy section does not eat the others. The lead was its section's first turn.
fn fill(sections: &mut BTreeMap<Order, Section<'_>>, led: Option<&Order>, mut room: usize) {
    let in_all = |section: &Section<'_>| section.chosen.len() + section.waiting.len();
    let most = sections.values().map(in_all).max();
    for turn in 0..=most.unwrap_or(0) {
        for (order, section) in sections.iter_mut() {
            let taken = section.chosen.len() + usize::from(led == Some(order));
            if room == 0 || taken > turn || section.chosen.len() >= section.max {
                continue;
            }
            if let Some(best) = section.waiting.pop() {
                section.chosen.push(best);
                room -= 1;
            }
        }
    }
}

fn why_no_teaser(section: &Section<'_>, rules: &EditionRules) -> String {
    if section.chosen.len() >= section.max && section.max < rules.max_pieces {
        format!("{} is full (max = {})", section.title, section.max)
    } else {
        format!("the edition is full (max_pieces = {})", rules.max_pieces)
    }
}

fn place_section(arranged: &mut Arranged, mut section: Section<'_>) {
    if section.chosen.is_empty() {
        return;
    }
    put_in_place(&mut section.chosen);
    let why = format!("section {}", section.title);
    arranged.reasons.extend(
        section
            .chosen
            .iter()
            .map(|candidate| candidate.placed(&why)),
    );
    let pieces = section
        .chosen
        .iter()
        .map(|candidate| candidate.piece.clone())
        .collect();
    arranged.blocks.push(Block::Section {
        title: section.title,
        pieces,
    });
}
