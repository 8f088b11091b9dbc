//! Types of other vendors: those that mean a type of the spec, and those that the spec cannot express.

use crate::raw::{DateForm, DateTime, DateTimeForm, Decimal};
use crate::saved_page::notation::types::Notation;
use crate::saved_page::notation::{lengths, types};

/// Names of types that mean the same as one of the spec, in small letters.
const EQUIVALENT: [(&str, &str); 25] = [
    ("varchar", "String"),
    ("varchar2", "String"),
    ("nvarchar", "String"),
    ("char", "String"),
    ("character", "String"),
    ("string", "String"),
    ("text", "String"),
    ("str", "String"),
    ("文本", "String"),
    ("字符", "String"),
    ("int32", "int"),
    ("integer", "int"),
    ("整型", "int"),
    ("int64", "long"),
    ("bigint", "long"),
    ("长整型", "long"),
    ("map", "object"),
    ("jsonobject", "object"),
    ("json object", "object"),
    ("对象", "object"),
    ("boolean", "boolean"),
    ("bool", "boolean"),
    ("布尔型", "boolean"),
    ("布尔值", "boolean"),
    ("布尔", "boolean"),
];

/// Another notation that a page and the spec share.
const SHARED: &str = "bool";

/// Names of dates and date-times, in small letters. The spec can express them if their form is known.
const DATES: [&str; 9] =
    ["date", "datetime", "date-time", "localdate", "localdatetime", "timestamp", "日期", "日期时间", "时间"];

/// Names of decimal numbers, in small letters. The spec can express them if their digits are known.
const DECIMALS: [&str; 5] = ["decimal", "bigdecimal", "numeric", "number", "小数"];

/// Types that the spec cannot express, in small letters.
const INEXPRESSIBLE: [&str; 44] = [
    "bigdecimal",
    "decimal",
    "double",
    "float",
    "number",
    "numeric",
    "biginteger",
    "localdatetime",
    "localdate",
    "datetime",
    "date-time",
    "date",
    "timestamp",
    "time",
    "array",
    "arraylist",
    "jsonarray",
    "json array",
    "list",
    "set",
    "collection",
    "enum",
    "file",
    "multipartfile",
    "binary",
    "bytes",
    "byte",
    "short",
    "money",
    "uuid",
    "url",
    "数组",
    "列表",
    "集合",
    "日期时间",
    "日期",
    "时间戳",
    "时间",
    "小数",
    "浮点数",
    "浮点型",
    "枚举",
    "文件",
    "数字",
];

/// Names of arrays without the type of their items, in small letters.
const ARRAYS: [&str; 9] =
    ["array", "list", "arraylist", "jsonarray", "json array", "collection", "数组", "列表", "集合"];

/// Returns the type of an array: `String[]` for `String[]`, `List<String>` and `Array of strings`. An item of an unknown
/// type, such as `List<Item>`, is an object.
fn array(cell: &str) -> Option<Notation> {
    let lower = cell.trim().to_lowercase();
    let notation = |ty: String| Notation { is_exact: ty == cell, ty, length: cell.len() };
    if ARRAYS.contains(&lower.as_str()) {
        return Some(notation("array".to_owned()));
    }
    let is_array = |name: &str| ARRAYS.contains(&name.trim().to_lowercase().as_str());
    let generic = || cell.trim().strip_suffix('>')?.split_once('<').filter(|(name, _)| is_array(name)).map(|it| it.1);
    let spoken = || {
        ["array of ", "list of "].iter().find_map(|words| cell.get(words.len()..).filter(|_| lower.starts_with(words)))
    };
    let item = cell.trim().strip_suffix("[]").or_else(generic).or_else(spoken)?.trim();
    let singular = item.strip_suffix('s').unwrap_or(item);
    let of_item = [item, singular].into_iter().find_map(whole_item);
    // One word, such as the name of a class.
    let is_name =
        item.starts_with(|first: char| first.is_ascii_uppercase()) && !item.contains(' ') && !is_inexpressible(item);
    let ty = of_item.map(|item| item.ty).or_else(|| is_name.then(|| "object".to_owned()))?;
    Some(notation(format!("{ty}[]")))
}

