//! `roundup completions` and `roundup man`.

use anyhow::Result;
use clap::CommandFactory;

use super::{Cli, Exit, Globals, output::Output};

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  roundup completions bash > /etc/bash_completion.d/roundup")]
pub(super) struct CompletionsArgs {
    /// Which shell.
    shell: clap_complete::Shell,
}

pub(super) fn completions(_: &Globals, args: CompletionsArgs) -> Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "roundup", &mut text);
    Output::Text.print(&(), |out| out.write_all(&text))?;
    Ok(Exit::Done)
}

/// Print the manual page.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  roundup man > /usr/local/share/man/man1/roundup.1")]
pub(super) struct ManArgs {}

pub(super) fn man(_: &Globals, _: ManArgs) -> Result<Exit> {
    let page = clap_mangen::Man::new(Cli::command());
    let mut text = Vec::new();
    page.render(&mut text)?;
    Output::Text.print(&(), |out| out.write_all(&text))?;
    Ok(Exit::Done)
}
