//! Findings about a signer.

use super::wire::failure;
use crate::judge::drift::{ByteClass, Place};
use crate::judge::{Drift, FaultKind, Gist, Kind};
use crate::learn::Rule;

/// What a finding is about, in one line, without the message of the implementation.
pub fn about(kind: &Kind) -> String {
    match kind {
        Kind::Mistake(set) => {
            let titles: Vec<&str> = set.mistakes().map(|mistake| mistake.title).collect();
            titles.join(", and ")
        }
        Kind::Learned(rule) => format!("not in the catalogue: {}", learned(rule)),
        Kind::Unexplained(how) => format!("unexplained: {}", drift(how)),
        Kind::WrongRefusal(message) => format!("refuses what it must sign: {}", gist(message)),
        Kind::Unsupported(why) => format!("cannot express it: {why}"),
        Kind::UnsupportedOther => format!("cannot express it: {OTHERS}"),
        Kind::Broken(message) => format!("breaks: {}", gist(message)),
        Kind::Disagrees => "signature does not match the reported canonical bytes".to_owned(),
        Kind::BatchOnly => "correct individually but wrong in a batch".to_owned(),
        Kind::Wire(how, _) => failure(*how),
        Kind::Fault(kind, _) => fault(*kind).to_owned(),
        Kind::Panicked(message) => {
            format!(
                "Goalpost failed while it judged the case (please report it): {}",
                gist(message)
            )
        }
    }
}

/// A learned rule in words, from its text.
pub fn learned(rule: &str) -> String {
    Rule::parse(rule).map_or_else(|_| rule.to_owned(), |rule| rule.words())
}

const OTHERS: &str = "other messages, each different";

/// The message of an implementation, as it is grouped.
pub fn gist(gist: &Gist) -> &str {
    match gist {
        Gist::Of(text) => text,
        Gist::Other => OTHERS,
    }
}

/// How the bytes of an unexplained drift differ.
pub fn drift(drift: &Drift) -> String {
    match drift {
        Drift::SignedInvalid => "signed what must be refused".to_owned(),
        Drift::BytesUnknown => "the signature differs; the signed bytes are not known".to_owned(),
        Drift::SameBytes => "the same bytes, another signature".to_owned(),
        Drift::Bytes { place: at, expected, signed } => {
            format!("in {}: {} expected, {} signed", place(*at), class(*expected), class(*signed))
        }
        Drift::MembersAdded => "members are signed that the protocol does not list".to_owned(),
        Drift::MembersLeftOut => "members are not signed".to_owned(),
        Drift::MembersRenamed => "members are signed under other names".to_owned(),
        Drift::Other => "in other places".to_owned(),
    }
}

/// What an adapter did instead of answering.
pub fn fault(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Exited => "exited instead of answering",
        FaultKind::TimedOut => "did not answer in time",
        FaultKind::InvalidReply => "wrote a line that is not a valid reply",
    }
}

/// A finding's name in file names: words and digits with dashes. The same in every field is one cause.
pub fn cause(kind: &Kind) -> String {
    let detail = match kind {
        Kind::Mistake(set) => return set.ids().join("+"),
        Kind::Unexplained(Drift::Bytes { expected, signed, .. }) => {
            format!("{} expected, {} signed", class(*expected), class(*signed))
        }
        Kind::Unexplained(other) => drift(other),
        Kind::WrongRefusal(message) | Kind::Broken(message) | Kind::Panicked(message) => {
            gist(message).to_owned()
        }
        Kind::Unsupported(why) => why.clone(),
        Kind::Wire(how, _) => how.id(),
        Kind::Fault(kind, _) => fault(*kind).to_owned(),
        Kind::Learned(rule) => learned(rule),
        Kind::Disagrees | Kind::BatchOnly | Kind::UnsupportedOther => {
            return kind.name().to_owned();
        }
    };
    format!("{}-{detail}", kind.name())
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Beginning => "the beginning",
        Place::Key(key) => key,
        Place::OtherKey => "another key",
    }
}

fn class(class: ByteClass) -> &'static str {
    match class {
        ByteClass::End => "the end",
        ByteClass::Escape => "an escape",
        ByteClass::Quote => "a quote",
        ByteClass::Digit => "a digit",
        ByteClass::Letter => "a letter",
        ByteClass::Punctuation => "punctuation",
        ByteClass::WhiteSpace => "white space",
        ByteClass::NonAscii => "a byte beyond ASCII",
        ByteClass::Control => "a control character",
        ByteClass::Other => "another character",
    }
}
