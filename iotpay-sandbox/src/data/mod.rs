//! The data file, which keeps the state across restarts and crashes.
//!
//! The state is in memory; a thread writes its changes. Each part of the state records which of its items have changed.
//! The thread takes the changes of all parts, writes them in a single transaction, and then releases the responses that
//! wait for them. Changes that are made in the meantime are in the next transaction together.

mod batch;
mod error;
mod file;
mod loaded;
mod writer;

pub(crate) use self::batch::{Batch, Kind};
pub use self::error::DataError;
pub(crate) use self::file::DataFile;
pub(crate) use self::loaded::Loaded;
pub(crate) use self::writer::Writer;
