//! Which files of a folder hold vectors, and the schemas beside them.

use super::smoke::SMOKE_FILE;

/// Every schema among the vector files, by name.
pub(super) const SCHEMAS: [(&str, &str); 3] = [
    ("sign.schema.json", include_str!("../../vectors/sign.schema.json")),
    ("verify.schema.json", include_str!("../../vectors/verify.schema.json")),
    ("verify_sequences.schema.json", include_str!("../../vectors/verify_sequences.schema.json")),
];

/// Whether a file is a schema and holds no vectors.
pub(super) fn is_vector_file(name: &str) -> bool {
    !is_schema(name) && name != SMOKE_FILE
}

pub(super) fn is_schema(name: &str) -> bool {
    name.ends_with(".schema.json")
}
