//! Pairs the families and enumerations of the older spec with those of the newer one, by name, or by content if the
//! name changed.

use std::collections::{HashMap, HashSet};

use super::matching::{self, Paired};
use crate::model::{Enumeration, EnumerationId, Family, FamilyId, Model, Page};

/// The pairs of a list, and those whose name changed.
pub(super) struct Pairs<'a, T> {
    pub(super) paired: Paired<'a, T>,
    pub(super) renamed: Vec<(&'a T, &'a T)>,
}

impl<T> Pairs<'_, T> {
    fn ids(&self, old: &[T], new: &[T]) -> HashMap<usize, usize> {
        let place = |list: &[T]| list.iter().enumerate().map(|(id, it)| (std::ptr::from_ref(it), id)).collect();
        let (older, newer): (HashMap<_, usize>, HashMap<_, usize>) = (place(old), place(new));
        let both = self.paired.both.iter().chain(&self.renamed);
        both.filter_map(|(was, is)| {
            Some((*older.get(&std::ptr::from_ref(*was))?, *newer.get(&std::ptr::from_ref(*is))?))
        })
        .collect()
    }
}

/// The newer ids of older families and enumerations.
pub(super) struct Shared {
    families: HashMap<FamilyId, FamilyId>,
    enumerations: HashMap<EnumerationId, EnumerationId>,
}

impl Shared {
    pub(super) fn pair(old: &Model, new: &Model) -> Self {
        let families = families(old, new).ids(&old.families, &new.families);
        let mut shared = Self { families, enumerations: HashMap::new() };
        shared.enumerations = enumerations(&shared, old, new).ids(&old.enumerations, &new.enumerations);
        shared
    }

    /// Returns `true` if both are the same family, even if it was renamed.
    pub(super) fn is_same_family(&self, was: FamilyId, is: FamilyId) -> bool {
        self.families.get(&was) == Some(&is)
    }

    /// Returns `true` if both are the same enumeration, even if it was renamed.
    pub(super) fn is_same_enumeration(&self, was: EnumerationId, is: EnumerationId) -> bool {
        self.enumerations.get(&was) == Some(&is)
    }

    /// Returns the name that an older family has now; its old name if it was removed.
    pub(super) fn family_name<'a>(&self, old: &'a Model, new: &'a Model, was: FamilyId) -> &'a str {
        let newer = self.families.get(&was).and_then(|is| new.families.get(*is));
        newer.or_else(|| old.families.get(was)).map_or("", |family| &family.name)
    }
}

/// Pairs families by name, and renamed ones by their pages.
pub(super) fn families<'a>(old: &'a Model, new: &'a Model) -> Pairs<'a, Family> {
    let mut paired = matching::by_name(&old.families, &new.families, |family| &family.name);
    let renamed = if paired.removed.is_empty() || paired.added.is_empty() {
        Vec::new()
    } else {
        let (older, newer) = (pages_by_family(old), pages_by_family(new));
        paired.take_renamed(|was, is| {
            let of = |pages: &HashMap<&str, HashSet<PageKey>>, family: &Family| {
                pages.get(family.name.as_str()).cloned().unwrap_or_default()
            };
            let (was_pages, is_pages) = (of(&older, was), of(&newer, is));
            if was_pages.is_empty() && is_pages.is_empty() {
                return was.base_url == is.base_url && was.title == is.title;
            }
            let shared = was_pages.intersection(&is_pages).count();
            shared * 2 > was_pages.len().max(is_pages.len())
        })
    };
    Pairs { paired, renamed }
}

/// The identity of a page within its family.
type PageKey = (String, Vec<String>);

fn pages_by_family(model: &Model) -> HashMap<&str, HashSet<PageKey>> {
    let mut pages: HashMap<&str, HashSet<PageKey>> = HashMap::new();
    for page in &model.pages {
        if let Some(family) = model.families.get(page.family) {
            pages.entry(&family.name).or_default().insert(key(page));
        }
    }
    pages
}

fn key(page: &Page) -> PageKey {
    let endpoints = page.endpoints.iter().map(|endpoint| endpoint.name.clone());
    let received = page.incoming().into_iter().map(|it| it.name.clone());
    (page.path.clone().unwrap_or_else(|| page.title.clone()), endpoints.chain(received).collect())
}

/// Pairs enumerations by name, and renamed ones by their family and values. Of several with the same values, the one
/// with the same subject is chosen.
pub(super) fn enumerations<'a>(shared: &Shared, old: &'a Model, new: &'a Model) -> Pairs<'a, Enumeration> {
    let mut paired = matching::by_name(&old.enumerations, &new.enumerations, |it| &it.name);
    let is_same = |was: &Enumeration, is: &Enumeration| {
        let is_of_same = match (was.family, is.family) {
            (Some(was), Some(is)) => shared.is_same_family(was, is),
            (None, None) => true,
            _ => false,
        };
        let codes = |it: &Enumeration| it.values.iter().map(|value| value.wire.clone()).collect::<HashSet<_>>();
        is_of_same && codes(was) == codes(is)
    };
    let mut renamed = paired.take_renamed(|was, is| was.about == is.about && is_same(was, is));
    renamed.extend(paired.take_renamed(is_same));
    Pairs { paired, renamed }
}
