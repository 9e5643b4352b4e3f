//! The child's side: limits itself, then reads pages until its standard input ends.

use std::{
    io::{self, stdin, stdout},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    thread,
};

use rlimit::Resource;

use super::{super::page, wire};

/// All the addresses that the child may have, with the program itself and the stack below.
const ADDRESSES: u64 = 256 << 20;

/// What it may write to, beside the stack. With what the kernel maps of the program, the child stays below 64 MiB on any
/// page; honest ones need at most 47 MiB of that.
const MEMORY: u64 = 46 << 20;

/// Room for recursion that honest but old pages cause.
const STACK: usize = 64 << 20;

/// Runs the child; the argument `__extract` leads here.
pub fn run() -> ExitCode {
    limit();
    let worker = thread::Builder::new().stack_size(STACK).spawn(serve);
    match worker.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Where a limit can't be set, the parent's patience still holds; so that is no reason not to run.
fn limit() {
    for (resource, most) in [
        (Resource::AS, ADDRESSES),
        // The whole stack counts as written to, however little of it is.
        (Resource::DATA, MEMORY + STACK as u64),
        (Resource::CORE, 0),
        (Resource::FSIZE, 0),
    ] {
        let _ = resource.set(most, most);
    }
}

fn serve() -> io::Result<()> {
    let (mut requests, mut answers) = (stdin().lock(), stdout().lock());
    while let Some(request) = wire::receive_blocking::<_, wire::Request<'_>>(&mut requests)? {
        wire::send_blocking(&mut answers, &answer(&request))?;
    }
    Ok(())
}

fn answer(request: &wire::Request<'_>) -> wire::Answer {
    let read = || page::extract(&request.html, &request.url, request.effort, &request.select);
    // What can be caught costs one page rather than the child.
    catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| "the page breaks its reader".to_owned())?
        .map_err(|why| why.to_string())
}
