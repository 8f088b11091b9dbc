//! What changed between two specs: a pair for each kind of change, its text held equal to
//! `diff/<id>.txt`; and the vendor's change of 2026-03-10 in every format. After a wanted change,
//! `UPDATE_GOLDEN=1 cargo test -p iotpay-gen --test it diff::` writes the texts anew; read them before keeping them.

#![cfg(feature = "cli")]

mod pairs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use crate::fixture::Spec;
use iotpay_gen::diagnostic::Style;
use iotpay_gen::diff::{
    Breaks, Change, ChangeKind, Level, Verdict, Version, diff, to_github, to_json, to_markdown, to_text,
};
use iotpay_gen::model::Model;
use iotpay_gen::{GeneratedFile, InvalidSpec, Settings, generate, load};

const APP: &str = "spec/general/09-app-integrate.yaml";
const RELEASED: Version = Version { major: 0, minor: 1, patch: 0 };

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

/// The project's own model, which most tests compare with.
static REAL: LazyLock<Model> = LazyLock::new(|| load(&Spec::real().files).unwrap());

fn compared(old: &Spec, new: &Spec) -> Result<Vec<Change>, InvalidSpec> {
    let real = Spec::real().files;
    let model = |spec: &Spec| if spec.files == real { Ok(REAL.clone()) } else { load(&spec.files) };
    Ok(diff(&model(old)?, &model(new)?))
}

#[track_caller]
fn changes(old: &Spec, new: &Spec) -> Vec<Change> {
    compared(old, new).unwrap_or_else(|invalid| panic!("{invalid}"))
}

fn ids(changes: &[Change]) -> Vec<ChangeKind> {
    let mut ids: Vec<_> = changes.iter().map(|change| change.id).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Compares with a file, or writes it anew.
#[track_caller]
fn assert_golden(name: &str, text: &str, stale: &mut Vec<String>) {
    let path = folder().join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    if fs::read_to_string(&path).unwrap_or_default() != text {
        stale.push(format!("{name}\n{text}"));
    }
}

/// Likewise, whatever the order of the members.
#[track_caller]
fn assert_golden_json(name: &str, text: &str, stale: &mut Vec<String>) {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let kept = fs::read_to_string(folder().join(name)).unwrap_or_default();
    if value(&kept) != value(text) {
        assert_golden(name, text, stale);
    }
}

#[test]
fn every_kind_of_change_matches_its_golden_file() {
    let mut stale = Vec::new();
    for &id in ChangeKind::ALL {
        let pair = pairs::pair(id);
        let changes = match compared(&pair.old, &pair.new) {
            Ok(changes) => changes,
            Err(invalid) => {
                stale.push(format!("{id}: {invalid}"));
                continue;
            }
        };
        let verdict = Verdict::new(&changes, RELEASED);
        let text = to_text(&changes, &verdict, Style::Plain);
        assert_golden(&format!("{id}.txt"), &text, &mut stale);
        if ids(&changes) != pair.ids {
            stale.push(format!("{id} tells something else:\n{text}"));
        }
    }
    assert!(stale.is_empty(), "{} are not as kept:\n{}", stale.len(), stale.join("\n"));
}

#[test]
fn the_texts_are_those_of_the_catalogue() {
    let kept: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "txt"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !name.starts_with("2026-03-10"))
        .collect();
    let ids: BTreeSet<String> = ChangeKind::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(kept, ids);
    assert_eq!(ids.len(), ChangeKind::ALL.len(), "an id stands for two kinds");
    for id in ChangeKind::ALL {
        assert!(id.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id}");
        assert!(id.meaning().ends_with('.') && !id.action().is_empty() && !id.action().ends_with('.'), "{id}");
        assert_eq!(id.breaks().is_some(), id.level() == Level::Breaking, "{id}");
        // Only where code does not compile is there code to correct.
        let corrects = ["compiler reports", "removed", "new name", "new type", "new module", "an arm"];
        let advice = id.action();
        assert!(
            id.breaks() == Some(Breaks::Compile) || !corrects.iter().any(|word| advice.contains(word)),
            "{id}: {advice}"
        );
        let is_idle = advice.starts_with("nothing");
        assert!(id.level() != Level::Breaking || !is_idle, "{id}: {advice}");
    }
}

/// Credentials are checked before a call is sent: one of its fields may take less of them than before.
#[test]
fn credentials_that_may_not_fit_any_more_are_told() {
    const CARD: &str = "spec/card/06-query-card.yaml";
    let sign = "        - { name: sign,   required: y, type: String(32)";
    let with = |row: &str| Spec::real().edit(CARD, sign, &format!("        - {row}\n{sign}"));
    let job_no = |ty: &str| format!("{{ name: jobNo, required: y, type: {ty}, sample: \"\", description: Login. }}");
    let mch_id = |ty: &str| {
        Spec::real().edit(
            CARD,
            "{ name: mchId,  required: y, type: String(30)",
            &format!("{{ name: mchId,  required: y, type: {ty}"),
        )
    };
    let login = job_no("String(20)").replace("jobNo", "loginName");
    let both = with(&format!("{login}\n        - {}", job_no("String(20)")));
    let real = Spec::real();
    for (old, new, id) in [
        (&real, &with(&job_no("String(8)")), ChangeKind::CredentialLimitAdded),
        (&real, &with(&job_no("String")), ChangeKind::FilledFieldAdded),
        (&with(&job_no("String(8)")), &real, ChangeKind::FilledFieldRemoved),
        (&with(&job_no("String")), &with(&job_no("String(50)")), ChangeKind::CredentialLimitAdded),
        (&with(&job_no("String(20)")), &both, ChangeKind::FilledFieldAdded),
        (&real, &mch_id("String(20)"), ChangeKind::CredentialLimitAdded),
        (&real, &mch_id("String(31)"), ChangeKind::CredentialLimitWidened),
        (&real, &mch_id("String"), ChangeKind::CredentialLimitWidened),
        (&mch_id("String"), &real, ChangeKind::CredentialLimitAdded),
    ] {
        let told = changes(old, new);
        assert_eq!(ids(&told), [id], "{told:#?}");
    }
}

