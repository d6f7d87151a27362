//! Parts of a text that are replaced in one pass from left to right, as a scanner or one regular expression with
//! alternatives does: what was put there is not looked at again.

/// Parts with what is put in their place; of those that fit at a place the longest counts.
pub(super) type Replacements = Vec<(String, String)>;

/// What becomes of a text.
pub(super) fn replaced(parts: &Replacements, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (_, piece) in (Pieces { parts, rest: text }) {
        out.push_str(piece);
    }
    out
}

/// In words.
pub(super) fn words(parts: &Replacements) -> String {
    let quoted = |text: &str| format!("`{}`", text.escape_debug());
    let each = |(from, to): &(String, String)| match to.as_str() {
        "" => format!("{} is not signed", quoted(from)),
        _ => format!("{} is signed as {}", quoted(from), quoted(to)),
    };
    format!("in one pass, {}", parts.iter().map(each).collect::<Vec<_>>().join(", "))
}

/// A text piece by piece: what is taken, and what is put there.
pub(super) struct Pieces<'a> {
    pub(super) parts: &'a Replacements,
    pub(super) rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.rest.chars().next()?;
        let fits = self.parts.iter().filter(|(from, _)| self.rest.starts_with(from.as_str()));
        let (taken, put) = match fits.max_by_key(|(from, _)| from.len()) {
            Some((from, to)) => (from.len(), to.as_str()),
            None => (first.len_utf8(), &self.rest[..first.len_utf8()]),
        };
        let (piece, rest) = self.rest.split_at(taken);
        self.rest = rest;
        Some((piece, put))
    }
}

/// So many bytes of an output come out right from the beginning; all and one more where everything does.
pub(super) fn agreed(parts: &Replacements, input: &str, output: &str) -> usize {
    let mut at = 0;
    for (_, put) in (Pieces { parts, rest: input }) {
        match output[at..].starts_with(put) {
            true => at += put.len(),
            false => return at,
        }
    }
    if at == output.len() { at + 1 } else { at }
}
