//! What `goalpost explain` says: to people here, and as JSON.

mod advice;
mod json;
mod table;
mod wider;
mod words;

#[cfg(test)]
pub(crate) use json::schema;
pub use json::write_json;
#[cfg(test)]
pub(crate) use table::schema as table_schema;
pub use table::{Source, write_json as write_table_json, write_text as write_table};

use super::code::{blocks, functions_of};
use super::diff_view::{marked, plain, safe};
use crate::judge::forensics::Forensics;
use crate::mistakes::grammar::SignedBytes;
use crate::mistakes::search::NextGoal;
use crate::mistakes::{Explanation, Language, MistakeSet};
use crate::protocol::rules::Rule;
use std::io::{self, Write};
use words::{BAD, BOLD, DIM, GOOD, NO_DIGEST, NOT_EXPLAINED, field};

/// So many other explanations are listed for people.
const SHOWN: usize = 6;

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
        (None, Some(_)) if forensics.wider.is_some() => widely_explained(forensics, out)?,
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
        (None, None) => advise(forensics, out)?,
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
fn advise(forensics: &Forensics, out: &mut dyn Write) -> io::Result<()> {
    let rule = forensics.decision.rule;
    for (i, line) in advice::advice(rule, forensics.refusal.as_ref()).iter().enumerate() {
        field(out, if i == 0 { "advice" } else { "" }, line)?;
    }
    if rule == Rule::Hint {
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
    wider::equals(&forensics.equals, out)?;
    writeln!(out)?;
    bytes(forensics, out)?;
    right(forensics, out)?;
    writeln!(out)?;
    for mistake in found.diagnosis.set.mistakes() {
        field(out, "fix", mistake.fix)?;
        if let Some(language) = language {
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
    match language {
        Some(language) => blocks(&functions_of(found.diagnosis.set), language, out),
        None => Ok(()),
    }
}

/// An explanation that is not in the catalogue.
fn widely_explained(forensics: &Forensics, out: &mut dyn Write) -> io::Result<()> {
    let Some(found) = &forensics.wider else { return Ok(()) };
    writeln!(out)?;
    if found.signed == SignedBytes::Unknown {
        field(out, "because", NO_DIGEST)?;
    }
    wider::because(found, out)?;
    writeln!(out)?;
    bytes(forensics, out)?;
    right(forensics, out)?;
    writeln!(out)?;
    wider::fixes(found, out)?;
    match &forensics.next {
        Some(next) => next_goal(next, out),
        None => Ok(()),
    }
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
