//! Saved vendor pages: read and written as a draft, whatever they contain.

use std::sync::LazyLock;

use iotpay_gen::embedded;
use iotpay_gen::saved_page::{SpecIndex, read, to_yaml};
use iotpay_gen::schema::DEFAULT_SCHEMA_PATH;
use iotpay_gen::source::SourceFile;

/// Pieces of pages.
pub const TOKENS: &[&str] = &[
    "|",
    "\t",
    "\n",
    "---",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<td colspan=99>",
    "<!--",
    "&nbsp;",
    "String(30)",
    "y",
    "required",
    "{",
    "}",
    "[",
    "\"",
    "```",
    "# ",
    "POST ",
    "https://",
    "是",
    "\u{feff}",
    "\0",
];

/// Returns a page in each format.
pub fn seeds() -> Vec<Vec<u8>> {
    let pages: [&[u8]; 5] = [
        include_bytes!("../../../iotpay-gen/tests/import/app-integrate.txt"),
        include_bytes!("../../../iotpay-gen/tests/import/customer-scan-qr.md"),
        include_bytes!("../../../iotpay-gen/tests/import/shape-yes-no.html"),
        include_bytes!("../../../iotpay-gen/tests/import/shape-chinese.txt"),
        include_bytes!("../../../iotpay-gen/tests/import/site-layout-table.html"),
    ];
    pages.map(<[u8]>::to_vec).into()
}

/// Reads the page and writes its draft.
pub fn run(data: &[u8]) {
    static SPEC: LazyLock<(Vec<SourceFile>, SpecIndex)> = LazyLock::new(|| {
        let files = embedded();
        let index = SpecIndex::of(&files);
        (files, index)
    });
    let (files, known) = &*SPEC;
    let page = SourceFile::new("page", &String::from_utf8_lossy(data));
    let imported = read(files.len(), &page, known);
    drop(to_yaml(&page, &imported, files, known, true, DEFAULT_SCHEMA_PATH));
}
