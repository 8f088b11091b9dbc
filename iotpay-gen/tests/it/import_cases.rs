//! Pages of other vendors' sites, and forms in which pages are saved: which rows are read, which of them
//! are marked as readable in two ways (`? `), and which are kept as not readable (`! `).

#![cfg(feature = "cli")]

use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use iotpay_gen::import::{Entry, Imported, Known, Role, Row, drift, findings, html_of, read, to_yaml};
use iotpay_gen::schema::DEFAULT_PLACE;
use iotpay_gen::source::SourceFile;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "import", "cases"].iter().collect()
}

fn saved(name: &str) -> String {
    let bytes = fs::read(folder().join(name)).unwrap();
    html_of(&bytes).unwrap_or_else(|| Ok(String::from_utf8(bytes).unwrap())).unwrap()
}

/// The rows as the expected ones are written; what is out of all tables comes last.
fn shown(page: &Imported) -> Vec<String> {
    let row = |row: &Row| {
        let mark = if row.doubts.is_empty() { "" } else { "? " };
        format!("{mark}{} | {} | {} | {}", row.name, row.required, row.ty, row.sample).trim_end().to_owned()
    };
    let unread = |name: Option<&String>| format!("! {}", name.map_or("", String::as_str));
    let entries = page.tables.iter().flat_map(|table| &table.entries);
    let mut rows: Vec<String> = entries
        .map(|entry| match entry {
            Entry::Row(read) => row(read),
            Entry::Unread(lost) => unread(lost.name.as_ref()),
        })
        .collect();
    rows.extend(page.strays.iter().map(|stray| unread(stray.name.as_ref())));
    rows
}

struct Reader {
    spec: Vec<SourceFile>,
    known: Known,
}

impl Reader {
    fn new() -> Self {
        let spec = Spec::real().without_vendor_texts().files;
        Self { known: Known::of(&spec), spec }
    }

    fn read(&self, text: &str) -> Imported {
        read(0, &SourceFile::new("page", text), &self.known)
    }

    fn yaml(&self, text: &str) -> String {
        let page = SourceFile::new("page", text);
        to_yaml(&page, &read(0, &page, &self.known), &self.spec, &self.known, true, DEFAULT_PLACE)
    }
}

#[test]
fn pages_of_other_sites_are_read() {
    let reader = Reader::new();
    let mut cases = 0;
    for file in fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let Some(page) = name.strip_suffix(".rows") else { continue };
        let expected = fs::read_to_string(folder().join(&name)).unwrap();
        let imported = reader.read(&saved(page));
        assert_eq!(shown(&imported), expected.lines().map(str::trim_end).collect::<Vec<_>>(), "{page}");
        // What is marked or not read is a diagnostic, and so decides the exit code.
        let open = expected.lines().filter(|line| line.starts_with(['?', '!'])).count();
        assert_eq!(findings(&imported).len(), open, "{page}");
        cases += 1;
    }
    assert!(cases >= 12, "{cases}");
}

#[test]
fn a_web_archive_is_the_page_in_it() {
    let reader = Reader::new();
    let page = reader.read(&saved("single-file.mhtml"));
    assert_eq!(page.path.as_deref(), Some("/guide/customer_scan_qr.html"));
    let mut files = reader.spec.clone();
    files.push(SourceFile::new("page", &saved("single-file.mhtml")));
    let id = files.len() - 1;
    let drift = drift(&files, id, &read(id, &files[id], &reader.known), None, &reader.known).unwrap();
    assert_eq!((drift.right, drift.compared, drift.found.len()), (24, 24, 0), "{:#?}", drift.found);
    // Base64, another charset, and a part of pictures before the page.
    let base64 = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: image/png\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--x\r\nContent-Type: text/html; charset=\"gbk\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nPGgxPsuiv6jWp7i2PC9oMT4=\r\n--x--\r\n";
    assert_eq!(html_of(base64.as_bytes()).unwrap().unwrap(), "<h1>刷卡支付</h1>");
    let empty =
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nA\n--x--\n";
    assert!(html_of(empty.as_bytes()).unwrap().unwrap_err().contains("without HTML"));
    for text in ["Title: words\n\nMIME-Version: 1.0", "# Page\n\nContent-Type: application/json", "<html></html>", ""] {
        assert!(html_of(text.as_bytes()).is_none(), "{text}");
    }
}

