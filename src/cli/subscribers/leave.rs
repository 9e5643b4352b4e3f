//! `roundup subscribers unsubscribe`: by address, or by a mail that asks for it.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::super::{Exit, Globals};
use crate::{
    pipeline::{Fault, LeftByMail, Pipeline},
    subscriber::{Actor, EmailAddress},
};

/// The longest beginning of a mail that is read: its subject is in there, or it is none of ours.
const HEAD: u64 = 256 * 1024;

pub(super) async fn by_address(
    globals: &Globals,
    pipeline: &Pipeline,
    addresses: &[EmailAddress],
) -> Result<Exit> {
    let mut done = Vec::new();
    let mut unknown = Vec::new();
    for address in addresses {
        match pipeline.store.subscriber_find(address).await? {
            Some(person) => done.push((
                address,
                pipeline.unsubscribe(&person, Actor::Operator).await?,
            )),
            None => unknown.push(address.to_string()),
        }
    }
    if !unknown.is_empty() {
        let rest = if done.is_empty() {
            ""
        } else {
            "; the others are off it"
        };
        let unknown = unknown.join(", ");
        return Err(Fault::BadData(format!("{unknown}: not on the list{rest}")).into());
    }
    let document: Vec<_> = done
        .iter()
        .map(|(address, changed)| json!({ "address": address, "changed": changed }))
        .collect();
    globals.output.print(&document, |out| {
        done.iter().try_for_each(|(address, changed)| {
            let word = if *changed {
                "is off the list"
            } else {
                "was off the list already"
            };
            writeln!(out, "{address} {word}")
        })
    })?;
    Ok(Exit::Done)
}

/// Mails that came to `publication.leave_to`; `-` is what comes on stdin.
pub(super) async fn by_mail(
    globals: &Globals,
    pipeline: &Pipeline,
    mails: &[PathBuf],
) -> Result<Exit> {
    let mut done = Vec::new();
    let (mut odd, mut told) = (Vec::new(), Vec::new());
    for mail in mails {
        let bytes = head(mail).with_context(|| format!("can't read {}", mail.display()))?;
        let why = match pipeline.unsubscribe_by_mail(&bytes).await? {
            LeftByMail::Left(person) => {
                done.push(person.address.to_string());
                continue;
            }
            LeftByMail::NoToken { claims } => no_token(claims.as_ref()),
            LeftByMail::Erased => "who it speaks for was erased, and gets no mail".to_owned(),
        };
        odd.push(mail.display().to_string());
        told.push(format!("{}: {why}", mail.display()));
    }
    globals
        .output
        .print(&json!({ "unsubscribed": done, "unknown": odd }), |out| {
            done.iter()
                .try_for_each(|address| writeln!(out, "{address} is off the list"))
        })?;
    if odd.is_empty() {
        return Ok(Exit::Done);
    }
    Err(Fault::BadData(told.join("\n")).into())
}

fn no_token(claims: Option<&EmailAddress>) -> String {
    let by_hand = match claims {
        Some(address) => format!(
            "it says that it is from {address}, which anybody can say; if you believe it: roundup subscribers unsubscribe {address}"
        ),
        None => "take who wrote it off by hand: roundup subscribers unsubscribe ADDRESS".to_owned(),
    };
    format!(
        "its subject has no token, as mail programs write it from an edition's List-Unsubscribe (`unsubscribe TOKEN`), so nobody was taken off; {by_hand}"
    )
}

fn head(mail: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if mail == Path::new("-") {
        std::io::stdin().lock().take(HEAD).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(mail)?
            .take(HEAD)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