#[test]
fn a_spec_does_not_differ_from_itself() {
    assert_eq!(diff(&REAL, &REAL), []);
    let verdict = Verdict::new(&[], RELEASED);
    assert_eq!(to_text(&[], &verdict, Style::Plain), "nothing changed since 0.1.0\n");
    // Nor does it when each page stands alone in another order of files.
    let mut turned = Spec::real();
    turned.files.reverse();
    let told = changes(&Spec::real(), &turned);
    assert_eq!(told, [], "{told:#?}");
}

/// The lines of generated code that run, in no order: without documentation and without what a page
/// says of itself.
fn running(files: &[GeneratedFile]) -> Vec<String> {
    let mut lines = Vec::new();
    for file in files {
        let mut is_page = false;
        for line in file.text.lines().map(str::trim) {
            is_page |= line.starts_with("pub static PAGE: ");
            if !is_page && !line.starts_with("//") {
                lines.push(format!("{}: {line}", file.path));
            }
            is_page &= !line.ends_with(';');
        }
    }
    lines.sort();
    lines
}

/// Whatever changes the generated code, or the text of its documentation, is told.
#[test]
fn every_change_of_the_generated_code_is_reported() {
    let settings = Settings::client().no_line_numbers();
    let code = generate(&REAL, &settings);
    let mut compared = 0;
    for (at, file) in Spec::real().files.iter().enumerate() {
        for (line, text) in file.text.lines().enumerate().filter(|(line, _)| (line + at) % 29 == 0) {
            let mut spec = Spec::real();
            let left: Vec<&str> =
                file.text.lines().enumerate().filter(|(it, _)| *it != line).map(|(_, it)| it).collect();
            spec.files[at] = iotpay_gen::source::SourceFile::new(&file.name, &(left.join("\n") + "\n"));
            let Ok(model) = load(&spec.files) else { continue };
            if generate(&model, &settings) != code {
                compared += 1;
                let (there, back) = (diff(&REAL, &model), diff(&model, &REAL));
                assert!(!there.is_empty() && !back.is_empty(), "{}:{}: {text}", file.name, line + 1);
                let is_public = running(&generate(&model, &settings)) != running(&code);
                let is_told = there.iter().any(|change| change.level() != Level::DocsOnly);
                assert!(is_told || !is_public, "{}:{}: {text} is more than documentation", file.name, line + 1);
            }
        }
    }
    assert!(compared > 10, "only {compared} lines could go");
}

/// The page before and after the vendor's change.
fn vendor_change() -> (Spec, Spec) {
    let text =
        |side: &str| fs::read_to_string(folder().join("2026-03-10").join(side).join("09-app-integrate.yaml")).unwrap();
    (Spec::real().set(APP, &text("old")), Spec::real().set(APP, &text("new")))
}

#[test]
fn the_change_of_2026_03_10_matches_its_golden_file() {
    let (old, new) = vendor_change();
    let changes = changes(&old, &new);
    let verdict = Verdict::new(&changes, RELEASED);
    let mut stale = Vec::new();
    assert_golden("2026-03-10.txt", &to_text(&changes, &verdict, Style::Plain), &mut stale);
    assert_golden("2026-03-10.md", &to_markdown(&changes, &verdict), &mut stale);
    assert_golden("2026-03-10.github", &to_github(&changes, &verdict), &mut stale);
    assert_golden_json("2026-03-10.json", &to_json(&changes, &verdict), &mut stale);
    assert!(stale.is_empty(), "{}", stale.join("\n"));
    assert_eq!(verdict.to_string(), "the next version must be 0.2.0 (breaking)");
    let breaking: Vec<_> = changes.iter().filter(|it| it.level() == Level::Breaking).collect();
    let told: Vec<_> = breaking.iter().map(|it| (it.id.as_str(), it.item.as_str())).collect();
    assert_eq!(
        told,
        [
            ("request-field-added-required", "osType"),
            ("request-field-added-required", "returnUrl"),
            ("received-type-changed", "retParams"),
        ]
    );
    assert!(breaking.iter().all(|it| it.channels == ["ALIPAY_MOBILE"]));
}

#[test]
fn what_all_channels_share_is_told_once() {
    let pair = pairs::pair(ChangeKind::RequestFieldAddedRequired);
    let changes = changes(&pair.old, &pair.new);
    assert_eq!(changes[0].channels, ["WX_NATIVE", "ALIPAY_QR", "UPI_QR"]);
}

#[test]
fn colours_are_for_terminals() {
    let pair = pairs::pair(ChangeKind::BaseUrlChanged);
    let changes = changes(&pair.old, &pair.new);
    let verdict = Verdict::new(&changes, RELEASED);
    let coloured = to_text(&changes, &verdict, Style::Color);
    assert!(coloured.contains("\u{1b}[1;31mbreaking[base-url-changed]\u{1b}[0m"), "{coloured}");
    assert!(!to_text(&changes, &verdict, Style::Plain).contains('\u{1b}'));
}
