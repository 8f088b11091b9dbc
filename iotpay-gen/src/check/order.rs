//! Signers sort by bytes, by folded case or by `name=value`. A message is safe when all agree.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::Field;

pub(super) fn check(fields: &[Field], sink: &mut Sink) {
    let mut by_bytes: Vec<&Field> = fields.iter().collect();
    by_bytes.sort_by(|a, b| a.wire.cmp(&b.wire));
    for pair in by_bytes.windows(2) {
        let [first, second] = pair else { continue };
        let disagree = first.wire.to_lowercase() > second.wire.to_lowercase()
            || first.wire.to_uppercase() > second.wire.to_uppercase()
            || format!("{}=", first.wire) > format!("{}=", second.wire);
        if disagree {
            sink.push(
                Diagnostic::new(
                    Code::AmbiguousOrder,
                    second.span,
                    format!("signers disagree on the order of `{}` and `{}`", first.wire, second.wire),
                    "this field",
                )
                .related(first.span, "and this one")
                .help("one message must not carry both; if the vendor's does, ask which order its server uses"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn adjacent_pairs_find_any_disagreement() {
        // Byte order is total, so if any two disagree under another order, two neighbours do.
        let names = ["codeUrl", "code_url"];
        assert!(names[0] < names[1] && names[0].to_uppercase() < names[1].to_uppercase());
        assert!(names[0].to_lowercase() > names[1].to_lowercase());
    }
}
