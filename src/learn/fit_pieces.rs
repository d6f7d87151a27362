//! Texts that were put together of several.

use super::facts::Field;
use super::function::{Function, Piece};
use super::pair::{Pair, most};
use std::collections::BTreeMap;

/// The text, constants and the texts of other fields, one after the other.
pub(super) fn pieces(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<Vec<Piece>, usize> = BTreeMap::new();
    for pair in sample {
        for field in Field::ALL {
            let Some(other) = pair.facts.text(field).filter(|text| !text.is_empty()) else {
                continue;
            };
            let mut note = |pieces: Vec<Piece>| *counts.entry(pieces).or_default() += 1;
            let between = |text: &str| {
                let text = Piece::Text(text.to_owned());
                if text == Piece::Text(String::new()) { None } else { Some(text) }
            };
            if pair.output == other {
                note(vec![Piece::Of(field)]);
            }
            if pair.input.is_empty() {
                continue;
            }
            if let Some(rest) = pair.output.strip_prefix(&pair.input)
                && let Some(middle) = rest.strip_suffix(other)
                && middle.len() <= 4
            {
                let all = [Some(Piece::Own), between(middle), Some(Piece::Of(field))];
                note(all.into_iter().flatten().collect());
            }
            if let Some(pieces) = framed(&pair.output, &pair.input, other, field) {
                note(pieces);
            }
            if let Some(rest) = pair.output.strip_suffix(&pair.input)
                && let Some(middle) = rest.strip_prefix(other)
                && middle.len() <= 4
            {
                let all = [Some(Piece::Of(field)), between(middle), Some(Piece::Own)];
                note(all.into_iter().flatten().collect());
            }
        }
    }
    most(counts, 12).into_iter().map(Function::Pieces).collect()
}

/// So many bytes stand before, between and behind two texts at most: the keys of an object.
const FRAME: usize = 40;

/// A text and that of another field, each once, between texts.
fn framed(output: &str, own: &str, other: &str, field: Field) -> Option<Vec<Piece>> {
    let (before, rest) = output.split_once(own)?;
    let text = |text: &str| Piece::Text(text.to_owned());
    let pieces = match rest.split_once(other) {
        Some((between, after)) => {
            vec![text(before), Piece::Own, text(between), Piece::Of(field), text(after)]
        }
        None => {
            let (first, between) = before.split_once(other)?;
            vec![text(first), Piece::Of(field), text(between), Piece::Own, text(rest)]
        }
    };
    let is_short = |piece: &Piece| !matches!(piece, Piece::Text(text) if text.len() > FRAME);
    let is_framed = output.ends_with(['}', ']', ')', '>']);
    (is_framed && pieces.iter().all(is_short)).then_some(pieces)
}
