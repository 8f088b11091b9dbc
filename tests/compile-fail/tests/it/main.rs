//! Mistakes that must not compile, and the page that shows them.

mod cases;
mod page;
