//! Channels that moved from one endpoint to the same endpoint of another page.

use std::collections::{HashMap, HashSet, VecDeque};

use super::collect::Changes;
use crate::model::{Endpoint, Operation, Page};
use crate::source::Span;

/// An endpoint and its page.
pub(super) type PageEndpoint<'a> = (&'a Page, &'a Endpoint);

/// A channel of an endpoint.
type Part<'a> = (PageEndpoint<'a>, &'a Operation);

/// The operations that moved from one endpoint to another.
pub(super) struct Moved<'a> {
    /// The older and the newer operation of each pair, in the order of the newer spec.
    pub(super) both: Vec<(Part<'a>, Part<'a>)>,
    spans: [HashSet<Span>; 2],
}

impl<'a> Moved<'a> {
    /// Pairs operations that endpoints no longer have with those that other endpoints have now, by family, endpoint
    /// and channel.
    pub(super) fn find(
        changes: &Changes<'a>,
        lost: impl Iterator<Item = Part<'a>>,
        arrived: impl Iterator<Item = Part<'a>>,
    ) -> Self {
        let of = |part: &Part<'a>| (part.0.1.name.as_str(), part.1.channel.as_deref());
        let (old, new) = (changes.old, changes.new);
        let was_in = |part: &Part<'a>| changes.shared.family_name(old, new, part.0.0.family);
        let is_in = |part: &Part<'a>| new.families.get(part.0.0.family).map_or("", |family| family.name.as_str());
        let mut left: HashMap<_, VecDeque<Part<'a>>> = HashMap::new();
        for part in lost {
            left.entry((was_in(&part), of(&part))).or_default().push_back(part);
        }
        let mut both = Vec::new();
        for part in arrived {
            if let Some(was) = left.get_mut(&(is_in(&part), of(&part))).and_then(VecDeque::pop_front) {
                both.push((was, part));
            }
        }
        both.sort_by_key(|(_, (_, operation))| operation.span);
        let spans = [both.iter().map(|(was, _)| was.1.span).collect(), both.iter().map(|(_, is)| is.1.span).collect()];
        Self { both, spans }
    }

    /// Returns `true` if an older channel is now in another endpoint.
    pub(super) fn has_moved_out(&self, operation: &Operation) -> bool {
        self.spans[0].contains(&operation.span)
    }

    /// Returns `true` if a newer channel was in another endpoint.
    pub(super) fn has_moved_in(&self, operation: &Operation) -> bool {
        self.spans[1].contains(&operation.span)
    }
}

/// Returns the operations of an endpoint whose channels another endpoint does not have.
pub(super) fn not_in<'a>(endpoint: PageEndpoint<'a>, other: &'a Endpoint) -> impl Iterator<Item = Part<'a>> {
    let is_missing = |operation: &&Operation| !other.operations.iter().any(|it| it.channel == operation.channel);
    endpoint.1.operations.iter().filter(is_missing).map(move |operation| (endpoint, operation))
}

/// Returns all channels of an endpoint.
pub(super) fn all(endpoint: PageEndpoint<'_>) -> impl Iterator<Item = Part<'_>> {
    endpoint.1.operations.iter().map(move |operation| (endpoint, operation))
}
