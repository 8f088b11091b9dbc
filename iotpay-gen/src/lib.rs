#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

pub mod build_script;
pub mod diagnostic;
#[cfg(feature = "diff")]
pub mod diff;
mod generate;
mod load;
pub mod model;
#[cfg(feature = "cli")]
pub mod saved_page;
mod spec_file;
pub mod stage;

#[cfg(feature = "cli")]
pub use diagnostic::explain;
#[cfg(feature = "cli")]
pub use generate::coverage::{coverage, coverage_of};
pub use generate::rust::{ClientPath, GeneratedFile, NotAPath, Settings, generate, generate_with_progress, listings};
#[cfg(feature = "cli")]
pub use generate::{openapi, schema};
pub use load::{InvalidSpec, embedded, from_folder, load, load_with_progress, load_with_warnings};
pub use model::names;
pub use spec_file::{raw, source};
