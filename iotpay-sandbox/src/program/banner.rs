//! What the program prints when it starts.

use std::fmt::Write as _;

use iotpay_sandbox::{Gateway, Merchant, base_paths};

use super::options::{OptionsError, Settings};

/// Returns the variables that a client needs, one `NAME=value` on each line.
pub fn environment(settings: &Settings) -> Result<String, OptionsError> {
    if settings.port() == 0 && settings.public_url.is_none() {
        return Err(OptionsError::NoPort);
    }
    let model = iotpay_gen::load(&iotpay_gen::embedded()).map_err(|invalid| OptionsError::Spec(Box::new(invalid)))?;
    let origin = settings.origin();
    let urls = base_paths(&model).map(|(family, path)| (family.to_owned(), format!("{origin}{path}")));
    Ok(variables(settings, urls))
}

fn variables(settings: &Settings, urls: impl Iterator<Item = (String, String)>) -> String {
    let mut lines = String::new();
    if let Some(first) = settings.merchants().first() {
        let names = ["IOTPAY_MCH_ID", "IOTPAY_LOGIN_NAME", "IOTPAY_KEY"];
        for (name, value) in names.into_iter().zip(first.splitn(3, ':')) {
            let _ = writeln!(lines, "{name}={value}");
        }
    }
    for (family, url) in urls {
        let _ = writeln!(lines, "IOTPAY_{}_URL={url}", family.to_uppercase());
    }
    lines
}

/// Returns the address, the variables, and a command that places an order.
pub fn ready(gateway: &Gateway, settings: &Settings) -> String {
    let urls = base_paths(gateway.model());
    let urls = urls.filter_map(|(family, _)| Some((family.to_owned(), gateway.base_url(family)?)));
    let mut text = format!("{}\n", variables(settings, urls).trim_end());
    let merchant = settings.merchants().first().and_then(|first| first.parse::<Merchant>().ok());
    if let Some(example) = merchant.and_then(|merchant| gateway.example_order(&merchant)) {
        let _ = writeln!(text, "\nPlace an order:\n\n{}", example.curl());
    }
    // The last line, so that scripts can wait for it.
    let _ = writeln!(text, "\nready: {}", gateway.url());
    text
}
