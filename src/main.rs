//! The `roundup` binary: hands over to [`roundup::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    roundup::cli::main()
}
