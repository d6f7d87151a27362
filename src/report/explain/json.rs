//! The explanation for machines: one JSON document, versioned.

use super::advice::advice;
use super::words::{NO_DIGEST, NOT_EXPLAINED};
use crate::judge::drift::first_difference;
use crate::judge::forensics::Forensics;
use crate::mistakes::grammar::Found;
use crate::mistakes::{Explanation, Language};
use crate::protocol::hex;
use crate::report::json::write_ascii;
use serde::Serialize;
use std::io::{self, Write};

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// Writes the explanation for machines.
///
/// # Errors
/// Those of the writer.
pub fn write_json(
    forensics: &Forensics,
    notes: &[String],
    exit_code: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (decision, row) = (&forensics.decision, forensics.decision.rule.row());
    let found = forensics.explanation();
    let implied = forensics.implied.as_ref();
    let document = Document {
        format: FORMAT,
        goalpost: env!("CARGO_PKG_VERSION"),
        command: "explain",
        exit_code,
        verdict: Verdict {
            status: row.status,
            rule: row.id,
            requirement: row.requirement,
            field: decision.field,
            answer: row.answer,
            ranked: decision.ranked,
            first_touch_bucket: decision.bucket,
            lag_seconds: decision.lag_seconds,
        },
        domain: decision.domain.as_deref(),
        explained: forensics
            .searched
            .as_ref()
            .map(|searched| searched.found.is_some() || forensics.wider.is_some()),
        meaning: match (&forensics.searched, found) {
            _ if forensics.wider.is_some() => Vec::new(),
            (Some(searched), None) if searched.effort.trials == 0 => vec![NO_DIGEST],
            (Some(_), None) => std::iter::once(NOT_EXPLAINED)
                .chain(forensics.unexplained.iter().map(String::as_str))
                .collect(),
            _ => Vec::new(),
        },
        advice: match forensics.searched {
            Some(_) => Vec::new(),
            None => advice(decision.rule, forensics.refusal.as_ref()),
        },
        mistakes: match &forensics.wider {
            Some(wider) => members(wider),
            None => found.map(mistakes).unwrap_or_default(),
        },
        classes: found
            .map(|found| found.classes.iter().map(|class| class.ids()).collect())
            .unwrap_or_default(),
        alternatives: match (&forensics.wider, found) {
            (Some(wider), _) => wider
                .others
                .iter()
                .map(|other| other.iter().map(|label| label.id).collect())
                .collect(),
            (None, Some(found)) => {
                let equals = forensics.equals.iter();
                let equals = equals.map(|other| other.iter().map(|label| label.id).collect());
                let others = found.others.iter().map(|diagnosis| diagnosis.set.ids());
                others.chain(equals).collect()
            }
            (None, None) => Vec::new(),
        },
        details: found.map(|found| found.diagnosis.notes()).unwrap_or_default(),
        notes: notes.iter().chain(&forensics.notes).map(String::as_str).collect(),
        signed: implied.map(|bytes| Bytes::of(bytes, forensics.sent.as_deref())),
        right: forensics
            .right
            .as_ref()
            .map(|right| Bytes::of(&right.canonical, Some(right.signature.as_str()))),
        first_difference: implied
            .zip(forensics.right.as_ref())
            .and_then(|(implied, right)| first_difference(&right.canonical, implied)),
        signature_sent: forensics.sent.as_deref(),
        next_goal: forensics.next.as_ref().map(|next| Next {
            goal: next.goal.to_value().to_json(),
            groups: next
                .groups
                .iter()
                .map(|group| group.iter().map(|diagnosis| diagnosis.set.ids()).collect())
                .collect(),
        }),
        search: forensics.effort().map(|effort| Search {
            trials: effort.trials,
            singles: effort.singles,
            pairs: effort.pairs,
            triples: effort.triples,
        }),
    };
    write_ascii(&document, out)
}

fn mistakes(found: &Explanation) -> Vec<Mistake<'static>> {
    let members =
        found.diagnosis.set.mistakes().zip(found.diagnosis.set.singles()).zip(&found.classes);
    members
        .map(|((mistake, single), class)| Mistake {
            id: mistake.id,
            cause: mistake.cause,
            title: mistake.title,
            fix: mistake.fix,
            code: Language::ALL
                .iter()
                .map(|language| (language.name(), mistake.remedy.function().code(*language)))
                .collect(),
            typical: mistake.habits.iter().map(|(l, habit)| (l.name(), *habit)).collect(),
            equivalent: class.without(single).ids(),
        })
        .collect()
}

/// What the wider search found; no code, since its members are wider than a snippet.
fn members(wider: &Found) -> Vec<Mistake<'_>> {
    wider
        .members
        .iter()
        .map(|label| Mistake {
            id: label.id,
            cause: label.id,
            title: &label.title,
            fix: label.fix,
            code: std::collections::BTreeMap::new(),
            typical: Vec::new(),
            equivalent: Vec::new(),
        })
        .collect()
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost explain, of one request"))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "explain")))]
    command: &'static str,
    exit_code: u8,
    verdict: Verdict,
    domain: Option<&'a str>,
    explained: Option<bool>,
    meaning: Vec<&'a str>,
    advice: Vec<String>,
    mistakes: Vec<Mistake<'a>>,
    classes: Vec<Vec<&'static str>>,
    alternatives: Vec<Vec<&'static str>>,
    details: Vec<String>,
    notes: Vec<&'a str>,
    signed: Option<Bytes>,
    right: Option<Bytes>,
    first_difference: Option<usize>,
    signature_sent: Option<&'a str>,
    next_goal: Option<Next>,
    search: Option<Search>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Verdict {
    status: u16,
    rule: &'static str,
    requirement: &'static str,
    field: Option<&'static str>,
    answer: &'static str,
    ranked: bool,
    first_touch_bucket: Option<&'static str>,
    lag_seconds: Option<i64>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Mistake<'a> {
    id: &'static str,
    cause: &'static str,
    title: &'a str,
    fix: &'static str,
    code: std::collections::BTreeMap<&'static str, &'static str>,
    typical: Vec<(&'static str, &'static str)>,
    equivalent: Vec<&'static str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Bytes {
    canonical: String,
    canonical_hex: String,
    signature: Option<String>,
}

impl Bytes {
    fn of(bytes: &[u8], signature: Option<&str>) -> Bytes {
        Bytes {
            canonical: String::from_utf8_lossy(bytes).into_owned(),
            canonical_hex: hex::encode(bytes),
            signature: signature.map(str::to_owned),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Next {
    goal: String,
    groups: Vec<Vec<Vec<&'static str>>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Search {
    trials: u64,
    singles: bool,
    pairs: bool,
    triples: bool,
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Document<'_>>()
}
