//! Finds items by a text without storing the text again.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

/// The positions of items by the hash of a text that they contain.
#[derive(Debug, Default)]
pub(super) struct Index {
    hasher: RandomState,
    positions: HashMap<u64, Positions>,
}

/// Hardly any text occurs twice.
#[derive(Debug)]
enum Positions {
    One(usize),
    Several(Vec<usize>),
}

impl Index {
    pub(super) fn insert(&mut self, text: &str, at: usize) {
        let hash = self.hasher.hash_one(text);
        self.positions
            .entry(hash)
            .and_modify(|positions| match positions {
                Positions::One(first) => *positions = Positions::Several(vec![*first, at]),
                Positions::Several(all) => all.push(at),
            })
            .or_insert(Positions::One(at));
    }

    /// Removes the position of an item with a text.
    pub(super) fn remove(&mut self, text: &str, at: usize) {
        let hash = self.hasher.hash_one(text);
        let is_empty = match self.positions.get_mut(&hash) {
            Some(Positions::One(only)) => *only == at,
            Some(Positions::Several(all)) => {
                all.retain(|position| *position != at);
                all.is_empty()
            }
            None => false,
        };
        if is_empty {
            self.positions.remove(&hash);
        }
    }

    /// Returns the positions of the items with a text, in the order of insertion. Other items may be among them, because
    /// texts may have the same hash.
    pub(super) fn candidates(&self, text: &str) -> &[usize] {
        match self.positions.get(&self.hasher.hash_one(text)) {
            Some(Positions::One(at)) => std::slice::from_ref(at),
            Some(Positions::Several(all)) => all,
            None => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_with_the_same_text_are_in_the_order_of_insertion() {
        let mut index = Index::default();
        for (at, text) in ["a", "b", "a", "a"].into_iter().enumerate() {
            index.insert(text, at);
        }
        assert_eq!(
            (index.candidates("a"), index.candidates("b"), index.candidates("c")),
            (&[0, 2, 3][..], &[1][..], &[][..])
        );
        for (text, at) in [("a", 3), ("a", 0), ("b", 0), ("b", 1), ("c", 0)] {
            index.remove(text, at);
        }
        assert_eq!((index.candidates("a"), index.candidates("b")), (&[2][..], &[][..]));
        index.remove("a", 2);
        assert!(index.positions.is_empty());
    }
}
