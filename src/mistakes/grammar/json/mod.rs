//! JSON in other layouts, with other escapes.

mod escapes;
mod escapings;
mod layout;
mod layouts;
mod write;

pub(super) use escapes::{Escapes, PLAIN, Wide};
pub(super) use escapings::{Escaped, escapings};
pub(super) use layout::{COMPACT, Layout};
pub(super) use layouts::{LaidOut, layouts};
pub(super) use write::{compact, write_text, written};
