//! Names that a message contains more than once.

use super::fields::Fields;
use super::{DecodeError, DecodeErrorKind};

impl Fields {
    /// Sorts the fields, and rejects repeated names: they are ambiguous, which an attacker could exploit.
    pub(super) fn reject_repeated(&mut self) -> Result<(), DecodeError> {
        if !self.sort() {
            return Ok(());
        }
        let repeated = self.by_name().filter_map(|same| Some(same.get(1)?.position)).min();
        match repeated.and_then(|position| self.at(position)) {
            Some(field) => Err(field.problem(DecodeErrorKind::Duplicate)),
            None => Ok(()),
        }
    }

    /// Sorts the fields, and merges those with the same name: their values must be equal, or all but one must be empty.
    pub(super) fn merge_repeated(&mut self) -> Result<(), DecodeError> {
        if !self.sort() {
            return Ok(());
        }
        // The position of the field from which the field at each position is taken.
        let mut taken: Vec<Option<usize>> = vec![None; self.entries.len()];
        let mut conflict: Option<usize> = None;
        for same in self.by_name() {
            let [first, repeated @ ..] = same else { continue };
            let mut kept = first.position;
            for position in repeated.iter().map(|field| field.position) {
                let (Some(known), Some(field)) = (self.at(kept), self.at(position)) else { continue };
                if known.is_unsigned() {
                    kept = position;
                } else if !field.is_unsigned() && known.text() != field.text() {
                    conflict = Some(conflict.map_or(position, |earlier| earlier.min(position)));
                    break;
                }
            }
            if let Some(place) = taken.get_mut(first.position) {
                *place = Some(kept);
            }
        }
        if let Some(field) = conflict.and_then(|position| self.at(position)) {
            return Err(field.problem(DecodeErrorKind::Conflict));
        }
        self.entries = taken.into_iter().filter_map(|kept| self.entries.get(kept?).copied()).collect();
        self.sort();
        Ok(())
    }
}
