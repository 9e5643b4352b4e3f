//! Whether the promos can be read: one that can't is left out of an edition, and whoever wrote it should know before.

use super::{super::promos, Check};
use crate::pipeline::Pipeline;

impl Pipeline {
    /// The promos, where there is a folder of them.
    pub(super) async fn check_promos(&self) -> Vec<Check> {
        if self.config.edition.promos.is_none() {
            return Vec::new();
        }
        let (promos, problems) = promos::read(&self.config.edition).await;
        let mut lines: Vec<Check> = problems
            .into_iter()
            .map(|why| Check::warning("promos", why, "mend the file or take it away"))
            .collect();
        if lines.is_empty() {
            let found = match promos.len() {
                1 => "1 promo".to_owned(),
                count => format!("{count} promos"),
            };
            lines.push(Check::ok("promos", found));
        }
        lines
    }
}
