//! The body, read as someone else reads it.

use super::label::Label;

/// The body's text in another charset, with its name and cost.
pub(super) struct BodyView {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) text: String,
}

/// Every other reading of the body's bytes.
pub(super) fn views(body: &[u8]) -> Vec<BodyView> {
    if body.len() > 16 * 1024 {
        return Vec::new();
    }
    let plain = std::str::from_utf8(body).ok();
    let mut all = Vec::new();
    let mut push = |title: &'static str, text: String| {
        if plain != Some(&text) && !text.is_empty() {
            let label = Label::new("body-read-otherwise", title)
                .fix("send the body in UTF-8, and sign the canonical bytes")
                .reach(9);
            all.push(BodyView { cost: 2, label, text });
        }
    };
    push("the body is signed as Latin-1 reads it", body.iter().map(|b| char::from(*b)).collect());
    push(
        "the body is signed as Windows-1252 reads it",
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(body).0.into_owned(),
    );
    if let Some(text) = plain {
        push(
            "the body is signed without its byte order mark",
            text.trim_start_matches('\u{feff}').to_owned(),
        );
        push("the body is signed without white space around it", text.trim().to_owned());
    }
    all
}
