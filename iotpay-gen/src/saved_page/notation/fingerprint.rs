//! Fingerprints of the vendor's descriptions, which the spec stores instead of the text.

use crate::saved_page::notation::whitespace::HIDDEN;

/// Returns the fingerprint of a description: the 32-bit FNV-1a hash of its UTF-8 text, as eight hexadecimal
/// digits. White space, zero-width characters and the signs of Markdown (`` ` ``, `*`, `\`) are
/// left out, so that a page has the same fingerprint as HTML, Markdown or pasted text.
///
/// The hash finds changes of wording; it does not keep a text secret, nor does it authenticate one.
pub fn fingerprint(description: &str) -> String {
    const OFFSET: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    let hash = plain(description).bytes().fold(OFFSET, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(PRIME));
    format!("{hash:08x}")
}

/// Returns a text without the characters that differ between formats of the same page.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace() && !HIDDEN.contains(it) && !"`*\\".contains(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    /// Values of other implementations of FNV-1a, so that stored fingerprints stay valid.
    #[test]
    fn a_fingerprint_is_stable() {
        assert_eq!(fingerprint(""), "811c9dc5");
        assert_eq!(fingerprint("a"), "e40c292c");
        assert_eq!(fingerprint("foobar"), "bf9cf968");
    }

    #[test]
    fn a_fingerprint_depends_on_words_and_not_on_the_format() {
        let text = fingerprint("WX_NATIVE, ALIPAY_QR supports it");
        for same in ["WX_NATIVE ,\n ALIPAY_QR supports it", "`WX_NATIVE`, **ALIPAY\\_QR** supports\u{a0}it\u{200b}"] {
            assert_eq!(fingerprint(same), text, "{same}");
        }
        for other in
            ["WX_NATIVE, ALIPAY_QR support it", "wx_native, ALIPAY_QR supports it", "WX_NATIVE ALIPAY_QR supports it"]
        {
            assert_ne!(fingerprint(other), text, "{other}");
        }
    }
}
