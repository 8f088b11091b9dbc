//! URLs in the texts of a spec become links in the documentation, and rustdoc accepts them: a crate with
//! private endpoints also builds its documentation with `-D warnings`.

use std::process::Command;
use std::{env, fs};

use iotpay_gen::build_script::with_embedded_spec;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, generate, load};

use crate::fixture::program::Folder;

/// A text, and how the generated documentation shows it.
const TEXTS: &[(&str, &str)] = &[
    ("See https://bare.example/x", "See <https://bare.example/x>"),
    ("http://plain.example/a_b?c=d&e=f#g_h", "<http://plain.example/a_b?c=d&e=f#g_h>"),
    ("As in https://a.example/x.", "As in <https://a.example/x>."),
    (
        "(https://a.example/x), https://b.example; https://c.example!",
        "(<https://a.example/x>), <https://b.example>; <https://c.example>!",
    ),
    ("https://a.example/x_(y)", "<https://a.example/x_(y)>"),
    (
        "见https://a.example/支付。https://b.example，或（https://c.example）",
        "见<https://a.example/>支付。<https://b.example>，或（<https://c.example>）",
    ),
    ("`https://a.example/x` or 'https://b.example'", "`https://a.example/x` or '<https://b.example>'"),
    ("<https://a.example/x> and <https://b.example", "<https://a.example/x> and \\<<https://b.example>"),
    ("[text](https://a.example/x)", "\\[text\\](<https://a.example/x>)"),
    ("**https://a.example** and *https://b.example*", "\\*\\*<https://a.example>\\*\\* and \\*<https://b.example>\\*"),
    ("urlhttps://a.example/x", "url<https://a.example/x>"),
    ("HTTPS://A.EXAMPLE/x", "<HTTPS://A.EXAMPLE/x>"),
    ("www.a.example, shop@a.example and ftp://a.example", "www.a.example, shop@a.example and ftp://a.example"),
    ("https:// and http://… begin one", "https:// and http://… begin one"),
    ("http://127.0.0.1:8080/x and http://[::1]/y", "<http://127.0.0.1:8080/x> and <http://[::1]/y>"),
    ("https://a.example/`code`", "<https://a.example/>`code`"),
    ("| https://a.example/x | {https://b.example}", "| <https://a.example/x> | {<https://b.example>}"),
];

/// Returns a page with a text in each place that appears in the documentation.
fn page(text: &str) -> String {
    let text = format!("'{}'", text.replace('\'', "''"));
    format!(
        "
page:
  title: {text}
  path: /points.html
  family: general
  updated: 2026-03-10
  completeness: partial
  missing: [{text}]
  about: {text}
  note: {text}
  how_to_complete: {text}
  deprecated: {{ note: {text} }}
  changelog: [{{ date: 2026-03-10, changes: [{text}] }}]
enumerations:
  - {{ name: mood, family: general, about: {text}, page: /points.html, values: [{{ value: GOOD, about: {text} }}] }}
endpoints:
  - name: query_points
    path: query_points
    method: POST
    effect: query_order
    idempotent: true
    about: {text}
    request:
      table:
        - {{ name: mchId, required: y, type: String(30), sample: \"\", description: {text} }}
        - {{ name: customerNo, required: y, type: String(20), sample: \"\", description: {text} }}
        - {{ name: sign, required: y, type: String(32), sample: \"\", description: {text} }}
    response:
      table:
        - {{ name: points, required: y, type: int, sample: \"\", description: {text} }}
        - {{ name: mood, required: y, type: String, sample: \"\", description: {text} }}
      rules:
        points: {{ read_as: optional, source: third-party, note: {text} }}
        mood: {{ values: mood }}
"
    )
}

/// Returns the documentation of a generated file as a crate without any other items.
fn documentation(code: &str, number: usize) -> String {
    let mut page = String::new();
    let (mut lines, mut items) = (String::new(), 0);
    let mut in_attribute = false;
    for line in code.lines().map(str::trim) {
        in_attribute |= line.starts_with("#[deprecated");
        if in_attribute || line.starts_with("///") || line.starts_with("#[doc =") {
            lines.extend([line, "\n"]);
            in_attribute &= !line.ends_with(")]");
        } else if !lines.is_empty() && !line.starts_with("#[") {
            page.extend([&*lines, &format!("pub struct D{number}x{items};\n")]);
            lines.clear();
            items += 1;
        }
    }
    assert!(items > 5, "{code}");
    format!("/// A page.\n#[allow(deprecated)] pub mod m{number} {{\n{page}}}\n")
}

#[test]
fn urls_become_links_that_rustdoc_accepts() {
    let mut text = String::from("//! Documentation.\n");
    for (number, (written, shown)) in TEXTS.iter().enumerate() {
        let files = with_embedded_spec(vec![SourceFile::new("own/points.yaml", &page(written))]);
        let model = load(&files).unwrap_or_else(|invalid| panic!("{invalid}"));
        let generated = generate(&model, &Settings::for_private_endpoints(&files, &model).no_line_numbers());
        let code = &generated.iter().find(|file| file.path == "general/points.rs").unwrap().text;
        let enumeration = &generated.iter().find(|file| file.path == "general/mod.rs").unwrap().text;
        let of_field = format!("/// {shown}\n");
        assert!(code.contains(&of_field) && enumeration.contains(&of_field), "{shown}: {code}");
        text += &documentation(code, number);
    }
    let folder = Folder::new("urls");
    fs::write(folder.path("lib.rs"), text).unwrap();
    let rustdoc = env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    let ran = Command::new(rustdoc)
        .args(["--edition", "2024", "--crate-name", "docs", "-D", "warnings", "-D", "rustdoc::all"])
        // These links point to the runtime, which is not part of the crate.
        .args(["-A", "rustdoc::broken_intra_doc_links", "lib.rs"])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
