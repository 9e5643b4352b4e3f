//! What can carry a conversation: a connection, or TLS over one.

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::server::TlsStream;

/// What can carry a conversation.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin {
    /// Makes the end of the connection a reset.
    fn abort(&self);
}

impl Wire for TcpStream {
    fn abort(&self) {
        // Where it can't be done, the connection ends in good order, which is bad enough.
        let _ = self.set_zero_linger();
    }
}

impl Wire for TlsStream<Box<dyn Wire>> {
    fn abort(&self) {
        self.get_ref().0.abort();
    }
}
