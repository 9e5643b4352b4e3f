//! Segments as conditions: fixed texts with bound parameters, joined by "and". The subscriber is `s` in them.

use rusqlite::types::Value;

use super::{StoreError, scribe};
use crate::{delivery::DeliveryState, segment::Segment};

/// A condition, with a `?` for each of its values.
#[derive(Debug, Default)]
pub(super) struct Condition {
    clauses: Vec<String>,
    values: Vec<Value>,
}

impl Condition {
    pub(super) fn of(segment: &Segment) -> Self {
        let mut condition = Self::default();
        if !segment.sections.is_empty() {
            let one = "exists (select 1 from json_each(s.sections) j where j.value = ?)";
            let any = vec![one; segment.sections.len()].join(" or ");
            let names = segment.sections.iter().cloned().map(Value::Text);
            condition.add(&format!("(s.sections is null or {any})"), names);
        }
        if let Some(frequency) = segment.frequency {
            condition.add("s.frequency = ?", [text(frequency.word())]);
        }
        if let Some(language) = &segment.language {
            let clause = if language.own {
                "(s.language is null or s.language = ?)"
            } else {
                "s.language = ?"
            };
            condition.add(clause, [text(&language.tag)]);
        }
        if let Some(since) = segment.joined_since {
            condition.add("s.joined >= ?", [Value::Text(scribe::time(since))]);
        }
        for tag in &segment.tags {
            let clause =
                "exists (select 1 from subscriber_tag t where t.subscriber = s.id and t.tag = ?)";
            condition.add(clause, [text(tag)]);
        }
        if let Some(edition) = segment.not_got {
            // Who may yet have it, or may have had it, is not asked again.
            let clause =
                "not exists (select 1 from delivery d where d.edition = ? and d.subscriber = s.id
                and d.state <> ? and d.state <> ?)";
            let without = [DeliveryState::Failed, DeliveryState::Excluded];
            let without = without.map(|state| text(state.word()));
            condition.add(clause, [Value::Integer(edition)].into_iter().chain(without));
        }
        condition
    }

    fn add(&mut self, clause: &str, values: impl IntoIterator<Item = Value>) {
        self.clauses.push(clause.to_owned());
        self.values.extend(values);
    }

    /// The condition behind others, its parameters numbered from `first`; empty where there is none.
    pub(super) fn sql(&self, first: usize) -> String {
        let mut sql = String::new();
        let mut next = first;
        for clause in &self.clauses {
            sql.push_str(" and ");
            for (at, part) in clause.split('?').enumerate() {
                if at > 0 {
                    sql.push_str(&format!("?{next}"));
                    next += 1;
                }
                sql.push_str(part);
            }
        }
        sql
    }

    /// Its values in their order.
    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The condition of a segment as it is stored; none holds for everybody.
pub(super) fn stored(json: Option<&str>) -> Result<Condition, StoreError> {
    let Some(json) = json else {
        return Ok(Condition::default());
    };
    let segment = serde_json::from_str(json).map_err(StoreError::damaged)?;
    Ok(Condition::of(&segment))
}
