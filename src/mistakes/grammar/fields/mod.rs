//! Which fields are signed, under which names, in which shape.

mod added;
mod boxed;
mod currencies;
mod dropped;
mod first_touch;
mod identities;
mod lists;
mod names;
mod nesting;
mod numbers;
mod prefixed;
mod renamed;
mod shape;
mod swapped;
mod unresolved;
mod words;
mod wrapped;

pub(super) use names::{camel, go_name};
pub(super) use shape::Shape;

use super::material::Material;
use added::added;
use boxed::boxed;
use currencies::currencies;
use dropped::dropped;
use first_touch::first_touch;
use identities::identities;
use lists::lists;
use nesting::nesting;
use numbers::numbers;
use prefixed::prefixed;
use renamed::renamed;
use shape::Place;
use swapped::swapped;
use unresolved::unresolved;
use words::words;
use wrapped::wrapped;

/// Every other shape of the payload; with `most` those up to a cost are enough.
pub(in crate::mistakes::grammar) fn shapes(material: &Material, most: u8) -> Vec<Shape> {
    let mut all = dropped();
    all.extend(numbers());
    all.extend(unresolved(most));
    all.extend(words());
    all.extend(nesting());
    all.extend(lists());
    all.extend(boxed());
    all.extend(wrapped());
    // A member with a new name may take its place among sorted keys, or keep it.
    for place in [Place::Sorted, Place::Kept] {
        all.extend(renamed(place));
        all.extend(added(material, place));
    }
    all.extend(identities(material));
    all.extend(prefixed());
    all.extend(swapped());
    all.extend(first_touch());
    all.extend(currencies());
    all
}
