//! Checks that a response repeats the values of its request.

use crate::incoming::{DecodeError, DecodeErrorKind, Fields};
use crate::signing::{Account, FieldValue, Signed, boolean_text};

/// Checks that a response is about the same order as the request.
pub(super) fn check(
    echoed: &[(&str, &str)],
    request: &dyn Signed,
    account: &Account<'_>,
    fields: &Fields,
) -> Result<(), DecodeError> {
    let echoed = repeated(echoed, fields);
    let mut other = None;
    request.visit(account, &mut |name, value| {
        let is_same = |text: &str| match value {
            FieldValue::Text(asked) | FieldValue::Secret(asked) => text == asked,
            FieldValue::Integer(number) => text == number.to_string(),
            FieldValue::Boolean(value) => text == boolean_text(value),
            FieldValue::Json(json) => text == json.as_str(),
        };
        if let Some((_, path, _)) = echoed.iter().find(|(asked, _, text)| *asked == name && !is_same(text)) {
            other = Some(DecodeError::new(path, DecodeErrorKind::OtherOrder));
        }
    });
    other.map_or(Ok(()), Err)
}

/// The values that the response repeats, with their names in the request and their paths in the response. Each object
/// is parsed only once.
fn repeated<'e>(echoed: &[(&'e str, &'e str)], fields: &Fields) -> Vec<(&'e str, &'e str, String)> {
    let filled = |fields: &Fields, name: &str| {
        fields.get(name).filter(|field| !field.is_empty()).map(|field| field.text().to_owned())
    };
    let mut last: Option<(&str, Option<Fields>)> = None;
    let mut found = Vec::with_capacity(echoed.len());
    for (asked, path) in echoed {
        let text = match path.rsplit_once('.') {
            None => filled(fields, path),
            Some((object, member)) => {
                if last.as_ref().is_none_or(|(name, _)| *name != object) {
                    last = Some((object, object_at(fields, object)));
                }
                last.as_ref().and_then(|(_, members)| filled(members.as_ref()?, member))
            }
        };
        found.extend(text.map(|text| (*asked, *path, text)));
    }
    found
}

/// Returns the members of an object in the response: `a.b` is the object `b` in `a`.
fn object_at(fields: &Fields, path: &str) -> Option<Fields> {
    let (first, others) = path.split_once('.').map_or((path, None), |(first, others)| (first, Some(others)));
    let members = fields.get(first)?.object().ok()?;
    match others {
        None => Some(members),
        Some(others) => object_at(&members, others),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_several_objects_are_found() {
        let fields =
            Fields::from_json(r#"{"no":"1","one":{"no":"2","id":3},"two":{"no":"4","id":"","in":{"no":5}}}"#).unwrap();
        let paths =
            ["no", "one.no", "one.id", "two.no", "two.id", "one.no", "three.no", "no.no", "two.in.no", "two.no.in"];
        let echoed = paths.map(|path| ("asked", path));
        let found = repeated(&echoed, &fields);
        let found: Vec<_> = found.iter().map(|(_, path, text)| (*path, text.as_str())).collect();
        assert_eq!(
            found,
            [("no", "1"), ("one.no", "2"), ("one.id", "3"), ("two.no", "4"), ("one.no", "2"), ("two.in.no", "5")]
        );
    }
}
