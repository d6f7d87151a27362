//! Functions of a text in words.

use super::class::Class;
use super::cut::Broken;
use super::ends::{Mask, Middle, Pad};
use super::function::{Function, Part, Piece, Side};
use super::map::{Entry, Neighbour};
use super::one_pass;
use super::redact;

impl Function {
    /// In words: a sentence without a subject where it is about the text, or with characters as subject.
    pub fn words(&self) -> String {
        let quoted = |text: &str| format!("`{}`", text.escape_debug());
        match self {
            Function::Map(entries) => {
                entries.iter().map(entry_words).collect::<Vec<_>>().join("; ")
            }
            Function::Whole(whole) => format!("the text is signed {}", whole.words()),
            Function::Trim(class, side) => {
                let place = match side {
                    Side::Start => "at the beginning",
                    Side::End => "at the end",
                    Side::Both => "at both ends",
                    Side::OneAtStart => "at the beginning, one character",
                    Side::OneAtEnd => "at the end, one character",
                };
                format!("{} {place} is not signed", class.words())
            }
            Function::Runs(class, None) => {
                format!("of a run of {} the first is signed", class.words())
            }
            Function::Runs(class, Some(to)) => {
                format!("each run of {} is signed as {}", class.words(), quoted(to))
            }
            Function::Replace(from, to, which) if to.is_empty() => {
                format!("{} is not signed{}", quoted(from), which.words())
            }
            Function::Replace(from, to, which) => {
                format!("{} is signed as {}{}", quoted(from), quoted(to), which.words())
            }
            Function::Cut(cut) => {
                let end = if cut.from_end { "last" } else { "first" };
                let broken = match cut.broken {
                    None => "",
                    Some(Broken::EachByte) => ", U+FFFD for each byte of a character that is cut",
                    Some(Broken::Once) => ", U+FFFD for a character that is cut",
                };
                let word = match (cut.at_word, cut.halves) {
                    _ if cut.broken.is_some() => broken,
                    (true, _) => ", up to their last blank",
                    (_, true) => ", half of a pair too",
                    _ if cut.trimmed.is_some() => ", without white space at their end",
                    _ => "",
                };
                let tail = match cut.tail.as_str() {
                    "" => word.to_owned(),
                    tail => format!("{word}, and {}", quoted(tail)),
                };
                format!(
                    "of more than {} {} the {end} {} are signed{tail}",
                    cut.over,
                    cut.unit.words(),
                    cut.keep
                )
            }
            Function::Before(class) => {
                format!("the text ends before the first of {}", class.words())
            }
            Function::Part(class, part) => {
                let which = match part {
                    Part::BeforeLast => "what stands before the last of",
                    Part::AfterFirst => "what follows the first of",
                    Part::AfterLast => "what follows the last of",
                    Part::LastPiece => "without those at its end, what follows the last of",
                };
                format!("{which} {} is signed", class.words())
            }
            Function::Around(before, after) if after.is_empty() => {
                format!("{} is signed before the text", quoted(before))
            }
            Function::Around(before, after) if before.is_empty() => {
                format!("{} is signed after the text", quoted(after))
            }
            Function::Around(before, after) => {
                format!("the text is signed between {} and {}", quoted(before), quoted(after))
            }
            Function::Constant(text) if text.is_empty() => "the text is signed as empty".to_owned(),
            Function::Constant(text) => format!("{} is signed", quoted(text)),
            Function::Table(table) => {
                let each = |(from, to): &(String, String)| {
                    format!("{} is signed as {}", quoted(from), quoted(to))
                };
                table.iter().map(each).collect::<Vec<_>>().join(", ")
            }
            Function::Pieces(pieces) => {
                let each = |piece: &Piece| match piece {
                    Piece::Own => "the text".to_owned(),
                    Piece::Text(text) => quoted(text),
                    Piece::Of(field) => format!("that of `{}`", field.key()),
                };
                format!("signed is {}", pieces.iter().map(each).collect::<Vec<_>>().join(" and "))
            }
            Function::Stamp(stamp) => format!("the text is signed {}", stamp.words()),
            Function::Recode(recode) => format!("the text is signed {}", recode.words()),
            Function::Tidy(tidy) => tidy.words(),
            Function::Local(time) => format!("the text is signed {}", time.words()),
            Function::Replacement(of) => format!(
                "`$$` is signed as `$` and `$&` as {}, as in replace() of JavaScript",
                quoted(of)
            ),
            Function::OnePass(parts) => one_pass::words(parts),
            Function::Split(split) => split.words(),
            Function::WordLimit(limit) => limit.words(),
            Function::LengthField(field) => field.words(),
            Function::StaleBlock(block) => block.words(),
            Function::Words(map) => map.words(),
            Function::Redact(place, redaction) => redact::words(*place, redaction),
            Function::Expression(expression, redaction) => {
                redact::words_where(expression, redaction)
            }
            Function::Pad(Pad { to, with, behind }) => {
                let side = if *behind { "behind" } else { "before" };
                format!(
                    "`{}` is signed {side} the text up to {to} code points",
                    with.escape_debug()
                )
            }
            Function::Middle(Middle { over, first, between, last }) => format!(
                "of more than {over} code points the first {first}, {} and the last {last} are signed",
                quoted(between)
            ),
            Function::Mask(Mask { first, last, with }) => format!(
                "all but the first {first} and the last {last} code points are signed as `{with}`"
            ),
            Function::Then(steps) => {
                steps.iter().map(Function::words).collect::<Vec<_>>().join(", then ")
            }
        }
    }
}

fn entry_words(entry: &Entry) -> String {
    let beside = |word: &str, side: &Option<Neighbour>| {
        side.as_ref().map_or_else(String::new, |side| format!(" {word} {}", side.words()))
    };
    let (after, before) = (beside("after", &entry.after), beside("before", &entry.before));
    let (of, image) = (changed_of(entry), entry.image.words());
    let image = if image == "not at all" {
        "is not signed".to_owned()
    } else {
        format!("is signed {image}")
    };
    format!("{of}{after}{before} {image}{}", entry.which.words())
}

/// So many characters of a class are listed in place of its name.
const LISTED: usize = 8;

/// The characters of an entry; of a class of ASCII punctuation with a name, only those that change: its name would say
/// too much.
fn changed_of(entry: &Entry) -> String {
    if !matches!(entry.of, Class::Of(_)) {
        return entry.of.words();
    }
    let all: Vec<char> = ('\0'..='\u{ff}').filter(|c| entry.of.holds(*c)).collect();
    let is_changed = |c: &char| entry.image.of(*c) != c.to_string();
    let changed: Vec<char> = all.iter().copied().filter(is_changed).collect();
    let is_plain = all.iter().all(|c| c.is_ascii() && !c.is_ascii_alphanumeric());
    let is_list = (1..=LISTED).contains(&changed.len()) && changed.len() < all.len();
    if !is_plain || !is_list {
        return entry.of.words();
    }
    Class::These(changed.into_iter().collect()).words()
}
