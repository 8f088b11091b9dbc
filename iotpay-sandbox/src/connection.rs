//! Connections that a fault can reset, and their number.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::open_connections::{Activity, OpenConnections};

/// What a handler can do to its connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connection {
    /// Whether the connection is reset instead of written to.
    pub(crate) reset: Arc<AtomicBool>,
}

impl Connected<IncomingStream<'_, Resettable>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Resettable>) -> Self {
        stream.io().connection.clone()
    }
}

/// A listener whose connections can be reset.
pub(crate) struct Resettable {
    listener: TcpListener,
    open: Arc<OpenConnections>,
}

impl Resettable {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Self { listener, open: Arc::default() }
    }
}

impl Listener for Resettable {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Responses are written at once, so waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        (Stream { tcp: stream, connection: Connection::default(), activity: OpenConnections::add(&self.open) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection.
pub(crate) struct Stream {
    tcp: TcpStream,
    connection: Connection,
    activity: Activity,
}

impl Stream {
    fn is_reset(&self) -> bool {
        self.connection.reset.load(Ordering::Relaxed)
    }

    fn reset(&self) -> io::Error {
        // A linger time of zero resets the connection when it is closed, without blocking.
        #[allow(deprecated)]
        let _ = self.tcp.set_linger(Some(Duration::ZERO));
        io::ErrorKind::ConnectionReset.into()
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.activity.is_ended(cx) {
            // The end of the input: the server closes the connection.
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.tcp).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.note();
        }
        polled
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_reset() {
            return Poll::Ready(Err(self.reset()));
        }
        self.activity.note();
        Pin::new(&mut self.tcp).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.is_reset() {
            return Poll::Ready(Err(self.reset()));
        }
        self.activity.note();
        Pin::new(&mut self.tcp).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_reset() {
            return Poll::Ready(Err(self.reset()));
        }
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
