//! Ways to frame a body that HTTP has, and that a server need not take.

use crate::generate::RequestBuilder;
use crate::protocol::request::{PADDED_CHUNKS, TRAILED_CHUNKS};

/// A way to frame a body that HTTP has, and that a server need not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// In chunks, cut within a character.
    Chunked,
    /// The same, with sizes that begin with 0: any number of digits is allowed (RFC 9112, 7.1).
    Padded,
    /// The same, called `Chunked`: names of codings have no case (RFC 9112, 7).
    Capital,
    /// The same, with a field behind the last chunk (RFC 9112, 7.1.2).
    Trailed,
    /// Announced by an expectation, and sent at once (RFC 9110, 10.1.1).
    Expected,
}

impl Framing {
    pub(super) const ALL: [Framing; 5] =
        [Framing::Chunked, Framing::Padded, Framing::Capital, Framing::Trailed, Framing::Expected];

    /// What must be taken before this is asked for: who takes it must take this, too.
    pub(super) fn after(self) -> Option<Framing> {
        let is_chunked = matches!(self, Framing::Padded | Framing::Capital | Framing::Trailed);
        is_chunked.then_some(Framing::Chunked)
    }

    pub(super) fn header(self) -> (&'static str, &'static str) {
        match self {
            Framing::Chunked => ("transfer-encoding", "chunked"),
            Framing::Padded => (PADDED_CHUNKS, "chunked"),
            Framing::Capital => ("transfer-encoding", "Chunked"),
            Framing::Trailed => (TRAILED_CHUNKS, "chunked"),
            Framing::Expected => ("expect", "100-continue"),
        }
    }

    /// Whether a legal goal that is answered so says that the server does not take this.
    pub(super) fn is_declined(self, status: u16) -> bool {
        match self {
            // Some servers do not read such a body, and find nothing in it.
            Framing::Chunked => matches!(status, 400..=428 | 430..=499 | 501),
            Framing::Padded | Framing::Capital => false,
            // A server may want none.
            Framing::Trailed => matches!(status, 400 | 501),
            Framing::Expected => status == 417,
        }
    }

    pub(super) fn of(self, mut builder: RequestBuilder) -> RequestBuilder {
        let (name, value) = self.header();
        builder.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        builder
    }
}
