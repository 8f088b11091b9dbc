//! The sample of a field, as narrowed by its channel.

use crate::model::{Enumeration, Filler, Members, Type, literal};

/// The parts of a field that decide whether a text is one of its values.
pub(super) struct Narrowed<'a> {
    pub(super) ty: &'a Type,
    pub(super) max: Option<u32>,
    pub(super) filled: Option<&'a Filler>,
    pub(super) enumerations: &'a [Enumeration],
}

impl Narrowed<'_> {
    /// Returns the part of a sample cell that the field accepts: empty if the cell is about other channels, describes
    /// values, or is a value that only other channels accept.
    pub(super) fn sample(&self, cell: &str) -> String {
        let is_other_constant = matches!(self.filled, Some(Filler::Fixed(value)) if value != cell);
        let fits = self.max.is_none_or(|max| u32::try_from(cell.chars().count()).is_ok_and(|length| length <= max));
        if is_other_constant || !fits {
            return String::new();
        }
        let is_sample = match self.ty {
            Type::Enum(choice) => {
                let values = self.enumerations.get(choice.enumeration).map_or(&[] as &[_], |it| &it.values);
                let accepted: Vec<&str> =
                    choice.values.iter().filter_map(|at| values.get(*at)).map(|value| value.wire.as_str()).collect();
                return among(&accepted, cell);
            }
            Type::Text | Type::Any => !self.names_channels(cell),
            // A received amount can be 0.
            Type::Cents => cell == "0" || literal::is_of(self.ty, cell),
            Type::Json(Some(members)) => literal::keys(cell).is_some_and(|keys| has_all(members, &keys)),
            ty => literal::is_of(ty, cell),
        };
        if is_sample { cell.to_owned() } else { String::new() }
    }

    /// Returns `true` for prose about channels, such as `ALIPAY_PC,ALIPAY_WAP need this`.
    fn names_channels(&self, cell: &str) -> bool {
        let is_prose = cell.contains(' ') && !cell.starts_with(['{', '[']);
        let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
        let mut words = cell.split(|character| !is_part(character)).filter(|word| word.contains('_'));
        is_prose && words.any(|word| self.enumerations.iter().flat_map(|it| &it.values).any(|it| it.wire == word))
    }
}

/// Returns the cell if it is an accepted value, or the accepted values of a list.
fn among(accepted: &[&str], cell: &str) -> String {
    if accepted.contains(&cell) {
        return cell.to_owned();
    }
    let listed: Vec<&str> = cell.split(',').filter(|value| accepted.contains(&value.trim())).collect();
    listed.join(",").trim().to_owned()
}

fn has_all(members: &Members, keys: &[&str]) -> bool {
    keys.iter().all(|key| members.fields.iter().any(|member| member.wire == *key))
}
