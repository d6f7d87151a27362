//! Learning a map: what becomes of single characters, and beside which neighbours.

use super::class::{Class, Named, classes};
use super::function::Function;
use super::image::{Format, Image};
use super::map::{Entry, Neighbour, Which};
use std::collections::{BTreeMap, BTreeSet};

/// So many entries a map may have.
const ENTRIES: usize = 14;

/// A character at a place, with what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The character.
    pub(super) c: char,
    /// What stands before it.
    pub(super) after: Option<char>,
    /// What follows it.
    pub(super) before: Option<char>,
}

/// Maps that may make the outputs of the inputs; `identity` is what becomes of a character that no entry takes,
/// `bytes` whether outputs are bytes, each as a character.
pub(super) fn maps(
    pairs: &[(&str, &str)],
    identity: &dyn Fn(char) -> String,
    bytes: bool,
) -> Vec<Function> {
    let mut changed: BTreeMap<Place, String> = BTreeMap::new();
    let mut same: BTreeSet<Place> = BTreeSet::new();
    // Where a character stands twice, both may have changed, and its image may end with what it was (`//` as `\/\/`):
    // what it becomes alone is tried first, at every place.
    let mut alone: BTreeMap<char, String> = BTreeMap::new();
    let is_alone = |input: &str, c: char| input.matches(c).count() == 1;
    // A text of one character first: in longer ones its image may begin with what it was (`%` as `%25`), so that the next
    // character seems to have changed.
    for (input, output) in pairs {
        let mut chars = input.chars();
        if let (Some(c), None) = (chars.next(), chars.next())
            && identity(c) != *output
            && output.starts_with(&identity(c))
        {
            alone.entry(c).or_insert((*output).to_owned());
        }
    }
    for (input, output) in pairs {
        let written: String =
            input.chars().map(|c| alone.get(&c).cloned().unwrap_or_else(|| identity(c))).collect();
        if written != *output
            && let Some((at, image)) = one_change(input, output, identity)
            && let Some(c) = input.chars().nth(at)
            && is_alone(input, c)
        {
            alone.entry(c).or_insert(image);
        }
    }
    for (input, output) in pairs {
        let chars: Vec<char> = input.chars().collect();
        let place = |at: usize| Place {
            c: chars[at],
            after: at.checked_sub(1).map(|at| chars[at]),
            before: chars.get(at + 1).copied(),
        };
        let known = |c: &char| alone.get(c).cloned();
        let images: String =
            chars.iter().map(|c| known(c).unwrap_or_else(|| identity(*c))).collect();
        if chars.iter().map(|c| identity(*c)).collect::<String>() == *output {
            same.extend((0..chars.len()).map(place));
        } else if images == *output {
            for (at, c) in chars.iter().enumerate() {
                match known(c) {
                    Some(image) => drop(changed.insert(place(at), image)),
                    None => drop(same.insert(place(at))),
                }
            }
        } else if let Some((at, image)) = one_change(input, output, identity) {
            changed.insert(place(at), image);
        }
    }
    if changed.is_empty() {
        return Vec::new();
    }
    let Some(groups) = cover(&changed, bytes) else { return Vec::new() };
    let mut found = Vec::new();
    let choices: Option<Vec<Vec<Entry>>> = groups
        .iter()
        .enumerate()
        .map(|(nth, (image, places))| {
            let later: Vec<&(Image, Vec<Place>)> = groups[nth + 1..].iter().collect();
            let entries = entries(image, places, &later, &changed, &same, identity);
            (!entries.is_empty()).then_some(entries)
        })
        .collect();
    let Some(choices) = choices else {
        found.extend(pieces(&groups, &changed, &same, identity));
        return found;
    };
    let first: Vec<Entry> = choices.iter().map(|entries| entries[0].clone()).collect();
    found.push(Function::Map(first.clone()));
    for (nth, entries) in choices.iter().enumerate() {
        for other in &entries[1..] {
            let mut map = first.clone();
            map[nth] = other.clone();
            found.push(Function::Map(map));
        }
    }
    found.truncate(24);
    found
}

