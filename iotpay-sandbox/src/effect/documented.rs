//! Effects that only the spec describes: the request changes nothing in the sandbox.

use iotpay_gen::model::{Field, Model, Type};

use super::RequestContext;
use crate::facts::{Known, repeated, with_members};
use crate::secret;

impl RequestContext<'_> {
    /// Returns the values of the request for the fields that repeat them, and the documented samples for the others.
    pub(super) fn documented(&self) -> Known {
        let mut sent = secret::kept(self.operation, self.fields);
        sent.remove(&self.model.signing_of(self.family).field);
        let values = with_members(&self.operation.response).filter_map(|(path, field)| {
            let value = repeated(&sent, self.model, field).cloned().or_else(|| sample(self.model, field));
            Some((path, value?))
        });
        Known { values: values.collect(), ..Known::default() }
    }
}

/// Returns the sample of a field if it is a value, not a description of values. A required field without such a sample
/// has the first value of its enumeration.
fn sample(model: &Model, field: &Field) -> Option<String> {
    let sample = field.sample.as_str();
    let is_value = match &field.ty {
        Type::Enum(choice) => {
            let values = &model.enumerations.get(choice.enumeration)?.values;
            let mut accepted = choice.values.iter().filter_map(|at| values.get(*at));
            let named = accepted.clone().find(|value| value.wire == sample).or_else(|| accepted.next())?;
            return Some(named.wire.clone()).filter(|_| field.required || named.wire == sample);
        }
        ty if ty.is_integer() => sample.parse::<i64>().is_ok(),
        ty if ty.made_up().is_some() => ty.accepts(sample),
        _ => !sample.is_empty() && !sample.contains('*'),
    };
    is_value.then(|| sample.to_owned())
}
