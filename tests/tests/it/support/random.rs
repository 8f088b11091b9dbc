//! Random numbers with a fixed seed, so that every run is the same.

/// A small random number generator.
pub struct Random(u64);

impl Random {
    /// Accepts any seed except 0.
    pub fn new(start: u64) -> Self {
        assert!(start != 0, "the seed 0 produces only 0");
        Self(start)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// Returns one of these.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Returns a few of these, concatenated.
    pub fn some(&mut self, pieces: &[&str], most: usize) -> String {
        (0..=self.below(most)).map(|_| self.pick(pieces)).collect()
    }

    /// Returns the text with up to three characters changed, removed, repeated or inserted.
    pub fn change(&mut self, text: &str, characters: &str) -> String {
        let all: Vec<char> = characters.chars().collect();
        let mut changed: Vec<char> = text.chars().collect();
        for _ in 0..self.below(4) {
            let at = self.below(changed.len());
            match self.below(4) {
                0 if !changed.is_empty() => changed[at] = self.pick(&all),
                1 if !changed.is_empty() => drop(changed.remove(at)),
                2 if !changed.is_empty() => changed.insert(at, changed[at]),
                _ => changed.insert(at, self.pick(&all)),
            }
        }
        changed.into_iter().collect()
    }
}
