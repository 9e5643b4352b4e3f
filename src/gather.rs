//! gather.

use std::process::ExitCode;

/// The child process that reads pages.
pub fn extract_child() -> ExitCode {
    ExitCode::SUCCESS
}