/// The one character of a text that changed, by its place, and what became of it; `None` where more did, or none.
fn one_change(
    input: &str,
    output: &str,
    identity: &dyn Fn(char) -> String,
) -> Option<(usize, String)> {
    let images: Vec<String> = input.chars().map(identity).collect();
    let mut front = 0;
    let mut rest = output;
    while let Some(image) = images.get(front)
        && let Some(shorter) = rest.strip_prefix(image.as_str())
    {
        rest = shorter;
        front += 1;
    }
    let mut back = images.len();
    while back > front + 1
        && let Some(shorter) = rest.strip_suffix(images[back - 1].as_str())
    {
        rest = shorter;
        back -= 1;
    }
    (back == front + 1).then(|| (front, rest.to_owned()))
}

/// A map in which one image takes several classes, where no class holds all that have it.
fn pieces(
    groups: &[(Image, Vec<Place>)],
    changed: &BTreeMap<Place, String>,
    same: &BTreeSet<Place>,
    identity: &dyn Fn(char) -> String,
) -> Option<Function> {
    let mut map = Vec::new();
    for (image, places) in groups {
        let mut inside: BTreeSet<char> = places.iter().map(|place| place.c).collect();
        let outside: BTreeSet<char> = same
            .iter()
            .filter(|place| image.of(place.c) != identity(place.c))
            .map(|place| place.c)
            .chain(changed.iter().filter(|(p, to)| image.of(p.c) != **to).map(|(p, _)| p.c))
            .collect();
        while !inside.is_empty() {
            let count = |named: &Named| inside.iter().filter(|c| named.holds(**c)).count();
            let clean = |named: &&Named| !outside.iter().any(|c| named.holds(*c));
            let best = Named::ALL.iter().filter(clean).max_by_key(|named| count(named));
            let of = match best.filter(|named| count(named) > 1 && map.len() < ENTRIES) {
                Some(named) => Class::Of(*named),
                None if inside.len() <= 12 => Class::These(inside.iter().collect()),
                None => return None,
            };
            inside.retain(|c| !of.holds(*c));
            let image = image.clone();
            map.push(Entry { of, image, after: None, before: None, which: Which::All });
        }
    }
    Some(Function::Map(map))
}

/// Images that together explain every changed place, the ones of fewest places first.
fn cover(changed: &BTreeMap<Place, String>, bytes: bool) -> Option<Vec<(Image, Vec<Place>)>> {
    let mut images: Vec<Image> = Vec::new();
    let mut constants: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, image) in changed {
        *constants.entry(image).or_default() += 1;
        let mut chars = image.chars();
        if let (Some(to), None) = (chars.next(), chars.next()) {
            let shift =
                Image::Shifted((i64::from(u32::from(to)) - i64::from(u32::from(place.c))) as i32);
            if images.len() < 40 && !images.contains(&shift) {
                images.push(shift);
            }
        }
        if let Some((before, after)) = image.split_once(place.c) {
            let between = Image::Between(before.to_owned(), after.to_owned());
            if images.len() < 60 && !images.contains(&between) {
                images.push(between);
            }
        }
    }
    let mut all: Vec<Image> =
        constants.keys().map(|text| Image::Text((*text).to_owned())).collect();
    // The same bytes: raw UTF-8 where bytes are written, mojibake where text is.
    let other = if bytes { Format::Latin1Mojibake } else { Format::Raw };
    // Of formats that do the same to all of them: bytes as they are, rather than in lower case.
    all.extend(bytes.then_some(Image::As(Format::Raw)));
    let formats = Format::ALL.iter().filter(|format| **format != other);
    all.extend(formats.map(|format| Image::As(*format)));
    all.extend(images);
    let mut rest: BTreeMap<&Place, &String> = changed.iter().collect();
    let mut groups = Vec::new();
    while !rest.is_empty() {
        if groups.len() == ENTRIES {
            return None;
        }
        let explained = |image: &Image| {
            let places = rest.iter().filter(|(place, to)| image.of(place.c) == ***to);
            places.map(|(place, _)| (*place).clone()).collect::<Vec<Place>>()
        };
        let mut best: Option<(Image, Vec<Place>)> = None;
        for image in &all {
            let places = explained(image);
            if best.as_ref().is_none_or(|(_, known)| places.len() > known.len()) {
                best = Some((image.clone(), places));
            }
        }
        let (image, places) = best?;
        if places.is_empty() {
            return None;
        }
        rest.retain(|place, _| !places.contains(place));
        groups.push((image, places));
    }
    groups.reverse();
    Some(groups)
}

