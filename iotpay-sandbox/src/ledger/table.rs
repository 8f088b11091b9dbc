//! Items in the order of creation, found by their IOTPay id or their merchant reference.

use std::collections::HashMap;

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

/// Items in the order of creation.
#[derive(Debug)]
pub(crate) struct Table<T> {
    items: Vec<T>,
    /// Items of several merchants or families may have the same id or reference.
    by_id: HashMap<String, Vec<usize>>,
    by_reference: HashMap<String, Vec<usize>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { items: Vec::new(), by_id: HashMap::new(), by_reference: HashMap::new() }
    }
}

impl<T: Entry> Table<T> {
    pub(crate) fn push(&mut self, item: T) {
        let at = self.items.len();
        self.by_id.entry(item.id().to_owned()).or_default().push(at);
        self.by_reference.entry(item.reference().to_owned()).or_default().push(at);
        self.items.push(item);
    }

    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    pub(crate) fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    pub(crate) fn by_id(&self, scope: Scope<'_>, id: &str) -> Option<&T> {
        self.find(self.by_id.get(id), scope).map(|at| &self.items[at])
    }

    pub(crate) fn by_id_mut(&mut self, scope: Scope<'_>, id: &str) -> Option<&mut T> {
        self.find(self.by_id.get(id), scope).map(|at| &mut self.items[at])
    }

    pub(crate) fn by_reference(&self, scope: Scope<'_>, reference: &str) -> Option<&T> {
        self.find(self.by_reference.get(reference), scope).map(|at| &self.items[at])
    }

    /// The item with an id in any scope. IOTPay ids are unique.
    pub(crate) fn with_id(&self, id: &str) -> Option<&T> {
        self.by_id.get(id).and_then(|found| found.first()).map(|at| &self.items[*at])
    }

    pub(crate) fn with_id_mut(&mut self, id: &str) -> Option<&mut T> {
        self.by_id.get(id).and_then(|found| found.first()).map(|at| &mut self.items[*at])
    }

    /// The first item with a merchant reference in any scope that is preferred, or else the first one.
    pub(crate) fn with_reference_mut(&mut self, reference: &str, is_preferred: impl Fn(&T) -> bool) -> Option<&mut T> {
        let found = self.by_reference.get(reference)?;
        let at = found.iter().find(|at| is_preferred(&self.items[**at])).or(found.first())?;
        self.items.get_mut(*at)
    }

    fn find(&self, found: Option<&Vec<usize>>, scope: Scope<'_>) -> Option<usize> {
        let is_in_scope = |item: &T| item.mch_id() == scope.mch_id && item.family() == scope.family;
        found?.iter().copied().find(|at| is_in_scope(&self.items[*at]))
    }
}
