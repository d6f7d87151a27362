//! Ways to frame a body that HTTP has, and that a server need not take.

use crate::generate::RequestBuilder;

/// A way to frame a body that HTTP has, and that a server need not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// In chunks, cut within a character.
    Chunked,
    /// Announced by an expectation, and sent at once (RFC 9110, 10.1.1).
    Expected,
}

impl Framing {
    pub(super) const ALL: [Framing; 2] = [Framing::Chunked, Framing::Expected];

    pub(super) fn header(self) -> (&'static str, &'static str) {
        match self {
            Framing::Chunked => ("transfer-encoding", "chunked"),
            Framing::Expected => ("expect", "100-continue"),
        }
    }

    /// Whether a legal goal that is answered so says that the server does not take this.
    pub(super) fn is_declined(self, status: u16) -> bool {
        match self {
            // Some servers do not read such a body, and find nothing in it.
            Framing::Chunked => matches!(status, 400..=428 | 430..=499 | 501),
            Framing::Expected => status == 417,
        }
    }

    pub(super) fn of(self, mut builder: RequestBuilder) -> RequestBuilder {
        let (name, value) = self.header();
        builder.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        builder
    }
}
