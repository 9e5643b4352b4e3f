//! The relay that was named: its address goes into the configuration, its password into a file beside it.

use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret as _;
use url::Url;

use crate::{
    config::{Config, Login, Relay},
    pipeline::Fault,
};

/// Where the password goes.
const FILE: &str = "smtp-password";

/// The configuration without the relay's password, and the password, where it has one in its address.
pub(super) fn parted(text: &str, config: &Config, typed: &str) -> Option<(String, String)> {
    let mut url = Url::parse(typed).ok()?;
    url.password()?;
    url.set_password(None).ok()?;
    let Relay::Servers(servers) = &config.smtp.relay else {
        return None;
    };
    let Some(Login::Password { password, .. }) = servers.first()?.login.as_ref() else {
        return None;
    };
    let text = super::filled(text, "smtp", "url", url.as_str());
    let (line, at) = super::find(&text, "smtp", "url")?;
    let (head, rest) = text.split_at(at + line.len());
    let text = format!("{head}\npassword_file = \"{FILE}\"{rest}");
    Some((text, password.expose_secret().to_owned()))
}

/// Writes the password where nobody but its owner reads it; never over one that is there.
pub(super) fn keep(dir: &Path, password: &str) -> Result<PathBuf, Fault> {
    let file = dir.join(FILE);
    let cant =
        |why: std::io::Error| Fault::CantWrite(format!("can't write {}: {why}", file.display()));
    std::fs::create_dir_all(dir).map_err(cant)?;
    let mut options = OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(&file);
    writeln!(made.map_err(cant)?, "{password}").map_err(cant)?;
    Ok(file)
}
