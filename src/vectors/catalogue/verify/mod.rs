//! Verify vectors: requests written by hand. What must come of each is the reference's business; a
//! draft adds only what the document leaves open.

mod attribution;
mod body;
mod contents;
mod draft;
mod envelope;
mod pii;
mod respelled;
mod sequences;
mod signature;
mod tampered;
mod tenants;

use crate::vectors::file::VectorFile;

/// Every file of verify vectors.
pub(super) fn files() -> Vec<VectorFile> {
    vec![
        attribution::file(),
        body::file(),
        contents::file(),
        envelope::file(),
        pii::file(),
        sequences::file(),
        signature::file(),
    ]
}
