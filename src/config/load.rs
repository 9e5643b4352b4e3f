//! Reading the file and laying the environment over it; errors that say where and what to do.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, de::Error as _};
use url::Url;

use super::Raw;

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// What is wrong.
    pub message: String,
    /// Where: `roundup.toml:12:3`, or the name of an environment variable.
    pub location: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// Whether there is no file at all.
    pub missing: bool,
}

impl ConfigError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            location: None,
            hint: None,
            missing: false,
        }
    }

    fn at(mut self, location: impl fmt::Display) -> Self {
        self.location = Some(location.to_string());
        self
    }

    /// A value that reads well but can't be meant.
    pub(super) fn value(file: &Path, key: &str, why: String) -> Self {
        Self::new(format!("{key}: {why}")).at(file.display())
    }
}

/// Finds the config file: the one named, or `config/roundup.toml`, or `roundup.toml`.
///
/// # Errors
/// When none of them is there.
pub fn locate(named: Option<PathBuf>) -> Result<PathBuf, ConfigError> {
    if let Some(file) = named {
        return Ok(file);
    }
    ["config/roundup.toml", "roundup.toml"]
        .into_iter()
        .map(PathBuf::from)
        .find(|file| file.exists())
        .ok_or_else(|| ConfigError {
            hint: Some(
                "start one with `roundup init`, or name it with --config PATH; `roundup demo` needs none"
                    .to_owned(),
            ),
            missing: true,
            ..ConfigError::new("there is no config/roundup.toml or roundup.toml here")
        })
}

/// The text of the file.
pub(super) fn text(file: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(file).map_err(|why| ConfigError {
        hint: Some("start one with `roundup init`, or name it with --config PATH".to_owned()),
        missing: why.kind() == std::io::ErrorKind::NotFound,
        ..ConfigError::new(format!("can't read the configuration: {why}")).at(file.display())
    })
}

/// Reads the text as typed, then lays `ROUNDUP__SECTION__KEY` variables over it.
pub(super) fn read(
    file: &Path,
    text: &str,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Raw, ConfigError> {
    let overrides = overrides(environment);
    if overrides.is_empty() {
        return toml::from_str(text).map_err(|why| explain(&why, file, text));
    }
    let mut table: toml::Table = text.parse().map_err(|why| explain(&why, file, text))?;
    for (name, path, value) in &overrides {
        lay(&mut table, path, value.clone()).map_err(|why| ConfigError::new(why).at(name))?;
    }
    // The file alone is read first where it can be: its errors know line and column.
    let names: Vec<_> = overrides.iter().map(|(name, ..)| name.as_str()).collect();
    Raw::deserialize(table).map_err(|why| match toml::from_str::<Raw>(text) {
        Err(in_file) => explain(&in_file, file, text),
        Ok(_) => super::explain::message(why.message()).at(names.join(", ")),
    })
}

type Override = (String, Vec<String>, toml::Value);

fn overrides(environment: impl Iterator<Item = (String, String)>) -> Vec<Override> {
    let mut found: Vec<Override> = environment
        .filter_map(|(name, value)| {
            let path = name.strip_prefix("ROUNDUP__")?;
            let path = path.split("__").map(str::to_ascii_lowercase).collect();
            let value = typed(&value);
            Some((name, path, value))
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// A number, truth value or list where it reads as one, else the text itself.
fn typed(text: &str) -> toml::Value {
    format!("v = {text}")
        .parse::<toml::Table>()
        .ok()
        .and_then(|mut table| table.remove("v"))
        .filter(|value| !value.is_datetime())
        .unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

fn lay(table: &mut toml::Table, path: &[String], value: toml::Value) -> Result<(), String> {
    match path {
        [] => Ok(()),
        [key] => {
            table.insert(key.clone(), value);
            Ok(())
        }
        [section, rest @ ..] => table
            .entry(section.clone())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()))
            .as_table_mut()
            .ok_or_else(|| {
                format!("`{section}` is not a section that can be set from the environment")
            })
            .and_then(|inner| lay(inner, rest, value)),
    }
}

/// Says where in the file an error is, and which key was probably meant.
fn explain(why: &toml::de::Error, file: &Path, text: &str) -> ConfigError {
    let error = super::explain::message(why.message());
    match why.span() {
        Some(span) => {
            let before = &text[..span.start.min(text.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            error.at(format_args!("{}:{line}:{column}", file.display()))
        }
        None => error.at(file.display()),
    }
}

/// Reads a secret from its file, without the line end.
pub(super) fn secret(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file)
        .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
        .map_err(|why| format!("can't read the secret in {}: {why}", file.display()))
}

/// A text of one line, not empty: what goes into a header or a label.
#[derive(Debug, Clone)]
pub(super) struct Line(pub(super) String);

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let text = text.trim();
        if text.is_empty() {
            return Err(D::Error::custom("this must not be empty"));
        }
        if text.chars().any(char::is_control) {
            return Err(D::Error::custom(
                "this must be one line without control characters",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

/// An http or https URL.
#[derive(Debug, Clone)]
pub(super) struct HttpUrl(pub(super) Url);

impl<'de> Deserialize<'de> for HttpUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(Self(url)),
            // It may hold a password: what is before an @ is not repeated.
            _ => Err(D::Error::custom(format!(
                "`{}` is not a web address; write one like \"https://weir.example/feed\"",
                text.rsplit('@').next().unwrap_or_default()
            ))),
        }
    }
}
