//! The smallest change of the spec for each kind of change.

mod edits;
mod specs;

use iotpay_gen::diff::ChangeKind;

use crate::fixture::Spec;
use specs::specs;

/// The spec before and after a change. A new kind of change needs an arm in `specs.rs`, usually one line with
/// `edited`, `with_row` or `turned`. Kinds that cannot be avoided in the same pair are listed in
/// `side_effects`. The workspace tests also compile both sides of each pair.
pub struct Pair {
    pub old: Spec,
    pub new: Spec,
    /// The kinds of change that `diff` reports, sorted.
    pub ids: Vec<ChangeKind>,
}

pub fn pair(id: ChangeKind) -> Pair {
    let (old, new) = specs(id);
    let mut ids = [&[id], side_effects(id)].concat();
    ids.sort();
    Pair { old, new, ids }
}

/// Returns the kinds of change that cannot be avoided together with this one.
fn side_effects(id: ChangeKind) -> &'static [ChangeKind] {
    match id {
        ChangeKind::EndpointAdded | ChangeKind::ChannelMoved => &[ChangeKind::PageAdded],
        ChangeKind::EndpointRemoved => &[ChangeKind::PageRemoved],
        ChangeKind::EnvelopeChanged | ChangeKind::RejectionFieldsChanged => &[ChangeKind::ReceivedFieldAdded],
        ChangeKind::EndpointMoved => &[ChangeKind::PageAdded, ChangeKind::PageRemoved],
        ChangeKind::PageRequestAdded
        | ChangeKind::PageRequestRemoved
        | ChangeKind::PageRequestFieldOptional
        | ChangeKind::PageRequestTypeChanged
        | ChangeKind::PageMethodRemoved
        | ChangeKind::PageMethodChanged => &[ChangeKind::ChannelAdded],
        ChangeKind::PageRequestFieldRequired => &[ChangeKind::ChannelRemoved],
        ChangeKind::PageMethodAdded => &[ChangeKind::PurposeAdded],
        _ => &[],
    }
}
