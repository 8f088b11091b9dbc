//! The stages from spec files to Rust code, for benchmarks.

/// A stage of loading and generating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// From YAML to raw structs.
    Read,
    /// From raw structs to the model.
    Resolve,
    /// The checks of both.
    Check,
    /// From the model to the tokens of one item, or of the beginning of a file.
    Emit,
    /// From tokens to text.
    Format,
}

/// A callback for the end of each stage; [`Stage::Emit`] and [`Stage::Format`] end once for each item.
pub type OnStage<'a> = &'a mut dyn FnMut(Stage);
