//! Amounts: parsed exactly, and written as they were read.

use iotpay_client::Cents;
use iotpay_client::value::DecimalText;

/// Pieces of amounts.
pub const TOKENS: &[&str] = &["0", "9", ".", "-", "+", "e", ",", " ", "2147483647", "21474836.47", "00", "٣"];

/// Returns a few amounts.
pub fn seeds() -> Vec<Vec<u8>> {
    ["28.65", "0.29", "19.99", "21474836.47", "1", "0.01"].map(|text| text.as_bytes().to_vec()).into()
}

/// Compares amounts with a calculation in larger integers.
pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(cents) = Cents::from_decimal(text) {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "00"));
        let digits = format!("{whole}{fraction:0<2}");
        assert_eq!(digits.parse::<u128>().ok(), Some(u128::from(cents.get())), "{text}");
        assert_eq!(Cents::from_decimal(&cents.to_string()), Ok(cents), "{text} is written as {cents}");
    }
    if let Ok(decimal) = DecimalText::<4, 12>::new(text) {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{fraction:0<4}");
        assert_eq!(digits.parse::<i128>().ok(), Some(i128::from(decimal.units())), "{text}");
        assert_eq!(DecimalText::new(decimal.as_str()), Ok(decimal), "{text} is written as {}", decimal.as_str());
    }
}
