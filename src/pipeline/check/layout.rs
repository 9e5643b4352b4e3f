//! Whether the publication's own layout can take an edition: one that has everything, and the newest.

use anyhow::Result;

use super::{Check, Pipeline};
use crate::{
    config::Theme,
    edition::Edition,
    render::{self, Circumstances, Letterhead, Level, RenderError},
};

impl Pipeline {
    /// Tries the layout, so that a slip in it is found before an edition needs it. No line without a layout of one's own.
    pub(super) async fn check_layout(&self) -> Result<Option<Check>> {
        let Some(layout) = &self.config.theme.layout_file else {
            return Ok(None);
        };
        let sample = render::sample(self.clock.now());
        let newest = self.store.edition_find(None).await?;
        let named = newest.map(|edition| (format!("edition {}", edition.id), edition));
        let editions = [("an edition that has everything".to_owned(), sample)]
            .into_iter()
            .chain(named);
        let mut tried = Vec::new();
        for (name, edition) in editions {
            if let Some(failed) = self.try_layout(&name, &edition) {
                return Ok(Some(failed));
            }
            tried.push(name);
        }
        Ok(Some(Check::ok(
            "layout",
            format!("{}: takes {}", layout.path.display(), tried.join(" and ")),
        )))
    }

    /// What is wrong, if something is.
    fn try_layout(&self, name: &str, edition: &Edition) -> Option<Check> {
        let rendered = match render::render(edition, &self.letterhead()) {
            Ok(rendered) => rendered,
            Err(RenderError::Layout(why)) => {
                let advice = why.hint.clone().unwrap_or_default();
                return Some(Check::failed(
                    "layout",
                    format!("{why} (with {name})"),
                    &advice,
                ));
            }
            Err(why) => return Some(Check::failed("layout", why.to_string(), "look at [theme]")),
        };
        // It is the layout that is looked at, not what was sent before.
        let alone = Circumstances::default();
        let findings = render::lint(&rendered, edition, &self.letterhead(), &alone);
        // What an edition lacks with our own layout, too, is not the layout's fault.
        let theme = Theme {
            layout_file: None,
            ..self.config.theme.clone()
        };
        let plain = Letterhead {
            theme: &theme,
            ..self.letterhead()
        };
        let others = match render::render(edition, &plain) {
            Ok(rendered) => render::lint(&rendered, edition, &plain, &alone),
            Err(_) => Vec::new(),
        };
        let errors = findings
            .into_iter()
            .filter(|found| found.level == Level::Error);
        let worst = errors.into_iter().find(|found| !others.contains(found))?;
        Some(Check::failed(
            "layout",
            format!("{name} is not fit to send with it: {}", worst.message),
            &worst.advice,
        ))
    }
}
