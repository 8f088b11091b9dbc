//! The vendor's notation of types and of the column `required`, anywhere in a text.

/// Every spelling of a type that pages use, and the one that the spec knows.
const TYPES: [(&str, &str); 22] = [
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
    ("Boolean", "Boolean"),
    ("boolean", "boolean"),
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
pub(crate) struct Notation {
    /// As the spec writes it.
    pub(crate) ty: String,
    /// Its length in bytes.
    pub(crate) length: usize,
    /// Whether the page and the spec use the same notation.
    pub(crate) is_exact: bool,
}

/// Returns the type at the beginning of a text.
pub(crate) fn at_start(text: &str) -> Option<Notation> {
    let (written, meant) = TYPES.iter().find(|(written, _)| text.starts_with(written))?;
    let rest = &text[written.len()..];
    let bare = Notation { ty: (*meant).to_owned(), length: written.len(), is_exact: written == meant };
    let Some((limit, length)) = limit(rest) else { return Some(bare) };
    let length = written.len() + length;
    if *meant != "String" {
        // `int(11)`: the spec has no limits of numbers, so that a maintainer must check it.
        return Some(Notation { length, is_exact: false, ..bare });
    }
    let ty = format!("String({limit})");
    let is_exact = text[..length] == ty;
    Some(Notation { ty, length, is_exact })
}

/// Returns the digits of `(30)`, and the length of the whole.
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

/// Reads a cell that contains only a type.
pub(crate) fn whole(cell: &str) -> Option<Notation> {
    at_start(cell).filter(|notation| notation.length == cell.len())
}

/// Words of the column `required` that no vendor page has used so far: a maintainer must check their meaning.
const OTHER_MARKS: [(&str, &str); 22] = [
    ("conditional", "y*"),
    ("condition", "y*"),
    ("c", "y*"),
    ("条件必填", "y*"),
    ("有条件", "y*"),
    ("mandatory", "y"),
    ("required", "y"),
    ("true", "y"),
    ("m", "y"),
    ("r", "y"),
    ("√", "y"),
    ("✓", "y"),
    ("✔", "y"),
    ("✅", "y"),
    ("必须", "y"),
    ("必选", "y"),
    ("optional", "n"),
    ("false", "n"),
    ("o", "n"),
    ("非必填", "n"),
    ("可选", "n"),
    ("非必须", "n"),
];

/// A mark of the column `required`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// As the spec writes it.
    pub(crate) meant: &'static str,
    /// Whether vendor pages use this notation.
    pub(crate) is_usual: bool,
}

/// Reads a cell that contains only a mark.
pub(crate) fn mark(cell: &str) -> Option<Mark> {
    let usual = |cell: &str| MARKS.iter().find(|(written, _)| *written == cell).map(|(_, meant)| *meant);
    if let Some(meant) = usual(cell) {
        return Some(Mark { meant, is_usual: true });
    }
    let joined: String = cell.split_whitespace().collect();
    if let Some(meant) = usual(&joined).filter(|_| joined.ends_with('*')) {
        return Some(Mark { meant, is_usual: true });
    }
    let lower = cell.to_lowercase();
    if let Some((_, meant)) = OTHER_MARKS.iter().find(|(written, _)| *written == lower) {
        return Some(Mark { meant, is_usual: false });
    }
    // `Yes¹`, `y (2)`, `是[注1]`: a footnote states a condition.
    let note = |it: char| "*†‡¹²³①②③()（）[]^注#".contains(it) || it.is_ascii_digit() || it.is_whitespace();
    let base = cell.trim_end_matches(note);
    let meant = usual(base).filter(|_| base.len() < cell.len())?;
    Some(Mark { meant: if matches!(meant, "y" | "Yes" | "y*" | "Yes*") { "y*" } else { "n" }, is_usual: false })
}

/// Returns every mark that a text can end with, and the text in front of it. Letters that names end
/// with count only if the vendor uses them as marks.
pub(crate) fn marks_at_end(text: &str) -> impl Iterator<Item = (&str, Mark)> {
    let usual = MARKS
        .iter()
        .filter_map(move |(written, meant)| Some((text.strip_suffix(written)?, Mark { meant, is_usual: true })));
    let words = [("Conditional", "y*"), ("Mandatory", "y"), ("Optional", "n"), ("C", "y*"), ("M", "y"), ("O", "n")];
    usual.chain(
        words
            .into_iter()
            .filter_map(move |(written, meant)| Some((text.strip_suffix(written)?, Mark { meant, is_usual: false }))),
    )
}

/// Returns `true` if a text can be the name of a field: `retData.secureId`, `qr_code`.
pub(crate) fn is_field_name(text: &str) -> bool {
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
    fn finds_the_end_of_a_type() {
        let read = |text| at_start(text).map(|it| (it.ty, it.length, it.is_exact));
        assert_eq!(read("String(30)10000701"), Some(("String(30)".to_owned(), 10, true)));
        assert_eq!(read("Int1500in cents"), Some(("Int".to_owned(), 3, true)));
        assert_eq!(read("String（32）签名"), Some(("String(32)".to_owned(), 14, false)));
        assert_eq!(read("String(x)"), Some(("String".to_owned(), 6, true)));
        assert_eq!(read("Varchar(3)"), None);
        assert_eq!(read("int(11)5"), Some(("int".to_owned(), 7, false)));
    }

    #[test]
    fn flags_unusual_marks() {
        let read = |text| mark(text).map(|it| (it.meant, it.is_usual));
        assert_eq!(
            (read("Yes*"), read("Yes *"), read("是")),
            (Some(("Yes*", true)), Some(("Yes*", true)), Some(("y", true)))
        );
        assert_eq!(
            (read("C"), read("Optional"), read("Yes¹")),
            (Some(("y*", false)), Some(("n", false)), Some(("y*", false)))
        );
        assert_eq!((read("maybe"), read("n/a"), read("1")), (None, None, None));
    }

    #[test]
    fn a_name_has_no_spaces() {
        assert!(is_field_name("retData.secureId") && is_field_name("qr_code"));
        assert!(!is_field_name("merchant id") && !is_field_name("") && !is_field_name("a..b"));
    }
}
