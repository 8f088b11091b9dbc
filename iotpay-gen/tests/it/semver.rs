//! What `diff` calls compatible is so: the spec is edited at random from fixed seeds, and the Rust of
//! both sides compared. `SEMVER_ROUNDS=5000 cargo test --release` looks longer.

mod edit;
mod surface;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::fixture::Spec;
use edit::Random;
use iotpay_gen::diff::{Change, Level, diff};
use iotpay_gen::model::Model;
use iotpay_gen::{GeneratedFile, Settings, generate, load};
use surface::Surface;

/// A spec with what is made of it.
struct Side {
    model: Model,
    code: Vec<GeneratedFile>,
    surface: Surface,
}

impl Side {
    fn of(spec: &Spec) -> Option<Self> {
        let model = load(&spec.files).ok()?;
        let code = generate(&model, &Settings::client().no_line_numbers());
        let surface = Surface::of(&code);
        Some(Self { model, code, surface })
    }
}

static REAL: LazyLock<Side> = LazyLock::new(|| Side::of(&Spec::real()).unwrap());

/// Lines that run, and do not name a page or a file; what a line lists is in no order.
fn running(code: &[GeneratedFile]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in code {
        let mut is_page = false;
        for line in file.text.lines().map(str::trim) {
            is_page |= line.starts_with("pub static PAGE: ");
            if !is_page && !line.starts_with("//") && !line.contains("https://develop.iotpay.ca/") {
                let mut words: Vec<&str> = line.split(|it: char| !it.is_alphanumeric() && it != '_').collect();
                words.sort_unstable();
                found.insert(format!("{}: {}", file.path, words.join(" ").trim()));
            }
            is_page &= !line.ends_with(';');
        }
    }
    found
}

/// What is wrong with what `diff` says of two sides.
fn broken(old: &Side, new: &Side) -> Option<String> {
    let changes = diff(&old.model, &new.model);
    let told = |level| changes.iter().any(|change: &Change| change.level() == level);
    if old.code == new.code {
        return told(Level::Breaking).then(|| format!("nothing changes in Rust, and it is breaking: {changes:#?}"));
    }
    if changes.is_empty() {
        return Some("a change of the code goes untold".to_owned());
    }
    let missing = old.surface.missing_in(&new.surface);
    if !told(Level::Breaking) && !missing.is_empty() {
        return Some(format!("callers miss {missing:#?}\nand are told {changes:#?}"));
    }
    let is_docs = !told(Level::Breaking) && !told(Level::Compatible);
    if is_docs {
        let (older, newer) = (running(&old.code), running(&new.code));
        let differing: Vec<_> = older.symmetric_difference(&newer).collect();
        if !differing.is_empty() {
            return Some(format!("more than documentation: {differing:#?}\nand told is {changes:#?}"));
        }
    }
    None
}

#[test]
fn what_is_called_compatible_is_so() {
    let rounds = std::env::var("SEMVER_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(20);
    let (mut compared, mut wrong) = (0, Vec::new());
    for round in 0..rounds {
        let mut spec = Spec::real();
        let random = &mut Random::new(round);
        let edits: Vec<_> = (0..=random.below(2)).filter_map(|_| edit::edit(random, &mut spec.files)).collect();
        let Some(new) = Side::of(&spec) else { continue };
        compared += 1;
        for (way, old, new) in [("there", &*REAL, &new), ("back", &new, &*REAL)] {
            wrong.extend(broken(old, new).map(|it| format!("round {round}, {way}: {edits:?}\n{it}")));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(compared > rounds / 8, "only {compared} edits can be compared");
}
