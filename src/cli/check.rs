//! `roundup check`.

use anyhow::Result;

use super::{
    Exit, Globals,
    output::{BAD, DIM, GOOD, WARN, styled},
};
use crate::pipeline::Standing;

/// Look at everything a run needs, and send nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  roundup check --config config/roundup.toml")]
pub(super) struct Args {}

pub(super) async fn run(globals: &Globals, _: Args) -> Result<Exit> {
    let lines = globals.pipeline().await?.check().await?;
    let worst = lines
        .iter()
        .map(|line| line.standing)
        .max()
        .unwrap_or(Standing::Ok);
    globals
        .output
        .print(&serde_json::json!({ "checks": lines }), |out| {
            let width = lines
                .iter()
                .map(|line| line.what.chars().count())
                .max()
                .unwrap_or(0);
            for line in &lines {
                let mark = match line.standing {
                    Standing::Ok => styled(GOOD, "ok  "),
                    Standing::Warning => styled(WARN, "look"),
                    Standing::Failed => styled(BAD, "FAIL"),
                };
                writeln!(out, "{mark}  {:width$}  {}", line.what, line.found)?;
                if let Some(advice) = &line.advice {
                    writeln!(
                        out,
                        "      {:width$}  {}",
                        "",
                        styled(DIM, format!("-> {advice}"))
                    )?;
                }
            }
            Ok(())
        })?;
    Ok(if worst == Standing::Failed {
        Exit::Unavailable
    } else {
        Exit::Done
    })
}
