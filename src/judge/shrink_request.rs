//! Requests with less in them.

use super::shrink::smaller_goals;
use crate::case::{Signed, SignedOver};
use crate::generate::{Body, Header, RequestBuilder, Style};
use std::borrow::Cow;

/// Sketches with less in them than this one, the boldest first. Each is smaller by a measure that cannot
/// fall for ever, so shrinking ends.
pub fn smaller_sketches(builder: &RequestBuilder) -> Vec<RequestBuilder> {
    let mut smaller = Vec::new();
    let mut with = |change: &dyn Fn(&mut RequestBuilder) -> bool| {
        let mut next = builder.clone();
        if change(&mut next) {
            smaller.push(next);
        }
    };
    with(&|s| std::mem::take(&mut s.target).is_some());
    with(&|s| !std::mem::take(&mut s.headers).is_empty());
    // Some of them: halves, then parts of these, then each.
    let mut size = builder.headers.len().div_ceil(2);
    while size > 0 && builder.headers.len() > 1 {
        for from in (0..builder.headers.len()).step_by(size) {
            with(&|s| {
                let to = (from + size).min(s.headers.len());
                s.headers.drain(from..to);
                true
            });
        }
        size /= 2;
    }
    with(&|s| replace(&mut s.method, Cow::Borrowed("POST")));
    with(&|s| replace(&mut s.content_type, Some(Cow::Borrowed("application/json"))));
    with(&|s| replace(&mut s.name, Cow::Borrowed(crate::protocol::request::SIGNATURE_HEADER)));
    with(&|s| replace(&mut s.signed, Signed::default()));
    with(&|s| replace(&mut s.header, Header::Plain));
    with(&|s| match &mut s.body {
        Body::Goal { extra, .. } => !std::mem::take(extra).is_empty(),
        Body::Bytes(_) => false,
    });
    with(&|s| match &mut s.body {
        Body::Goal { style, .. } => replace(style, Style::default()),
        Body::Bytes(_) => false,
    });
    match &builder.body {
        Body::Goal { goal, extra, style } => {
            // What was signed is made smaller with what was sent, where it was something else.
            if let SignedOver::Goal(signed) = &builder.signed.over {
                for field in ["session_id", "properties", "first_touch_bucket", "first_touch_ts"] {
                    let (mut sent, mut signed) = (goal.clone(), signed.clone());
                    let there = [&mut sent, &mut signed].map(|goal| {
                        goal.field_mut(field.as_bytes()).and_then(Option::take).is_some()
                    });
                    if there.contains(&true) {
                        let mut next = with_goal(builder, sent);
                        next.signed.over = SignedOver::Goal(signed);
                        smaller.push(next);
                    }
                }
                for signed in smaller_goals(signed) {
                    let mut next = builder.clone();
                    next.signed.over = SignedOver::Goal(signed);
                    smaller.push(next);
                }
            }
            smaller.extend(smaller_goals(goal).into_iter().map(|goal| with_goal(builder, goal)));
            for at in 0..extra.len() {
                let mut extra = extra.clone();
                extra.remove(at);
                let body = Body::Goal { goal: goal.clone(), extra, style: *style };
                smaller.push(RequestBuilder { body, ..builder.clone() });
            }
        }
        Body::Bytes(bytes) => {
            let mut size = bytes.len().div_ceil(2);
            while size > 0 && smaller.len() < 400 {
                for from in (0..bytes.len()).step_by(size) {
                    let to = (from + size).min(bytes.len());
                    let body = Body::Bytes([&bytes[..from], &bytes[to..]].concat());
                    smaller.push(RequestBuilder { body, ..builder.clone() });
                }
                size /= 2;
            }
        }
    }
    smaller
}

fn with_goal(builder: &RequestBuilder, goal: crate::protocol::Goal) -> RequestBuilder {
    let mut next = builder.clone();
    if let Body::Goal { goal: old, .. } = &mut next.body {
        *old = goal;
    }
    next
}

/// Puts something in a place; whether it was not there before.
fn replace<T: PartialEq>(place: &mut T, by: T) -> bool {
    let differs = *place != by;
    *place = by;
    differs
}

/// Shrinks a builder for as long as `still` holds, trying at most `budget` smaller ones.
pub fn shrink_sketch(
    builder: &RequestBuilder,
    budget: usize,
    mut still: impl FnMut(&RequestBuilder) -> bool,
) -> RequestBuilder {
    let mut best = builder.clone();
    let mut left = budget;
    'smaller: loop {
        for candidate in smaller_sketches(&best) {
            if left == 0 {
                return best;
            }
            left -= 1;
            if still(&candidate) {
                best = candidate;
                continue 'smaller;
            }
        }
        return best;
    }
}
