//! The options of the program, from the command line and from a file.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser};
use iotpay_sandbox::{
    ContractLimits, Gateway, GatewayBuilder, Merchant, NotificationSchedule, ParseMerchantError, ParseSnapshotError,
    Snapshot,
};
use serde::Deserialize;

/// A merchant for those who do not name one.
const MERCHANT: &str = "10000701:jack123:made-up-key-of-the-sandbox";

/// The port for those who do not name one.
const PORT: u16 = 4710;

/// A local sandbox of the IOTPay payment API.
///
/// It serves every endpoint of the spec, checks signatures as the gateway does, and sends notifications to your shop.
/// All merchants and keys are made up.
#[derive(Debug, Parser)]
#[command(name = "iotpay-sandbox", version)]
pub struct Options {
    /// Print the environment variables that a client needs, and exit
    #[arg(long)]
    print_env: bool,

    /// Check whether a sandbox accepts requests on the port, and exit; 0 if it does, 2 if not
    #[arg(long, conflicts_with = "print_env")]
    health: bool,

    /// Read settings from a TOML file with the same names as these options; options override the file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,
}

/// What the program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Serve,
    PrintEnvironment,
    CheckHealth,
}

/// The settings. Each can be in the file, too.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// The port to listen on; 0 is a free port [default: 4710]
    #[arg(long)]
    pub port: Option<u16>,

    /// The address to listen on [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub host: Option<IpAddr>,

    /// Allow an address that other machines can connect to
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub allow_other_hosts: Option<bool>,

    /// A host name, such as that of a container, by which other machines may control the sandbox; can be repeated
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,

    /// The URL by which clients reach the sandbox, such as `http://127.0.0.1:8080` behind a port mapping
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,

    /// A merchant, as `MERCHANT_ID:LOGIN_NAME:KEY`; can be repeated
    #[arg(long = "merchant", value_name = "MERCHANT")]
    #[serde(rename = "merchants")]
    pub merchants: Vec<String>,

    /// A host outside this machine that notifications may be sent to; can be repeated
    #[arg(long, value_name = "HOST")]
    pub allow_notifications_to: Vec<String>,

    /// Send each notification twice
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub duplicate_notifications: Option<bool>,

    /// Delay each notification by a random time of at most this length, so that their order changes
    #[arg(long, value_name = "SECONDS")]
    pub reorder_notifications: Option<u32>,

    /// How many attempts to send a notification are kept [default: 10000]
    #[arg(long, value_name = "NUMBER")]
    pub keep_deliveries: Option<usize>,

    /// How many of them are kept for one order, refund or contract [default: 100]
    #[arg(long, value_name = "NUMBER")]
    pub keep_deliveries_of_order: Option<usize>,

    /// How long a customer can pay an order, in minutes [default: 120]
    #[arg(long, value_name = "MINUTES")]
    pub order_lifetime: Option<u32>,

    /// How long a customer can use the page that a secure id opens, in minutes [default: 60]
    #[arg(long, value_name = "MINUTES")]
    pub page_lifetime: Option<u32>,

    /// Settle each order this long after its payment; by default, orders are settled only on request
    #[arg(long, value_name = "MINUTES")]
    pub settle_after: Option<u32>,

    /// Do not apply the documented limits of debits under a contract
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub unlimited_contracts: Option<bool>,

    /// The speed of the sandbox's clock; 60 is a minute per second
    #[arg(long)]
    pub speed: Option<f64>,

    /// The seed of random faults [default: 0]
    #[arg(long)]
    pub seed: Option<u64>,

    /// Load a state that `/sandbox/snapshot` returned
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,

    /// Keep the state in a file across restarts; it is created if it does not exist
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,

    /// Do not log requests and notifications
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub quiet: Option<bool>,
}

impl Options {
    /// Returns what to do, and the settings from the command line and the file.
    pub fn settings(self) -> Result<(Mode, Settings), OptionsError> {
        let mode = match (self.print_env, self.health) {
            (true, _) => Mode::PrintEnvironment,
            (false, true) => Mode::CheckHealth,
            (false, false) => Mode::Serve,
        };
        let Some(file) = self.config else { return Ok((mode, self.settings)) };
        let text = std::fs::read_to_string(&file).map_err(|error| OptionsError::File(file.clone(), error))?;
        let of_file: Settings =
            toml::from_str(&text).map_err(|error| OptionsError::Toml(file.clone(), Box::new(error)))?;
        Ok((mode, self.settings.or(of_file)))
    }
}

impl Settings {
    /// Returns these settings, and those of a file for what they do not set.
    fn or(self, file: Self) -> Self {
        let list = |own: Vec<String>, file: Vec<String>| if own.is_empty() { file } else { own };
        Self {
            port: self.port.or(file.port),
            host: self.host.or(file.host),
            allow_other_hosts: self.allow_other_hosts.or(file.allow_other_hosts),
            allow_host: list(self.allow_host, file.allow_host),
            public_url: self.public_url.or(file.public_url),
            merchants: list(self.merchants, file.merchants),
            allow_notifications_to: list(self.allow_notifications_to, file.allow_notifications_to),
            duplicate_notifications: self.duplicate_notifications.or(file.duplicate_notifications),
            reorder_notifications: self.reorder_notifications.or(file.reorder_notifications),
            keep_deliveries: self.keep_deliveries.or(file.keep_deliveries),
            keep_deliveries_of_order: self.keep_deliveries_of_order.or(file.keep_deliveries_of_order),
            order_lifetime: self.order_lifetime.or(file.order_lifetime),
            page_lifetime: self.page_lifetime.or(file.page_lifetime),
            settle_after: self.settle_after.or(file.settle_after),
            unlimited_contracts: self.unlimited_contracts.or(file.unlimited_contracts),
            speed: self.speed.or(file.speed),
            seed: self.seed.or(file.seed),
            snapshot: self.snapshot.or(file.snapshot),
            data: self.data.or(file.data),
            quiet: self.quiet.or(file.quiet),
        }
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(PORT)
    }

