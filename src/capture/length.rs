//! A body beside the `Content-Length` that was sent with it.

use super::serialise::{Spacing, serialised};
use crate::protocol::json::{Value, parse};

/// The text of so many bytes that a client may have sent where a tool shows the value.
pub(super) fn put_back(value: &Value, length: usize) -> Option<String> {
    let texts =
        [serialised(value, Spacing::Compact), value.to_json(), serialised(value, Spacing::Python)];
    texts.into_iter().find(|text| text.len() == length)
}

/// The number that a field's value says.
pub(super) fn number(value: &[u8]) -> Option<usize> {
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

/// The body out of what stands after a header, where its length is not the one that was sent; and what to
/// say of it. `shown` is `rest` without the line ends that a capture adds.
pub(super) fn fitted(rest: &[u8], shown: &[u8], length: usize) -> (Vec<u8>, Option<String>) {
    if let Some(text) = parse(shown).ok().and_then(|value| put_back(&value, length)) {
        let note = format!(
            "the tool set the body in lines; it is put back to the {length} bytes that Content-Length names"
        );
        return (text.into_bytes(), Some(note));
    }
    let Some(sent) = rest.get(..length) else {
        let note = format!(
            "Content-Length is {length}, and the capture has only {} bytes: it is cut short, or its line ends or \
             letters were changed; the signature is of what was sent",
            shown.len()
        );
        return (shown.to_vec(), Some(note));
    };
    // Somebody counted characters, or changed the body in the capture.
    if parse(sent).is_err() && parse(shown).is_ok() {
        let note = format!(
            "Content-Length is {length}, and the capture has {} bytes: taken as a whole, since only so it \
             is JSON; a server would read less",
            shown.len()
        );
        return (shown.to_vec(), Some(note));
    }
    let has_more = rest[length..].iter().any(|b| !b.is_ascii_whitespace());
    let note = has_more.then(|| {
        format!(
            "Content-Length is {length}, and the capture has {} bytes: the rest is not looked at",
            rest.len()
        )
    });
    (sent.to_vec(), note)
}

/// What to say of a body that has another length than was sent.
pub(super) fn difference(body: &[u8], length: usize) -> Option<String> {
    (body.len() != length).then(|| {
        format!(
            "Content-Length is {length}, and the body in the capture has {} bytes: it is not the one that was \
             sent; --body FILE gives that one",
            body.len()
        )
    })
}
