//! The configuration of one merchant, for all API families.
//!
//! A [`Merchant`] has the credentials, the base URLs, the timeouts and the connections of a merchant, and returns the
//! client and the notification receiver of each family. Read it from the environment with [`Merchant::from_env`], or
//! set it in code with [`Merchant::builder`]. [`Merchants`] contains several merchants and finds the one that a
//! notification is about.

mod builder;
mod credentials;
mod error;
mod key_source;
mod registry;
mod time;
mod variables;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::audit::Audit;
use crate::client::{Client, ClientBuilder, Connections, Timeouts};
use crate::credentials::Credentials;
use crate::journal::Journal;
use crate::notification::NotificationReceiver;
use crate::protocol::BuildError;
use crate::spec::Family;

pub use builder::MerchantBuilder;
pub use error::{ConfigError, ConfigProblem};
pub use registry::Merchants;

/// A merchant: credentials, base URLs, timeouts and connections, for the clients and the notification receivers of all
/// families. Clones are cheap and share the connections.
///
/// ```no_run
/// use iotpay_client::merchant::Merchant;
/// use iotpay_client::{card, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let merchant = Merchant::from_env()?;
/// let wallets: general::Client = merchant.client()?;
/// let cards: card::Client = merchant.client()?; // uses the same connections
/// let notifications: general::NotificationReceiver = merchant.receiver();
/// # let _ = (wallets, cards, notifications);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Merchant(Arc<Settings>);

/// The settings of a merchant, which are valid.
struct Settings {
    credentials: Arc<Credentials>,
    base_urls: BTreeMap<String, String>,
    timeouts: Timeouts,
    family_timeouts: BTreeMap<String, Timeouts>,
    connections: Connections,
    journal: Option<Arc<dyn Journal>>,
    audit: Option<Arc<dyn Audit>>,
    ignored: Vec<String>,
}

impl Merchant {
    /// Reads the merchant from the environment.
    ///
    /// | Variable | Content |
    /// |---|---|
    /// | `IOTPAY_MCH_ID` | the merchant id; required |
    /// | `IOTPAY_LOGIN_NAME` | the login name |
    /// | `IOTPAY_KEY`, or `IOTPAY_KEY_FILE` | the merchant key, or the path of a file that contains it; one of them is required |
    /// | `IOTPAY_PREVIOUS_KEY`, or `IOTPAY_PREVIOUS_KEY_FILE` | the earlier merchant key: a [`VerificationKey`](crate::credentials::VerificationKey) with the name `previous` |
    /// | `IOTPAY_PREVIOUS_KEY_VALID_UNTIL` | when it ceases to be valid: the beginning of a day in UTC, such as `2026-12-31`, or a time, such as `2026-12-31T18:00:00Z` |
    /// | `IOTPAY_GENERAL_URL`, `IOTPAY_CARD_URL`, … | the base URL of a family |
    /// | `IOTPAY_CONNECT_TIMEOUT`, `IOTPAY_ATTEMPT_TIMEOUT`, `IOTPAY_OPERATION_TIMEOUT` | the [`Timeouts`], in seconds, such as `2.5`; the timeout of an attempt applies to queries only |
    /// | `IOTPAY_GENERAL_OPERATION_TIMEOUT`, … | the same for one family |
    /// | `IOTPAY_PROXY` | the URL of a proxy |
    /// | `IOTPAY_ROOT_CERTIFICATES_FILE` | the path of a file with additional root certificates, in PEM format |
    ///
    /// `iotpay-sandbox --print-env` prints the variables for the sandbox. An empty variable counts as missing.
    ///
    /// Only these variables are read. A variable whose name is similar to one of them is an error, because it is
    /// probably a typo. Other variables that begin with `IOTPAY_` are ignored: [`ignored`](Self::ignored) lists them.
    ///
    /// To add settings in code, such as a family of your own, call [`MerchantBuilder::env`].
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`], which lists everything that is missing or invalid.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().env().build()
    }

    /// Returns a builder to configure a merchant in code.
    pub fn builder() -> MerchantBuilder {
        MerchantBuilder::default()
    }

    /// Returns the merchant id.
    pub fn mch_id(&self) -> &str {
        self.0.credentials.account().mch_id
    }

    /// Returns the credentials.
    pub fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// Returns the connections, which all clients of this merchant share.
    pub fn connections(&self) -> &Connections {
        &self.0.connections
    }

    /// Returns the names of the variables that begin with `IOTPAY_` and are no settings, sorted. They may be meant for
    /// other programs, such as the variables that Kubernetes adds for a service with the name `iotpay`. Log them when
    /// the program starts. Those of this project's programs, `IOTPAY_SANDBOX…` and `IOTPAY_GEN…`, are not listed.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), iotpay_client::merchant::ConfigError> {
    /// let merchant = iotpay_client::Merchant::from_env()?;
    /// for variable in merchant.ignored() {
    ///     eprintln!("{variable} is not a setting");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn ignored(&self) -> &[String] {
        &self.0.ignored
    }

    /// Returns a client for a family, such as `general::Client`.
    ///
    /// # Errors
    ///
    /// Returns [`BuildError`] if TLS cannot be initialized.
    pub fn client<F: Family>(&self) -> Result<Client<F>, BuildError> {
        self.client_builder().build()
    }

    /// Returns the builder of a client for a family, for settings that a merchant does not have, such as the timeouts
    /// of a single operation.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use iotpay_client::client::Timeouts;
    /// # use iotpay_client::{Merchant, general};
    /// # fn example(merchant: Merchant) -> Result<(), iotpay_client::protocol::BuildError> {
    /// let short = Timeouts::new().operation(Duration::from_secs(8));
    /// let client: general::Client = merchant.client_builder().timeouts_for::<general::QueryOrder>(short).build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_builder<F: Family>(&self) -> ClientBuilder<F> {
        let settings = &*self.0;
        let name = F::SPEC.name;
        let timeouts = settings.family_timeouts.get(name).copied().unwrap_or_default().or(settings.timeouts);
        let mut builder = Client::builder(Credentials::clone(&settings.credentials))
            .connections(settings.connections.clone())
            .timeouts(timeouts);
        if let Some(base_url) = settings.base_urls.get(name) {
            builder = builder.base_url(base_url);
        }
        if let Some(journal) = &settings.journal {
            builder = builder.journal(Arc::clone(journal));
        }
        match &settings.audit {
            Some(audit) => builder.audit(Arc::clone(audit)),
            None => builder,
        }
    }

    /// Returns a receiver for the notifications of a family, such as `general::NotificationReceiver`.
    pub fn receiver<F: Family>(&self) -> NotificationReceiver<F> {
        let receiver = NotificationReceiver::shared(Arc::clone(&self.0.credentials), Arc::default(), 1);
        match &self.0.audit {
            Some(audit) => receiver.audit(Arc::clone(audit)),
            None => receiver,
        }
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merchant")
            .field("credentials", &self.0.credentials)
            .field("base_urls", &self.0.base_urls)
            .field("timeouts", &self.0.timeouts)
            .finish_non_exhaustive()
    }
}
