//! Booleans.

use super::literal::Literal;

/// The value of a literal, which must be `true` or `false`.
pub(super) fn boolean(literal: &Literal) -> Result<bool, String> {
    match literal {
        Literal::Boolean(value) => Ok(*value),
        Literal::Text(text) if matches!(text.value().as_str(), "true" | "false") => {
            Err(format!("is a boolean; write `{}` without quotes", text.value()))
        }
        Literal::Text(_) | Literal::Integer { .. } | Literal::Float { .. } | Literal::Other(_) => {
            Err("is a boolean; write `true` or `false`".to_owned())
        }
    }
}
