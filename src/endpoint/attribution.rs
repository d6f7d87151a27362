//! Why an accepted goal does not feed the ranking, and why the lag of one that does is blank.

use crate::protocol::first_touch::moment;
use crate::protocol::goal::BorrowedGoal;
use crate::protocol::json::BorrowedValue;
use crate::protocol::rules::Rule;
use crate::protocol::text::BorrowedText;
use crate::protocol::validator::Decision;
use jiff::Timestamp;

/// Why a goal that was accepted is not ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRanked {
    /// A hint.
    Unsigned,
    /// A signed goal without `first_touch_bucket`.
    NoBucket,
    /// A signed goal with another bucket than the honoured one.
    OtherBucket,
}

impl NotRanked {
    /// The reason, for a decision that ranks nothing; `None` for a goal that is ranked or refused.
    pub fn of(decision: &Decision<'_>) -> Option<NotRanked> {
        let goal = decision.goal.as_ref()?;
        NotRanked::of_goal(goal, decision.rule == Rule::Accepted, decision.ranked)
    }

    /// The same, for an accepted goal.
    pub fn of_goal(goal: &BorrowedGoal<'_>, signed: bool, ranked: bool) -> Option<NotRanked> {
        match &goal.first_touch_bucket {
            _ if ranked => None,
            _ if !signed => Some(NotRanked::Unsigned),
            Some(BorrowedValue::String(bucket)) if !bucket.is_empty() => {
                Some(NotRanked::OtherBucket)
            }
            _ => Some(NotRanked::NoBucket),
        }
    }

    /// Its name in the record and in JSON; never changes.
    pub const fn id(self) -> &'static str {
        match self {
            NotRanked::Unsigned => "unsigned",
            NotRanked::NoBucket => "no-first-touch-bucket",
            NotRanked::OtherBucket => "other-bucket",
        }
    }

    /// What it means.
    pub const fn words(self) -> &'static str {
        match self {
            NotRanked::Unsigned => "it is unsigned, and a hint never feeds the ranking",
            NotRanked::NoBucket => "it has no first_touch_bucket",
            NotRanked::OtherBucket => "its first_touch_bucket is not ai_search",
        }
    }

    /// What to do about it.
    pub const fn fix(self) -> &'static str {
        match self {
            NotRanked::Unsigned => {
                "to have it count, sign it in the backend and send it from there only"
            }
            NotRanked::NoBucket => {
                "if the customer came from an AI engine: read lp.firstTouch() on the first page, carry bucket and ts \
                 to the sign-up form, store both on the account, and send both with the goal"
            }
            NotRanked::OtherBucket => {
                "if the customer came from an AI engine: store the first touch at sign-up, and never replace it by \
                 the touch of a later visit"
            }
        }
    }
}

/// Why a ranked goal has no lag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLag {
    /// No `first_touch_ts`.
    NoTs,
    /// A `first_touch_ts` that is no ISO 8601 time with an offset.
    NotATime,
    /// A `first_touch_ts` after the request.
    InTheFuture,
    /// A `first_touch_ts` more than 180 days before the request.
    TooOld,
}

impl NoLag {
    /// The reason, for a goal that is ranked and has no lag.
    pub fn of(decision: &Decision<'_>, at: Timestamp) -> Option<NoLag> {
        let goal = decision.goal.as_ref().filter(|_| decision.ranked)?;
        decision.lag_seconds.is_none().then(|| match &goal.first_touch_ts {
            Some(BorrowedValue::String(ts)) if !ts.is_empty() => of_text(ts, at),
            _ => NoLag::NoTs,
        })
    }

    /// Its name in the record and in JSON; never changes.
    pub const fn id(self) -> &'static str {
        match self {
            NoLag::NoTs => "no-first-touch-ts",
            NoLag::NotATime => "not-a-time",
            NoLag::InTheFuture => "in-the-future",
            NoLag::TooOld => "too-old",
        }
    }

    /// What it means.
    pub const fn words(self) -> &'static str {
        match self {
            NoLag::NoTs => "it has no first_touch_ts",
            NoLag::NotATime => "its first_touch_ts is not an ISO 8601 time with an offset",
            NoLag::InTheFuture => "its first_touch_ts is in the future",
            NoLag::TooOld => "its first_touch_ts is more than 180 days ago",
        }
    }

    /// What to do about it.
    pub const fn fix(self) -> &'static str {
        match self {
            NoLag::NoTs => {
                "store ts together with bucket, both or neither, and send both with the goal"
            }
            NoLag::NotATime | NoLag::InTheFuture => {
                "store ts as text and send it exactly as lp.firstTouch() gave it"
            }
            NoLag::TooOld => {
                "nothing, if the first touch is that old: the server counts 180 days at most"
            }
        }
    }
}

fn of_text(ts: &BorrowedText<'_>, at: Timestamp) -> NoLag {
    match moment(ts) {
        None => NoLag::NotATime,
        Some(touched) if touched > at => NoLag::InTheFuture,
        Some(_) => NoLag::TooOld,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Goal;
    use crate::protocol::first_touch::lag_seconds;
    use crate::protocol::json::Value;
    use crate::protocol::json::parse;

    const AT: &str = "2026-11-26T08:00:00Z";

    fn decision(rule: Rule, ranked: bool, goal: &str) -> Decision<'static> {
        let goal = Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap();
        let lag_seconds = match &goal.first_touch_ts {
            Some(Value::String(ts)) => lag_seconds(ts, AT.parse().unwrap()),
            _ => None,
        };
        Decision { ranked, lag_seconds, goal: Some(goal), ..Decision::of(rule) }
    }

    #[test]
    fn each_reason_has_a_goal_that_shows_it() {
        let reason = |rule, goal| NotRanked::of(&decision(rule, false, goal));
        let with = r#"{"event_name":"a","first_touch_bucket":"ai_search"}"#;
        assert_eq!(reason(Rule::Hint, with), Some(NotRanked::Unsigned));
        assert_eq!(reason(Rule::Accepted, r#"{"event_name":"a"}"#), Some(NotRanked::NoBucket));
        let other = r#"{"event_name":"a","first_touch_bucket":"email"}"#;
        assert_eq!(reason(Rule::Accepted, other), Some(NotRanked::OtherBucket));
        assert_eq!(NotRanked::of(&decision(Rule::Accepted, true, with)), None);
        assert_eq!(NotRanked::of(&Decision::of(Rule::Plan)), None);
    }

    #[test]
    fn a_blank_lag_has_its_reason() {
        for (ts, reason) in [
            ("", Some(NoLag::NoTs)),
            ("2026-11-26", Some(NoLag::NotATime)),
            ("2026-11-26T09:00:00Z", Some(NoLag::InTheFuture)),
            ("2026-01-01T00:00:00Z", Some(NoLag::TooOld)),
            ("2026-11-25T08:00:00Z", None),
        ] {
            let goal = format!(r#"{{"event_name":"a","first_touch_ts":"{ts}"}}"#);
            let found = NoLag::of(&decision(Rule::Accepted, true, &goal), AT.parse().unwrap());
            assert_eq!(found, reason, "{ts}");
        }
    }
}