/// A table of HTML with these rows, below a request.
fn html(rows: &str) -> String {
    format!(
        "<html><h1>T</h1><p>https://api.iotpaycloud.com/v1/refund_order</p><h2>Request</h2><table><tr><th>Name</th>\
         <th>Required</th><th>Type</th><th>Sample</th><th>Description</th></tr>{rows}</table></html>"
    )
}

fn markdown(rows: &str) -> String {
    format!(
        "# T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\n## Request\n\n| Name | Required | Type | Sample | \
         Description |\n|---|---|---|---|---|\n{rows}\n"
    )
}

#[track_caller]
fn reads(reader: &Reader, page: &str, expected: &[&str]) {
    assert_eq!(shown(&reader.read(page)), expected, "{page}");
}

const LIVE: &str = "<tr><td>mchId</td><td>y</td><td>String(30)</td><td>1</td><td>d</td></tr>";

#[test]
fn what_a_page_hides_is_no_row() {
    let reader = Reader::new();
    let row = "<td>oldLogin</td><td>y</td><td>String(8)</td><td></td><td></td>";
    for attributes in [
        "hidden",
        "style='display: none'",
        "style=\"DISPLAY:none !important;\"",
        "style='visibility:hidden'",
        "style='visibility: collapse'",
        "style='opacity:0'",
        "style='position:absolute; left:-9999px'",
        "style='height:0;overflow:hidden'",
        "class='d-none'",
        "class=\"x sr-only\"",
        "v-show='false'",
        "class=gone",
    ] {
        let page = html(&format!("<style>.a,.gone {{ display:none }}</style>{LIVE}<tr {attributes}>{row}</tr>{LIVE}"));
        reads(&reader, &page, &["mchId | y | String(30) | 1", "mchId | y | String(30) | 1", "! oldLogin"]);
        // End tags that are left out.
        let page = html(&format!("<style>.gone{{display:none}}</style>{LIVE}<tr {attributes}>{row}{LIVE}"));
        reads(&reader, &page, &["mchId | y | String(30) | 1", "mchId | y | String(30) | 1", "! oldLogin"]);
        let cell =
            format!("<tr><td>device<span {attributes}>x</span></td><td>y</td><td>int</td><td>1</td><td></td></tr>");
        if !attributes.contains("gone") {
            reads(&reader, &html(&cell), &["device | y | int | 1"]);
        }
    }
    // What is shown at times, or to some, is read and marked.
    for attributes in ["v-show=\"tab === 'a'\"", "aria-hidden=true", "class='d-none d-md-table-row'"] {
        let page = html(&format!("<tr {attributes}>{row}</tr>{LIVE}"));
        reads(&reader, &page, &["? oldLogin | y | String(8) |", "mchId | y | String(30) | 1"]);
    }
    let noted = "<tr><td>device<i aria-hidden=true>x</i></td><td>y</td><td>int</td><td>1</td><td></td></tr>";
    reads(&reader, &html(noted), &["? device | y | int | 1"]);
    // Closed details are opened by a click, and are read.
    let page = html(LIVE)
        .replace("<table>", "<details><summary>more</summary><table>")
        .replace("</table>", "</table></details>");
    reads(&reader, &page, &["mchId | y | String(30) | 1"]);
    // A template, a comment and a closed dialog are not on the page.
    reads(
        &reader,
        &html(&format!("<template><tr>{row}</tr></template><!-- <tr>{row}</tr> -->{LIVE}")),
        &["mchId | y | String(30) | 1"],
    );
    let page = markdown("| mchId | y | int | 1 | |\n\n<!--\n| oldLogin | y | String(8) | | |\n-->");
    reads(&reader, &page, &["mchId | y | int | 1", "! oldLogin"]);
    assert!(reader.yaml(&page).contains("oldLogin"));
}

