//! How the program is linked: with its relocations packed (RELR), where the C library of this machine reads them.
//!
//! The tables of names, zones and letters that are linked in hold more than a hundred thousand pointers. Unpacked, the
//! list of them is three megabytes that every process reads at its start and keeps in memory; packed it is a few
//! kilobytes. A program linked so needs glibc 2.36 or newer, so one that is built here for an older machine has to be
//! built there, or in a container like it.

use std::{env, process::Command};

/// The first glibc that reads them.
const READS_PACKED: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_for_this_machine() && glibc().is_some_and(|version| version >= READS_PACKED) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether it is built for a Linux with glibc like the one that builds it.
fn is_for_this_machine() -> bool {
    let told = |name: &str| env::var(name).unwrap_or_default();
    told("CARGO_CFG_TARGET_OS") == "linux"
        && told("CARGO_CFG_TARGET_ENV") == "gnu"
        && told("TARGET") == told("HOST")
}

/// Its version, as `glibc 2.36` says it; none where it can't be found out.
fn glibc() -> Option<(u32, u32)> {
    let asked = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let answer = String::from_utf8(asked.ok()?.stdout).ok()?;
    let mut parts = answer.trim().strip_prefix("glibc ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
