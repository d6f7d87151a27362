//! What `goalpost explain` says: to people, and as JSON.

use super::json::write_ascii;
use super::marked::{marked, plain, safe};
use crate::dialect::search::NextGoal;
use crate::dialect::{DialectSet, Explanation, Language};
use crate::judge::forensics::Forensics;
use crate::judge::verdict::first_difference;
use crate::spec::hex;
use crate::spec::rules::Rule;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::io::{self, Write};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// So many other explanations are listed for people.
const SHOWN: usize = 6;

/// What it means that nothing known explains a signature.
pub const NOT_EXPLAINED: &str = "no known mistake of this secret explains the signature";

const WHAT_THAT_MEANS: [&str; 3] = [
    "most likely another secret: test in place of live, another tenant's, or one that was replaced",
    "or the body changed after it was signed: a proxy or a client that parsed and wrote it again, an amount that was changed, a field added later",
    "or the header belongs to another request",
];

/// Writes the explanation for people.
///
/// # Errors
/// Those of the writer.
pub fn write_text(
    forensics: &Forensics,
    notes: &[String],
    language: Option<Language>,
    out: &mut dyn Write,
) -> io::Result<()> {
    verdict(forensics, out)?;
    for note in notes.iter().chain(&forensics.notes) {
        field(out, "note", &safe(note))?;
    }
    match (forensics.explanation(), &forensics.searched) {
        (Some(found), _) => explained(forensics, found, language, out)?,
        (None, Some(searched)) => {
            writeln!(out)?;
            field(out, "because", NOT_EXPLAINED)?;
            for line in WHAT_THAT_MEANS {
                field(out, "", line)?;
            }
            let far = match (searched.effort.pairs, searched.effort.triples) {
                (_, true) => "every mistake, every pair, and triples of those that show",
                (true, false) => {
                    "every mistake, every pair, and some triples; --time 60 looks further"
                }
                (false, false) => "every mistake, and some pairs; --time 60 looks further",
            };
            field(out, "tried", &format!("{} combinations: {far}", searched.effort.trials))?;
            right(forensics, out)?;
        }
        (None, None) => advice(forensics, out)?,
    }
    Ok(())
}

fn verdict(forensics: &Forensics, out: &mut dyn Write) -> io::Result<()> {
    let (decision, row) = (&forensics.decision, forensics.decision.rule.row());
    let style = if decision.rule == Rule::Accepted { GOOD } else { BAD };
    write!(out, "{style}{} {}{style:#}", row.status, row.id)?;
    if !row.answer.is_empty() {
        write!(out, ": {}", row.answer)?;
    }
    if let Some(name) = decision.field {
        write!(out, " ({name})")?;
    }
    if let Some(domain) = &decision.domain {
        write!(out, ", for {}", safe(domain))?;
    }
    match (decision.rule, decision.ranked, decision.lag_days()) {
        (Rule::Accepted, true, Some(days)) => write!(out, ", ranked, {days} days later")?,
        (Rule::Accepted, true, None) => write!(out, ", ranked")?,
        (Rule::Accepted, false, _) => write!(out, ", not ranked")?,
        _ => {}
    }
    writeln!(out, "  {DIM}{}{DIM:#}", row.requirement)
}

/// What to do where the signature is not what was refused.
fn advice(forensics: &Forensics, out: &mut dyn Write) -> io::Result<()> {
    let advice = match forensics.decision.rule {
        Rule::Accepted => return Ok(()),
        Rule::Hint => {
            "there is no X-LP-Goal-Signature header, so it counts as the browser's hint and feeds no ranking"
        }
        Rule::TenantSecret => {
            "the tenant's secret is not an even number of hex digits: nothing can be signed or verified with it"
        }
        Rule::DomainUnknown => "the tenants that were given do not have this domain",
        Rule::DomainMissing => "add ?domain=… to the URL",
        Rule::ContentType => "send Content-Type: application/json",
        Rule::Path => "POST to /api/v1/track/pixel/goal",
        _ => "the contents are refused, whoever signed them; see docs/protocol.md",
    };
    field(out, "advice", advice)?;
    if forensics.decision.rule == Rule::Hint {
        right(forensics, out)?;
    }
    Ok(())
}

fn explained(
    forensics: &Forensics,
    found: &Explanation,
    language: Option<Language>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    let members = found.recipe.set.singles().zip(found.recipe.set.dialects());
    for (i, ((single, dialect), class)) in members.zip(&found.classes).enumerate() {
        field(out, if i == 0 { "because" } else { "and" }, dialect.title)?;
        writeln!(out, "{:15}{BOLD}{}{BOLD:#}", "", dialect.id)?;
        let others = listed(class.without(single));
        if !others.is_empty() {
            field(out, "", &format!("{DIM}the same on this goal: {others}{DIM:#}"))?;
        }
    }
    for note in found.recipe.notes() {
        field(out, "", &safe(&note))?;
    }
    for other in found.others.iter().take(SHOWN) {
        field(out, "or", &format!("{} (the same on this goal)", other.set.ids().join(" + ")))?;
    }
    if found.others.len() > SHOWN {
        field(out, "", &format!("… {} more", found.others.len() - SHOWN))?;
    }
    writeln!(out)?;
    bytes(forensics, out)?;
    right(forensics, out)?;
    writeln!(out)?;
    for dialect in found.recipe.set.dialects() {
        field(out, "fix", dialect.fix)?;
        if let Some(language) = language {
            field(out, language.name(), dialect.remedy.code(language))?;
            let own = dialect.habits.iter().filter(|(known, _)| *known == language);
            for (_, habit) in own {
                field(out, "", &format!("{DIM}in place of: {habit}{DIM:#}"))?;
            }
        } else {
            field(out, "", &format!("{DIM}typical: {}{DIM:#}", dialect.typical()))?;
        }
    }
    if let Some(next) = &forensics.next {
        next_goal(next, out)?;
    }
    Ok(())
}

