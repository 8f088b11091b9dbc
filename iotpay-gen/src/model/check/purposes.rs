//! Only responses have texts with purposes.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Model};

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        for incoming in page.incoming() {
            report_incoming(&incoming.fields, sink);
        }
    }
}

/// Reports purposes in notifications and browser returns.
fn report_incoming(fields: &[Field], sink: &mut Sink) {
    for field in fields {
        if field.purpose.is_some() {
            let message = format!("`{}` is not in a response, so it cannot have a purpose", field.wire);
            sink.push(
                Diagnostic::new(Code::InapplicableRule, field.span, message, "not in a response")
                    .help("`purpose:` applies to text in a response; remove it"),
            );
        }
        if let Some(members) = field.ty.members() {
            report_incoming(&members.fields, sink);
        }
    }
}