    /// Returns the address to listen on.
    pub fn host(&self) -> IpAddr {
        self.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    /// Returns the address by which this machine reaches the sandbox.
    pub fn local_address(&self) -> SocketAddr {
        let host = match self.host() {
            IpAddr::V4(host) if host.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(host) if host.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            host => host,
        };
        SocketAddr::new(host, self.port())
    }

    /// Returns the URL by which clients reach the sandbox, without a slash at its end.
    pub fn origin(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.local_address()),
        }
    }

    /// Returns the merchants as texts, at least one.
    pub fn merchants(&self) -> Vec<&str> {
        if self.merchants.is_empty() { vec![MERCHANT] } else { self.merchants.iter().map(String::as_str).collect() }
    }

    /// Returns the state to load, if any.
    pub fn snapshot(&self) -> Result<Option<Snapshot>, OptionsError> {
        let Some(file) = &self.snapshot else { return Ok(None) };
        let text = std::fs::read_to_string(file).map_err(|error| OptionsError::File(file.clone(), error))?;
        text.parse().map(Some).map_err(|error| OptionsError::Snapshot(file.clone(), error))
    }

    fn schedule(&self) -> NotificationSchedule {
        let schedule = NotificationSchedule::default().duplicates(self.duplicate_notifications == Some(true));
        match self.reorder_notifications {
            Some(seconds) => schedule.reorders_within(Duration::from_secs(seconds.into())),
            None => schedule,
        }
    }

    /// Returns whether nothing is logged.
    pub fn is_quiet(&self) -> bool {
        self.quiet == Some(true)
    }

    /// Returns the sandbox with these settings.
    pub fn builder(&self) -> Result<GatewayBuilder, OptionsError> {
        let mut merchants = Vec::new();
        for (at, text) in self.merchants().into_iter().enumerate() {
            merchants.push(text.parse::<Merchant>().map_err(|error| OptionsError::Merchant(at + 1, error))?);
        }
        let mut merchants = merchants.into_iter();
        let Some(first) = merchants.next() else { return Err(OptionsError::NoPort) };
        let mut builder = Gateway::builder(first).host(self.host()).port(self.port());
        for merchant in merchants {
            builder = builder.merchant(merchant);
        }
        for host in &self.allow_notifications_to {
            builder = builder.allow_notifications_to(host);
        }
        let minutes = |minutes: u32| Duration::from_secs(60 * u64::from(minutes));
        if let Some(lifetime) = self.order_lifetime {
            builder = builder.order_lifetime(minutes(lifetime));
        }
        if let Some(lifetime) = self.page_lifetime {
            builder = builder.page_lifetime(minutes(lifetime));
        }
        if let Some(time) = self.settle_after {
            builder = builder.settle_after(minutes(time));
        }
        if self.unlimited_contracts == Some(true) {
            builder = builder.contract_limits(ContractLimits::unlimited());
        }
        for name in &self.allow_host {
            builder = builder.allow_host(name);
        }
        if let Some(url) = &self.public_url {
            builder = builder.public_url(url);
        }
        if let Some(total) = self.keep_deliveries {
            builder = builder.keep_deliveries(total);
        }
        if let Some(number) = self.keep_deliveries_of_order {
            builder = builder.keep_deliveries_of_order(number);
        }
        builder = builder.notification_schedule(self.schedule());
        builder = builder.seed(self.seed.unwrap_or_default());
        if let Some(file) = &self.data {
            builder = builder.data(file);
        }
        Ok(if self.allow_other_hosts == Some(true) { builder.allow_other_hosts() } else { builder })
    }
}

/// The error of the options. It contains no keys.
#[derive(Debug)]
pub enum OptionsError {
    /// The file cannot be read.
    File(PathBuf, std::io::Error),
    /// The file contains mistakes.
    Toml(PathBuf, Box<toml::de::Error>),
    /// The file is not a snapshot.
    Snapshot(PathBuf, ParseSnapshotError),
    /// The merchant with this number is invalid.
    Merchant(usize, ParseMerchantError),
    /// The port is not known before the sandbox starts.
    NoPort,
    /// The spec is invalid.
    Spec(Box<iotpay_gen::InvalidSpec>),
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file, _) => write!(f, "cannot read {}", file.display()),
            // The message of the library may contain a value, such as a key.
            Self::Toml(file, error) => {
                let message = error.message();
                let is_about_names = message.starts_with("unknown field");
                let position = error.span().map_or(0, |span| span.start);
                if is_about_names {
                    write!(f, "{} is not valid: {message}", file.display())
                } else {
                    write!(f, "{} is not valid, at byte {position}", file.display())
                }
            }
            Self::Snapshot(file, _) => write!(f, "cannot load {}", file.display()),
            Self::Merchant(number, _) => write!(f, "merchant {number} is not valid"),
            Self::NoPort => {
                f.write_str("`--print-env` needs a port: with port 0, the port is not known before the start")
            }
            Self::Spec(invalid) => write!(f, "invalid spec:\n{invalid}"),
        }
    }
}

impl std::error::Error for OptionsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(_, error) => Some(error),
            Self::Snapshot(_, error) => Some(error),
            Self::Merchant(_, error) => Some(error),
            Self::Toml(..) | Self::NoPort | Self::Spec(_) => None,
        }
    }
}
