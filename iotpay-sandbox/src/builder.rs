//! The settings of a sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iotpay_gen::model::Model;

use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::delivery::{NotificationSchedule, Targets, http_client};
use crate::faults::Faults;
use crate::gateway::{Gateway, StartError};
use crate::ledger::Ledger;
use crate::merchant::{Merchant, Merchants};
use crate::serve;
use crate::snapshot::Snapshot;
use crate::state::{Shared, family_paths};

/// The settings of a sandbox. By default, it serves the embedded spec on a free loopback port.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use iotpay_sandbox::{Gateway, Merchant};
///
/// let first = Merchant::new("10000701", "jack123", "made-up-key-of-the-first")?;
/// let second = Merchant::new("10000702", "jill456", "made-up-key-of-the-second")?;
/// let gateway = Gateway::builder(first).merchant(second).start().await?;
/// # let _ = gateway;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct GatewayBuilder {
    first: Merchant,
    others: Vec<Merchant>,
    model: Option<Model>,
    host: IpAddr,
    port: u16,
    allows_other_hosts: bool,
    targets: Targets,
    schedule: NotificationSchedule,
    order_lifetime: Duration,
    seed: u64,
    snapshot: Option<Snapshot>,
}

impl GatewayBuilder {
    pub(crate) fn new(first: Merchant) -> Self {
        Self {
            first,
            others: Vec::new(),
            model: None,
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            allows_other_hosts: false,
            targets: Targets::default(),
            schedule: NotificationSchedule::default(),
            order_lifetime: Duration::from_secs(2 * 60 * 60),
            seed: 0,
            snapshot: None,
        }
    }

    /// Adds a merchant, with its own orders. It replaces an earlier merchant with the same merchant id.
    pub fn merchant(mut self, merchant: Merchant) -> Self {
        self.others.push(merchant);
        self
    }

    /// Sets the spec.
    pub fn model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }

    /// Sets the port; 0, the default, is a free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the address to listen on. [`start`](Self::start) accepts only loopback addresses, unless
    /// [`allow_other_hosts`](Self::allow_other_hosts) is called, because anyone who can connect can see and change
    /// everything.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Allows [`host`](Self::host) to be an address that other machines can connect to.
    pub fn allow_other_hosts(mut self) -> Self {
        self.allows_other_hosts = true;
        self
    }

    /// Allows notifications to a host name or an IP address, in addition to loopback addresses.
    pub fn allow_notifications_to(mut self, host: &str) -> Self {
        self.targets.allow(host);
        self
    }

    /// Sets when a notification is sent again.
    pub fn notification_schedule(mut self, schedule: NotificationSchedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Sets how long a customer can pay an order; two hours by default. After that, by the clock of the sandbox, the
    /// order has failed. The lifetime of IOTPay's orders is undocumented.
    pub fn order_lifetime(mut self, lifetime: Duration) -> Self {
        self.order_lifetime = lifetime;
        self
    }

    /// Sets the seed of the random numbers that faults use; 0 by default. The same seed and the same requests result in
    /// the same faults.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the state to start with.
    pub fn snapshot(mut self, snapshot: Snapshot) -> Self {
        self.snapshot = Some(snapshot);
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the spec or the snapshot is invalid, the address is not allowed, or the port is not free.
    pub async fn start(self) -> Result<Gateway, StartError> {
        if !self.host.to_canonical().is_loopback() && !self.allows_other_hosts {
            return Err(StartError::NotLoopback(self.host));
        }
        let model = match self.model {
            Some(model) => model,
            None => iotpay_gen::load(&iotpay_gen::embedded()).map_err(|invalid| StartError::Spec(Box::new(invalid)))?,
        };
        let address = SocketAddr::new(self.host, self.port);
        let listener = tokio::net::TcpListener::bind(address).await.map_err(StartError::Port)?;
        let address = listener.local_addr().map_err(StartError::Port)?;
        let shared = Arc::new(Shared {
            paths: family_paths(&model),
            model,
            merchants: Merchants::new(self.first, self.others),
            address,
            http: http_client().map_err(StartError::Http)?,
            clock: Clock::new(),
            faults: Faults::new(self.seed),
            targets: self.targets,
            schedule: self.schedule,
            ledger: Ledger::new(self.order_lifetime).into(),
            deliveries: Mutex::default(),
            history: Mutex::default(),
            tasks: Mutex::new(Some(JoinSet::new())),
        });
        if let Some(snapshot) = self.snapshot {
            Gateway::handle(&shared).restore(snapshot).map_err(StartError::Snapshot)?;
        }
        let router = serve::router(Arc::clone(&shared));
        Ok(Gateway::new(shared, listener, router))
    }
}

/// Starting a sandbox.
impl Gateway {
    /// Starts a sandbox with the embedded spec on a free loopback port.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the sandbox cannot start.
    pub async fn start(merchant: Merchant) -> Result<Self, StartError> {
        Self::builder(merchant).start().await
    }

    /// Starts a sandbox with another spec on a free loopback port.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the sandbox cannot start.
    pub async fn start_with(model: Model, merchant: Merchant) -> Result<Self, StartError> {
        Self::builder(merchant).model(model).start().await
    }

    /// Returns a builder for a sandbox with other settings.
    pub fn builder(merchant: Merchant) -> GatewayBuilder {
        GatewayBuilder::new(merchant)
    }
}
