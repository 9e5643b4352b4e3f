//! Which promos an edition shows: those of its day and number, in turns.

use chrono::NaiveDate;

use super::Request;
use crate::{edition::Block, promo::PlannedPromo};

/// The promos of the edition, as many as there may be. Where more would do than fit, each edition begins with the next.
pub(super) fn blocks(request: &Request<'_>) -> Vec<Block> {
    let day = request
        .slot
        .0
        .with_timezone(&request.publication.timezone)
        .date_naive();
    let mut due: Vec<&PlannedPromo> = request
        .promos
        .iter()
        .filter(|promo| is_due(promo, day, request.number.0))
        .collect();
    due.sort_by(|one, other| one.name.cmp(&other.name));
    let most = request.rules.promos_max;
    if due.len() > most {
        // Where all come in every second edition only, those have to be counted.
        let step = due
            .iter()
            .map(|promo| promo.every.get())
            .fold(0, gcd)
            .max(1);
        let begin = (request.number.0 / step) as usize % due.len();
        due.rotate_left(begin);
        due.truncate(most);
    }
    due.into_iter()
        .map(|planned| Block::Promo {
            promo: Box::new(planned.promo.clone()),
        })
        .collect()
}

fn is_due(promo: &PlannedPromo, day: NaiveDate, number: u32) -> bool {
    promo.from.is_none_or(|from| from <= day)
        && promo.until.is_none_or(|until| day <= until)
        && number.is_multiple_of(promo.every.get())
}

fn gcd(one: u32, other: u32) -> u32 {
    match other {
        0 => one,
        _ => gcd(other, one % other),
    }
}
