//! The embedded spec with the signing rules of two families, and the same after a change of one line.

use iotpay_gen::embedded;
use iotpay_gen::source::SourceFile;

const FAMILIES: &str = "spec/shared/families.yaml";

/// The line of General Order that changes, before and after.
pub const CHANGE: [&str; 2] = ["      algorithm: md5\n", "      algorithm: hmac-sha256\n"];

/// A rule of General Order that is equal to the shared rule.
const GENERAL: &str = "    signing:\n";

/// A rule of Autodebit that differs in every part.
const AUTODEBIT: &str = "    signing:
      algorithm: { rule: sha256, source: inferred, note: Made up for this test. }
      key: { position: prepended, source: inferred }
      case: { rule: lower, source: inferred }
      empty_values: { rule: signed, source: inferred }
";

/// Returns the spec before the change.
pub fn before() -> Vec<SourceFile> {
    let general = format!("{GENERAL}{}", CHANGE[0]);
    edited(|text| {
        let text = after(&text, "    base_url: https://api.iotpaycloud.com/v1/\n", &general);
        after(&text, "    base_url: https://apiv3.iotpaycloud.com/contract/\n", AUTODEBIT)
    })
}

/// Returns the spec after the change.
pub fn changed() -> Vec<SourceFile> {
    let mut files = before();
    edit(&mut files, |text| {
        assert_eq!(text.matches(CHANGE[0]).count(), 1, "one line changes");
        text.replace(CHANGE[0], CHANGE[1])
    });
    files
}

fn edited(change: impl FnOnce(String) -> String) -> Vec<SourceFile> {
    let mut files = embedded();
    edit(&mut files, change);
    files
}

fn edit(files: &mut [SourceFile], change: impl FnOnce(String) -> String) {
    let file = files.iter_mut().find(|file| &*file.name == FAMILIES).expect("the spec has this file");
    *file = SourceFile::new(FAMILIES, &change(file.text.to_string())).in_folder("spec");
}

/// Inserts text after a line.
fn after(text: &str, line: &str, inserted: &str) -> String {
    assert_eq!(text.matches(line).count(), 1, "{line}");
    text.replace(line, &format!("{line}{inserted}"))
}
