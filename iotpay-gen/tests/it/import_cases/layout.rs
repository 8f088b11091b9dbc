//! Layouts of tables: indented members, headings of other sites, one cell per line, tables in parts.

use std::fs;

use super::{LIVE, Reader, Role, folder, html, markdown, reads, saved, shown};

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
    // Members of an unsupported type are kept with it.
    let list = markdown("| items | y | Enum | | |\n| ├─ price | y | int | 1 | |\n| sign | y | int | 3 | |");
    reads(&reader, &list, &["! items", "! price", "sign | y | int | 3"]);
}

#[test]
fn arrays_and_their_members_are_read() {
    let reader = Reader::new();
    for (written, ty) in [
        ("String[]", "String[]"),
        ("List<Integer>", "int[]"),
        ("Array", "array"),
        ("Item[]", "object[]"),
        ("数组", "array"),
    ] {
        let page = markdown(&format!("| tags | y | {written} | | d |"));
        reads(&reader, &page, &[&format!("tags | y | {ty} |")]);
        let draft = reader.yaml(&page);
        assert_eq!(draft.contains(&format!("the page writes the type as \"{written}\"")), written != ty, "{draft}");
    }
    // Each spelling of the members of an array becomes that of the spec.
    let members = "| ├─ price | y | int | 1 | |\n| ├─ tax | y | object | | |\n| ├── rate | y | int | 2 | |";
    let tree = markdown(&format!("| items | y | List<Item> | | |\n{members}\n| sign | y | int | 3 | |"));
    let found = reader.yaml(&tree);
    assert!(found.contains("\"items[].price\"") && found.contains("type: \"object[]\""), "{found}");
    for name in ["items.price", "items[].price"] {
        let page =
            markdown(&format!("| items | y | object[] | | |\n| {name} | y | int | 1 | |\n| sign | y | int | 3 | |"));
        reads(&reader, &page, &["items | y | object[] |", "items[].price | y | int | 1", "sign | y | int | 3"]);
    }
}

#[test]
fn decimal_types_with_their_digits_are_read() {
    let reader = Reader::new();
    for (written, ty) in [
        ("decimal(10,2)", "decimal(10,2)"),
        ("Decimal(10,2)", "decimal(10,2)"),
        ("BigDecimal(12, 4)", "decimal(12,4)"),
        ("NUMBER（10，2）", "decimal(10,2)"),
    ] {
        let page = markdown(&format!("| rate | y | {written} | 28.65 | d |"));
        reads(&reader, &page, &[&format!("rate | y | {ty} | 28.65")]);
        let draft = reader.yaml(&page);
        assert!(draft.contains(&format!("type: \"{ty}\"")), "{draft}");
        // A maintainer must review another spelling.
        let review = format!("the page writes the type as \"{written}\"");
        assert_eq!(draft.contains(&review), written != ty, "{draft}");
    }
}

#[test]
fn booleans_and_dates_are_read() {
    let reader = Reader::new();
    for (written, sample, ty) in [
        ("boolean", "true", "boolean"),
        ("Boolean", "true", "Boolean"),
        ("BOOLEAN", "true", "boolean"),
        ("布尔", "true", "boolean"),
        ("Date", "2026-03-10", "date(yyyy-MM-dd)"),
        ("date", "20260310", "date(yyyyMMdd)"),
        ("datetime", "2026-03-10T09:30:00Z", "datetime(yyyy-MM-dd'T'HH:mm:ssXXX)"),
    ] {
        let page = markdown(&format!("| rate | y | {written} | {sample} | d |"));
        reads(&reader, &page, &[&format!("rate | y | {ty} | {sample}")]);
        // A maintainer must review another spelling.
        let review = format!("the page writes the type as \"{written}\"");
        assert_eq!(reader.yaml(&page).contains(&review), written != ty, "{written}");
    }
}

#[test]
fn types_that_the_spec_cannot_express_are_kept() {
    let reader = Reader::new();
    for ty in ["BigDecimal", "Date", "Decimal(30,2)", "Double", "float", "Timestamp", "DateTime", "Array[Object]"] {
        reads(
            &reader,
            &markdown(&format!("| isNew | y | {ty} | 1 | d |\n| sign | y | int | 3 | d |")),
            &["! isNew", "sign | y | int | 3"],
        );
        let page = reader.yaml(&markdown(&format!("| isNew | y | {ty} | 1 | d |")));
        assert!(
            page.contains("# review: line 9 could not be read (the spec cannot express the type")
                && page.contains("isNew | y |"),
            "{page}"
        );
    }
    let text = "T\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nRequest\n\nnamerequiredtypesampledescription\n\
                signyString(32)seal\nisNewyBooleantruewhether\npricenBigDecimal(10,2)9.99cost\nitemsyList<Item>goods\nloginNameyString(32)who\n";
    reads(
        &reader,
        text,
        &[
            "sign | y | String(32) |",
            "isNew | y | Boolean | true",
            "! price",
            "! items",
            "? loginName | y | String(32) |",
        ]
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
        assert_eq!(roles, [Role::Request, Role::Response], "{heading}");
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
fn one_cell_per_line_is_read_as_rows() {
    let reader = Reader::new();
    let page = saved("one-cell-per-line.txt");
    let expected = fs::read_to_string(folder().join("one-cell-per-line.txt.rows")).unwrap();
    let expected: Vec<&str> = expected.lines().map(str::trim_end).collect();
    let (head, table) = page.split_at(page.find("Name\n").unwrap());
    for part in ["\n\n", "\n\n\n", "\n  ", "\n\n\t", "\r\n"] {
        let page = format!("{head}{}", table.replace("\n\n", "\n").replace('\n', part));
        reads(&reader, &page, &expected);
    }
    // An empty sample leaves no line; the rest is the sample or the description.
    let page = page.replacen("\nWEB\n", "\n", 1).replacen("\nString(64)\n", "\nDate\n", 2);
    let rows = shown(&reader.read(&page));
    assert_eq!((rows.len(), rows[4].as_str(), rows[6].as_str()), (10, "! device", "! payOrderId"), "{rows:#?}");
    let page = saved("one-cell-per-line.txt").replacen("\nxxx\n", "\n", 1);
    assert_eq!(shown(&reader.read(&page))[5], "? loginName | y | String(32) |");
}

#[test]
fn unseparated_rows_without_a_heading_are_read_or_kept() {
    let reader = Reader::new();
    let page = |rows: &str| format!("Asynchronous Notify\n\nNotify Parameters\n\n{rows}\n\nWords below it.\n");
    reads(
        &reader,
        &page("amountyint100cents\nnewCodeyString(8)A1code\nexpireMinnint30minutes\nisNewyBooleantruenew"),
        &[
            "? amount | y | int | 100",
            "newCode | y | String(8) | A1",
            "expireMin | n | int | 30",
            "isNew | y | Boolean | true",
        ],
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

/// The heading is a table of its own, and the table continues without one.
#[test]
fn a_table_in_two_parts_is_joined() {
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
