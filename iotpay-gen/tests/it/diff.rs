//! The changes between two specs: a pair of specs for each kind of change with its text in `diff/<id>.txt`,
//! and the vendor's change of 2026-03-10 in every format. After an intended change, run `UPDATE_GOLDEN=1
//! cargo test -p iotpay-gen --test it diff::` to update the texts, and review the difference.

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

/// The model of the embedded spec, which most tests compare with.
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

/// Compares a text with a file, or updates the file.
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

/// Compares JSON with a file regardless of the order of members, or updates the file.
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
            stale.push(format!("{id} has a different text:\n{text}"));
        }
    }
    assert!(stale.is_empty(), "{} texts differ:\n{}", stale.len(), stale.join("\n"));
}

#[test]
fn every_golden_file_belongs_to_a_kind_of_change() {
    let kept: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "txt"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !name.starts_with("2026-03-10"))
        .collect();
    let ids: BTreeSet<String> = ChangeKind::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(kept, ids);
    assert_eq!(ids.len(), ChangeKind::ALL.len(), "two kinds share an id");
    for id in ChangeKind::ALL {
        assert!(id.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id}");
        assert!(id.meaning().ends_with('.') && !id.action().is_empty() && !id.action().ends_with('.'), "{id}");
        assert_eq!(id.breaks().is_some(), id.level() == Level::Breaking, "{id}");
        // Advice to correct code makes sense only if code no longer compiles.
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

/// Credentials are validated before a request is sent: a field may now allow shorter ones.
#[test]
fn reports_narrower_limits_of_credentials() {
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
        let reported = changes(old, new);
        assert_eq!(ids(&reported), [id], "{reported:#?}");
    }
}

#[test]
fn equal_specs_have_no_changes() {
    assert_eq!(diff(&REAL, &REAL), []);
    let verdict = Verdict::new(&[], RELEASED);
    assert_eq!(to_text(&[], &verdict, Style::Plain), "nothing changed since 0.1.0\n");
    // The order of the files does not matter.
    let mut turned = Spec::real();
    turned.files.reverse();
    let reported = changes(&Spec::real(), &turned);
    assert_eq!(reported, [], "{reported:#?}");
}

/// Returns the sorted lines of generated code that affect behavior: without documentation and without the
/// description of the page.
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

/// Any change to the generated code, or to the text of its documentation, is reported.
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
                let is_reported = there.iter().any(|change| change.level() != Level::DocsOnly);
                assert!(is_reported || !is_public, "{}:{}: {text} is more than documentation", file.name, line + 1);
            }
        }
    }
    assert!(compared > 10, "only {compared} lines can be removed");
}

/// Returns the spec before and after the vendor's change.
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
    let reported: Vec<_> = breaking.iter().map(|it| (it.id.as_str(), it.item.as_str())).collect();
    assert_eq!(
        reported,
        [
            ("request-field-added-required", "osType"),
            ("request-field-added-required", "returnUrl"),
            ("received-type-changed", "retParams"),
        ]
    );
    assert!(breaking.iter().all(|it| it.channels == ["ALIPAY_MOBILE"]));
}

#[test]
fn change_of_all_channels_is_reported_once() {
    let pair = pairs::pair(ChangeKind::RequestFieldAddedRequired);
    let changes = changes(&pair.old, &pair.new);
    let model = iotpay_gen::load(&pair.new.files).unwrap();
    let page = model.pages.iter().find(|page| page.module == "customer_scan_qr").unwrap();
    let operations = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
    let channels: Vec<String> = operations.filter_map(|operation| operation.channel.clone()).collect();
    assert!(channels.len() > 2 && changes[0].channels == channels, "{:?} {channels:?}", changes[0].channels);
}

#[test]
fn text_is_colored_only_on_request() {
    let pair = pairs::pair(ChangeKind::BaseUrlChanged);
    let changes = changes(&pair.old, &pair.new);
    let verdict = Verdict::new(&changes, RELEASED);
    let colored = to_text(&changes, &verdict, Style::Color);
    assert!(colored.contains("\u{1b}[1;31mbreaking[base-url-changed]\u{1b}[0m"), "{colored}");
    assert!(!to_text(&changes, &verdict, Style::Plain).contains('\u{1b}'));
}

#[test]
fn members_of_nested_objects_and_arrays_have_their_path() {
    const REFUND: &str = "spec/general/13-refund.yaml";
    let with = |rows: &[(&str, &str, &str)]| {
        let table = "    response:\n      table:\n";
        let row = |(name, required, ty): &(&str, &str, &str)| {
            format!(
                "        - {{ name: \"{name}\", required: {required}, type: \"{ty}\", sample: \"\", description: A. }}\n"
            )
        };
        let rows: String = rows.iter().map(row).collect();
        Spec::real().edit(REFUND, table, &format!("{table}{rows}"))
    };
    let old = with(&[
        ("a.b.c", "n", "String"),
        ("items[].name", "n", "String"),
        ("items[].parts[].no", "n", "int"),
        ("items[].tags", "n", "String[]"),
    ]);
    let new = with(&[
        ("a.b.c", "y", "String"),
        ("items[].price", "n", "int"),
        ("items[].parts[].no", "n", "String"),
        ("items[].tags", "n", "String(9)[]"),
    ]);
    let found = changes(&old, &new);
    let found: BTreeSet<_> = found.iter().map(|change| (change.id, change.item.as_str())).collect();
    for expected in [
        (ChangeKind::ReceivedFieldRequired, "a.b.c"),
        (ChangeKind::ReceivedFieldRequired, "a.b"),
        (ChangeKind::ReceivedFieldRequired, "a"),
        (ChangeKind::ReceivedFieldRemoved, "items[].name"),
        (ChangeKind::ReceivedFieldAdded, "items[].price"),
        (ChangeKind::ReceivedTypeChanged, "items[].parts[].no"),
        (ChangeKind::ReceivedLimitNarrowed, "items[].tags"),
    ] {
        assert!(found.contains(&expected), "{expected:?}: {found:?}");
    }
    assert_eq!(found.len(), 7, "{found:?}");
}
