//! The role of a table on its page.

/// The message that a table describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The request.
    Request,
    /// The response.
    Response,
    /// A notification, with the text of its heading.
    Notification(String),
    /// A browser return, with the text of the heading.
    BrowserReturn(String),
    /// Another table with details about fields, with the text of its heading.
    Further(String),
}
