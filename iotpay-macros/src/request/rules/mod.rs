//! The rules for texts, as the client checks them at run time. A literal that is valid here is valid there; an
//! integration test compares the two.

mod base64;
mod characters;
mod date;
mod decimal;
mod digits;
mod ip;
mod items;
mod json;
mod length;
mod pattern;
mod problem;
mod range;
mod text;
mod url;

pub(crate) use base64::base64;
pub(crate) use date::{Form, date, date_time, with_short_offset};
pub(crate) use decimal::{decimal, decimal_text};
pub(crate) use digits::{card_number, cvv, expiry_date};
pub(crate) use ip::ip;
pub(crate) use items::items;
pub(crate) use json::json;
pub(crate) use pattern::Pattern;
pub(crate) use range::range;
pub(crate) use text::{id, separable, text};
pub(crate) use url::{url, url_without_query};
