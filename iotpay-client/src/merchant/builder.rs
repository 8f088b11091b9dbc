//! Configures a merchant, and reports all problems together.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::error::{ConfigError, ConfigProblem};
use super::key_source::KeySource;
use super::{Merchant, Settings, variables};
use crate::audit::Audit;
use crate::client::{Connections, RetryBudget, Timeouts};
use crate::clock::Clock;
use crate::credentials::VerificationKey;
use crate::journal::Journal;
use crate::outgoing::ZeroizingString;
use crate::protocol::{BuildError, checked_base_url};
use crate::spec::{Family, family_names};

/// Configures a [`Merchant`].
///
/// Later calls override earlier ones, so settings that follow [`env`](Self::env) override the environment.
///
/// ```
/// use std::time::Duration;
///
/// use iotpay_client::client::Timeouts;
/// use iotpay_client::general;
/// use iotpay_client::merchant::Merchant;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let merchant = Merchant::builder()
///     .mch_id("10000701")
///     .login_name("jack123")
///     .merchant_key("made-up-key")
///     .base_url::<general::General>("http://127.0.0.1:4710/v1/")
///     .timeouts(Timeouts::new().connect(Duration::from_secs(3)))
///     .build()?;
/// assert_eq!(merchant.mch_id(), "10000701");
///
/// let invalid = Merchant::builder().login_name("jack123").build().unwrap_err();
/// assert_eq!(
///     invalid.to_string(),
///     "the configuration is invalid: IOTPAY_KEY or IOTPAY_KEY_FILE is missing; IOTPAY_MCH_ID is missing"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "call `build`"]
pub struct MerchantBuilder {
    pub(super) mch_id: String,
    pub(super) login_name: Option<String>,
    pub(super) key: Option<KeySource>,
    pub(super) previous_key: Option<KeySource>,
    pub(super) previous_key_until: Option<SystemTime>,
    pub(super) verification_keys: Vec<VerificationKey>,
    pub(super) clock: Clock,
    /// The names of the known families.
    pub(super) families: Vec<String>,
    pub(super) base_urls: BTreeMap<String, String>,
    pub(super) timeouts: Timeouts,
    pub(super) family_timeouts: BTreeMap<String, Timeouts>,
    /// It may contain a password.
    pub(super) proxy: Option<ZeroizingString>,
    root_certificates: Vec<u8>,
    pub(super) root_certificates_file: Option<PathBuf>,
    retry_budget: Option<RetryBudget>,
    connections: Option<Connections>,
    audit: Option<Arc<dyn Audit>>,
    journal: Option<Arc<dyn Journal>>,
    /// Variables that begin like a setting, but are not similar to one.
    pub(super) ignored: Vec<String>,
    pub(super) problems: Vec<ConfigProblem>,
}

impl Default for MerchantBuilder {
    fn default() -> Self {
        Self {
            mch_id: String::new(),
            login_name: None,
            key: None,
            previous_key: None,
            previous_key_until: None,
            verification_keys: Vec::new(),
            clock: Clock::default(),
            families: family_names().iter().map(|name| (*name).to_owned()).collect(),
            base_urls: BTreeMap::new(),
            timeouts: Timeouts::new(),
            family_timeouts: BTreeMap::new(),
            proxy: None,
            root_certificates: Vec::new(),
            root_certificates_file: None,
            retry_budget: None,
            connections: None,
            audit: None,
            journal: None,
            ignored: Vec::new(),
            problems: Vec::new(),
        }
    }
}

impl MerchantBuilder {
    /// Reads the variables of the environment; [`Merchant::from_env`] lists them.
    pub fn env(self) -> Self {
        self.variables(variables::of_this_process())
    }

    /// Reads variables from another source than the environment, such as the output of
    /// `iotpay-sandbox --print-env`. The names are those of the environment variables.
    pub fn variables<N: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        variables::apply(&mut self, variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// Makes the variables of a family known that is not one of this crate's, such as `IOTPAY_LOYALTY_URL` for the
    /// family `loyalty`. Call it before [`env`](Self::env).
    pub fn family<F: Family>(mut self) -> Self {
        if !self.families.iter().any(|name| name == F::SPEC.name) {
            self.families.push(F::SPEC.name.to_owned());
        }
        self
    }

    /// Sets the merchant id.
    pub fn mch_id(mut self, mch_id: impl Into<String>) -> Self {
        self.forget(variables::MCH_ID);
        self.mch_id = mch_id.into();
        self
    }

    /// Sets the login name.
    pub fn login_name(mut self, login_name: impl Into<String>) -> Self {
        self.forget(variables::LOGIN_NAME);
        self.login_name = Some(login_name.into());
        self
    }

    /// Sets the merchant key. It replaces a key or a key file that was set before.
    pub fn merchant_key(mut self, merchant_key: impl Into<String>) -> Self {
        self.set_key(KeySource::Text(merchant_key.into().into()));
        self
    }

    /// Sets the path of a file that contains the merchant key, optionally with a line ending. It replaces a key or a
    /// key file that was set before.
    pub fn key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.set_key(KeySource::File(path.into()));
        self
    }

