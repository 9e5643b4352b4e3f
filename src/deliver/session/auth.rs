//! AUTH PLAIN, LOGIN and XOAUTH2 (RFC 4954, RFC 4616). The words said here are never logged or quoted.

use std::process::Stdio;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};
use tokio::process::Command;

use super::{Session, wire::within};
use crate::{
    config::{Login, Span},
    deliver::refusal::{Refusal, Stage},
};

/// The longest that the command which makes a token may take.
const MAKING_TOKEN: Span = Span::seconds(30);

/// Signs in.
///
/// # Errors
/// When the relay refuses, does not offer the mechanism, or would have a secret in the clear over a network.
pub(super) async fn sign_in(session: &mut Session, login: &Login) -> Result<(), Refusal> {
    if !session.wire.is_encrypted() && !session.wire.is_loopback() {
        let why = "the connection is not encrypted, so the password stays here; set smtp.tls = \"required\"";
        return Err(Refusal::impossible(Stage::Auth, why));
    }
    match login {
        Login::Password { user, password } => by_password(session, user, password).await,
        Login::Token { user, command } => by_token(session, user, command).await,
    }
}

async fn by_password(
    session: &mut Session,
    user: &str,
    password: &SecretString,
) -> Result<(), Refusal> {
    let password = password.expose_secret();
    if session.features.authenticates_by("PLAIN") {
        let secret = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
        ask(session, &format!("AUTH PLAIN {secret}\r\n"), 2).await
    } else if session.features.authenticates_by("LOGIN") {
        ask(session, "AUTH LOGIN\r\n", 3).await?;
        let line = |text: &str| format!("{}\r\n", BASE64_STANDARD.encode(text));
        ask(session, &line(user), 3).await?;
        ask(session, &line(password), 2).await
    } else {
        let why = "the relay offers neither AUTH PLAIN nor AUTH LOGIN on this connection";
        Err(Refusal::impossible(Stage::Auth, why))
    }
}

/// The initial response is that of Google's and Microsoft's documents: user and bearer token between control-A.
async fn by_token(session: &mut Session, user: &str, command: &str) -> Result<(), Refusal> {
    if !session.features.authenticates_by("XOAUTH2") {
        let why = "the relay does not offer AUTH XOAUTH2 on this connection";
        return Err(Refusal::impossible(Stage::Auth, why));
    }
    let token = token(command).await?;
    let secret = format!(
        "user={user}\x01auth=Bearer {}\x01\x01",
        token.expose_secret()
    );
    let line = format!("AUTH XOAUTH2 {}\r\n", BASE64_STANDARD.encode(secret));
    session.write(Stage::Auth, line.as_bytes()).await?;
    let reply = session.reply_within(1).await;
    match reply.map_err(|why| Refusal::lost(Stage::Auth, why))? {
        reply if reply.is(2) => Ok(()),
        // The reason stands in a challenge, which wants an empty answer before the refusal comes.
        reply if reply.is(3) => ask(session, "\r\n", 2).await,
        reply => Err(reply.refuses(Stage::Auth)),
    }
}

/// What the command prints, without the white space around it.
async fn token(command: &str) -> Result<SecretString, Refusal> {
    let failed =
        |why: &str| Refusal::lost(Stage::Auth, format!("smtp.token_command failed: {why}"));
    let run = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = within(MAKING_TOKEN.0, run)
        .await
        .map_err(|why| failed(&why.to_string()))?;
    if !output.status.success() {
        // What it said may hold the very secret: it stays out of logs and reports.
        return Err(failed(&output.status.to_string()));
    }
    let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if token.is_empty() {
        return Err(failed("it prints nothing"));
    }
    if token.contains(char::is_control) {
        return Err(failed("it prints more than one line"));
    }
    Ok(token.into())
}

async fn ask(session: &mut Session, line: &str, class: u16) -> Result<(), Refusal> {
    session.write(Stage::Auth, line.as_bytes()).await?;
    session.expect(Stage::Auth, class).await.map(drop)
}
