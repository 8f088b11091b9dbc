//! Starts and stops the sandbox.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
#[cfg(feature = "data")]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use iotpay_gen::model::Model;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::changes::NotSaved;
use crate::connection::{Connection, Resettable};
#[cfg(feature = "data")]
use crate::data::{DataError, Writer};
use crate::snapshot_error::InvalidSnapshot;
use crate::state::Shared;

/// A sandbox that listens until it is dropped.
pub struct Gateway {
    pub(crate) shared: Arc<Shared>,
    /// `None` for the handle that the HTTP API uses, which does not stop the server.
    running: Option<Running>,
}

/// The server, which stops when this is dropped.
struct Running {
    /// The first field, so that it is dropped while the state still exists.
    #[cfg(feature = "data")]
    writer: Option<Writer>,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
    deadlines: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl Gateway {
    pub(crate) fn new(shared: Arc<Shared>, listener: TcpListener, router: Router) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let server = tokio::spawn(async move {
            let stopped = async move {
                // The sender is in the handle, which aborts the server when it is dropped.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            let service = router.into_make_service_with_connect_info::<Connection>();
            let _ = axum::serve(Resettable::new(listener), service).with_graceful_shutdown(stopped).await;
        });
        let deadlines = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move { shared.watch_deadlines().await }
        });
        let running = Running {
            #[cfg(feature = "data")]
            writer: None,
            shared: Arc::clone(&shared),
            server,
            deadlines,
            stop,
        };
        Self { shared, running: Some(running) }
    }

    #[cfg(feature = "data")]
    pub(crate) fn with_writer(mut self, writer: Option<Writer>) -> Self {
        if let Some(running) = &mut self.running {
            running.writer = writer;
        }
        self
    }

    /// A handle that does not stop the server when it is dropped.
    pub(crate) fn handle(shared: &Arc<Shared>) -> Self {
        Self { shared: Arc::clone(shared), running: None }
    }

    /// Returns the model of the spec that the sandbox serves.
    pub fn model(&self) -> &Model {
        &self.shared.model
    }

    /// Returns the address that the sandbox listens on.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// Returns the URL of the sandbox, which ends with a slash. It is the
    /// [public URL](crate::GatewayBuilder::public_url) if one is set. Otherwise, it is the URL on this machine: if the
    /// sandbox listens on all addresses of the machine, it is that of the loopback address.
    pub fn url(&self) -> String {
        format!("{}/", self.shared.origin())
    }

    /// Returns the base URL of a family on this sandbox; `None` if the spec has no such family.
    pub fn base_url(&self, family: &str) -> Option<String> {
        let id = self.shared.model.families.iter().position(|known| known.name == family)?;
        Some(format!("{}{}", self.shared.origin(), self.shared.paths.get(id)?))
    }

    /// Stops the sandbox: it accepts no more connections, responds to the requests that it has received, at most for
    /// five seconds, and sends no more notifications.
    ///
    /// # Errors
    ///
    /// Returns [`NotSaved`] if the data file does not contain all changes.
    pub async fn shut_down(mut self) -> Result<(), NotSaved> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        running.deadlines.abort();
        let _ = running.stop.send(true);
        running.shared.stop();
        let _ = tokio::time::timeout(Duration::from_secs(5), &mut running.server).await;
        #[cfg(feature = "data")]
        if let Some(writer) = running.writer.take() {
            let ended = tokio::task::spawn_blocking(move || writer.end()).await;
            return ended.unwrap_or_else(|_| Err(NotSaved::stopped()));
        }
        Ok(())
    }

    /// Waits until the data file contains all changes so far. Without a data file, it returns at once.
    ///
    /// # Errors
    ///
    /// Returns [`NotSaved`] if the file cannot be written, such as on a full disk. The sandbox then responds to every
    /// request with an error.
    pub async fn saved(&self) -> Result<(), NotSaved> {
        self.shared.saved().await
    }

    /// Waits until the data file cannot be written, and returns the reason. From then on, the sandbox responds to every
    /// request with an error, without an effect. It never returns if there is no data file.
    pub async fn not_saved(&self) -> NotSaved {
        self.shared.changes.ended().await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
        self.deadlines.abort();
        self.shared.stop();
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("address", &self.shared.address).finish_non_exhaustive()
    }
}

/// The error of starting a sandbox.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port cannot be opened, for example because another program uses it.
    Port {
        /// The address with the port.
        address: SocketAddr,
        /// The reason.
        error: std::io::Error,
    },
    /// Other machines could connect to the address, and the caller has not allowed it.
    NotLoopback(IpAddr),
    /// The HTTP client for notifications cannot be initialized.
    Http(reqwest::Error),
    /// The spec is invalid.
    Spec(Box<iotpay_gen::InvalidSpec>),
    /// The snapshot does not fit the sandbox.
    Snapshot(InvalidSnapshot),
    /// The text is neither a host name without a port nor an IP address.
    HostName(String),
    /// The data file cannot be written.
    NotSaved(NotSaved),
    /// The text is not the URL of an origin, such as `http://127.0.0.1:8080`.
    PublicUrl(String),
    /// The data file already has a state, so that the snapshot cannot be loaded.
    #[cfg(feature = "data")]
    HasState(PathBuf),
    /// The data file cannot be used.
    #[cfg(feature = "data")]
    Data(DataError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port { address, error } if error.kind() == std::io::ErrorKind::AddrInUse => write!(
                f,
                "cannot listen on {address}: another program uses port {}, perhaps another sandbox; stop it, or choose \
                 another port (0 is a free one)",
                address.port()
            ),
            Self::Port { address, .. } => write!(f, "cannot listen on {address}"),
            Self::NotLoopback(host) => {
                write!(f, "{host} is not a loopback address, so other machines could connect; allow it explicitly")
            }
            Self::Http(_) => f.write_str("cannot initialize the HTTP client for notifications"),
            Self::Spec(invalid) => write!(f, "invalid spec:\n{invalid}"),
            Self::Snapshot(_) => f.write_str("the snapshot does not fit this sandbox"),
            Self::HostName(name) => {
                write!(f, "`{}` is neither a host name without a port nor an IP address", name.escape_debug())
            }
            Self::NotSaved(_) => f.write_str("cannot write the data file"),
            Self::PublicUrl(url) => write!(
                f,
                "`{}` is not a public URL; expected a scheme, a host and perhaps a port, such as `http://127.0.0.1:8080`",
                url.escape_debug()
            ),
            #[cfg(feature = "data")]
            Self::HasState(file) => write!(
                f,
                "{} already has a state, so the snapshot was not loaded; omit the snapshot, or remove the file",
                file.display()
            ),
            #[cfg(feature = "data")]
            Self::Data(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Port { error, .. } => Some(error),
            Self::Http(error) => Some(error),
            Self::Snapshot(error) => Some(error),
            Self::NotSaved(error) => Some(error),
            #[cfg(feature = "data")]
            Self::Data(error) => error.source(),
            #[cfg(feature = "data")]
            Self::HasState(_) => None,
            // `Display` includes the error.
            Self::Spec(_) | Self::NotLoopback(_) | Self::HostName(_) | Self::PublicUrl(_) => None,
        }
    }
}
