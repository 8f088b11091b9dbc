//! The stages from spec files to Rust, for whoever measures them.

/// A stage that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// YAML to what the files say.
    Read,
    /// What the files say to the model.
    Resolve,
    /// The rules over both.
    Check,
    /// The model to the tokens of one item, or of what a file begins with.
    Emit,
    /// These tokens to text.
    Format,
}

/// Is told each time that a stage has ended; [`Stage::Emit`] and [`Stage::Format`] end once for each item.
pub type OnStage<'a> = &'a mut dyn FnMut(Stage);
