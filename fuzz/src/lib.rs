//! What the fuzz targets share: reading cases, and mutating them so that they stay cases.

use arbitrary::{Arbitrary, Unstructured};
use goalpost::adapter::CommandLine;
use goalpost::campaign::Differential;
use goalpost::generate::document;
use goalpost::generate::document::{Document, GoalCase, Secrets};
use goalpost::generate::rng::Rng;
use goalpost::generate::{Shape, TestRequest};
use goalpost::properties::{Holds, Outcome};
use libfuzzer_sys::Corpus;
use std::cell::RefCell;
use std::ffi::OsString;
use std::path::Path;

thread_local! {
    /// The case that was written last: the engine runs it, and mutates it again, at once.
    static GOAL: RefCell<(Vec<u8>, Option<GoalCase>)> = const { RefCell::new((Vec::new(), None)) };
}

/// Holds an input against a law, and tells the engine whether it is worth keeping.
pub fn hold(held: Holds) -> Corpus {
    match held {
        Ok(Outcome::Holds) => Corpus::Keep,
        Ok(Outcome::Passed) => Corpus::Reject,
        Err(broken) => panic!("{broken}"),
    }
}

/// Holds a goal against a law.
pub fn with_goal(data: &[u8], law: fn(&GoalCase) -> Holds) -> Corpus {
    GOAL.with_borrow_mut(|(bytes, case)| {
        if case.is_none() || bytes != data {
            bytes.clear();
            bytes.extend_from_slice(data);
            *case = read_goal(data);
        }
        case.as_ref().map_or(Corpus::Reject, |case| hold(law(case)))
    })
}

fn read_goal(data: &[u8]) -> Option<GoalCase> {
    match document::read(data, None) {
        Ok(Document::Sign(case)) => Some(*case),
        _ => None,
    }
}

/// A mutator of goals: structural, so that what comes out is a case again.
pub fn mutate_goal(data: &mut [u8], size: usize, max: usize, seed: u32, shape: Shape) -> usize {
    GOAL.with_borrow_mut(|(bytes, known)| {
        if *bytes != data[..size] || known.is_none() {
            *known = read_goal(&data[..size]);
        }
        let rng = &mut Rng::new(u64::from(seed), size as u64);
        match known {
            Some(case) => case.mutate(rng, shape),
            // No case: its bytes are what one is made of.
            None => *known = GoalCase::arbitrary(&mut Unstructured::new(&data[..size])).ok(),
        }
        let Some(case) = known else { return size };
        bytes.clear();
        case.write(bytes);
        put(bytes, data, max).unwrap_or_else(|| {
            *known = None;
            size
        })
    })
}

/// A mutator of requests.
pub fn mutate_request(data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let rng = &mut Rng::new(u64::from(seed), size as u64);
    let probe = match document::read(&data[..size], None) {
        Ok(Document::Verify(probe)) => probe.mutate(rng),
        _ => TestRequest::arbitrary(&mut Unstructured::new(&data[..size])).ok(),
    };
    let Some(probe) = probe else { return size };
    let text = probe.to_value(None, Secrets::Shown).to_json();
    put(text.as_bytes(), data, max).unwrap_or(size)
}

/// Puts a new input in the place of the old; `None` where it is too long.
fn put(bytes: &[u8], data: &mut [u8], max: usize) -> Option<usize> {
    let room = data.len().min(max);
    data.get_mut(..bytes.len()).filter(|_| bytes.len() <= room)?.copy_from_slice(bytes);
    Some(bytes.len())
}

/// The documented signers of both languages and a corrected one, running; or what GOALPOST_ADAPTERS names:
/// commands, with `;` between them. What drifts is filed in fuzz/drifts.
pub fn live_adapters() -> Differential {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let usual = "python3 scripts/adapters/python_documented.py;node scripts/adapters/node_documented.mjs;\
                 node scripts/adapters/node_corrected.mjs";
    let commands = std::env::var("GOALPOST_ADAPTERS").unwrap_or_else(|_| usual.to_owned());
    let adapter = |command: &str| {
        let words: Vec<OsString> = command.split_whitespace().map(OsString::from).collect();
        let name = words.last().and_then(|word| Path::new(word).file_stem());
        let name = name.unwrap_or_default().to_string_lossy().into_owned();
        (name, CommandLine { dir: Some(project.to_owned()), ..CommandLine::new(words) })
    };
    let adapters: Vec<_> =
        commands.split(';').filter(|c| !c.trim().is_empty()).map(adapter).collect();
    match Differential::start(adapters, &project.join("fuzz/drifts")) {
        Ok(differential) => differential,
        Err(why) => panic!("{why}"),
    }
}
