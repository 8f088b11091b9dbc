//! An endpoint as the page documents it.

use crate::source::Spanned;

/// An endpoint as the page documents it.
#[derive(Debug, Clone)]
pub struct PageEndpoint {
    /// The address.
    pub url: Spanned<String>,
    /// The method.
    pub method: Option<Spanned<String>>,
    /// The content type.
    pub content_type: Option<Spanned<String>>,
}
