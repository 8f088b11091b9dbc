//! The vendor's notation of types and marks, wherever they stand in a text.

/// Every spelling of a type that pages use, and the one that the spec knows.
const TYPES: [(&str, &str); 20] = [
    ("String", "String"),
    ("string", "String"),
    ("STRING", "String"),
    ("Integer", "int"),
    ("integer", "int"),
    ("Object", "object"),
    ("object", "object"),
    ("OBJECT", "object"),
    ("Long", "Long"),
    ("long", "long"),
    ("LONG", "long"),
    ("JSON", "JSON"),
    ("Json", "JSON"),
    ("json", "JSON"),
    ("Int", "Int"),
    ("int", "int"),
    ("INT", "int"),
    ("字符串", "String"),
    ("整数", "int"),
    ("any", "any"),
];

/// Marks of the column `required`, the longer ones first, and what the spec writes for them.
const MARKS: [(&str, &str); 22] = [
    ("Yes*", "Yes*"),
    ("yes*", "y*"),
    ("YES*", "y*"),
    ("Yes", "Yes"),
    ("yes", "y"),
    ("YES", "y"),
    ("No", "No"),
    ("no", "n"),
    ("NO", "n"),
    ("y*", "y*"),
    ("Y*", "y*"),
    ("是*", "y*"),
    ("条件", "y*"),
    ("必填", "y"),
    ("选填", "n"),
    ("y", "y"),
    ("Y", "y"),
    ("n", "n"),
    ("N", "n"),
    ("是", "y"),
    ("否", "n"),
    ("-", "-"),
];

/// A type at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notation {
    /// As the spec writes it.
    pub(super) ty: String,
    /// How many bytes of the text it takes.
    pub(super) length: usize,
    /// Whether it stands in the page as the spec writes it.
    pub(super) is_exact: bool,
}

/// The type at the beginning of a text.
pub(super) fn at_start(text: &str) -> Option<Notation> {
    let (written, meant) = TYPES.iter().find(|(written, _)| text.starts_with(written))?;
    let rest = &text[written.len()..];
    let bare = Notation { ty: (*meant).to_owned(), length: written.len(), is_exact: written == meant };
    if *meant != "String" {
        return Some(bare);
    }
    let Some((limit, length)) = limit(rest) else { return Some(bare) };
    let length = written.len() + length;
    let ty = format!("String({limit})");
    let is_exact = text[..length] == ty;
    Some(Notation { ty, length, is_exact })
}

/// The digits of `(30)`, and the bytes that all of it takes.
fn limit(text: &str) -> Option<(&str, usize)> {
    let inside = text.trim_start_matches([' ', '\u{a0}']);
    let inside = inside.strip_prefix('(').or_else(|| inside.strip_prefix('（'))?.trim_start();
    let end = inside.find(|character: char| !character.is_ascii_digit())?;
    let digits = &inside[..end];
    digits.parse::<u32>().ok().filter(|limit| *limit > 0)?;
    let after = inside[end..].trim_start();
    let after = after.strip_prefix(')').or_else(|| after.strip_prefix('）'))?;
    Some((digits.trim_start_matches('0'), text.len() - after.len()))
}

/// A cell that holds a type and nothing else.
pub(super) fn whole(cell: &str) -> Option<Notation> {
    at_start(cell).filter(|notation| notation.length == cell.len())
}

/// A cell that holds a mark and nothing else, as the spec writes it.
pub(super) fn mark(cell: &str) -> Option<&'static str> {
    MARKS.iter().find(|(written, _)| *written == cell).map(|(_, meant)| *meant)
}

/// Every mark with which a text can end: what stands before it, and the mark.
pub(super) fn marks_at_end(text: &str) -> impl Iterator<Item = (&str, &'static str)> {
    MARKS.iter().filter_map(move |(written, meant)| Some((text.strip_suffix(written)?, *meant)))
}

/// Whether a text can be the name of a field: `retData.secureId`, `qr_code`.
pub(super) fn is_field_name(text: &str) -> bool {
    const LONGEST: usize = 80;
    let is_part = |part: &str| {
        let part = part.strip_suffix("[]").unwrap_or(part);
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|character| character.is_ascii_alphanumeric() || "_-".contains(character))
    };
    text.len() <= LONGEST && text.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_ends_where_its_notation_does() {
        let read = |text| at_start(text).map(|it| (it.ty, it.length, it.is_exact));
        assert_eq!(read("String(30)10000701"), Some(("String(30)".to_owned(), 10, true)));
        assert_eq!(read("Int1500in cents"), Some(("Int".to_owned(), 3, true)));
        assert_eq!(read("String（32）签名"), Some(("String(32)".to_owned(), 14, false)));
        assert_eq!(read("String(x)"), Some(("String".to_owned(), 6, true)));
        assert_eq!(read("Varchar(3)"), None);
    }

    #[test]
    fn a_name_has_no_blanks() {
        assert!(is_field_name("retData.secureId") && is_field_name("qr_code"));
        assert!(!is_field_name("merchant id") && !is_field_name("") && !is_field_name("a..b"));
    }
}
