//! What is kept of a signer's drift.

use super::finding_store::{Draft, FINDING_FORMAT, How};
use crate::case::Case;
use crate::generate::document::GoalCase;
use crate::judge::{Kind, Sample};
use crate::protocol::json::Value;
use crate::wording;

/// The name of a finding's folder; with the implementation's, where there are several.
pub(super) fn cause(name: Option<&String>, kind: &Kind) -> String {
    let text = match kind {
        Kind::Mistake(_) => wording::cause(kind),
        other => slug(&wording::cause(other)),
    };
    match name {
        Some(name) => format!("{}-{text}", slug(name)),
        None => text,
    }
}

/// What a drift is, in one line.
pub(super) fn title(kind: &Kind) -> String {
    wording::about(kind)
}

/// A drift, to be filed.
pub(super) fn drift(
    (kind, cause): (&Kind, String),
    title: String,
    case: &Case,
    shown: Option<Sample>,
    flaky: bool,
    circumstances: Vec<(&'static str, Value)>,
) -> Draft {
    let mut because = Vec::new();
    let (mut expected, mut observed) = (Vec::new(), Vec::new());
    let text = |bytes: &[u8]| Value::from(String::from_utf8_lossy(bytes).into_owned());
    if let Some(sample) = shown {
        because = sample.mistakes.ids();
        expected.extend(sample.expected.as_deref().map(|bytes| ("canonical", text(bytes))));
        expected.extend(sample.expected_signature.map(|s| ("signature", Value::from(s))));
        expected.extend(sample.expected_refusal.map(|why| ("refusal", Value::from(why))));
        observed.extend(sample.actual.as_deref().map(|bytes| ("canonical", text(bytes))));
        observed.extend(sample.actual_signature.map(|s| ("signature", Value::from(s))));
        observed.extend(sample.message.map(|said| ("said", Value::from(said))));
    }
    let because = because.into_iter().map(Value::from).collect();
    let mut document = document(case).members();
    document.extend([
        ("finding", FINDING_FORMAT.into()),
        ("id", case.id.to_string().into()),
        ("about", title.as_str().into()),
        ("symptom", "drift".into()),
        ("expected", Value::object(expected)),
        ("observed", Value::object(observed)),
        ("because", Value::Array(because)),
    ]);
    document.extend(circumstances);
    let unexplained = matches!(kind, Kind::Unexplained(_));
    if unexplained {
        document.push(("unexplained", Value::Bool(true)));
    }
    Draft {
        cause,
        rule: None,
        symptom: None,
        hypotheses: Vec::new(),
        title,
        flaky,
        weight: None,
        may_refuse: false,
        how: if flaky { How::Once } else { How::Alone },
        trigger: Vec::new(),
        shape: None,
        base: String::new(),
        unexplained,
        document,
        files: Vec::new(),
    }
}

pub(super) fn document(case: &Case) -> GoalCase {
    GoalCase {
        tenant: (*case.tenant).clone(),
        goal: case.goal.clone(),
        changed: None,
        because: None,
    }
}

/// Words as they can stand in a file name.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().take(80) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            _ if slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_matches('-').to_owned()
}