#[test]
fn the_open_tab_is_read_and_the_others_are_kept() {
    let reader = Reader::new();
    let page = |open: &str, closed: &str| {
        let live = html(LIVE);
        let (head, table) = live.split_at(live.find("<table>").unwrap());
        let table = table.trim_end_matches("</html>");
        let other = table.replace("mchId", "oldLogin");
        format!("{head}<div {closed}><div>{other}</div></div><div {open}>{table}</div></html>")
    };
    for (open, closed) in [
        ("role=tabpanel", "role=tabpanel hidden"),
        ("role=tabpanel aria-hidden=false", "role=tabpanel aria-hidden=true style='display: none;'"),
        ("role=tabpanel", "role=tabpanel aria-hidden=true"),
        ("class='tab-pane fade show active'", "class='tab-pane fade'"),
        ("v-show=true", "v-show=false"),
    ] {
        reads(&reader, &page(open, closed), &["mchId | y | String(30) | 1", "! oldLogin"]);
    }
}

#[test]
fn a_footnote_is_not_part_of_a_value() {
    let reader = Reader::new();
    for note in ["<sup>1</sup>", "<sub>a</sub>", "<small>1</small>", "<sup><a href='#fn'>1</a></sup>"] {
        let page = html(&format!(
            "<tr><td>device{note}</td><td>n</td><td>String(64){note}</td><td>100{note}</td><td></td></tr>"
        ));
        reads(&reader, &page, &["? device | n | String(64) | 100"]);
        if !note.contains("href") {
            let page = markdown(&format!("| device{note} | n | String(64) | 100{note} | d |"));
            reads(&reader, &page, &["? device | n | String(64) | 100"]);
        }
    }
    for name in ["device¹", "device[1]", "device[^1]", "device^1^", "device†"] {
        reads(&reader, &markdown(&format!("| {name} | n | int | 1 | d |")), &["? device | n | int | 1"]);
    }
    // A whole cell in small letters is no note.
    reads(
        &reader,
        &html("<tr><td><small>device</small></td><td>n</td><td>int</td><td>1</td><td></td></tr>"),
        &["device | n | int | 1"],
    );
}

#[test]
fn a_row_that_is_struck_out_does_not_count() {
    let reader = Reader::new();
    let cells = ["device", "n", "String(64)", "WEB", "Name."];
    let row = |tag: &str, end: &str| -> String {
        format!("<tr>{}</tr>", cells.map(|cell| format!("<td>{tag}{cell}{end}</td>")).concat())
    };
    for (tag, end) in [
        ("<del>", "</del>"),
        ("<s>", "</s>"),
        ("<strike>", "</strike>"),
        ("<span style='text-decoration: line-through'>", "</span>"),
        ("<p style='text-decoration-line:line-through'>", "</p>"),
        ("<span class=line-through>", "</span>"),
    ] {
        reads(&reader, &html(&row(tag, end)), &["! device"]);
    }
    reads(&reader, &html(&row("", "").replace("<tr>", "<tr style='text-decoration:line-through'>")), &["! device"]);
    let stroke: String = "device".chars().flat_map(|it| [it, '\u{336}']).collect();
    for row in [
        "| ~~device~~ | ~~n~~ | ~~String(64)~~ | ~~WEB~~ | ~~Name.~~ |".to_owned(),
        "| <del>device</del> | <del>n</del> | <del>String(64)</del> | | |".to_owned(),
    ] {
        reads(&reader, &markdown(&row), &["! device"]);
    }
    reads(&reader, &markdown(&format!("| {stroke} | n | int | 1 | d |")), &["? device | n | int | 1"]);
    // The name alone, or an old value beside the new one.
    reads(&reader, &markdown("| ~~device~~ | n | int | 1 | d |"), &["? device | n | int | 1"]);
    reads(&reader, &markdown("| device | n | ~~String(30)~~ String(64) | 1 | d |"), &["? device | n | String(64) | 1"]);
    let text = "T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nRequest\n\nnamerequiredtypesampledescription\n\
                ~~devicenString(64)WEBname~~\nsignyString(32)seal\n";
    reads(&reader, text, &["! device", "sign | y | String(32) |"]);
    // A comparison says so too.
    let page = saved("struck-out.md").replace("~~", "").replace("| device |", "| ~~device~~ |");
    let mut files = reader.spec.clone();
    files.push(SourceFile::new("page", &page));
    let id = files.len() - 1;
    let drift = drift(&files, id, &read(id, &files[id], &reader.known), None, &reader.known).unwrap();
    assert_eq!(drift.found.len(), 1, "{:#?}", drift.found);
    assert!(drift.found[0].message.contains("«device» is struck out"), "{:#?}", drift.found);
}

