//! What speed is promised, measured in one run: every row beside the figure that is wanted.
//!
//! `cargo bench` runs all; `cargo bench -- signing explain` only these groups. What counts are ratios, minimum against
//! minimum of rounds that take turns within this run: the machine may be slow or shared.

mod adapters;
mod campaign;
mod check;
mod clock;
mod explain;
mod libfuzzer;
mod serve;
mod signing;
mod table;

use table::Row;

/// A group of rows: its name, and what measures it.
type Group = (&'static str, fn() -> Vec<Row>);

const GROUPS: [Group; 7] = [
    ("signing", signing::rows),
    ("explain", explain::rows),
    ("check", check::rows),
    ("adapters", adapters::rows),
    ("serve", serve::rows),
    ("campaign", campaign::rows),
    ("libfuzzer", libfuzzer::rows),
];

fn main() {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    // This program is its own baseline for the endpoint.
    if let Some(word) = words.iter().find(|word| word.starts_with("bare-hyper")) {
        return serve::bare(word == "bare-hyper-reading");
    }
    if let Some(word) = words.iter().find(|word| GROUPS.iter().all(|(name, _)| name != word)) {
        let names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
        println!("no such group: {word}; there are {}", names.join(", "));
        return;
    }
    let mut all = Vec::new();
    for (name, measure) in GROUPS {
        if words.is_empty() || words.iter().any(|word| word == name) {
            println!("== {name}");
            all.extend(measure());
        }
    }
    table::print(&all);
}
