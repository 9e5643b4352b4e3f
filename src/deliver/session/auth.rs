//! AUTH PLAIN and LOGIN (RFC 4954, RFC 4616). The words said here are never logged or quoted.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};

use super::Session;
use crate::deliver::refusal::{Refusal, Stage};

/// Signs in.
///
/// # Errors
/// When the relay refuses, offers neither mechanism, or would have the password in the clear over a network.
pub(super) async fn sign_in(
    session: &mut Session,
    user: &str,
    password: &SecretString,
) -> Result<(), Refusal> {
    if !session.wire.is_encrypted() && !session.wire.is_loopback() {
        let why = "the connection is not encrypted, so the password stays here; set smtp.tls = \"required\"";
        return Err(Refusal::impossible(Stage::Auth, why));
    }
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

async fn ask(session: &mut Session, line: &str, class: u16) -> Result<(), Refusal> {
    session.write(Stage::Auth, line).await?;
    session.expect(Stage::Auth, class).await.map(drop)
}