    /// Adds a key that verifies signatures while the merchant key is being replaced.
    pub fn verification_key(mut self, key: VerificationKey) -> Self {
        self.verification_keys.push(key);
        self
    }

    /// Sets the clock that decides which verification keys are valid. The default is the clock of the system.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the base URL of a family. The default is the family's base URL.
    pub fn base_url<F: Family>(mut self, base_url: impl Into<String>) -> Self {
        self.forget(&variables::base_url(F::SPEC.name));
        self.base_urls.insert(F::SPEC.name.to_owned(), base_url.into());
        self
    }

    /// Sets the timeouts of all families. Those that are `None` keep their value.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.forget_timeouts(None, timeouts);
        self.timeouts = timeouts.or(self.timeouts);
        self
    }

    /// Sets the timeouts of a family. They take precedence over those of all families. Those that are `None` keep
    /// their value.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use iotpay_client::client::Timeouts;
    /// # use iotpay_client::{Merchant, card};
    /// # fn main() -> Result<(), iotpay_client::merchant::ConfigError> {
    /// // The bank may ask the customer to confirm a card payment.
    /// let slow = Timeouts::new().operation(Duration::from_secs(180));
    /// let builder = Merchant::builder().mch_id("10000701").merchant_key("made-up-key");
    /// let merchant = builder.family_timeouts::<card::Card>(slow).build()?;
    /// # let _ = merchant;
    /// # Ok(())
    /// # }
    /// ```
    pub fn family_timeouts<F: Family>(mut self, timeouts: Timeouts) -> Self {
        self.forget_timeouts(Some(F::SPEC.name), timeouts);
        let known = self.family_timeouts.entry(F::SPEC.name.to_owned()).or_default();
        *known = timeouts.or(*known);
        self
    }

    /// Sends the requests to other machines through this proxy, instead of one from the environment. The URL can
    /// contain a user name and a password, which are never displayed.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.forget(variables::PROXY);
        self.proxy = Some(url.into().into());
        self
    }

    /// Also trusts these root certificates, in PEM format, in addition to those of the platform.
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        self.root_certificates.extend_from_slice(pem);
        self.root_certificates.push(b'\n');
        self
    }

    /// Sets how many queries may be retried. The default is 10 percent of the recent ones.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = Some(budget);
        self
    }

    /// Uses connections that other merchants can share. Configure the proxy, the root certificates and the retry
    /// budget there.
    pub fn connections(mut self, connections: Connections) -> Self {
        self.connections = Some(connections);
        self
    }

    /// Sets the hook that is called for each request, response, operation and notification. See
    /// [`audit`](crate::audit). [`Merchants`](super::Merchants) has a hook of its own for notifications.
    pub fn audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.audit = Some(audit);
        self
    }

    /// Sets the journal of all clients. See [`ClientBuilder::journal`](crate::client::ClientBuilder::journal).
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use iotpay_client::Merchant;
    /// use iotpay_client::journal::MemoryJournal;
    ///
    /// # fn main() -> Result<(), iotpay_client::merchant::ConfigError> {
    /// // In memory: replace it with a journal over your database.
    /// let journal = Arc::new(MemoryJournal::new());
    /// let merchant = Merchant::builder().mch_id("10000701").merchant_key("made-up-key").journal(journal).build()?;
    /// # let _ = merchant;
    /// # Ok(())
    /// # }
    /// ```
    pub fn journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Builds the merchant. No connection is established before the first request.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`], which lists everything that is missing or invalid.
    pub fn build(mut self) -> Result<Merchant, ConfigError> {
        let credentials = self.credentials();
        self.check_base_urls();
        let connections = self.build_connections();
        // Missing settings first: they are the most likely reason.
        let is_missing = |problem: &ConfigProblem| matches!(problem, ConfigProblem::Missing { .. });
        let (mut problems, others): (Vec<_>, Vec<_>) = self.problems.into_iter().partition(is_missing);
        problems.extend(others);
        match (credentials, connections) {
            (Some(credentials), Some(connections)) if problems.is_empty() => Ok(Merchant(Arc::new(Settings {
                credentials: Arc::new(credentials),
                base_urls: self.base_urls,
                timeouts: self.timeouts,
                family_timeouts: self.family_timeouts,
                connections,
                audit: self.audit,
                journal: self.journal,
                ignored: self.ignored,
            }))),
            _ => Err(ConfigError::new(problems)),
        }
    }

    pub(super) fn invalid(&mut self, setting: &str, reason: impl Into<String>) {
        self.problems.push(ConfigProblem::Invalid { setting: setting.to_owned(), reason: reason.into() });
    }

    pub(super) fn missing(&mut self, setting: impl Into<String>) {
        self.problems.push(ConfigProblem::Missing { setting: setting.into() });
    }

    /// Replaces the key.
    pub(super) fn set_key(&mut self, source: KeySource) {
        for setting in variables::KEYS {
            self.forget(setting);
        }
        self.key = Some(source);
    }

    /// Removes the problems of a setting, which is set again.
    pub(super) fn forget(&mut self, setting: &str) {
        self.problems.retain(|problem| !problem.is_about(setting));
    }

    fn forget_timeouts(&mut self, family: Option<&str>, timeouts: Timeouts) {
        for setting in variables::timeouts(family, timeouts) {
            self.forget(&setting);
        }
    }

    pub(super) fn unreadable(&mut self, setting: &str, kind: std::io::ErrorKind) {
        self.problems.push(ConfigProblem::Unreadable { setting: setting.to_owned(), kind });
    }

    fn check_base_urls(&mut self) {
        let invalid = self.base_urls.iter().filter_map(|(family, url)| {
            let error = checked_base_url(url).err()?;
            Some((variables::base_url(family), format!("is invalid: {error}")))
        });
        for (setting, reason) in invalid.collect::<Vec<_>>() {
            self.invalid(&setting, reason);
        }
    }

    fn build_connections(&mut self) -> Option<Connections> {
        if let Some(path) = self.root_certificates_file.take() {
            match std::fs::read(Path::new(&path)) {
                Ok(pem) => self.root_certificates.extend_from_slice(&pem),
                Err(error) => self.unreadable(variables::ROOT_CERTIFICATES_FILE, error.kind()),
            }
        }
        let (proxy, roots) = (self.proxy.take(), std::mem::take(&mut self.root_certificates));
        let settings = [
            (variables::PROXY, proxy.is_some()),
            (variables::ROOT_CERTIFICATES_FILE, !roots.is_empty()),
            ("the retry budget", self.retry_budget.is_some()),
        ];
        if let Some(connections) = self.connections.take() {
            for (setting, _) in settings.into_iter().filter(|(_, is_set)| *is_set) {
                let other = "the shared connections".to_owned();
                self.problems.push(ConfigProblem::Conflict { setting: setting.to_owned(), other });
            }
            return Some(connections);
        }
        // One by one, so that each problem is reported.
        let mut builder = Connections::builder().retry_budget(self.retry_budget.unwrap_or_default());
        if let Some(url) = &proxy {
            match Connections::builder().proxy(url).build() {
                Ok(_) => builder = builder.proxy(url),
                Err(error) => self.rejected(variables::PROXY, &error),
            }
        }
        if !roots.is_empty() {
            match Connections::builder().root_certificates(&roots).build() {
                Ok(_) => builder = builder.root_certificates(&roots),
                Err(error) => self.rejected(variables::ROOT_CERTIFICATES_FILE, &error),
            }
        }
        match builder.build() {
            Ok(connections) => Some(connections),
            Err(error) => {
                self.rejected("the HTTP client", &error);
                None
            }
        }
    }

    fn rejected(&mut self, setting: &str, error: &BuildError) {
        self.invalid(setting, format!("is invalid: {error}"));
    }
}

/// Hides the key, and the proxy, whose URL may contain a password.
impl fmt::Debug for MerchantBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MerchantBuilder")
            .field("mch_id", &self.mch_id)
            .field("login_name", &self.login_name)
            .field("base_urls", &self.base_urls)
            .field("timeouts", &self.timeouts)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}
