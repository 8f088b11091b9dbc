//! Finds short secret numbers in texts that contain other numbers.

/// Returns `true` if a number is in the bytes as a whole. A part of a time, an id, a port, a duration or a hexadecimal
/// text is not the number: sooner or later, these contain any few digits.
pub fn contains_number(bytes: &[u8], number: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    bytes.split(|byte| !is_part(byte)).any(|part| part == number.as_bytes())
}

#[test]
fn numbers_are_found_only_as_a_whole() {
    assert!(contains_number(b"\"cvv\":\"7861\"", "7861") && contains_number(b"7861", "7861"));
    for other in ["{\"created_at\":1786107861000}", "sign=a7861f", "127.0.0.1:57861", "1.7861s", "7861ms", "id-7861"] {
        assert!(!contains_number(other.as_bytes(), "7861"), "{other}");
    }
}
