//! The targets. Each has `run`, which checks one input, `seeds` and `TOKENS`.

pub mod form;
pub mod json;
mod messages;
pub mod money;
pub mod notification;
pub mod response;
pub mod saved_page;
pub mod spec;
