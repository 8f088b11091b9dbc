//! Names of nested fields as rows write them: `order.items[].name` is `name` in each item of `items` in `order`.

/// The suffix of an array that contains a field.
pub(crate) const ITEMS: &str = "[]";

/// Returns the field's own name: `name` of `order.items[].name`.
pub(crate) fn leaf(path: &str) -> &str {
    let last = path.rsplit('.').next().unwrap_or(path);
    last.strip_suffix(ITEMS).unwrap_or(last)
}

/// Returns the field at the top of the message: `order` of `order.items[].name`.
pub(crate) fn top(path: &str) -> &str {
    let first = path.split('.').next().unwrap_or(path);
    first.strip_suffix(ITEMS).unwrap_or(first)
}

/// Returns the rows of the objects and arrays that contain the field, the outermost first: `order` and `order.items`
/// of `order.items[].name`.
pub(crate) fn owners(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.').map(|(at, _)| &path[..at]).map(|owner| owner.strip_suffix(ITEMS).unwrap_or(owner))
}

/// Returns the object or array that contains the field, as its members write it: `order.items[]` of
/// `order.items[].name`.
pub(crate) fn prefix(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_paths() {
        let path = "order.items[].tax.rate";
        assert_eq!((leaf(path), top(path), prefix(path)), ("rate", "order", Some("order.items[].tax")));
        assert_eq!(owners(path).collect::<Vec<_>>(), ["order", "order.items", "order.items[].tax"]);
        assert_eq!((leaf("items"), top("items[].a"), prefix("items")), ("items", "items", None));
        assert_eq!(leaf("items[]"), "items");
    }
}
