//! The environment variables of a merchant.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

use super::builder::MerchantBuilder;
use super::error::ConfigProblem;
use super::key_source::KeySource;
use super::time;
use crate::client::Timeouts;

pub(super) const PREFIX: &str = "IOTPAY_";
pub(super) const MCH_ID: &str = "IOTPAY_MCH_ID";
pub(super) const LOGIN_NAME: &str = "IOTPAY_LOGIN_NAME";
pub(super) const KEY: &str = "IOTPAY_KEY";
const KEY_FILE: &str = "IOTPAY_KEY_FILE";
/// The settings with the merchant key.
pub(super) const KEYS: [&str; 2] = [KEY, KEY_FILE];
/// The settings with the earlier merchant key.
pub(super) const PREVIOUS_KEYS: [&str; 2] = ["IOTPAY_PREVIOUS_KEY", "IOTPAY_PREVIOUS_KEY_FILE"];
const PREVIOUS_KEY_VALID_UNTIL: &str = "IOTPAY_PREVIOUS_KEY_VALID_UNTIL";
pub(super) const PROXY: &str = "IOTPAY_PROXY";
pub(super) const ROOT_CERTIFICATES_FILE: &str = "IOTPAY_ROOT_CERTIFICATES_FILE";

/// The variables of the other programs of this project.
const OTHER_PROGRAMS: [&str; 2] = ["IOTPAY_SANDBOX", "IOTPAY_GEN"];

/// Words in the names of variables that Kubernetes adds for services, such as `IOTPAY_PROXY_PORT_80_TCP`.
const WORDS_OF_SERVICES: [&str; 2] = ["PORT", "SERVICE"];

/// The most that a typo differs from the name of a setting: its edits, compared to the length.
const SIMILAR: f64 = 0.7;

/// Returns the name of the variable with the base URL of a family.
pub(super) fn base_url(family: &str) -> String {
    format!("{PREFIX}{}_URL", family.to_uppercase())
}

/// A kind of timeout, and how to set it.
type SetTimeout = fn(Timeouts, Duration) -> Timeouts;

const TIMEOUTS: [(&str, SetTimeout); 3] =
    [("CONNECT", Timeouts::connect), ("ATTEMPT", Timeouts::attempt), ("OPERATION", Timeouts::operation)];

/// Returns the names of the variables for the timeouts that are set.
pub(super) fn timeouts(family: Option<&str>, set: Timeouts) -> impl Iterator<Item = String> {
    let family = family.map(|family| format!("{}_", family.to_uppercase())).unwrap_or_default();
    let kinds = [("CONNECT", set.connect), ("ATTEMPT", set.attempt), ("OPERATION", set.operation)];
    let names = kinds.into_iter().filter(|(_, timeout)| timeout.is_some());
    names.map(move |(kind, _)| format!("{PREFIX}{family}{kind}_TIMEOUT"))
}

