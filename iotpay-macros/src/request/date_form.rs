//! The names of the forms of dates.

use super::rules::Form;

/// The form with this name in a table.
pub(super) fn form(name: &str) -> Option<Form> {
    Some(match name {
        "dashed" => Form::Dashed,
        "slashed" => Form::Slashed,
        "compact" => Form::Compact,
        "iso" => Form::Iso,
        "rfc3339" => Form::Rfc3339,
        _ => return None,
    })
}

/// The name of the client's type of a form.
pub(super) fn type_name(form: Form) -> &'static str {
    match form {
        Form::Dashed => "DashedForm",
        Form::Slashed => "SlashedForm",
        Form::Compact => "CompactForm",
        Form::Iso => "IsoForm",
        Form::Rfc3339 => "Rfc3339Form",
    }
}
