//! Ignored parts of a page: hidden text, closed tabs, footnotes and struck-out rows.

use super::{LIVE, Reader, SourceFile, drift, html, markdown, read, reads, saved};

#[test]
fn hidden_rows_are_not_read() {
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
        // Omitted end tags.
        let page = html(&format!("<style>.gone{{display:none}}</style>{LIVE}<tr {attributes}>{row}{LIVE}"));
        reads(&reader, &page, &["mchId | y | String(30) | 1", "mchId | y | String(30) | 1", "! oldLogin"]);
        let cell =
            format!("<tr><td>device<span {attributes}>x</span></td><td>y</td><td>int</td><td>1</td><td></td></tr>");
        if !attributes.contains("gone") {
            reads(&reader, &html(&cell), &["device | y | int | 1"]);
        }
    }
    // Conditional content is read and marked.
    for attributes in ["v-show=\"tab === 'a'\"", "aria-hidden=true", "class='d-none d-md-table-row'"] {
        let page = html(&format!("<tr {attributes}>{row}</tr>{LIVE}"));
        reads(&reader, &page, &["? oldLogin | y | String(8) |", "mchId | y | String(30) | 1"]);
    }
    let noted = "<tr><td>device<i aria-hidden=true>x</i></td><td>y</td><td>int</td><td>1</td><td></td></tr>";
    reads(&reader, &html(noted), &["? device | y | int | 1"]);
    // A click opens closed details, so that they are read.
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
    // A cell that is small as a whole is not a note.
    reads(
        &reader,
        &html("<tr><td><small>device</small></td><td>n</td><td>int</td><td>1</td><td></td></tr>"),
        &["device | n | int | 1"],
    );
}

#[test]
fn a_struck_out_row_is_not_read() {
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
    // Only the name, or an old value next to the new one.
    reads(&reader, &markdown("| ~~device~~ | n | int | 1 | d |"), &["? device | n | int | 1"]);
    reads(&reader, &markdown("| device | n | ~~String(30)~~ String(64) | 1 | d |"), &["? device | n | String(64) | 1"]);
    let text = "T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nRequest\n\nnamerequiredtypesampledescription\n\
                ~~devicenString(64)WEBname~~\nsignyString(32)seal\n";
    reads(&reader, text, &["! device", "sign | y | String(32) |"]);
    // A comparison reports it, too.
    let page = saved("struck-out.md").replace("~~", "").replace("| device |", "| ~~device~~ |");
    let mut files = reader.spec.clone();
    files.push(SourceFile::new("page", &page));
    let id = files.len() - 1;
    let drift = drift(&files, id, &read(id, &files[id], &reader.known), None, &reader.known).unwrap();
    assert_eq!(drift.found.len(), 1, "{:#?}", drift.found);
    assert!(drift.found[0].message.contains("\"device\" is struck out"), "{:#?}", drift.found);
}
