//! Values of single fields in responses and notifications.

use iotpay_gen::model::{Field, Role, Type};

use crate::facts::Known;
use crate::timestamp;

/// The known value of a field, in the format of the field.
pub(crate) fn value_of(field: &Field, known: &Known) -> Option<String> {
    let value = known.values.get(&field.wire)?;
    // Times are stored in milliseconds; some tables have text with a date as sample.
    let is_time = field.role == Some(Role::PaidAt) && matches!(field.ty, Type::Text);
    let time = value.parse().ok().filter(|_| is_time).map(timestamp::as_text);
    Some(time.unwrap_or_else(|| value.clone()))
}

/// The sample of a field, if it is a value.
pub(crate) fn from_sample(field: &Field) -> Option<String> {
    let sample = field.sample.as_str();
    let fits = match &field.ty {
        Type::Decimal(decimal) => decimal.accepts(sample),
        ty => !ty.is_integer() || sample.parse::<i64>().is_ok(),
    };
    (!sample.is_empty() && fits).then(|| sample.to_owned())
}
