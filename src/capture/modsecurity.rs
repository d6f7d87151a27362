//! Audit logs of ModSecurity, which have the parts of a request in sections.

use super::draft::Draft;
use super::raw;

/// Every request of such a log: the header out of section B, the body out of section C.
pub(super) fn requests(text: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut section = None;
    let (mut head, mut body) = (String::new(), String::new());
    for line in text.split_inclusive('\n') {
        match boundary(line.trim_end()) {
            Some(letter) => {
                if letter == 'A' {
                    drafts.extend(request(&head, &body));
                    head.clear();
                    body.clear();
                }
                section = Some(letter);
            }
            None if section == Some('B') => head.push_str(line),
            None if section == Some('C') => body.push_str(line),
            None => {}
        }
    }
    drafts.extend(request(&head, &body));
    drafts
}

fn request(head: &str, body: &str) -> Vec<Draft> {
    // The log ends the section with a line end of its own.
    let body = body.trim_end_matches(['\r', '\n']);
    raw::requests(format!("{}\n\n{body}", head.trim()).as_bytes())
}

/// The letter of the section that a line begins: `--a1b2c3d4-B--`, `---a1b2c3d4---B--`.
fn boundary(line: &str) -> Option<char> {
    let inner = line.strip_prefix("--")?.strip_suffix("--")?;
    let (id, letter) = inner.rsplit_once('-')?;
    let id = id.trim_matches('-');
    let mut letters = letter.chars();
    let letter = letters.next().filter(|c| c.is_ascii_uppercase() && letters.next().is_none())?;
    let is_id = id.len() >= 4 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'@');
    is_id.then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_of_both_versions() {
        for (before, after) in [("--", "-"), ("---", "---")] {
            let mark = |letter: char| format!("{before}a1b2C3d4{after}{letter}--\n");
            let one = format!(
                "{}[26/Nov/2026] x\n{}POST /x HTTP/1.1\nA: b\nContent-Length: 2\n\n{}{{}}\n\n{}HTTP/1.1 401 No\n\n{}\n",
                mark('A'),
                mark('B'),
                mark('C'),
                mark('F'),
                mark('Z')
            );
            let drafts = requests(&one.repeat(2));
            assert_eq!(drafts.len(), 2, "{one}");
            for draft in drafts {
                assert_eq!(draft.body.as_deref(), Some(&b"{}"[..]), "{one}");
                assert_eq!(draft.header("a"), Some(&b"b"[..]), "{one}");
            }
        }
        assert!(requests("--ab--\n-- B --\nPOST /x HTTP/1.1\n\n{}\n").is_empty());
    }
}
