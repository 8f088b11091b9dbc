//! What is missing or invalid in a configuration.

use std::fmt;
use std::io;

/// The error for an invalid configuration. It lists all problems, and never displays a key.
///
/// ```
/// use iotpay_client::Merchant;
///
/// let error = Merchant::builder().login_name("jack123").build().unwrap_err();
/// for problem in error.problems() {
///     eprintln!("{problem}"); // for example: IOTPAY_MCH_ID is missing
/// }
/// assert_eq!(error.problems().len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConfigError {
    problems: Vec<ConfigProblem>,
}

impl ConfigError {
    pub(super) fn new(problems: Vec<ConfigProblem>) -> Self {
        Self { problems }
    }

    /// Returns all problems.
    pub fn problems(&self) -> &[ConfigProblem] {
        &self.problems
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is invalid: ")?;
        for (at, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if at == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// A problem of a configuration. A setting has the name of its environment variable, whether or not it was read from
/// the environment.
///
/// ```
/// use iotpay_client::Merchant;
/// use iotpay_client::merchant::ConfigProblem;
///
/// let error = Merchant::builder().mch_id("10000701").key_file("/no/such/file").build().unwrap_err();
/// for problem in error.problems() {
///     match problem {
///         ConfigProblem::Missing { setting } => eprintln!("set {setting}"),
///         ConfigProblem::Unreadable { setting, kind } => eprintln!("check the path in {setting}: {kind}"),
///         other => eprintln!("{other}"),
///     }
/// }
/// # assert!(matches!(error.problems(), [ConfigProblem::Unreadable { .. }]), "{error}");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// A required setting is missing.
    Missing {
        /// The setting.
        setting: String,
    },
    /// A setting has an invalid value.
    Invalid {
        /// The setting.
        setting: String,
        /// The reason, without the value.
        reason: String,
    },
    /// A file cannot be read.
    Unreadable {
        /// The setting with the path.
        setting: String,
        /// The kind of the error.
        kind: io::ErrorKind,
    },
    /// Two settings exclude each other.
    Conflict {
        /// The first setting.
        setting: String,
        /// The other setting.
        other: String,
    },
    /// A variable that begins with `IOTPAY_` is not a setting, but similar to one.
    Unknown {
        /// The variable.
        variable: String,
        /// The setting with the most similar name.
        nearest: String,
    },
    /// Two merchants have the same merchant id.
    DuplicateMerchant {
        /// The merchant id.
        mch_id: String,
    },
}

impl ConfigProblem {
    /// Returns `true` if the problem is about the value of this setting.
    pub(super) fn is_about(&self, name: &str) -> bool {
        match self {
            Self::Missing { setting } | Self::Invalid { setting, .. } | Self::Unreadable { setting, .. } => {
                setting == name
            }
            Self::Conflict { setting, other } => setting == name || other == name,
            Self::Unknown { .. } | Self::DuplicateMerchant { .. } => false,
        }
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { setting } => write!(f, "{setting} is missing"),
            Self::Invalid { setting, reason } => write!(f, "{setting} {reason}"),
            Self::Unreadable { setting, kind } => write!(f, "the file of {setting} cannot be read: {kind}"),
            Self::Conflict { setting, other } => write!(f, "{setting} and {other} are both set; set one of them"),
            Self::Unknown { variable, nearest } => write!(f, "{variable} is unknown; did you mean {nearest}?"),
            Self::DuplicateMerchant { mch_id } => write!(f, "the merchant {mch_id} is configured twice"),
        }
    }
}
