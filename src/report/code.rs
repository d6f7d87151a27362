//! Code that does it right, to be pasted as it is.

use super::layout::{BOLD, DIM};
use crate::judge::{Finding, Kind};
use crate::learn::Rule;
use crate::mistakes::{Function, Language, MistakeSet};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The functions in which mistakes are fixed.
pub(super) fn functions_of(mistakes: MistakeSet) -> BTreeSet<Function> {
    mistakes.mistakes().map(|mistake| mistake.remedy.function()).collect()
}

/// The functions in which a finding is fixed; none where no code fixes it.
pub(super) fn functions(finding: &Finding) -> BTreeSet<Function> {
    let sample = &finding.sample;
    match &finding.kind {
        Kind::Mistake(set) | Kind::Wire(_, set) => functions_of(*set),
        Kind::Learned(rule) => functions_of_rule(rule),
        // Other bytes are built wrongly; where they are not reported, or right, the key may be wrong, too.
        Kind::Unexplained(_) if sample.actual.is_some() && sample.actual != sample.expected => {
            BTreeSet::from([Function::Canonical])
        }
        Kind::Unexplained(_) => BTreeSet::from([Function::Canonical, Function::Signature]),
        _ => BTreeSet::new(),
    }
}

/// The functions in which what a learned rule says is fixed, from the rule's text.
fn functions_of_rule(rule: &str) -> BTreeSet<Function> {
    let Ok(rule) = Rule::parse(rule) else { return BTreeSet::from([Function::Canonical]) };
    let signs = !rule.key.is_empty() || !rule.output.is_empty();
    let of_signing = Rule { key: rule.key.clone(), output: rule.output.clone(), ..Rule::default() };
    let builds = rule != of_signing;
    [(builds, Function::Canonical), (signs, Function::Signature)]
        .into_iter()
        .filter_map(|(needed, function)| needed.then_some(function))
        .collect()
}

/// Writes functions, without any indentation that is not theirs.
pub(super) fn blocks(
    functions: &BTreeSet<Function>,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    for function in functions {
        let what = match function {
            Function::Canonical => "use this in place of what builds the signed text",
            Function::Signature => "use this in place of what signs it",
        };
        let (name, language_name) = (function.name(), language.name());
        writeln!(out, "\n{BOLD}{name} in {language_name}{BOLD:#}{DIM}: {what}{DIM:#}\n")?;
        for line in function.code(language).lines() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
