//! A request as it arrives: nothing decoded, nothing repaired.

use std::borrow::Cow;

/// An HTTP request, borrowed from its receiver.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method, such as `POST`.
    pub method: &'a [u8],
    /// The request target: path and query, or an absolute URL.
    pub target: &'a [u8],
    /// Names and values of the header fields, in order; names in any case.
    pub headers: &'a [(&'a [u8], &'a [u8])],
    /// The body.
    pub body: &'a [u8],
}

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-lp-goal-signature";

/// The name of the header that says how a body is framed, as it is spelled where the sizes of chunks begin with 0.
pub const PADDED_CHUNKS: &str = "Transfer-Encoding";

/// The same, where a field follows the last chunk (RFC 9112, 7.1.2).
pub const TRAILED_CHUNKS: &str = "Transfer-encoding";

/// The path of the endpoint.
pub const PATH: &str = "/api/v1/track/pixel/goal";

impl<'a> Request<'a> {
    /// The values of every header field of that name, without the blanks around them (which HTTP does
    /// not count as part of a value).
    pub fn header(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let fields = self.headers.iter();
        fields
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| trim_blanks(value))
    }

    /// The same, to be kept. Bytes of method and target that are not UTF-8 become U+FFFD.
    pub fn to_owned(&self) -> OwnedRequest {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        OwnedRequest {
            method: text(self.method),
            target: text(self.target),
            headers: self.headers.iter().map(|(n, v)| (text(n), v.to_vec())).collect(),
            body: self.body.to_vec(),
        }
    }

    /// The target's path and, if any, its query.
    pub fn path_and_query(&self) -> (&'a [u8], Option<&'a [u8]>) {
        let target = match self.target.strip_prefix(b"http://") {
            // Absolute form: what follows the authority.
            Some(rest) => &rest[rest.iter().position(|b| *b == b'/').unwrap_or(rest.len())..],
            None => self.target,
        };
        match target.iter().position(|b| *b == b'?') {
            Some(at) => (&target[..at], Some(&target[at + 1..])),
            None => (target, None),
        }
    }
}

/// The request without its contents, which may hold a caller's personal data and signature.
impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({} headers, {} body bytes)", self.headers.len(), self.body.len())
    }
}

/// Where a body is cut in two that arrives in parts: within its first character that is not ASCII, else in the middle.
pub fn middle(body: &[u8]) -> usize {
    body.iter().position(|byte| !byte.is_ascii()).map_or(body.len() / 2, |at| at + 1)
}

/// A request that is kept: the same, owned.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OwnedRequest {
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
    /// Names and values of the header fields, in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
}

impl OwnedRequest {
    /// The body as it stands on the wire: in two chunks where the headers say `transfer-encoding: chunked`. They are cut
    /// within the first character that is not ASCII, else in the middle. Spelled as [`PADDED_CHUNKS`], which is the same to a
    /// server, the header says that their sizes begin with 0; as [`TRAILED_CHUNKS`], that a field follows them.
    pub fn framed_body(&self) -> Cow<'_, [u8]> {
        let Some(name) = self.chunked() else { return Cow::Borrowed(&self.body) };
        let padding = if name == PADDED_CHUNKS { "00" } else { "" };
        let (first, second) = self.body.split_at(middle(&self.body));
        let mut framed = Vec::with_capacity(self.body.len() + 32);
        for chunk in [first, second].into_iter().filter(|chunk| !chunk.is_empty()) {
            framed.extend_from_slice(format!("{padding}{:x}\r\n", chunk.len()).as_bytes());
            framed.extend_from_slice(chunk);
            framed.extend_from_slice(b"\r\n");
        }
        let trailer = if name == TRAILED_CHUNKS { "x-sent-bytes: 1\r\n" } else { "" };
        framed.extend_from_slice(format!("0\r\n{trailer}\r\n").as_bytes());
        Cow::Owned(framed)
    }

    /// Whether the body is framed in a way that HTTP clients have no option for.
    pub fn has_unusual_chunks(&self) -> bool {
        self.has_padded_chunks() || self.has_trailed_chunks()
    }

    /// Whether the sizes of its chunks begin with 0.
    pub fn has_padded_chunks(&self) -> bool {
        self.chunked() == Some(PADDED_CHUNKS)
    }

    /// Whether a field follows its chunks.
    pub fn has_trailed_chunks(&self) -> bool {
        self.chunked() == Some(TRAILED_CHUNKS)
    }

    /// The name of the header by which the body comes in chunks.
    fn chunked(&self) -> Option<&str> {
        let is_chunked = |(name, value): &&(String, Vec<u8>)| {
            name.eq_ignore_ascii_case(PADDED_CHUNKS) && value.eq_ignore_ascii_case(b"chunked")
        };
        self.headers.iter().find(is_chunked).map(|(name, _)| name.as_str())
    }

    /// Hands the request over to be read.
    pub fn with<T>(&self, read: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<(&[u8], &[u8])> =
            self.headers.iter().map(|(name, value)| (name.as_bytes(), value.as_slice())).collect();
        read(&Request {
            method: self.method.as_bytes(),
            target: self.target.as_bytes(),
            headers: &headers,
            body: &self.body,
        })
    }
}

