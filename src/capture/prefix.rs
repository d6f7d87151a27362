//! What logs put before each line of a request: a service's name, a time, the number of the line.

/// What stands on a line after a prefix like the one of another line. Numbers, levels and the width of
/// blanks may differ; `None` where the line begins otherwise.
pub(super) fn after<'a>(prefix: &[u8], line: &'a [u8]) -> Option<&'a [u8]> {
    let marks = prefix.trim_ascii_end();
    let gap = prefix.len() - marks.len();
    let run = |bytes: &[u8], is: fn(&u8) -> bool| bytes.iter().take_while(|b| is(b)).count();
    let is_blank: fn(&u8) -> bool = |b| matches!(b, b' ' | b'\t');
    let (mut at, mut here) = (0, 0);
    while let Some(mark) = marks.get(at) {
        if let (Some(wanted), Some(found)) = (level(&marks[at..]), level(&line[here..])) {
            at += wanted;
            here += found;
            continue;
        }
        let kind: Option<fn(&u8) -> bool> = match mark {
            mark if is_blank(mark) => Some(is_blank),
            b'0'..=b'9' => Some(u8::is_ascii_digit),
            _ => None,
        };
        let (wanted, found) = match kind {
            Some(kind) => (run(&marks[at..], kind), run(&line[here..], kind)),
            None => (1, usize::from(line.get(here) == Some(mark))),
        };
        // A number that grows takes the place of a blank before it.
        if found == 0 && (at > 0 || !is_blank(mark)) {
            return None;
        }
        at += wanted;
        here += found;
    }
    let rest = &line[here..];
    Some(&rest[run(rest, is_blank).min(gap)..])
}

/// The length of the word with which a log says how grave a line is, where one begins here.
fn level(text: &[u8]) -> Option<usize> {
    const LEVELS: [&str; 7] = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARNING", "WARN", "ERROR"];
    let begins = |word: &&str| {
        text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()))
    };
    LEVELS.iter().find(|word| begins(word)).map(|word| word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_blanks_may_differ() {
        for (prefix, line, rest) in [
            ("web-1  | ", "web-1  |   {", Some("  {")),
            ("web-1  | ", "web-2  |", Some("")),
            ("     1\t", "    12\t{}", Some("{}")),
            ("    9  ", "10  {}", Some("{}")),
            ("Nov 26 10:00:00 a[8]: ", "Nov 26 10:00:01 a[8]: A: b", Some("A: b")),
            ("10:00 DEBUG a - ", "10:01 INFO  a - {}", Some("{}")),
            ("web | ", "db  | {}", None),
            ("web | ", "{}", None),
        ] {
            let found = after(prefix.as_bytes(), line.as_bytes());
            assert_eq!(found.map(|rest| std::str::from_utf8(rest).unwrap()), rest, "{line}");
        }
    }
}
