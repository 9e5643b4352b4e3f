//! How many connections are open.

use std::sync::Arc;

use super::Scene;

/// Counts a connection for as long as it is open.
pub(super) struct Presence {
    scene: Arc<Scene>,
    pub(super) is_one_too_many: bool,
}

impl Presence {
    /// One more connection, and its number.
    pub(super) fn of_one_more(scene: &Arc<Scene>) -> (Self, usize) {
        let at_once = scene.at_once();
        let mut record = scene.record();
        record.connections += 1;
        record.open += 1;
        let is_one_too_many = record.open > at_once;
        if is_one_too_many {
            record.turned_away += 1;
        } else {
            record.most_served = record.most_served.max(record.open);
        }
        let presence = Self {
            scene: Arc::clone(scene),
            is_one_too_many,
        };
        (presence, record.connections)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.scene.record().open -= 1;
    }
}