/// Reads the type of an item, which is not an array.
fn whole_item(cell: &str) -> Option<Notation> {
    types::whole(cell).or_else(|| equivalent(cell))
}

/// Returns the type of the spec that a cell means in other words: `varchar(30)`, `String[30]`, `String(1-30)`.
fn equivalent(cell: &str) -> Option<Notation> {
    if let Some(form) = DateForm::ALL.into_iter().map(|form| form.to_string()).find(|form| form == cell) {
        return Some(Notation { ty: form, length: cell.len(), is_exact: true });
    }
    if cell == SHARED {
        return Some(Notation { ty: cell.to_owned(), length: cell.len(), is_exact: true });
    }
    let lower = cell.to_lowercase();
    let (base, rest) = match lower.find(['(', '（', '[', '{', '<']) {
        Some(at) => (lower[..at].trim(), lower[at..].trim()),
        None => (lower.trim(), ""),
    };
    let inside = rest.trim_start_matches(['(', '（', '[']).trim_end_matches([')', '）', ']']);
    if DECIMALS.contains(&base) {
        let (digits, scale) = inside.split_once([',', '，'])?;
        let (digits, scale): (u32, u32) = (digits.trim().parse().ok()?, scale.trim().parse().ok()?);
        let decimal = Decimal { digits, scale };
        let ty = decimal.to_string();
        return decimal.is_valid().then(|| Notation { is_exact: ty == cell, ty, length: cell.len() });
    }
    let meant = EQUIVALENT.iter().find(|(name, _)| *name == base).map(|(_, meant)| *meant)?;
    if rest.starts_with(['<', '{']) && meant != "object" {
        return None;
    }
    let ty = match (meant, inside) {
        (_, "") if rest.is_empty() => meant.to_owned(),
        ("String", inside) => format!("String({})", lengths::read(inside)?.most),
        ("object", _) => meant.to_owned(),
        (_, inside) => lengths::read(inside).map(|_| meant.to_owned())?,
    };
    Some(Notation { ty, length: cell.len(), is_exact: false })
}

/// Returns the type of a cell such as `Date` if the sample shows the form. The time zone of a date-time is unknown,
/// unless its form contains the offset.
pub(crate) fn dated(cell: &str, sample: &str) -> Option<Notation> {
    if !DATES.contains(&cell.trim().to_lowercase().as_str()) {
        return None;
    }
    let date = DateForm::ALL.into_iter().find(|form| form.days(sample).is_some()).map(|form| form.to_string());
    let with_offset = DateTime { form: DateTimeForm::Rfc3339, offset: 0 };
    let ty = date.or_else(|| with_offset.seconds(sample).map(|_| with_offset.to_string()))?;
    Some(Notation { ty, length: cell.len(), is_exact: false })
}

/// Returns `true` if a cell is a type that the spec cannot express, such as `Decimal`, `List<Item>` or `Object[]`.
pub(crate) fn is_inexpressible(cell: &str) -> bool {
    const LONGEST: usize = 60;
    let lower = cell.trim().to_lowercase();
    if lower.len() > LONGEST {
        return false;
    }
    let end = lower.find(['(', '（', '[', '<', '{']).unwrap_or(lower.len());
    let (base, rest) = (lower[..end].trim(), lower[end..].trim());
    let is_closed = rest.is_empty() || rest.ends_with([')', '）', ']', '>', '}']);
    let is_list = rest.ends_with("[]") && !base.is_empty() && base.split(' ').count() == 1;
    let begins =
        ["array of ", "list of ", "array "].iter().any(|word| lower.starts_with(word) && lower.split(' ').count() < 4);
    is_closed && (INEXPRESSIBLE.contains(&base) || is_list) || begins
}

/// Reads a cell that contains only a type that the spec can express, in any spelling.
pub(crate) fn whole(cell: &str) -> Option<Notation> {
    types::whole(cell).or_else(|| array(cell)).or_else(|| equivalent(cell))
}

/// Returns `true` if a cell is a type, of the spec or not.
pub(crate) fn is_type(cell: &str) -> bool {
    whole(cell).is_some() || is_inexpressible(cell)
}

