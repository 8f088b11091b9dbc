//! Starts and stops the sandbox.

use std::fmt;
use std::sync::Arc;

use iotpay_gen::model::Model;
use tokio::task::JoinHandle;

use crate::merchant::Merchant;
use crate::notify;
use crate::serve;
use crate::state::Shared;

/// A sandbox that listens on a free loopback port until it is dropped.
pub struct Gateway {
    pub(crate) shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Gateway {
    /// Starts a sandbox with the embedded spec.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the sandbox cannot start.
    pub async fn start(merchant: Merchant) -> Result<Self, StartError> {
        let model = iotpay_gen::load(&iotpay_gen::embedded()).map_err(|invalid| StartError::Spec(Box::new(invalid)))?;
        Self::start_with(model, merchant).await
    }

    /// Starts a sandbox with another spec.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the sandbox cannot start.
    pub async fn start_with(model: Model, merchant: Merchant) -> Result<Self, StartError> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.map_err(StartError::Port)?;
        let address = listener.local_addr().map_err(StartError::Port)?;
        let http = notify::http_client().map_err(StartError::Http)?;
        let shared = Arc::new(Shared::new(model, merchant, address, http));
        let router = serve::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            // The server stops when the handle is dropped.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { shared, server })
    }

    /// Returns the base URL of a family on this sandbox; `None` if the spec has no such family.
    pub fn base_url(&self, family: &str) -> Option<String> {
        let id = self.shared.model.families.iter().position(|known| known.name == family)?;
        Some(format!("{}{}", self.shared.origin(), self.shared.paths.get(id)?))
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
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
    /// No port is available.
    Port(std::io::Error),
    /// The HTTP client for notifications cannot be initialized.
    Http(reqwest::Error),
    /// The spec is invalid.
    Spec(Box<iotpay_gen::InvalidSpec>),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(_) => f.write_str("cannot open a loopback port"),
            Self::Http(_) => f.write_str("cannot initialize the HTTP client for notifications"),
            Self::Spec(invalid) => write!(f, "invalid spec:\n{invalid}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Port(error) => Some(error),
            Self::Http(error) => Some(error),
            // `Display` includes the error.
            Self::Spec(_) => None,
        }
    }
}
