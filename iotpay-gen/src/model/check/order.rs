//! Checks that all known signers, which sort by bytes, by folded case or by `name=value`, agree on the order.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Span;

/// Checks the names of a message's fields, each with its location.
pub(super) fn check<'a>(fields: impl Iterator<Item = (&'a str, Span)>, sink: &mut Sink) {
    let mut by_bytes: Vec<(&str, Span)> = fields.collect();
    by_bytes.sort_unstable();
    for pair in by_bytes.windows(2) {
        let [first, second] = pair else { continue };
        let ((first, first_span), (second, second_span)) = (first, second);
        let disagree = first.to_lowercase() > second.to_lowercase()
            || first.to_uppercase() > second.to_uppercase()
            || format!("{first}=") > format!("{second}=");
        if disagree {
            sink.push(
                Diagnostic::new(
                    Code::AmbiguousOrder,
                    *second_span,
                    format!("the sort order of `{first}` and `{second}` is ambiguous"),
                    "this field",
                )
                .related(*first_span, "and this one")
                .help("do not use both fields in one message; if the vendor's message has both, ask the vendor how its server sorts them"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn adjacent_pairs_suffice() {
        // Byte order is total, so if any two disagree under another order, two neighbors do.
        let names = ["codeUrl", "code_url"];
        assert!(names[0] < names[1] && names[0].to_uppercase() < names[1].to_uppercase());
        assert!(names[0].to_lowercase() > names[1].to_lowercase());
    }
}
