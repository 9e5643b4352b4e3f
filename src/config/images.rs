//! `[images]`: where the photos of an edition are taken from.

use serde::Deserialize;

/// How photos are handled.
#[derive(Debug, Clone, Default)]
pub struct Images {
    /// Where mails and pages take them from.
    pub mode: ImageMode,
}

/// Where mails and pages take photos from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImageMode {
    /// From the site, by the address it gave.
    #[default]
    Site,
    /// Copies of ours, which `roundup serve` hands out.
    Archive,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    mode: ImageMode,
}

impl Raw {
    pub(super) fn check(self) -> Images {
        Images { mode: self.mode }
    }
}
