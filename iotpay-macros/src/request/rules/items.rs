//! The number of items of an array.

/// Checks the number of items.
pub(crate) fn items(count: usize, min: u32, max: u32) -> Result<(), String> {
    let number = u32::try_from(count).unwrap_or(u32::MAX);
    let items = |count: &str| format!("has {count} item{}", if count == "1" { "" } else { "s" });
    if number < min {
        return Err(format!("{}; at least {min} are required", items(&count.to_string())));
    }
    if number > max {
        return Err(format!("{}; at most {max} are allowed", items(&count.to_string())));
    }
    Ok(())
}
