//! Pairs the items of an older list with those of a newer one.

use std::collections::{HashMap, HashSet, VecDeque};

/// Two lists, paired.
pub(super) struct Paired<'a, T> {
    /// In both, in the newer order.
    pub(super) both: Vec<(&'a T, &'a T)>,
    /// In the older list only.
    pub(super) removed: Vec<&'a T>,
    /// In the newer list only.
    pub(super) added: Vec<&'a T>,
}

/// Pairs items with the same name; several items with one name are paired in their order.
pub(super) fn by_name<'a, T>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    name: impl Fn(&T) -> &str,
) -> Paired<'a, T> {
    let mut left: HashMap<String, VecDeque<usize>> = HashMap::new();
    let mut order: Vec<Option<&'a T>> = Vec::new();
    for item in old {
        left.entry(name(item).to_owned()).or_default().push_back(order.len());
        order.push(Some(item));
    }
    let mut paired = Paired { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
    for item in new {
        let older = left.get_mut(name(item)).and_then(VecDeque::pop_front);
        match older.and_then(|at| order.get_mut(at)).and_then(Option::take) {
            Some(older) => paired.both.push((older, item)),
            None => paired.added.push(item),
        }
    }
    paired.removed = order.into_iter().flatten().collect();
    paired
}

impl<'a, T> Paired<'a, T> {
    /// Removes from the removed and the added items those that are probably the same item with another name.
    pub(super) fn take_renamed(&mut self, is_same: impl Fn(&T, &T) -> bool) -> Vec<(&'a T, &'a T)> {
        let mut renamed = Vec::new();
        self.removed.retain(|older| match self.added.iter().position(|newer| is_same(older, newer)) {
            Some(at) => {
                renamed.push((*older, self.added.remove(at)));
                false
            }
            None => true,
        });
        renamed
    }
}

/// Returns the names before and after a name that both lists have.
pub(super) fn neighbors<'a>(names: &[&'a str], other: &[&str], name: &str) -> (Option<&'a str>, Option<&'a str>) {
    let Some(at) = names.iter().position(|known| *known == name) else { return (None, None) };
    let is_common = |name: &&&str| other.contains(*name);
    let before = names[..at].iter().rev().find(is_common).copied();
    let after = names[at + 1..].iter().find(is_common).copied();
    (before, after)
}

/// Returns `true` if the common items of both lists are in a different order.
pub(super) fn is_reordered<T: AsRef<str>>(old: &[T], new: &[T]) -> bool {
    let texts = |names: &'_ [T]| names.iter().map(|name| name.as_ref().to_owned()).collect::<Vec<_>>();
    let (old, new) = (texts(old), texts(new));
    let (older, newer): (HashSet<_>, HashSet<_>) = (old.iter().collect(), new.iter().collect());
    let left = old.iter().filter(|name| newer.contains(name));
    !left.eq(new.iter().filter(|name| older.contains(name)))
}

#[cfg(test)]
mod tests {
    use super::{is_reordered, neighbors};

    #[test]
    fn compares_the_order_of_common_items() {
        assert!(!is_reordered(&["a", "b", "c"], &["a", "x", "c"]));
        assert!(is_reordered(&["a", "b", "c"], &["c", "a"]));
    }

    #[test]
    fn neighbors_are_common_items() {
        assert_eq!(neighbors(&["a", "b", "c"], &["a", "x", "c"], "b"), (Some("a"), Some("c")));
        assert_eq!(neighbors(&["a", "b"], &["b"], "a"), (None, Some("b")));
    }
}