/// What was signed beside what is right.
fn bytes(forensics: &Forensics, out: &mut dyn Write) -> io::Result<()> {
    let (Some(right), Some(implied)) = (&forensics.right, &forensics.implied) else {
        return Ok(());
    };
    if right.canonical == *implied {
        return field(out, "bytes", &format!("{} (as they should be)", plain(implied)));
    }
    let lines = marked(&right.canonical, implied);
    field(out, "right", &lines.expected)?;
    field(out, "signed", &lines.actual)?;
    if let Some((column, what)) = lines.mark {
        writeln!(out, "{:15}{:column$}{BAD}^ {what}{BAD:#}", "", "")?;
    }
    Ok(())
}

fn right(forensics: &Forensics, out: &mut dyn Write) -> io::Result<()> {
    let Some(right) = &forensics.right else { return Ok(()) };
    if forensics.explanation().is_none() {
        field(out, "right", &String::from_utf8_lossy(&right.canonical))?;
    }
    field(out, "signature", &format!("{GOOD}{}{GOOD:#} is right", right.signature))?;
    if let Some(sent) = &forensics.sent {
        field(out, "", &format!("{} was sent", safe(sent)))?;
    }
    Ok(())
}

fn next_goal(next: &NextGoal, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    field(out, "next", "several mistakes look alike on this goal; this one tells them apart:")?;
    field(out, "", &next.goal.to_value().to_json())?;
    Ok(())
}

/// Ids, the likeliest first, not all where there are many.
fn listed(set: DialectSet) -> String {
    let mut singles: Vec<DialectSet> = set.singles().collect();
    singles.sort_by_key(|single| single.cost());
    let mut ids: Vec<&str> = singles.iter().flat_map(|single| single.ids()).take(SHOWN).collect();
    let more = format!("… {} more", set.len().saturating_sub(SHOWN));
    if set.len() > SHOWN {
        ids.push(&more);
    }
    ids.join(", ")
}

fn field(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {DIM}{name:12}{DIM:#} {value}")
}

/// Why a signature is wrong, in a line that holds nothing of the request, and nothing that would help to
/// forge one.
pub fn reason(forensics: &Forensics) -> String {
    let Some(found) = forensics.explanation() else { return NOT_EXPLAINED.to_owned() };
    let because: Vec<String> = found
        .recipe
        .set
        .dialects()
        .map(|dialect| format!("{} ({}; {})", dialect.title, dialect.id, dialect.fix))
        .collect();
    format!("because {}", because.join(", and "))
}

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
        explained: forensics.searched.as_ref().map(|searched| searched.found.is_some()),
        meaning: match (&forensics.searched, found) {
            (Some(_), None) => std::iter::once(NOT_EXPLAINED).chain(WHAT_THAT_MEANS).collect(),
            _ => Vec::new(),
        },
        mistakes: found.map(mistakes).unwrap_or_default(),
        classes: found
            .map(|found| found.classes.iter().map(|class| class.ids()).collect())
            .unwrap_or_default(),
        alternatives: found
            .map(|found| found.others.iter().map(|recipe| recipe.set.ids()).collect())
            .unwrap_or_default(),
        details: found.map(|found| found.recipe.notes()).unwrap_or_default(),
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
                .map(|group| group.iter().map(|recipe| recipe.set.ids()).collect())
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

fn mistakes(found: &Explanation) -> Vec<Mistake> {
    let members = found.recipe.set.dialects().zip(found.recipe.set.singles()).zip(&found.classes);
    members
        .map(|((dialect, single), class)| Mistake {
            id: dialect.id,
            cause: dialect.cause,
            title: dialect.title,
            fix: dialect.fix,
            code: Language::ALL
                .iter()
                .map(|language| (language.name(), dialect.remedy.code(*language)))
                .collect(),
            typical: dialect.habits.iter().map(|(l, habit)| (l.name(), *habit)).collect(),
            equivalent: class.without(single).ids(),
        })
        .collect()
}

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    goalpost: &'static str,
    command: &'static str,
    exit_code: u8,
    verdict: Verdict,
    domain: Option<&'a str>,
    explained: Option<bool>,
    meaning: Vec<&'static str>,
    mistakes: Vec<Mistake>,
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
struct Mistake {
    id: &'static str,
    cause: &'static str,
    title: &'static str,
    fix: &'static str,
    code: std::collections::BTreeMap<&'static str, &'static str>,
    typical: Vec<(&'static str, &'static str)>,
    equivalent: Vec<&'static str>,
}

#[derive(Serialize)]
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
struct Next {
    goal: String,
    groups: Vec<Vec<Vec<&'static str>>>,
}

#[derive(Serialize)]
struct Search {
    trials: u64,
    singles: bool,
    pairs: bool,
    triples: bool,
}