/// Returns the length of such a type at the beginning of a text without separators. In small letters, only those
/// that do not occur in prose count.
pub(crate) fn at_start(text: &str) -> Option<usize> {
    const WRITTEN: [&str; 20] = [
        "BigDecimal",
        "bigdecimal",
        "BigInteger",
        "Decimal",
        "decimal",
        "Double",
        "double",
        "Float",
        "float",
        "LocalDateTime",
        "DateTime",
        "Datetime",
        "datetime",
        "Date",
        "Timestamp",
        "timestamp",
        "JSONArray",
        "Array",
        "List",
        "Number",
    ];
    let written = WRITTEN.iter().find(|written| text.starts_with(**written))?;
    let rest = &text[written.len()..];
    // `Decimal(10,2)`, `List<Item>`, `Date[]`
    let close = match rest.chars().next() {
        Some('(') => ')',
        Some('<') => '>',
        Some('[') => ']',
        _ => return Some(written.len()),
    };
    let length = rest.find(close).filter(|at| *at < 40).map_or(0, |at| at + close.len_utf8());
    Some(written.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_types_are_converted_or_unsupported() {
        let read = |cell| equivalent(cell).map(|it| it.ty);
        for (cell, ty) in [
            ("varchar(30)", "String(30)"),
            ("VARCHAR (30)", "String(30)"),
            ("String[32]", "String(32)"),
            ("String(1-32)", "String(32)"),
            ("Integer(11)", "int"),
            ("bigint(20)", "long"),
            ("Map<String, String>", "object"),
            ("Decimal(10,2)", "decimal(10,2)"),
            ("BigDecimal(12, 4)", "decimal(12,4)"),
            ("NUMBER（10，2）", "decimal(10,2)"),
        ] {
            assert_eq!(read(cell).as_deref(), Some(ty), "{cell}");
        }
        for cell in ["BOOLEAN", "布尔型", "Bool"] {
            assert_eq!(read(cell).as_deref(), Some("boolean"), "{cell}");
        }
        for cell in ["boolean", "Boolean", "bool", "date(yyyy-MM-dd)"] {
            assert!(whole(cell).is_some_and(|it| it.is_exact && it.ty == cell), "{cell}");
        }
        for cell in ["BigDecimal", "Decimal", "Decimal(2)", "Decimal(30,2)", "double", "日期", "date"] {
            assert!(is_inexpressible(cell) && read(cell).is_none(), "{cell}");
        }
        for (cell, sample, ty) in [
            ("Date", "2026-03-10", Some("date(yyyy-MM-dd)")),
            ("date", "20260310", Some("date(yyyyMMdd)")),
            ("Datetime", "2026-03-10T09:30:00+08:00", Some("datetime(yyyy-MM-dd'T'HH:mm:ssXXX)")),
            // The time zone is unknown.
            ("Datetime", "2026-03-10 09:30:00", None),
            ("Date", "2026-02-30", None),
            ("String", "2026-03-10", None),
        ] {
            assert_eq!(dated(cell, sample).map(|it| it.ty).as_deref(), ty, "{cell} {sample}");
        }
        for (cell, ty) in [
            ("String[]", "String[]"),
            ("String(30)[]", "String(30)[]"),
            ("List<String>", "String[]"),
            ("List<Integer>", "int[]"),
            ("Array of strings", "String[]"),
            ("Object[]", "object[]"),
            ("List<Item>", "object[]"),
            ("List<Map<String, String>>", "object[]"),
            ("JSONArray", "array"),
            ("数组", "array"),
            ("list", "array"),
        ] {
            assert_eq!(whole(cell).map(|it| (it.ty, it.is_exact)), Some((ty.to_owned(), cell == ty)), "{cell}");
        }
        for cell in ["double[]", "a list of what was bought", "[]"] {
            assert_eq!(array(cell), None, "{cell}");
        }
        assert!(whole("decimal(10,2)").is_some_and(|it| it.is_exact));
        for cell in ["String", "a list of what was bought", "no", "Strimg"] {
            assert!(!is_inexpressible(cell), "{cell}");
        }
    }
}
