#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

pub mod build_script;
mod check;
mod coverage;
pub mod diagnostic;
pub mod diff;
mod emit;
pub mod explain;
mod format;
mod load;
mod markdown;
mod missing;
pub mod model;
pub mod names;
#[cfg(feature = "cli")]
pub mod openapi;
pub mod raw;
mod repair;
mod resolve;
#[cfg(feature = "cli")]
pub mod saved_page;
#[cfg(feature = "cli")]
pub mod schema;
pub mod source;
pub mod stage;
mod yaml;

pub use coverage::{coverage, coverage_of};
pub use emit::{ClientPath, GeneratedFile, NotAPath, Settings, generate, generate_with_progress, listings};
pub use load::{InvalidSpec, embedded, from_folder, load, load_with_progress, load_with_warnings};