/// The entries that give an image to these places and to none that must not have it.
fn entries(
    image: &Image,
    places: &[Place],
    later: &[&(Image, Vec<Place>)],
    changed: &BTreeMap<Place, String>,
    same: &BTreeSet<Place>,
    identity: &dyn Fn(char) -> String,
) -> Vec<Entry> {
    let distinct = |places: &mut dyn Iterator<Item = char>| -> Vec<char> {
        places.collect::<BTreeSet<char>>().into_iter().collect()
    };
    let inside = distinct(&mut places.iter().map(|place| place.c));
    // Where the image would show though it did not.
    let against: Vec<&Place> = same
        .iter()
        .filter(|place| image.of(place.c) != identity(place.c))
        .chain(
            later
                .iter()
                .flat_map(|(_, places)| places)
                .filter(|place| changed.get(*place).is_some_and(|to| image.of(place.c) != *to)),
        )
        .collect();
    let outside = distinct(&mut against.iter().map(|place| place.c));
    let plain = |of: Class| Entry {
        of,
        image: image.clone(),
        after: None,
        before: None,
        which: Which::All,
    };
    if inside.iter().all(|c| outside.binary_search(c).is_err()) {
        return classes(&inside, &outside).into_iter().map(plain).collect();
    }
    // The same character is changed in one place and not in another: by its neighbours.
    let hard: Vec<char> =
        outside.iter().copied().filter(|c| inside.binary_search(c).is_err()).collect();
    let mut found = Vec::new();
    for of in classes(&inside, &hard).into_iter().take(3) {
        let against: Vec<&Place> =
            against.iter().copied().filter(|place| of.holds(place.c)).collect();
        found.extend(beside(&plain(of.clone()), places, &against));
        for which in Which::ALL.into_iter().skip(1) {
            found.push(Entry { which, ..plain(of.clone()) });
        }
    }
    found
}

/// An entry with the neighbours that tell its places from others.
pub(super) fn beside(entry: &Entry, places: &[Place], against: &[&Place]) -> Vec<Entry> {
    let mut found = Vec::new();
    let all: Vec<&Place> = places.iter().collect();
    let afters = neighbours(&all, against, |place| place.after);
    let befores = neighbours(&all, against, |place| place.before);
    for after in &afters {
        let rest: Vec<&Place> =
            against.iter().copied().filter(|place| after.holds(place.after)).collect();
        if rest.is_empty() {
            found.push(Entry { after: Some(after.clone()), ..entry.clone() });
            continue;
        }
        for before in neighbours(&all, &rest, |place| place.before) {
            if !rest.iter().any(|place| before.holds(place.before)) {
                found.push(Entry {
                    after: Some(after.clone()),
                    before: Some(before),
                    ..entry.clone()
                });
            }
        }
    }
    for before in befores {
        if !against.iter().any(|place| before.holds(place.before)) {
            found.push(Entry { before: Some(before), ..entry.clone() });
        }
    }
    found.sort_by_key(|entry| {
        entry.after.as_ref().map_or(0, Neighbour::cost)
            + entry.before.as_ref().map_or(0, Neighbour::cost)
    });
    found.truncate(6);
    found
}

/// Neighbours that all places have, those first that fewest of the others have.
fn neighbours(
    places: &[&Place],
    against: &[&Place],
    side: fn(&Place) -> Option<char>,
) -> Vec<Neighbour> {
    let end = places.iter().any(|place| side(place).is_none());
    let of = |places: &[&Place]| -> Vec<char> {
        places.iter().filter_map(|place| side(place)).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let (inside, outside) = (of(places), of(against));
    if inside.is_empty() {
        return vec![Neighbour { class: None, end: true }];
    }
    let only: Vec<char> =
        outside.iter().copied().filter(|c| inside.binary_search(c).is_err()).collect();
    let mut found: Vec<Neighbour> = Vec::new();
    for outside in [&only, &Vec::new()] {
        for class in classes(&inside, outside) {
            for end in if end { vec![true] } else { vec![false, true] } {
                let neighbour = Neighbour { class: Some(class.clone()), end };
                if !found.contains(&neighbour) {
                    found.push(neighbour);
                }
            }
        }
    }
    found.sort_by_key(|neighbour| {
        let wrong = against.iter().filter(|place| neighbour.holds(side(place))).count();
        (wrong, neighbour.cost())
    });
    found.truncate(12);
    found
}