impl std::fmt::Debug for OwnedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.with(|request| request.fmt(f))
    }
}

fn trim_blanks(value: &[u8]) -> &[u8] {
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let begin = value.iter().position(|b| !is_blank(b)).unwrap_or(value.len());
    let end = value.iter().rposition(|b| !is_blank(b)).map_or(begin, |at| at + 1);
    &value[begin..end]
}

/// What a query says of the domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain<'a> {
    /// It is missing or empty.
    Missing,
    /// It is not a plain domain name, or there are several.
    Malformed,
    /// A domain name in lower case.
    Named(Cow<'a, str>),
}

/// Reads the parameter `domain` out of a query (SRV-6). Its escapes are decoded; its case does not
/// matter; a port, a trailing dot and a second `domain` make it malformed.
pub fn domain(query: Option<&[u8]>) -> Domain<'_> {
    let parameters = query.unwrap_or_default().split(|b| *b == b'&');
    let mut values = parameters.filter_map(|parameter| {
        let at = parameter.iter().position(|b| *b == b'=').unwrap_or(parameter.len());
        (&parameter[..at] == b"domain").then(|| parameter.get(at + 1..).unwrap_or_default())
    });
    let Some(value) = values.next() else { return Domain::Missing };
    if values.next().is_some() {
        return Domain::Malformed;
    }
    match unescape(value) {
        Some(name) if name.is_empty() => Domain::Missing,
        Some(name) if is_plain(&name) => Domain::Named(name),
        _ => Domain::Malformed,
    }
}

/// Percent escapes decoded, in lower case; `None` for an invalid escape and for bytes that are
/// no ASCII.
fn unescape(value: &[u8]) -> Option<Cow<'_, str>> {
    if !value.iter().any(|b| *b == b'%' || b.is_ascii_uppercase() || !b.is_ascii()) {
        return std::str::from_utf8(value).ok().map(Cow::Borrowed);
    }
    let mut name = String::with_capacity(value.len());
    let mut rest = value;
    while let [byte, tail @ ..] = rest {
        let (byte, tail) = match (byte, tail) {
            (b'%', [high, low, tail @ ..]) => {
                (super::hex::digit(*high)? << 4 | super::hex::digit(*low)?, tail)
            }
            (b'%', _) => return None,
            (byte, tail) => (*byte, tail),
        };
        if !byte.is_ascii() {
            return None;
        }
        name.push(char::from(byte.to_ascii_lowercase()));
        rest = tail;
    }
    Some(Cow::Owned(name))
}

