//! Code that must not compile, and the page that lists it.

mod cases;
mod page;
