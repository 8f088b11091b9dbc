//! Pages that a browser saved as a single file (`.mhtml`): the HTML in them.

use std::fmt;

use mailparse::{MailHeaderMap, ParsedMail};

/// Parts within parts are read to this depth.
const DEEPEST: usize = 8;

/// The reason why a web archive cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebArchiveError {
    /// The archive is not a valid message.
    Damaged,
    /// The archive has no part with HTML.
    NoHtml,
    /// The HTML has an unknown encoding.
    InvalidEncoding,
}

impl fmt::Display for WebArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "a damaged web archive; save the page as HTML",
            Self::NoHtml => "a web archive without HTML; save the page as HTML",
            Self::InvalidEncoding => "a web archive whose HTML cannot be decoded; save the page as HTML",
        })
    }
}

impl std::error::Error for WebArchiveError {}

/// Returns the HTML of a web archive; `None` if the file is not an archive.
///
/// # Errors
///
/// Returns [`WebArchiveError`] if the archive cannot be read.
pub fn html_of(bytes: &[u8]) -> Option<Result<String, WebArchiveError>> {
    if !is_archive(bytes) {
        return None;
    }
    Some(read(bytes))
}

/// Returns `true` if a file begins like a message with parts.
fn is_archive(bytes: &[u8]) -> bool {
    const HEAD: usize = 4000;
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let end = head.find("\n\n").or_else(|| head.find("\r\n\r\n")).unwrap_or(head.len());
    let headers = &head[..end];
    let first = headers.split(':').next().unwrap_or_default();
    let is_header = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_header
        && headers.contains("mime-version:")
        && headers.contains("content-type:")
        && (headers.contains("multipart/") || headers.contains("text/html"))
}

fn read(bytes: &[u8]) -> Result<String, WebArchiveError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let mail = mailparse::parse_mail(bytes).map_err(|_| WebArchiveError::Damaged)?;
    let part = html_part(&mail, 0).ok_or(WebArchiveError::NoHtml)?;
    let html = part.get_body().map_err(|_| WebArchiveError::InvalidEncoding)?;
    let place = part.headers.get_first_value("Content-Location");
    let place = place.or_else(|| mail.headers.get_first_value("Snapshot-Content-Location"));
    // Browsers note the address in this way when they save HTML.
    Ok(match place.filter(|place| place.starts_with("http") && !place.contains(['\n', '>'])) {
        Some(place) => format!("<!-- saved from url=({:04}){place} -->{html}", place.len()),
        None => html,
    })
}

/// Returns the first part that is HTML: the page itself. Frames come later.
fn html_part<'a, 'b>(mail: &'a ParsedMail<'b>, depth: usize) -> Option<&'a ParsedMail<'b>> {
    if mail.subparts.is_empty() {
        return matches!(&*mail.ctype.mimetype, "text/html" | "application/xhtml+xml").then_some(mail);
    }
    mail.subparts.iter().filter(|_| depth < DEEPEST).find_map(|part| html_part(part, depth + 1))
}
