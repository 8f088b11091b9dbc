//! Columns of lengths: `String` and 30 become `String(30)`.

/// A length as a page writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    /// The maximum number of characters.
    pub(crate) most: u32,
    /// Whether the cell contains only a number.
    pub(crate) is_exact: bool,
}

/// Reads the cell of a length: `30`, `≤30`, `1-30`, `max 30`, `30位`.
pub(crate) fn read(cell: &str) -> Option<Length> {
    let is_word = |it: char| it.is_whitespace() || "≤<=~-–—～至到,，[]()（）（].".contains(it);
    let lower = cell.to_lowercase();
    let mut rest = lower.clone();
    for word in WORDS {
        rest = rest.replace(word, " ");
    }
    let numbers: Vec<&str> = rest.split(is_word).filter(|part| !part.is_empty()).collect();
    // `10,2` is the length of a decimal number.
    let is_decimal = numbers.len() == 2 && cell.contains([',', '，', '.']) && !cell.contains(['[', '~', '-']);
    if numbers.is_empty() || numbers.len() > 2 || is_decimal {
        return None;
    }
    let most = numbers.last()?.parse().ok().filter(|most| *most > 0)?;
    Some(Length { most, is_exact: numbers.len() == 1 && lower.bytes().all(|byte| byte.is_ascii_digit()) })
}

const WORDS: [&str; 16] = [
    "characters",
    "character",
    "chars",
    "char",
    "maximum",
    "max",
    "up to",
    "bytes",
    "byte",
    "不超过",
    "最大",
    "字符",
    "字节",
    "个",
    "位",
    "以内",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_the_longest_sequence() {
        for (cell, most) in
            [("30", 30), ("≤30", 30), ("1-30", 30), ("[1,32]", 32), ("max 64", 64), ("32位", 32), ("1~20", 20)]
        {
            assert_eq!(read(cell).map(|it| it.most), Some(most), "{cell}");
        }
        for cell in ["", "-", "10,2", "any", "0", "1 2 3"] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }
}