#[test]
fn indented_rows_are_members() {
    let reader = Reader::new();
    let expected = [
        "retData | y | object |",
        "? retData.a | n | int | 1",
        "? retData.b | n | object |",
        "? retData.b.c | y | int | 2",
        "sign | y | int | 3",
    ];
    for (one, two) in [
        ("&emsp;&emsp;", "&emsp;&emsp;&emsp;&emsp;"),
        ("&nbsp;&nbsp;", "&nbsp;&nbsp;&nbsp;&nbsp;"),
        ("\u{3000}", "\u{3000}\u{3000}"),
        ("├─ ", "│ ├─ "),
        ("└─", "&nbsp;&nbsp;└─"),
        ("» ", "»» "),
        ("> ", ">> "),
        ("- ", "-- "),
        ("&nbsp;↳ ", "&nbsp;&nbsp;&nbsp;↳ "),
        ("+", "++"),
        ("..", "...."),
    ] {
        let row = |before: &str, name: &str, mark: &str, ty: &str, sample: &str| {
            (
                format!("<tr><td>{before}{name}</td><td>{mark}</td><td>{ty}</td><td>{sample}</td><td></td></tr>"),
                format!("| {before}{name} | {mark} | {ty} | {sample} | |\n"),
            )
        };
        let rows = [
            row("", "retData", "y", "object", ""),
            row(one, "a", "n", "int", "1"),
            row(one, "b", "n", "object", ""),
            row(two, "c", "y", "int", "2"),
            row("", "sign", "y", "int", "3"),
        ];
        reads(&reader, &html(&rows.iter().map(|row| row.0.as_str()).collect::<String>()), &expected);
        reads(&reader, &markdown(&rows.iter().map(|row| row.1.as_str()).collect::<String>()), &expected);
    }
    for (one, two) in [
        ("<td style='padding-left: 20px'>", "<td style='padding-left: 40px'>"),
        ("<td><span style='padding-left: 16px'></span>", "<td><span style='padding-left: 32px'></span>"),
        (
            "<td><span class='ant-table-row-indent indent-level-1' style='padding-left: 15px;'></span>",
            "<td><span class='ant-table-row-indent indent-level-2' style='padding-left: 30px;'></span>",
        ),
        ("<td><div style='margin-left:1em'>", "<td><div style='margin-left:2em'>"),
    ] {
        let row = |begin: &str, rest: &str| format!("<tr>{begin}{}</tr>", rest.replace(" | ", "</td><td>"));
        let rows = [
            row("<td>", "retData | y | object |  | "),
            row(one, "a | n | int | 1 | "),
            row(one, "b | n | object |  | "),
            row(two, "c | y | int | 2 | "),
            row("<td>", "sign | y | int | 3 | "),
        ];
        reads(&reader, &html(&rows.concat()), &expected);
    }
    let tabs = "T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nRequest\n\nname\trequired\ttype\tsample\nretData\ty\tobject\t\n\
                    \u{3000}a\tn\tint\t1\n\u{3000}b\tn\tobject\t\n\u{3000}\u{3000}c\ty\tint\t2\nsign\ty\tint\t3\n";
    reads(&reader, tabs, &expected);
    // Members of what the spec cannot express are kept with it.
    let list = markdown("| items | y | Array | | |\n| ├─ price | y | int | 1 | |\n| sign | y | int | 3 | |");
    reads(&reader, &list, &["! items", "! price", "sign | y | int | 3"]);
}

