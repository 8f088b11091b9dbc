//! The content of the document.

/// The type of the parameter of form requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormParams {
    /// As the request itself, with an `encoding` that makes it JSON.
    #[default]
    Object,
    /// As text that contains the request in JSON, for code generators that ignore `encoding` and would send the
    /// language's own text form of an object.
    Text,
}

/// The content of the document. The default is the whole API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents<'a> {
    /// The name of the only family to write; all families if `None`.
    pub family: Option<&'a str>,
    /// The type of the form parameter.
    pub form_params: FormParams,
}
