//! Java's `MessageFormat`, of which a text is the pattern.

/// Where in a pattern a character stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside of all braces.
    Text,
    /// In the number of an argument.
    Number,
    /// In its type.
    Type,
    /// In the style of the type.
    Style,
}

/// The largest number that an argument may have.
const LARGEST: i32 = 9999;

/// What `MessageFormat.format(text)` makes without arguments: apostrophes quote, and two are one; an argument that is not
/// there stays as its number in braces. What is no pattern stays.
pub(super) fn message_format(text: &str) -> String {
    formatted(text).unwrap_or_else(|| text.to_owned())
}

fn formatted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut place, mut quoted, mut depth) = (Place::Text, false, 0_usize);
    let (mut number, mut kind) = (String::new(), String::new());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if place == Place::Text {
            match c {
                '\'' if chars.peek() == Some(&'\'') => {
                    out.push('\'');
                    chars.next();
                }
                '\'' => quoted = !quoted,
                '{' if !quoted => place = Place::Number,
                other => out.push(other),
            }
            continue;
        }
        if quoted {
            quoted = c != '\'';
        } else {
            match c {
                ',' if place == Place::Number => {
                    place = Place::Type;
                    continue;
                }
                ',' if place == Place::Type => {
                    place = Place::Style;
                    continue;
                }
                '}' if depth == 0 => {
                    out.push_str(&argument(&number, &kind)?);
                    number.clear();
                    kind.clear();
                    place = Place::Text;
                    continue;
                }
                '{' => depth += 1,
                '}' => depth -= 1,
                '\'' => quoted = true,
                ' ' if place == Place::Type && kind.is_empty() => continue,
                _ => {}
            }
        }
        match place {
            Place::Number => number.push(c),
            Place::Type => kind.push(c),
            Place::Text | Place::Style => {}
        }
    }
    // Braces within braces that are not closed are passed over.
    (place == Place::Text || depth > 0).then_some(out)
}

/// What stands for an argument that was not given; `None` where its number or type is none.
fn argument(number: &str, kind: &str) -> Option<String> {
    let number: i32 = number.parse().ok().filter(|number| (0..=LARGEST).contains(number))?;
    let kind = kind.trim().to_lowercase();
    let is_known = matches!(kind.as_str(), "" | "number" | "date" | "time" | "choice");
    is_known.then(|| format!("{{{number}}}"))
}

#[cfg(test)]
mod tests {
    use super::message_format;

    #[test]
    fn patterns_are_those_of_java() {
        for (text, made) in [
            ("l'offre d'or", "loffre dor"),
            ("it''s", "it's"),
            ("'{0}' and {0}", "{0} and {0}"),
            ("{1,number}", "{1}"),
            ("{{", ""),
            ("a {", "a {"),
            ("{x}", "{x}"),
            ("{0", "{0"),
            ("a} 'b", "a} b"),
            ("{0,colour}", "{0,colour}"),
        ] {
            assert_eq!(message_format(text), made, "{text}");
        }
    }
}
