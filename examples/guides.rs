//! The guides, so that `cargo test --doc` compiles their code.

#[doc = include_str!("../docs/production.md")]
pub mod production {}