/// What a variable sets.
#[derive(Clone, Copy)]
enum Setting<'a> {
    MchId,
    LoginName,
    Key,
    KeyFile,
    PreviousKey,
    PreviousKeyFile,
    PreviousKeyUntil,
    Proxy,
    RootCertificatesFile,
    BaseUrl(&'a str),
    Timeout(Option<&'a str>, SetTimeout),
}

/// Returns all variables. Those of a family are known even if the feature of the family is disabled.
fn settings(families: &[String]) -> Vec<(String, Setting<'_>)> {
    let mut settings: Vec<(String, Setting<'_>)> = [
        (MCH_ID, Setting::MchId),
        (LOGIN_NAME, Setting::LoginName),
        (KEY, Setting::Key),
        (KEY_FILE, Setting::KeyFile),
        (PREVIOUS_KEYS[0], Setting::PreviousKey),
        (PREVIOUS_KEYS[1], Setting::PreviousKeyFile),
        (PREVIOUS_KEY_VALID_UNTIL, Setting::PreviousKeyUntil),
        (PROXY, Setting::Proxy),
        (ROOT_CERTIFICATES_FILE, Setting::RootCertificatesFile),
    ]
    .map(|(name, setting)| (name.to_owned(), setting))
    .into();
    settings.extend(families.iter().map(|family| (base_url(family), Setting::BaseUrl(family))));
    for (kind, set) in TIMEOUTS {
        settings.push((format!("{PREFIX}{kind}_TIMEOUT"), Setting::Timeout(None, set)));
        settings.extend(families.iter().map(|family| {
            (format!("{PREFIX}{}_{kind}_TIMEOUT", family.to_uppercase()), Setting::Timeout(Some(family), set))
        }));
    }
    settings
}

/// Applies the variables, and reports those that are misspelled or invalid.
pub(super) fn apply(builder: &mut MerchantBuilder, variables: impl IntoIterator<Item = (OsString, OsString)>) {
    let families = builder.families.clone();
    let settings = settings(&families);
    let (mut unknown, mut seen) = (Vec::new(), Vec::new());
    for (name, value) in variables {
        // A name that is not UTF-8 is not the name of a setting.
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        match settings.iter().find(|(known, _)| known == name) {
            // An empty variable counts as missing: it is how many tools remove one.
            Some(_) if value.is_empty() => {}
            Some((known, setting)) => {
                builder.forget(known);
                set(builder, name, *setting, value);
                seen.push(known.as_str());
            }
            None if is_of_another_program(name) => {}
            None => unknown.push(name.to_owned()),
        }
    }
    for [setting, other] in [KEYS, PREVIOUS_KEYS] {
        if seen.contains(&setting) && seen.contains(&other) {
            builder.problems.push(ConfigProblem::Conflict { setting: setting.to_owned(), other: other.to_owned() });
        }
    }
    unknown.sort();
    for variable in unknown {
        match nearest(&variable, settings.iter().map(|(name, _)| name.as_str())) {
            Some(nearest) => builder.problems.push(ConfigProblem::Unknown { nearest: nearest.to_owned(), variable }),
            None => builder.ignored.push(variable),
        }
    }
}

fn set(builder: &mut MerchantBuilder, name: &str, setting: Setting<'_>, value: OsString) {
    match setting {
        Setting::KeyFile => return builder.set_key(KeySource::File(PathBuf::from(value))),
        Setting::PreviousKeyFile => return builder.previous_key = Some(KeySource::File(PathBuf::from(value))),
        Setting::RootCertificatesFile => return builder.root_certificates_file = Some(PathBuf::from(value)),
        _ => {}
    }
    let Ok(text) = value.into_string() else {
        return builder.invalid(name, "is not UTF-8");
    };
    match setting {
        Setting::MchId => builder.mch_id = text,
        Setting::LoginName => builder.login_name = Some(text),
        Setting::Key => builder.set_key(KeySource::Text(text.into())),
        Setting::PreviousKey => builder.previous_key = Some(KeySource::Text(text.into())),
        Setting::PreviousKeyUntil => match time::parse(&text) {
            Some(until) => builder.previous_key_until = Some(until),
            None => builder.invalid(name, "is not a day or a time, such as 2026-12-31 or 2026-12-31T18:00:00Z"),
        },
        Setting::Proxy => builder.proxy = Some(text.into()),
        Setting::BaseUrl(family) => drop(builder.base_urls.insert(family.to_owned(), text)),
        Setting::Timeout(family, set) => match seconds(&text) {
            Some(timeout) => {
                let timeouts = match family {
                    Some(family) => builder.family_timeouts.entry(family.to_owned()).or_default(),
                    None => &mut builder.timeouts,
                };
                *timeouts = set(*timeouts, timeout);
            }
            None => builder.invalid(name, "is not a number of seconds greater than 0, such as 2.5"),
        },
        Setting::KeyFile | Setting::PreviousKeyFile | Setting::RootCertificatesFile => {}
    }
}

/// Parses a positive number of seconds.
fn seconds(text: &str) -> Option<Duration> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds: f64 = text.parse().ok().filter(|_| is_decimal)?;
    Duration::try_from_secs_f64(seconds).ok().filter(|timeout| !timeout.is_zero())
}

fn is_of_another_program(name: &str) -> bool {
    OTHER_PROGRAMS
        .iter()
        .any(|program| name.strip_prefix(program).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
}

/// Returns the most similar name, if one is so similar that the variable is probably a typo.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let without_prefix = |name: &'a str| name.strip_prefix(PREFIX).unwrap_or(name);
    let of_name = name.strip_prefix(PREFIX).unwrap_or(name);
    if of_name.split('_').any(|word| WORDS_OF_SERVICES.contains(&word)) {
        return None;
    }
    known
        .map(|known| (strsim::normalized_damerau_levenshtein(of_name, without_prefix(known)), known))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

/// Reads the variables of this process.
pub(super) fn of_this_process() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| OsStr::as_encoded_bytes(name).starts_with(PREFIX.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_positive_decimals() {
        assert_eq!(seconds("2.5"), Some(Duration::from_millis(2500)));
        assert_eq!(seconds("30"), Some(Duration::from_secs(30)));
        for invalid in ["", "0", "0.0", "-1", "1e3", "inf", "NaN", "5s", " 5", "1.2.3", "99999999999999999999999"] {
            assert_eq!(seconds(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn variables_of_other_programs_are_recognized() {
        for (name, is_other) in [
            ("IOTPAY_SANDBOX", true),
            ("IOTPAY_SANDBOX_PORT", true),
            ("IOTPAY_GEN", true),
            ("IOTPAY_GENERAL_URLS", false),
            ("IOTPAY_SANDBOXES", false),
        ] {
            assert_eq!(is_of_another_program(name), is_other, "{name}");
        }
    }
}
