//! Learning how texts are made slugs and the like.

use super::class::{Class, Named};
use super::pair::Pair;
use super::tidy::Tidy;

/// Every choice of the steps that these outputs leave open.
pub(super) fn tidies(sample: &[&Pair<'_>]) -> Vec<Tidy> {
    let outputs = || sample.iter().map(|pair| pair.output.as_str());
    let lost = |c: char| {
        sample.iter().any(|pair| pair.input.contains(c)) && !outputs().any(|o| o.contains(c))
    };
    let mut classes = vec![
        Class::Not(Named::AsciiAlphanumeric),
        Class::AllBut("-_".to_owned()),
        Class::AllBut("_".to_owned()),
        Class::AllBut("-".to_owned()),
        Class::AllBut(".-_".to_owned()),
        Class::Not(Named::Alphanumeric),
        Class::Not(Named::UnicodeWord),
        Class::Not(Named::PythonWord),
        Class::Of(Named::Space),
        Class::Of(Named::PythonSpace),
        Class::Of(Named::AsciiSpace),
    ];
    let marks: String = " -_./+:".chars().filter(|c| lost(*c)).collect();
    if !marks.is_empty() {
        classes.push(Class::These(marks));
    }
    // Whatever is not lost can't have been replaced.
    classes.retain(|class| {
        !outputs().any(|o| o.chars().any(|c| class.holds(c) && !matches!(c, '-' | '_')))
    });
    let lowers: &[bool] = match outputs().any(|o| o.chars().any(char::is_uppercase)) {
        true => &[false],
        false => &[true, false],
    };
    let trims = [None, Some(Named::Space), Some(Named::PythonSpace), Some(Named::JavaScriptSpace)];
    let mut found = Vec::new();
    for of in classes {
        for with in [Some('-'), Some('_'), None] {
            if with.is_some_and(|with| !outputs().any(|o| o.contains(with))) {
                continue;
            }
            for &lower in lowers {
                for trimmed in trims {
                    for steps in 0..8 {
                        let (runs, once, ends) = (steps & 1 > 0, steps & 2 > 0, steps & 4 > 0);
                        // Nothing that is put there, nothing to tidy.
                        if with.is_none() && steps > 0 {
                            continue;
                        }
                        let of = of.clone();
                        found.push(Tidy { trimmed, lower, of, with, runs, once, ends });
                    }
                }
            }
        }
    }
    found
}
