//! The settings of a sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
#[cfg(feature = "data")]
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iotpay_gen::model::Model;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::api::is_host_name;
use crate::changes::Changes;
use crate::clock::Clock;
#[cfg(feature = "data")]
use crate::data::{DataError, DataFile, Loaded, Writer};
use crate::delivery::{Deliveries, DeliveryLimits, NotificationSchedule, Pending, Targets, Turns, http_client};
use crate::faults::Faults;
use crate::gateway::{Gateway, StartError};
use crate::ledger::{Books, ContractLimits, Ledger, Rules};
use crate::merchant::{Merchant, Merchants};
use crate::public_url::PublicUrl;
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
    host_names: Vec<String>,
    public_url: Option<String>,
    targets: Targets,
    schedule: NotificationSchedule,
    deliveries: DeliveryLimits,
    rules: Rules,
    seed: u64,
    snapshot: Option<Snapshot>,
    #[cfg(feature = "data")]
    data: Option<PathBuf>,
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
            host_names: Vec::new(),
            public_url: None,
            targets: Targets::default(),
            schedule: NotificationSchedule::default(),
            deliveries: DeliveryLimits::default(),
            rules: Rules::default(),
            seed: 0,
            snapshot: None,
            #[cfg(feature = "data")]
            data: None,
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

    /// Allows requests to `/sandbox/` by a host name without a port, such as the name of a container, or by an IP address. Without this, only `localhost` and
    /// IP addresses are allowed, so that no web page can reach the sandbox through a name of its own (DNS rebinding).
    pub fn allow_host(mut self, name: &str) -> Self {
        self.host_names.push(name.to_owned());
        self
    }

    /// Sets the URL by which clients and browsers reach the sandbox if it differs from the address that the sandbox listens
    /// on, as behind a port mapping: `http://127.0.0.1:8080`. URLs in responses and those that [`Gateway::url`] and
    /// [`Gateway::base_url`] return start with it, and its host may be used like one of [`allow_host`](Self::allow_host).
    pub fn public_url(mut self, url: &str) -> Self {
        self.public_url = Some(url.to_owned());
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

    /// Sets how many attempts to send a notification are kept for [`Gateway::deliveries`] and [`Gateway::resend`]; 10,000
    /// by default. Older ones are removed.
    pub fn keep_deliveries(mut self, total: usize) -> Self {
        self.deliveries.total = total;
        self
    }

    /// Sets how many of these attempts are kept for one order, refund or contract; 100 by default.
    pub fn keep_deliveries_of_order(mut self, number: usize) -> Self {
        self.deliveries.of_subject = number;
        self
    }

    /// Sets how long a customer can pay an order; two hours by default. After that, by the clock of the sandbox, the
    /// order has failed. The lifetime of IOTPay's orders is undocumented.
    pub fn order_lifetime(mut self, lifetime: Duration) -> Self {
        self.rules.order_lifetime = lifetime;
        self
    }

    /// Sets how long the customer can use the page that a secure id opens; one hour by default, as the vendor's iOS SDK
    /// says. After that, the customer cannot pay the order or store the card.
    pub fn page_lifetime(mut self, lifetime: Duration) -> Self {
        self.rules.page_lifetime = lifetime;
        self
    }

    /// Settles each order this long after its payment, by the clock of the sandbox. By default, orders are settled only
    /// by [`Gateway::settle`].
    pub fn settle_after(mut self, time: Duration) -> Self {
        self.rules.settles_after = Some(time);
        self
    }

    /// Sets the limits of debits under a contract; by default, those that the vendor documents.
    pub fn contract_limits(mut self, limits: ContractLimits) -> Self {
        self.rules.contract_limits = limits;
        self
    }

    /// Sets the seed of the random numbers for faults and for the order of notifications; 0 by default. The same seed and
    /// the same requests result in the same faults.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the state to start with. If a data file with a state is used, [`start`](Self::start) returns an error.
    pub fn snapshot(mut self, snapshot: Snapshot) -> Self {
        self.snapshot = Some(snapshot);
        self
    }

    /// Keeps the state in a file, across restarts and crashes. A file that does not exist is created.
    ///
    /// The file keeps orders, refunds, cards, contracts, the outcomes of later charges, the log of notifications and their
    /// schedules, the rules for faults, and the clock, which runs on while the sandbox is stopped. It contains no merchant
    /// keys, card numbers or security codes. The rules keep their random numbers, whatever [`seed`](Self::seed) is set.
    /// Before the sandbox responds to a request, the disk has all changes so far. Methods of [`Gateway`] that are not
    /// `async` return earlier; [`Gateway::saved`] waits for their changes. The history of events is not kept.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use iotpay_sandbox::{ChargeOutcome, Gateway, Merchant};
    ///
    /// # let file = std::env::temp_dir().join(format!("iotpay-sandbox-doc-{}.redb", std::process::id()));
    /// let merchant = Merchant::new("10000701", "jack123", "made-up-key")?;
    /// let gateway = Gateway::builder(merchant.clone()).data(&file).start().await?;
    /// gateway.set_next_charge_outcome(ChargeOutcome::Failed);
    /// gateway.saved().await?;
    /// gateway.shut_down().await?;
    ///
    /// let gateway = Gateway::builder(merchant).data(&file).start().await?;
    /// // The next charge fails.
    /// # gateway.shut_down().await?;
    /// # std::fs::remove_file(file)?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "data")]
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    ///
    /// Returns [`StartError`] if the spec, the snapshot, the public URL or a host name is invalid, the address is not allowed, the port is
    /// not free, or the data file cannot be used.
    pub async fn start(self) -> Result<Gateway, StartError> {
        if !self.host.to_canonical().is_loopback() && !self.allows_other_hosts {
            return Err(StartError::NotLoopback(self.host));
        }
        let model = match self.model {
            Some(model) => model,
            None => iotpay_gen::load(&iotpay_gen::embedded()).map_err(|invalid| StartError::Spec(Box::new(invalid)))?,
        };
        if let Some(name) = self.host_names.iter().find(|name| !is_host_name(name)) {
            return Err(StartError::HostName(name.clone()));
        }
        let public_url = match &self.public_url {
            Some(text) => Some(PublicUrl::parse(text).ok_or_else(|| StartError::PublicUrl(text.clone()))?),
            None => None,
        };
        let merchants = Merchants::new(self.first, self.others);
        if let Some(snapshot) = &self.snapshot {
            // Before a data file is created.
            snapshot.check(&model, &merchants).map_err(StartError::Snapshot)?;
        }
        let address = SocketAddr::new(self.host, self.port);
        let listener = tokio::net::TcpListener::bind(address).await;
        let listener = listener.map_err(|error| StartError::Port { address, error })?;
        let address = listener.local_addr().map_err(|error| StartError::Port { address, error })?;
        #[cfg(feature = "data")]
        let kept = match self.data {
            Some(file) => Some(open(file).await.map_err(StartError::Data)?),
            None => None,
        };
        #[cfg(feature = "data")]
        if let Some(kept) = kept.as_ref().filter(|kept| kept.loaded.has_state && self.snapshot.is_some()) {
            return Err(StartError::HasState(kept.file.path().to_owned()));
        }
        #[cfg(feature = "data")]
        let (changes, has_state) = match &kept {
            Some(kept) => (Changes::kept(), kept.loaded.has_state),
            None => (Changes::default(), false),
        };
        #[cfg(not(feature = "data"))]
        let (changes, has_state) = (Changes::default(), false);
        let shared = Arc::new(Shared {
            paths: family_paths(&model),
            model,
            merchants,
            address,
            host_names: self.host_names,
            public_url,
            http: http_client().map_err(StartError::Http)?,
            clock: Clock::new(changes.clone()),
            faults: Faults::new(self.seed, changes.clone()),
            targets: self.targets,
            schedule: self.schedule,
            turns: Turns::new(self.seed),
            ledger: Ledger::new(self.rules, changes.are_kept()).into(),
            deliveries: Deliveries::new(self.deliveries, changes.are_kept()).into(),
            pending: Pending::new(changes.are_kept()).into(),
            changes,
            history: Mutex::default(),
            tasks: Mutex::new(Some(JoinSet::new())),
            examples: AtomicU64::new(0),
            earlier_deadline: Notify::new(),
        });
        #[cfg(feature = "data")]
        let writer = match kept {
            Some(Kept { file, loaded }) => {
                loaded.apply(&shared, &file).map_err(StartError::Data)?;
                let path = file.path().to_owned();
                let writer = Writer::start(file, &shared);
                Some(writer.map_err(|error| StartError::Data(DataError::Io(path, error)))?)
            }
            None => None,
        };
        match self.snapshot {
            Some(snapshot) => Gateway::handle(&shared).restore(snapshot).map_err(StartError::Snapshot)?,
            // A data file gets its first state, so that no later start loads a snapshot.
            None if !has_state => shared.replace(Books::default(), None, false),
            None => {}
        }
        shared.saved().await.map_err(StartError::NotSaved)?;
        #[cfg(feature = "data")]
        crate::delivery::resume(&shared);
        let router = serve::router(Arc::clone(&shared));
        let gateway = Gateway::new(shared, listener, router);
        #[cfg(feature = "data")]
        let gateway = gateway.with_writer(writer);
        Ok(gateway)
    }
}

/// A data file and its state.
#[cfg(feature = "data")]
struct Kept {
    file: DataFile,
    loaded: Loaded,
}

/// Opens a data file and reads its state. If the library panics because of a damaged file, the panic ends only its thread.
#[cfg(feature = "data")]
async fn open(path: PathBuf) -> Result<Kept, DataError> {
    let opened = tokio::task::spawn_blocking({
        let path = path.clone();
        move || {
            let file = DataFile::open(&path)?;
            let loaded = file.load()?;
            Ok(Kept { file, loaded })
        }
    });
    opened
        .await
        .unwrap_or_else(|_| Err(DataError::Damaged { file: path, damage: "its content is inconsistent".to_owned() }))
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
