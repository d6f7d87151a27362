//! Every reader of bytes that somebody else wrote, by name: for the fuzz target that tries them all, and its test.

use super::{config, tenants};
use crate::adapter::first_answer;
use crate::adapter::protocol::{Hello, read_batch_reply, read_sign_reply};
use crate::adapter::reply::{read_send_reply, read_verify_reply};
use crate::campaign::finding_store;
use crate::capture;
use crate::generate::document;
use crate::generate::sequence::Sequence;
use crate::protocol::json::parse_wire;
use crate::vectors::{VectorFile, smoke};
use std::path::Path;

/// A reader: a value or an error comes of any bytes; here, nothing is done with either.
pub type Reader = fn(&[u8]);

/// The readers.
pub const READERS: [(&str, Reader); 12] = [
    ("capture", |bytes| drop(capture::read(bytes))),
    ("case", |bytes| drop(document::read(bytes, None))),
    ("sequence", |bytes| drop(parse_wire(bytes).map(|value| Sequence::read(&value, None)))),
    ("finding", |bytes| drop(finding_store::read("case", false, bytes))),
    ("sign vectors", |bytes| drop(VectorFile::from_bytes("sign_found.json", bytes))),
    ("verify vectors", |bytes| drop(VectorFile::from_bytes("verify_found.json", bytes))),
    ("smoke", |bytes| drop(smoke::read(bytes))),
    ("goalpost.toml", |bytes| {
        config::try_read(&String::from_utf8_lossy(bytes), Path::new("/none"))
    }),
    ("tenant file", |bytes| tenants::try_read(&String::from_utf8_lossy(bytes))),
    ("handshake", |bytes| drop(Hello::read(bytes))),
    ("adapter reply", |bytes| {
        drop(read_sign_reply(1, bytes));
        drop(read_batch_reply(1, 3, bytes));
        drop(read_verify_reply(1, bytes));
        drop(read_send_reply(1, bytes));
    }),
    ("http answer", |bytes| drop(first_answer(bytes))),
];

/// Gives bytes to the reader that the first of them chooses.
pub fn read(bytes: &[u8]) {
    if let Some((first, rest)) = bytes.split_first() {
        (READERS[usize::from(*first) % READERS.len()].1)(rest);
    }
}
