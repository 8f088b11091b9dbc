//! Items in the order of creation, found by their IOTPay id or their merchant reference.

use super::index::Index;

/// An item of the ledger.
pub(crate) trait Entry {
    /// The merchant id.
    fn mch_id(&self) -> &str;
    /// The name of the family.
    fn family(&self) -> &str;
    /// The IOTPay id; the merchant reference of an item without one.
    fn id(&self) -> &str;
    /// The merchant reference.
    fn reference(&self) -> &str;
}

/// A merchant and a family: items of others are not found.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) mch_id: &'a str,
    pub(crate) family: &'a str,
}

impl Scope<'_> {
    fn contains(self, item: &impl Entry) -> bool {
        item.mch_id() == self.mch_id && item.family() == self.family
    }
}

/// Items in the order of creation.
#[derive(Debug)]
pub(crate) struct Table<T> {
    items: Vec<T>,
    /// Items of several merchants or families may have the same id or reference.
    by_id: Index,
    by_reference: Index,
    /// The positions of the items that may have changed; `None` if they are not tracked.
    changed: Option<Vec<usize>>,
    /// What a change that may be undone has changed.
    trial: Option<Trial<T>>,
}

#[derive(Debug)]
struct Trial<T> {
    /// The number of items before.
    length: usize,
    /// Changed items as they were, with their positions.
    originals: Vec<(usize, T)>,
}

impl<T: Entry + Clone> Table<T> {
    /// Creates a table. If changes are tracked, the caller takes them with [`Self::take_changed`].
    pub(crate) fn new(is_tracked: bool) -> Self {
        Self {
            items: Vec::new(),
            by_id: Index::default(),
            by_reference: Index::default(),
            changed: is_tracked.then(Vec::new),
            trial: None,
        }
    }

    pub(crate) fn push(&mut self, item: T) {
        let at = self.items.len();
        self.by_id.insert(item.id(), at);
        self.by_reference.insert(item.reference(), at);
        self.items.push(item);
        self.mark(at);
    }

    /// Returns `true` if an item may have changed since [`Self::take_changed`].
    pub(super) fn is_changed(&self) -> bool {
        self.changed.as_ref().is_some_and(|changed| !changed.is_empty())
    }

    /// Returns the items that may have changed since the last call, with their positions.
    #[cfg(feature = "data")]
    pub(super) fn take_changed(&mut self) -> impl Iterator<Item = (usize, &T)> {
        let mut changed = self.changed.as_mut().map(std::mem::take).unwrap_or_default();
        changed.sort_unstable();
        changed.dedup();
        changed.into_iter().filter_map(|at| Some((at, self.items.get(at)?)))
    }

    fn mark(&mut self, at: usize) {
        if let Some(changed) = self.changed.as_mut().filter(|changed| changed.last() != Some(&at)) {
            changed.push(at);
        }
    }

    pub(super) fn at_mut(&mut self, at: usize) -> Option<&mut T> {
        self.mark(at);
        let item = self.items.get_mut(at)?;
        if let Some(trial) = self.trial.as_mut().filter(|trial| at < trial.length) {
            trial.originals.push((at, item.clone()));
        }
        Some(item)
    }

    /// Begins a change that [`Self::end_trial`] undoes or [`Self::keep_trial`] keeps.
    pub(super) fn begin_trial(&mut self) {
        self.trial = Some(Trial { length: self.items.len(), originals: Vec::new() });
    }

    /// Keeps the changes since [`Self::begin_trial`].
    pub(super) fn keep_trial(&mut self) {
        self.trial = None;
    }

    /// Undoes all changes since [`Self::begin_trial`]. Ids and references do not change.
    pub(super) fn end_trial(&mut self) {
        let Some(Trial { length, originals }) = self.trial.take() else { return };
        for (at, original) in originals.into_iter().rev() {
            if let Some(item) = self.items.get_mut(at) {
                *item = original;
            }
        }
        while self.items.len() > length {
            let Some(item) = self.items.pop() else { return };
            self.by_id.remove(item.id(), self.items.len());
            self.by_reference.remove(item.reference(), self.items.len());
        }
    }

    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    pub(crate) fn by_id(&self, scope: Scope<'_>, id: &str) -> Option<&T> {
        self.items.get(self.find_id(Some(scope), id)?)
    }

    pub(crate) fn by_id_mut(&mut self, scope: Scope<'_>, id: &str) -> Option<&mut T> {
        let at = self.find_id(Some(scope), id)?;
        self.at_mut(at)
    }

    pub(crate) fn by_reference(&self, scope: Scope<'_>, reference: &str) -> Option<&T> {
        self.with_reference(reference).map(|(_, item)| item).find(|item| scope.contains(*item))
    }

    /// The item with an id in any scope. IOTPay ids are unique.
    pub(crate) fn with_id(&self, id: &str) -> Option<&T> {
        self.items.get(self.find_id(None, id)?)
    }

    pub(crate) fn with_id_mut(&mut self, id: &str) -> Option<&mut T> {
        let at = self.find_id(None, id)?;
        self.at_mut(at)
    }

    /// The first item with a merchant reference in any scope that is preferred, or else the first one.
    pub(crate) fn with_reference_mut(&mut self, reference: &str, is_preferred: impl Fn(&T) -> bool) -> Option<&mut T> {
        let preferred = self.with_reference(reference).find(|(_, item)| is_preferred(item));
        let (at, _) = preferred.or_else(|| self.with_reference(reference).next())?;
        self.at_mut(at)
    }

    fn with_reference(&self, reference: &str) -> impl Iterator<Item = (usize, &T)> {
        let candidates = self.by_reference.candidates(reference).iter();
        candidates
            .filter_map(|at| Some((*at, self.items.get(*at)?)))
            .filter(move |(_, item)| item.reference() == reference)
    }

    fn find_id(&self, scope: Option<Scope<'_>>, id: &str) -> Option<usize> {
        let is_it = |item: &T| item.id() == id && scope.is_none_or(|scope| scope.contains(item));
        self.by_id.candidates(id).iter().copied().find(|at| self.items.get(*at).is_some_and(is_it))
    }
}
