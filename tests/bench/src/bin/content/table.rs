//! What was measured, beside what is aimed at.

use std::fmt;

use crate::shingles::share;

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    AtLeast(f64),
    AtMost(usize),
    /// It is only told.
    Nothing,
}

/// The rows, and what was not right.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    pub(crate) failures: Vec<String>,
}

#[derive(Debug)]
struct Row {
    on: String,
    measure: String,
    figure: String,
    aim: Aim,
    reached: bool,
}

impl Table {
    /// A figure from 0 to 1.
    pub(crate) fn number(&mut self, on: &str, measure: &str, figure: f64, aim: Aim) {
        let reached = match aim {
            Aim::AtLeast(least) => figure >= least,
            Aim::AtMost(_) | Aim::Nothing => true,
        };
        self.row(on, measure, format!("{figure:.3}"), aim, reached);
    }

    /// So many of so many.
    pub(crate) fn share(&mut self, on: &str, measure: &str, part: usize, whole: usize, least: f64) {
        let figure = share(part, whole);
        let shown = format!("{:.1} % ({part} of {whole})", figure * 100.0);
        self.row(on, measure, shown, Aim::AtLeast(least), figure >= least);
    }

    /// So many of so many, without an aim.
    pub(crate) fn told(&mut self, on: &str, measure: &str, part: usize, whole: usize) {
        self.row(
            on,
            measure,
            format!("{part} of {whole}"),
            Aim::Nothing,
            true,
        );
    }

    /// How often something happened that should not.
    pub(crate) fn count(&mut self, on: &str, measure: &str, count: usize, most: usize) {
        self.row(
            on,
            measure,
            count.to_string(),
            Aim::AtMost(most),
            count <= most,
        );
    }

    /// Something that is not right.
    pub(crate) fn miss(&mut self, on: &str, name: &str, what: &str) {
        self.failures.push(format!("{on}: {name}: {what}"));
    }

    fn row(&mut self, on: &str, measure: &str, figure: String, aim: Aim, reached: bool) {
        self.rows.push(Row {
            on: on.to_owned(),
            measure: measure.to_owned(),
            figure,
            aim,
            reached,
        });
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| on | measure | figure | aim | |")?;
        writeln!(f, "|---|---|---:|---:|---|")?;
        for row in &self.rows {
            let aim = match row.aim {
                Aim::AtLeast(least) => format!("at least {least}"),
                Aim::AtMost(most) => format!("at most {most}"),
                Aim::Nothing => "-".to_owned(),
            };
            let mark = if row.reached { "" } else { "missed" };
            let Row {
                on,
                measure,
                figure,
                ..
            } = row;
            writeln!(f, "| {on} | {measure} | {figure} | {aim} | {mark} |")?;
        }
        Ok(())
    }
}
