//! Fuzz targets for everything that reads text from outside: notifications, responses, forms, JSON, amounts, spec files
//! and saved vendor pages. See the README for how to run them.

// A target reports a fault with a panic.
#![allow(clippy::missing_panics_doc)]

pub mod mutation;
pub mod targets;

/// A fuzz target: it must neither panic nor hang, whatever the input is.
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// Runs the target once.
    pub run: fn(&[u8]),
    /// Returns valid inputs from which others are made.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Pieces of text that inputs of this kind consist of.
    pub tokens: &'static [&'static str],
}

macro_rules! targets {
    ($($name:ident),*) => {
        /// All targets.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            run: targets::$name::run,
            seeds: targets::$name::seeds,
            tokens: targets::$name::TOKENS,
        }),*];
    };
}

targets!(notification, response, form, json, money, spec, saved_page);

#[cfg(test)]
mod tests {
    use super::TARGETS;

    #[test]
    fn every_target_accepts_its_seeds() {
        for target in TARGETS {
            let seeds = (target.seeds)();
            assert!(!seeds.is_empty(), "{}", target.name);
            for seed in &seeds {
                (target.run)(seed);
            }
            (target.run)(b"");
        }
    }
}