#[test]
fn types_that_the_spec_cannot_express_are_kept() {
    let reader = Reader::new();
    for ty in [
        "Boolean",
        "BigDecimal",
        "Date",
        "Array",
        "Decimal(10,2)",
        "Double",
        "float",
        "Timestamp",
        "DateTime",
        "List<Item>",
        "Object[]",
        "String[]",
        "Array[Object]",
        "boolean",
        "数组",
    ] {
        reads(
            &reader,
            &markdown(&format!("| isNew | y | {ty} | 1 | d |\n| sign | y | int | 3 | d |")),
            &["! isNew", "sign | y | int | 3"],
        );
        let page = reader.yaml(&markdown(&format!("| isNew | y | {ty} | 1 | d |")));
        assert!(
            page.contains("# review: line 9 could not be read, the spec cannot express the type")
                && page.contains("isNew | y |"),
            "{page}"
        );
    }
    let text = "T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nRequest\n\nnamerequiredtypesampledescription\n\
                signyString(32)seal\nisNewyBooleantruewhether\npricenBigDecimal(10,2)9.99cost\nitemsyList<Item>goods\nloginNameyString(32)who\n";
    reads(
        &reader,
        text,
        &["sign | y | String(32) |", "! isNew", "! price", "! items", "? loginName | y | String(32) |"]
            .map(|row| row.strip_prefix("? ").unwrap_or(row)),
    );
    for (ty, read) in [
        ("varchar(30)", "String(30)"),
        ("VARCHAR(30)", "String(30)"),
        ("String[30]", "String(30)"),
        ("Integer(11)", "int"),
        ("bigint", "long"),
        ("int64", "long"),
    ] {
        reads(&reader, &markdown(&format!("| x | y | {ty} | 1 | d |")), &[&format!("x | y | {read} | 1")]);
    }
}

#[test]
fn headings_of_other_sites_are_read() {
    let reader = Reader::new();
    let call = "# T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\n## 请求参数\n\n";
    for (heading, row, expected) in [
        (
            "参数｜说明｜必填｜类型｜示例｜备注",
            "mchId｜商户号｜是｜String(30)｜1｜由平台分配",
            "mchId | y | String(30) | 1",
        ),
        ("|参数|说明|必须|类型|示例|备注|", "|mchId|商户号|是|String(30)|1|x|", "mchId | y | String(30) | 1"),
        ("| Name | Key | Required | Type | Sample |", "| Merchant | mchId | y | int | 1 |", "mchId | y | int | 1"),
        ("| Name | Required | Type | Format | Sample |", "| mchId | y | int | digits | 1 |", "mchId | y | int | 1"),
        ("| Name | Required | Type | Sample | Example |", "| mchId | y | int | 1 | 2 |", "mchId | y | int | 1"),
        (
            "| Parameter | Meaning | Required | Type | Example | Note |",
            "| mchId | id | y | int | 1 | x |",
            "mchId | y | int | 1",
        ),
        (
            "| 字段名 | 变量名 | 必填 | 类型 | 长度 | 示例值 | 描述 |",
            "| 商户号 | mchId | 是 | String | 30 | 1 | x |",
            "mchId | y | String(30) | 1",
        ),
        (
            "| Name | Required | Type | maxLength | Sample |",
            "| mchId | y | String | 30 | 1 |",
            "mchId | y | String(30) | 1",
        ),
        (
            "| Name | Required | Type | Max Length | Sample |",
            "| mchId | y | string | ≤30 | 1 |",
            "? mchId | y | String(30) | 1",
        ),
        (
            "| Name | Required | Type | Length | Sample |",
            "| mchId | y | String(20) | 30 | 1 |",
            "? mchId | y | String(20) | 1",
        ),
    ] {
        let columns = heading.matches(['|', '｜']).count();
        let rule = if heading.starts_with('|') { "|---".repeat(columns - 1) + "|\n" } else { String::new() };
        reads(&reader, &format!("{call}{heading}\n{rule}{row}\n"), &[expected]);
    }
    for heading in [
        "return result",
        "Return",
        "Returns:",
        "Return Results",
        "返回结果",
        "响应参数",
        "出参",
        "4. Return result",
        "返回",
        "返回参数说明",
        "Response result",
    ] {
        let page = format!(
            "{call}| Name | Type |\n|---|---|\n| mchId | int |\n\n### {heading}\n\n| Name | Type |\n|---|---|\n| retCode | int |\n"
        );
        let roles: Vec<Role> = reader.read(&page).tables.into_iter().map(|table| table.role).collect();
        assert_eq!(roles, [Role::Request, Role::Answer], "{heading}");
    }
    for name in ["mchId*", "mchId *", "*mchId", "mchId＊", "mchId (required)"] {
        let page = format!("{call}| Name | Type |\n|---|---|\n| {name} | int |\n| device | int |\n");
        reads(&reader, &page, &["? mchId | y | int |", "? device | n | int |"]);
    }
    let starred =
        html("<tr><td>mchId<mark style='color:red'>*</mark></td><td>int</td></tr><tr><td>device</td><td>int</td></tr>")
            .replace("<th>Required</th>", "")
            .replace("<th>Sample</th><th>Description</th>", "");
    reads(&reader, &starred, &["? mchId | y | int |", "? device | n | int |"]);
}

