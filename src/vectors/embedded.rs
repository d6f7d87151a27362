//! The golden vectors, as they were when this program was built.

use super::file::VectorFile;

/// The golden vectors as they were when this program was built.
pub(super) const EMBEDDED: [(&str, &str); 17] = [
    ("sign_fields.json", include_str!("../../vectors/sign_fields.json")),
    ("sign_found.json", include_str!("../../vectors/sign_found.json")),
    ("sign_money.json", include_str!("../../vectors/sign_money.json")),
    ("sign_secrets.json", include_str!("../../vectors/sign_secrets.json")),
    ("sign_seeded.json", include_str!("../../vectors/sign_seeded.json")),
    ("sign_surrogates.json", include_str!("../../vectors/sign_surrogates.json")),
    ("sign_text.json", include_str!("../../vectors/sign_text.json")),
    // After the plain ones, which show a mistake better.
    ("sign_families.json", include_str!("../../vectors/sign_families.json")),
    ("verify_attribution.json", include_str!("../../vectors/verify_attribution.json")),
    ("verify_body.json", include_str!("../../vectors/verify_body.json")),
    ("verify_contents.json", include_str!("../../vectors/verify_contents.json")),
    ("verify_envelope.json", include_str!("../../vectors/verify_envelope.json")),
    ("verify_found.json", include_str!("../../vectors/verify_found.json")),
    ("verify_pii.json", include_str!("../../vectors/verify_pii.json")),
    ("verify_sequences.json", include_str!("../../vectors/verify_sequences.json")),
    ("verify_sequences_found.json", include_str!("../../vectors/verify_sequences_found.json")),
    ("verify_signature.json", include_str!("../../vectors/verify_signature.json")),
];

/// The golden vectors inside this program.
///
/// # Errors
/// A file cannot be read: its name, and what is wrong.
pub fn embedded() -> Result<Vec<VectorFile>, String> {
    let read = |(name, text): &(&str, &str)| {
        VectorFile::from_bytes(name, text.as_bytes()).map_err(|what| format!("{name}: {what}"))
    };
    EMBEDDED.iter().map(read).collect()
}
