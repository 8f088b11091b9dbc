//! Changes that `diff` calls compatible are compatible: the spec is edited at random from fixed seeds, and
//! the Rust code of both sides is compared. `SEMVER_ROUNDS=5000 cargo test --release` runs longer.

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

/// A spec with the code generated from it.
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

/// Returns the lines that affect behavior and do not name a page or a file; the order of lists does not
/// matter.
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

/// Describes how the changes that `diff` reports for two sides are wrong.
fn broken(old: &Side, new: &Side) -> Option<String> {
    let changes = diff(&old.model, &new.model);
    let reports = |level| changes.iter().any(|change: &Change| change.level() == level);
    if old.code == new.code {
        return reports(Level::Breaking)
            .then(|| format!("the Rust code is the same, but a change is breaking: {changes:#?}"));
    }
    if changes.is_empty() {
        return Some("the code has changed, but no change is reported".to_owned());
    }
    let missing = old.surface.missing_in(&new.surface);
    if !reports(Level::Breaking) && !missing.is_empty() {
        return Some(format!("removed for callers: {missing:#?}\nreported: {changes:#?}"));
    }
    let is_docs = !reports(Level::Breaking) && !reports(Level::Compatible);
    if is_docs {
        let (older, newer) = (running(&old.code), running(&new.code));
        let differing: Vec<_> = older.symmetric_difference(&newer).collect();
        if !differing.is_empty() {
            return Some(format!("more than documentation: {differing:#?}\nreported: {changes:#?}"));
        }
    }
    None
}

#[test]
fn compatible_changes_are_compatible() {
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
