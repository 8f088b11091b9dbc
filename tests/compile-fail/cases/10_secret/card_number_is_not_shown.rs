//! Card and wallet data cannot be displayed; `{:?}` shows at most the last four digits.

use iotpay_client::value::{Base64, CardNumber, Cvv, ExpiryDate, SecretText};

fn show(number: &CardNumber, code: &Cvv, date: &ExpiryDate, token: &Base64, holder: &SecretText) {
    let _ = format!("{number}");
    let _ = format!("{code}");
    let _ = format!("{date}");
    let _ = format!("{token}");
    let _ = format!("{holder}");
}

fn main() {}
