//! The errors of a store.

use std::error::Error as StdError;
use std::fmt;

/// An error of a store, outside of the methods of the journal and the inbox.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use iotpay_store::{SqliteStore, StoreError};
///
/// let result = SqliteStore::open("/no/such/folder/shop.db").await;
/// assert!(matches!(result, Err(StoreError::Open(_))));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// The database could not be opened.
    Open(sqlx::Error),
    /// The tables could not be read or created.
    Schema(sqlx::Error),
    /// A statement failed.
    Statement(sqlx::Error),
    /// A newer version of this crate has changed the tables in a way that this version does not support.
    SchemaTooNew {
        /// The oldest version of the tables that a program must know.
        required: i64,
        /// The version of the tables that this program knows.
        known: i64,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(_) => f.write_str("the database could not be opened; check its URL or path and its permissions"),
            Self::Schema(_) => f.write_str(
                "the tables `iotpay_…` could not be read or created; if permissions are missing, grant them, or let an \
                 administrator run the scripts in `iotpay_store::schema`",
            ),
            Self::Statement(_) => f.write_str("a statement failed or was not answered in time"),
            Self::SchemaTooNew { required, known } => write!(
                f,
                "the tables need a program that knows their version {required}, and this one knows version {known}; \
                 update `iotpay-store`"
            ),
        }
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Open(cause) | Self::Schema(cause) | Self::Statement(cause) => Some(cause),
            Self::SchemaTooNew { .. } => None,
        }
    }
}
