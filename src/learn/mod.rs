//! Rules learned from bytes: what a wrong signer does where no known mistake explains it.
//!
//! A signer is a pipeline: texts, presence, amounts, escapes, layout, bytes, key, output, and what it keeps from
//! earlier goals. A [`Rule`] replaces some of these stages; it is simulated from the goal to the signature, so it
//! is held against whole answers, and one that it does not predict refutes it. What fits everything that was
//! asked has to predict fresh goals that were chosen to contradict it.

mod around;
mod candidates;
mod casing;
mod class;
mod confirm;
mod cut;
mod decoding;
mod ends;
mod expression;
mod facts;
mod fit;
mod fit_around;
mod fit_branches;
mod fit_chain;
mod fit_expression;
mod fit_map;
mod fit_one_pass;
mod fit_recipe;
mod fit_replace;
mod fit_shape;
mod fit_share;
mod fit_silent;
mod fit_split;
mod fit_state;
mod fit_text;
mod fit_tidy;
mod fit_value;
mod fit_where;
mod fit_word_map;
mod fit_words;
mod function;
mod function_words;
mod guard;
mod image;
mod keys;
mod lay_out;
mod learner;
mod library;
mod local_time;
mod map;
mod memory;
mod message_format;
mod moments;
mod numbers;
mod one_pass;
mod pair;
mod parts;
mod parts_of_text;
mod pool;
mod python_time;
mod ratio;
mod read;
mod recent;
mod recode;
mod redact;
mod rounding;
mod rule;
mod seen;
mod separate;
mod share;
mod simulate;
mod split;
mod stamp;
mod state;
mod tidy;
mod unrounded;
mod value;
mod whole;
mod word_limit;
mod word_map;
mod words;
mod yaml;

pub use around::around;
pub use learner::{Ask, CONFIRMED, Learned, Outcome, Survey, learn};
pub use memory::Memory;
pub use parts::{Likeness, Parts};
pub use pool::survey_goals;
pub use recent::is_recent;
pub use rule::Rule;
pub use seen::{Answer, Seen};
pub use simulate::{Made, Prepared, plain_signature};
