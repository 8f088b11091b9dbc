//! Finds the events of an order without reading all of them.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};

/// The numbers of events by the hash of what they are about. Other events may be among those of a text, because texts may
/// have the same hash.
#[derive(Debug, Default)]
pub(crate) struct EventIndex {
    hasher: RandomState,
    /// Oldest first.
    numbers: HashMap<u64, VecDeque<u64>>,
}

impl EventIndex {
    /// Adds the newest event.
    pub(crate) fn add<'t>(&mut self, number: u64, subjects: impl Iterator<Item = &'t str>) {
        for subject in subjects {
            let numbers = self.numbers.entry(self.hasher.hash_one(subject)).or_default();
            // Two subjects of an event may be the same.
            if numbers.back() != Some(&number) {
                numbers.push_back(number);
            }
        }
    }

    /// Removes the oldest event.
    pub(crate) fn remove<'t>(&mut self, number: u64, subjects: impl Iterator<Item = &'t str>) {
        for subject in subjects {
            let hash = self.hasher.hash_one(subject);
            let Some(numbers) = self.numbers.get_mut(&hash) else { continue };
            if numbers.front() == Some(&number) {
                numbers.pop_front();
            }
            if numbers.is_empty() {
                self.numbers.remove(&hash);
            }
        }
    }

    /// Returns the numbers of the events about a text, oldest first.
    pub(crate) fn about(&self, subject: &str) -> impl Iterator<Item = u64> {
        self.numbers.get(&self.hasher.hash_one(subject)).into_iter().flatten().copied()
    }
}
