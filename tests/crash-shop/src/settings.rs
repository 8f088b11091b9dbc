//! The settings of a process, from environment variables.

use std::env::var;
use std::str::FromStr;
use std::time::Duration;

use crate::flaw::Flaw;

pub type Error = Box<dyn std::error::Error + Send + Sync>;
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The settings that differ between processes and tests.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The URL of PostgreSQL, or `sqlite:` and a path.
    pub database: String,
    /// The URL at which the gateway reaches any of the processes.
    pub public_url: String,
    pub handler: Version,
    pub lease: Duration,
    /// The pauses of a process depend on it.
    pub seed: u64,
    pub flaw: Option<Flaw>,
}

/// The version of the program: during a deploy, both run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    One,
    /// Fills a column that version 1 does not know.
    Two,
}

impl Version {
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "v1",
            Self::Two => "v2",
        }
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = [Self::One, Self::Two].into_iter().find(|version| version.name() == name);
        known.ok_or_else(|| format!("unknown version `{name}`; expected v1 or v2").into())
    }
}

impl Settings {
    pub fn from_env() -> Result<Self> {
        let required = |name: &str| var(name).map_err(|_| format!("set the environment variable {name}"));
        Ok(Self {
            database: required("SHOP_DATABASE")?,
            public_url: required("SHOP_URL")?,
            handler: required("SHOP_HANDLER")?.parse()?,
            lease: Duration::from_millis(required("SHOP_LEASE")?.parse()?),
            seed: required("SHOP_SEED")?.parse()?,
            flaw: var("SHOP_FLAW").ok().map(|name| name.parse()).transpose()?,
        })
    }
}
