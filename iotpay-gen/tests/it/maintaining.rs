//! `docs/maintaining.md` follows one change by the vendor from the saved page to the release. This test
//! runs its commands, applies its edits and compares the output with the page.
//!
//! After an intended change, run `UPDATE_GOLDEN=1 cargo test -p iotpay-gen --test it maintaining::` to
//! update the page, and review the difference.

mod page;
mod tree;

use std::path::Path;
use std::{env, fs};

use page::{Piece, pieces};
use tree::Tree;

const UPDATE_GOLDEN: &str =
    "to regenerate docs/maintaining.md: UPDATE_GOLDEN=1 cargo test -p iotpay-gen --test it maintaining::";

#[test]
fn the_guide_shows_the_actual_output() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/maintaining.md");
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept.contains("\nscripts/maintaining-tree "), "the page begins with the script that makes its tree");
    let tree = Tree::new();
    let mut page = String::new();
    let (mut commands, mut edits) = (0, 0);
    for piece in pieces(&kept) {
        match piece {
            Piece::Text(text) => page.push_str(text),
            Piece::Command(command) => {
                page.extend(["$ ", command, "\n", &tree.run(command)]);
                commands += 1;
            }
            Piece::Edit(text) => {
                page.push_str(text);
                tree.apply(text);
                edits += 1;
            }
        }
    }
    assert!(commands > 10 && edits > 2, "{commands} commands and {edits} edits were found on the page");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).unwrap();
    } else if let Some((line, (kept, now))) =
        kept.lines().zip(page.lines()).enumerate().find(|(_, (kept, now))| kept != now)
    {
        panic!("line {} of the page differs:\n{kept}\nis now\n{now}\n{UPDATE_GOLDEN}", line + 1);
    } else {
        assert_eq!(kept.len(), page.len(), "the page has a different end; {UPDATE_GOLDEN}");
    }
}
