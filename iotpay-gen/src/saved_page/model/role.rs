//! The role of a table on its page.

/// What a table is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// What is sent.
    Request,
    /// What comes back.
    Response,
    /// A notification, with the words of its heading.
    Notification(String),
    /// What the customer's browser brings back, with the words of the heading.
    BrowserReturn(String),
    /// A table with more about fields of another, with the words of its heading.
    Further(String),
}
