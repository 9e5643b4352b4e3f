//! `roundup init --layout`: a layout of one's own to start from, which is also the documentation of its names.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::{Exit, Globals, write_new};
use crate::cli::output::{BOLD, styled};

/// What the layout is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Starting {
    /// MJML.
    Mjml,
    /// HTML.
    Html,
}

impl Starting {
    fn name(self) -> &'static str {
        match self {
            Self::Mjml => "layouts/weekly.mjml",
            Self::Html => "layouts/weekly.html",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Mjml => include_str!("../../../config/layouts/weekly.mjml"),
            Self::Html => include_str!("../../../config/layouts/weekly.html"),
        }
    }
}

/// Writes the layout beside the configuration, and says what puts it into force.
pub(super) fn write(globals: &Globals, dir: &Path, starting: Starting) -> Result<Exit> {
    let file = dir.join(starting.name());
    write_new(&file, starting.text())?;
    let line = format!("layout_file = \"{}\"", starting.name());
    let document = json!({ "written": file, "config": { "section": "theme", "line": line } });
    globals.output.print(&document, |out| {
        writeln!(out, "wrote {}", styled(BOLD, file.display()))?;
        writeln!(
            out,
            "\nNext: put this into {} under [theme]",
            dir.join("roundup.toml").display()
        )?;
        writeln!(out, "  {line}")?;
        writeln!(out, "then change the layout as you like, and look at it:")?;
        writeln!(out, "  roundup check")?;
        writeln!(out, "  roundup preview --out look")
    })?;
    Ok(Exit::Done)
}
