//! Columns that are taken for states by their names alone, and whether what stands in them is one: `State` may be a state
//! of a country, and `Type` anything.

use csv::ByteRecord;

use super::{UnreadableList, cells, plan::Plan, table::cell};

/// What the first rows have in the columns that were guessed.
#[derive(Debug, Default)]
pub(super) struct Guesses(Vec<Guess>);

#[derive(Debug)]
struct Guess {
    column: String,
    known: usize,
    strange: usize,
    examples: Vec<String>,
}

/// Cells that an error shows, and the length of one.
const EXAMPLES: usize = 3;
const LONGEST: usize = 40;

impl Guesses {
    /// Looks at a row.
    pub(super) fn see(&mut self, plan: &Plan, record: &ByteRecord) {
        for (at, column) in &plan.guessed {
            if let Ok(Some(cell)) = cell(record, *at) {
                self.guess(column).see(cell);
            }
        }
    }

    fn guess(&mut self, column: &str) -> &mut Guess {
        let known = self.0.iter().position(|guess| guess.column == column);
        let at = known.unwrap_or_else(|| {
            self.0.push(Guess {
                column: column.to_owned(),
                known: 0,
                strange: 0,
                examples: Vec::new(),
            });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// Whether the guesses hold.
    ///
    /// # Errors
    /// When most of what stands in one of the columns is no state.
    pub(super) fn judge(self) -> Result<(), UnreadableList> {
        let wrong = |guess: &Guess| guess.strange > guess.known;
        match self.0.into_iter().find(wrong) {
            Some(guess) => Err(UnreadableList::NoStates(
                guess.column,
                guess.examples.join(", "),
            )),
            None => Ok(()),
        }
    }
}

impl Guess {
    fn see(&mut self, cell: &str) {
        if cells::is_state(cell) {
            self.known += 1;
            return;
        }
        self.strange += 1;
        let start: String = cell.chars().take(LONGEST).collect();
        let shown = format!("`{start}`");
        if self.examples.len() < EXAMPLES && !self.examples.contains(&shown) {
            self.examples.push(shown);
        }
    }
}
