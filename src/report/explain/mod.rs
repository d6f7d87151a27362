//! What `goalpost explain` says: to people here, and as JSON.

mod json;
mod wider;

pub use json::write_json;

use super::diff_view::{marked, plain, safe};
use crate::judge::forensics::Forensics;
use crate::mistakes::search::NextGoal;
use crate::mistakes::{Explanation, Language, MistakeSet};
use crate::protocol::rules::Rule;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// So many other explanations are listed for people.
const SHOWN: usize = 6;

/// What it means that nothing known explains a signature.
pub const NOT_EXPLAINED: &str = "no known mistake of this secret explains the signature";

/// What it means that a header cannot be read.
const NO_DIGEST: &str = "the header holds no digest that could be searched for: send the 64 hex digits of the signature";

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
    if let Some(found) = &forensics.wider {
        writeln!(out)?;
        wider::because(found, out)?;
        writeln!(out)?;
        bytes(forensics, out)?;
        right(forensics, out)?;
        writeln!(out)?;
        return wider::fixes(found, out);
    }
    match (forensics.explanation(), &forensics.searched) {
        (Some(found), _) => explained(forensics, found, language, out)?,
        (None, Some(searched)) if searched.effort.trials == 0 => {
            writeln!(out)?;
            field(out, "because", NO_DIGEST)?;
            right(forensics, out)?;
        }
        (None, Some(searched)) => {
            writeln!(out)?;
            field(out, "because", NOT_EXPLAINED)?;
            for line in &forensics.unexplained {
                field(out, "", line)?;
            }
            let far = match (searched.effort.pairs, searched.effort.triples) {
                (_, true) => "every mistake, every pair, and triples",
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
        _ => "the contents are refused, whoever signed them; see docs/reference/requirements.md",
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
    let members = found.diagnosis.set.singles().zip(found.diagnosis.set.mistakes());
    for (i, ((single, mistake), class)) in members.zip(&found.classes).enumerate() {
        field(out, if i == 0 { "because" } else { "and" }, mistake.title)?;
        writeln!(out, "{:15}{BOLD}{}{BOLD:#}", "", mistake.id)?;
        let others = listed(class.without(single));
        if !others.is_empty() {
            field(out, "", &format!("{DIM}the same on this goal: {others}{DIM:#}"))?;
        }
    }
    for note in found.diagnosis.notes() {
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
    for mistake in found.diagnosis.set.mistakes() {
        field(out, "fix", mistake.fix)?;
        if let Some(language) = language {
            field(out, language.name(), mistake.remedy.code(language))?;
            let own = mistake.habits.iter().filter(|(known, _)| *known == language);
            for (_, habit) in own {
                field(out, "", &format!("{DIM}in place of: {habit}{DIM:#}"))?;
            }
        } else {
            field(out, "", &format!("{DIM}typical: {}{DIM:#}", mistake.typical()))?;
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
    if forensics.explanation().is_none() && forensics.implied.is_none() {
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
fn listed(set: MistakeSet) -> String {
    let mut singles: Vec<MistakeSet> = set.singles().collect();
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
    if forensics.wider.is_none() && forensics.effort().is_some_and(|effort| effort.trials == 0) {
        return NO_DIGEST.to_owned();
    }
    if let Some(found) = &forensics.wider {
        // A title can hold a value of the request; an id cannot.
        let because: Vec<String> =
            found.members.iter().map(|label| format!("{} ({})", label.id, label.fix)).collect();
        return format!("because {}", because.join(", and "));
    }
    let Some(found) = forensics.explanation() else { return NOT_EXPLAINED.to_owned() };
    let because: Vec<String> = found
        .diagnosis
        .set
        .mistakes()
        .map(|mistake| format!("{} ({}; {})", mistake.title, mistake.id, mistake.fix))
        .collect();
    format!("because {}", because.join(", and "))
}
