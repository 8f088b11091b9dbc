//! `tests/golden/` contains the code that is generated from the spec, so that a review of a spec change also shows the
//! change to the code. The code names the spec files without line numbers, which would change with every row above.
//!
//! To regenerate it: `cargo run -p iotpay-gen -- generate --no-line-numbers --out tests/golden`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use iotpay_gen::{Settings, embedded, generate, load};

const UPDATE_GOLDEN: &str = "to regenerate: cargo run -p iotpay-gen -- generate --no-line-numbers --out tests/golden";

#[test]
fn golden_code_is_up_to_date() {
    let model = load(&embedded()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let settings = Settings::client().no_line_numbers();
    let generated: BTreeMap<_, _> =
        generate(&model, &settings).into_iter().map(|file| (file.path, file.text)).collect();
    let golden = read_below(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden"));
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<BTreeSet<_>>();
    let (old, new) = (names(&golden), names(&generated));
    let (missing, stale) = (&new - &old, &old - &new);
    assert!(
        missing.is_empty() && stale.is_empty(),
        "new files: {missing:?}; removed files: {stale:?}; {UPDATE_GOLDEN}"
    );
    for (path, text) in &generated {
        let differs = golden[path].lines().zip(text.lines()).position(|(golden, generated)| golden != generated);
        assert!(golden[path] == *text, "{path} differs from line {}; {UPDATE_GOLDEN}", differs.unwrap_or_default() + 1);
    }
}

fn read_below(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}
