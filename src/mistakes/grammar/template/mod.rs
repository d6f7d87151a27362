//! Objects as languages print them, forms, and other texts that are no JSON.

mod classes;
mod documents;
mod entry;
mod form;
mod forms;
mod languages;
mod php;
mod repr;
mod style;
mod words;

pub(super) use entry::Template;
pub(super) use form::leaves;

use classes::classes;
use documents::documents;
use forms::{forms, pairs};
use languages::languages;
use php::php;
use words::words;

/// Every text that is no JSON; with `most` those up to a cost are enough.
pub(in crate::mistakes::grammar) fn templates(most: u8) -> Vec<Template> {
    let mut all = languages();
    all.extend(classes(most));
    all.extend(php());
    all.extend(documents());
    all.extend(forms());
    all.extend(pairs());
    all.extend(words());
    all
}
