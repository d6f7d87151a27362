//! The protocol room, alone.
pub mod protocol;
