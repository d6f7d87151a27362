//! The wider search: recipes of small stages, for what the catalogue does not explain.
//!
//! ```text
//! body view -> fields, money, texts -> order -> template or JSON -> rewrite -> around -> charset -> bytes
//!           -> key x construction -> digest -> output
//! ```
//!
//! Each stage is a file or a folder with members; each member has an id, a title and a cost: 1 very common, 2 ordinary,
//! 3 rare. A recipe is one member of some stages, its cost their sum. Recipes are tried by rising cost, so
//! that the first that fits is the smallest explanation. Writing the digest costs nothing: the header is
//! read backwards into every digest that it can stand for, and a trial is one look-up.

mod around;
mod body_view;
mod bytes;
mod charset;
mod codepages;
mod construction;
mod decode;
mod digest;
mod entities;
mod explanation;
mod fields;
mod joined;
mod json;
mod key;
mod label;
mod material;
mod money;
mod orders;
mod output;
mod printers;
mod printf;
mod rewrite;
mod schemes;
mod search;
mod template;
mod texts;
mod tree;
mod word;

pub use explanation::{Found, SignedBytes};
pub use label::Label;
pub use search::{Application, Applied, Decision, Grammar, Stage};
pub use word::{header_word, of_other_goal, of_several, secret_sent};
