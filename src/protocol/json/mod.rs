//! JSON as the protocol needs it: nothing lost, nothing forgiven.
//!
//! A general reader loses what this protocol turns on: number text, lone surrogates, repeated keys,
//! the order of keys. This one keeps all four and refuses everything that RFC 8259 does not allow.

mod read;
mod value;
mod wire;
mod write;

pub use read::{JsonError, parse, parse_borrowed, parse_within};
pub use wire::{decode_wire, parse_wire, write_wire};
pub use write::{write_compact, write_pretty, write_string};

pub use value::{BorrowedValue, MAX_DEPTH, Value};
