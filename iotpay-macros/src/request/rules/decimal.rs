//! Decimal numbers.

use super::problem::Problem;

/// A decimal number with at most `scale` decimal places and `digits` digits, in units of the last decimal place.
pub(crate) fn decimal(text: &str, scale: u32, digits: u32) -> Result<i64, Problem> {
    let (is_negative, number) = text.strip_prefix('-').map_or((false, text), |number| (true, number));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole)
        || (whole.len() > 1 && whole.starts_with('0'))
        || fraction.is_some_and(|fraction| !is_digits(fraction))
    {
        return Err("is not a decimal number such as 28.65".to_owned());
    }
    let fraction = fraction.unwrap_or_default();
    let places = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
    let Some(padding) = scale.checked_sub(places) else {
        return Err(match scale {
            0 => "has decimal places; a whole number is required".to_owned(),
            1 => "has more than 1 decimal place".to_owned(),
            _ => format!("has more than {scale} decimal places"),
        });
    };
    let units = format!("{whole}{fraction}").parse::<i64>().ok();
    let units = units.and_then(|units| units.checked_mul(10_i64.checked_pow(padding)?));
    let units = units.filter(|units| 10_i64.checked_pow(digits).is_none_or(|limit| *units < limit));
    match units {
        Some(units) => Ok(if is_negative { -units } else { units }),
        None => Err(out_of_range(scale, digits)),
    }
}

/// The text that is sent, with all decimal places.
pub(crate) fn decimal_text(units: i64, scale: u32) -> String {
    let (sign, places) = (if units < 0 { "-" } else { "" }, usize::try_from(scale).unwrap_or_default());
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn out_of_range(scale: u32, digits: u32) -> Problem {
    let nines = |count: u32| "9".repeat(usize::try_from(count).unwrap_or_default());
    let whole = match digits.saturating_sub(scale) {
        0 => "0".to_owned(),
        count => nines(count),
    };
    let largest = if scale == 0 { whole } else { format!("{whole}.{}", nines(scale)) };
    format!("is out of range; expected a number from -{largest} to {largest}")
}
