//! How parent and child talk: JSON after its length in four bytes, in both directions.

use std::{
    borrow::Cow,
    io::{self, Read, Write},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use url::Url;

use super::super::page::{Effort, Page};
use crate::config::Select;

/// A longer message is a fault of the other side.
const MOST_BYTES: usize = 64 << 20;

/// What the parent asks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request<'a> {
    pub(super) url: Url,
    pub(super) effort: Effort,
    pub(super) select: Cow<'a, Select>,
    pub(super) html: Cow<'a, str>,
}

/// What the child answers: the page, or why not.
pub(super) type Answer = Result<Page, String>;

pub(super) async fn send<W: AsyncWrite + Unpin, T: Serialize>(
    to: &mut W,
    message: &T,
) -> io::Result<()> {
    to.write_all(&framed(message)?).await?;
    to.flush().await
}

pub(super) async fn receive<R: AsyncRead + Unpin, T: DeserializeOwned>(
    from: &mut R,
) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length).await?;
    let mut bytes = vec![0; checked(length)?];
    from.read_exact(&mut bytes).await?;
    Ok(serde_json::from_slice(&bytes)?)
}

pub(super) fn send_blocking<W: Write, T: Serialize>(to: &mut W, message: &T) -> io::Result<()> {
    to.write_all(&framed(message)?)?;
    to.flush()
}

/// The next message; none when the other side is done.
pub(super) fn receive_blocking<R: Read, T: DeserializeOwned>(
    from: &mut R,
) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut bytes = vec![0; checked(length)?];
    from.read_exact(&mut bytes)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

fn framed<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = u32::try_from(bytes.len() - 4).map_err(|_| too_long())?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

fn checked(length: [u8; 4]) -> io::Result<usize> {
    let length = u32::from_le_bytes(length) as usize;
    if length > MOST_BYTES {
        Err(too_long())
    } else {
        Ok(length)
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the message is too long")
}