/// Labels of letters, digits, dashes and underscores with dots between; at most 253 characters.
fn is_plain(name: &str) -> bool {
    let is_label = |label: &[u8]| {
        (1..=63).contains(&label.len())
            && label.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    name.len() <= 253 && name.as_bytes().split(|b| *b == b'.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_cut_within_a_character() {
        let request = |headers: &[(&str, &str)], body: &str| OwnedRequest {
            headers: headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec()))
                .collect(),
            body: body.as_bytes().to_vec(),
            ..OwnedRequest::default()
        };
        let chunked = [("transfer-encoding", "chunked")];
        assert_eq!(
            *request(&chunked, "a\u{e9}b").framed_body(),
            *b"2\r\na\xc3\r\n2\r\n\xa9b\r\n0\r\n\r\n"
        );
        assert_eq!(*request(&chunked, "").framed_body(), *b"0\r\n\r\n");
        let padded = [(PADDED_CHUNKS, "chunked")];
        assert_eq!(*request(&padded, "ab").framed_body(), *b"001\r\na\r\n001\r\nb\r\n0\r\n\r\n");
        let trailed = [(TRAILED_CHUNKS, "chunked")];
        assert_eq!(
            *request(&trailed, "ab").framed_body(),
            *b"1\r\na\r\n1\r\nb\r\n0\r\nx-sent-bytes: 1\r\n\r\n"
        );
        assert_eq!(*request(&[("x-a", "chunked")], "ab").framed_body(), *b"ab");
    }

    #[test]
    fn domains() {
        let read = |query: &'static str| domain(Some(query.as_bytes()));
        let named = |name: &'static str| Domain::Named(name.into());
        assert_eq!(read("domain=shop.example"), named("shop.example"));
        assert_eq!(read("a=b&domain=Shop%2Eexample&c"), named("shop.example"));
        assert_eq!(domain(None), Domain::Missing);
        for missing in ["", "domain", "domain=", "domains=a", "a=domain=b"] {
            assert_eq!(read(missing), Domain::Missing, "{missing}");
        }
        for malformed in [
            "domain=a&domain=a",
            "domain=a.&x",
            "domain=a:80",
            "domain=%",
            "domain=%zz",
            "domain=a%00",
            "domain=a..b",
            "domain=a b",
            "domain=a+b",
            "domain=%C3%A9.example",
        ] {
            assert_eq!(read(malformed), Domain::Malformed, "{malformed}");
        }
    }

    #[test]
    fn targets_and_headers() {
        let headers: &[(&[u8], &[u8])] = &[(b"X-A", b" 1\t"), (b"x-a", b""), (b"b", b"2")];
        let request = |target| Request { method: b"POST", target, headers, body: b"" };
        let values: Vec<_> = request(b"/").header("x-a").collect();
        assert_eq!(values, [&b"1"[..], b""]);
        assert_eq!(request(b"/a?b?c").path_and_query(), (&b"/a"[..], Some(&b"b?c"[..])));
        assert_eq!(request(b"http://h:1/a?b").path_and_query(), (&b"/a"[..], Some(&b"b"[..])));
        assert_eq!(request(b"http://h").path_and_query(), (&b""[..], None));
    }

    #[test]
    fn what_is_kept_is_what_arrived_and_is_shown_without_its_contents() {
        let headers: &[(&[u8], &[u8])] = &[(b"X-LP-Goal-Signature", b"5ec4e7"), (b"b", b"\xff")];
        let request = Request { method: b"PUT", target: b"/a?b", headers, body: b"jane" };
        let kept = request.to_owned();
        kept.with(|again| {
            assert_eq!((again.method, again.target), (request.method, request.target));
            assert_eq!((again.headers, again.body), (request.headers, request.body));
        });
        assert_eq!(format!("{request:?}"), "Request(2 headers, 4 body bytes)");
        assert_eq!(format!("{kept:?}"), format!("{request:?}"));
        let foreign = Request { target: b"/\xff", ..request };
        assert_eq!(foreign.to_owned().target, "/\u{fffd}");
    }

    #[test]
    fn a_domain_name_has_labels_of_63_and_253_characters_in_all() {
        let read = |name: &str| match domain(Some(format!("domain={name}").as_bytes())) {
            Domain::Named(read) => read == name,
            _ => false,
        };
        let label = "a".repeat(63);
        let longest = [&label[..], &label, &label, &label[2..]].join(".");
        assert_eq!(longest.len(), 253);
        assert!(read(&label) && read(&longest) && read("my_shop-1.example"));
        assert!(!read(&format!("{label}a")) && !read(&format!("{longest}a")) && !read(".a"));
    }
}
