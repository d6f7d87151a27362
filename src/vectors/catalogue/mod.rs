//! The golden vectors, written by hand where a person would look and seeded where breadth counts.
//!
//! A vector here is a goal, its flags and the requirements it rests on. What must come of it is the
//! reference's business; [`super::store`] refuses to write a file in which that has changed.

mod builder;
mod families;
mod fields;
mod money;
mod secrets;
mod seeded;
mod surrogates;
mod text;
mod verify;

use super::file::VectorFile;

/// Every vector file, by name.
pub(super) fn files() -> Vec<VectorFile> {
    let mut files = vec![
        families::file(),
        fields::file(),
        money::file(),
        secrets::file(),
        seeded::file(),
        surrogates::file(),
        text::file(),
    ];
    files.extend(verify::files());
    files
}
