//! A sample that is longer than its type shows a slip in the table or in its transcription.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::Field;

pub(super) fn check(fields: &[Field], sink: &mut Sink) {
    for field in fields {
        if let Some(members) = super::members(field) {
            check(&members.fields, sink);
        }
        let length = field.sample.chars().count();
        let Some(max) = field.max.and_then(|max| usize::try_from(max).ok()) else { continue };
        if length > max {
            sink.push(
                Diagnostic::new(
                    Code::SampleBreaksType,
                    field.sample_span,
                    format!("the sample of `{}` has {length} characters, and its type allows {max}", field.wire),
                    "too long",
                )
                .related(field.type_span, "the limit")
                .help("compare both with the page; if the page itself is so, leave the sample empty and say why in the description"),
            );
        }
    }
}