#[test]
fn cells_on_lines_of_their_own_are_rows() {
    let reader = Reader::new();
    let page = saved("one-cell-per-line.txt");
    let expected = fs::read_to_string(folder().join("one-cell-per-line.txt.rows")).unwrap();
    let expected: Vec<&str> = expected.lines().map(str::trim_end).collect();
    let (head, table) = page.split_at(page.find("Name\n").unwrap());
    for part in ["\n\n", "\n\n\n", "\n  ", "\n\n\t", "\r\n"] {
        let page = format!("{head}{}", table.replace("\n\n", "\n").replace('\n', part));
        reads(&reader, &page, &expected);
    }
    // An empty sample leaves no line; what is left is one or the other.
    let page = page.replacen("\nWEB\n", "\n", 1).replacen("\nString(64)\n", "\nDate\n", 2);
    let rows = shown(&reader.read(&page));
    assert_eq!((rows.len(), rows[4].as_str(), rows[6].as_str()), (10, "! device", "! payOrderId"), "{rows:#?}");
    let page = saved("one-cell-per-line.txt").replacen("\nxxx\n", "\n", 1);
    assert_eq!(shown(&reader.read(&page))[5], "? loginName | y | String(32) |");
}

#[test]
fn run_together_rows_without_a_heading_are_read_or_kept() {
    let reader = Reader::new();
    let page = |rows: &str| format!("Asynchronous Notify\n\nNotify Parameters\n\n{rows}\n\nWords below it.\n");
    reads(
        &reader,
        &page("amountyint100cents\nnewCodeyString(8)A1code\nexpireMinnint30minutes\nisNewyBooleantruenew"),
        &["? amount | y | int | 100", "newCode | y | String(8) | A1", "expireMin | n | int | 30", "! isNew"],
    );
    reads(
        &reader,
        &page("newCodeString(8)A1code\notherString(3)x"),
        &["? newCode | - | String(8) | A1", "other | - | String(3) |"],
    );
    for prose in [
        "statistics are given below",
        "printer settings",
        "The amount is an int.",
        "sign = md5(stringA)",
        "anybody can pay",
    ] {
        assert_eq!(shown(&reader.read(&page(prose))), Vec::<String>::new(), "{prose}");
    }
    for row in ["mchId String(30) given by IOTPay", "mchId    String(30)    10000701", "newCode\tString(8)\tA1"] {
        let yaml = reader.yaml(&page(row));
        assert!(yaml.contains(row.split_whitespace().next().unwrap()), "{row}: {yaml}");
    }
}

/// The heading in a table of its own, and a table that goes on without one.
#[test]
fn a_table_in_two_parts_is_one() {
    let reader = Reader::new();
    let row = |name: &str| LIVE.replace("mchId", name);
    let heads = |page: &str| reader.read(page).tables.len();
    let whole = html(&[row("mchId"), row("device")].concat());
    let apart = whole.replacen("</th></tr>", "</th></tr></table><div><table>", 1);
    reads(&reader, &apart, &["mchId | y | String(30) | 1", "device | y | String(30) | 1"]);
    let page = whole.replacen("</td></tr><tr>", "</td></tr></table><p>Page 2 of 3</p><table><tr>", 1);
    reads(&reader, &page, &["mchId | y | String(30) | 1", "! device"]);
    assert_eq!((heads(&apart), heads(&page)), (1, 1));
    let page = markdown(
        "| mchId | y | int | 1 | d |\n\nPage 2 of 3\n\n| device | y | int | 1 | d |\n| sign | y | int | 1 | d |",
    );
    reads(&reader, &page, &["mchId | y | int | 1", "? device | y | int | 1", "sign | y | int | 1"]);
    assert_eq!(heads(&page), 1);
}
