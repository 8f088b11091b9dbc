//! The commands that have more to them than a call of the library.

pub mod diff;
mod drift;
mod import;
mod saved_page;

pub use drift::Drift;
pub use import::Import;
