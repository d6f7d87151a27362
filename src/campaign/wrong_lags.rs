//! What is wrong with the lags that a server tells, in words: found out by asking for those of other moments.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::{Observed, TargetUnavailable, demanded};
use super::trigger::Part;
use crate::generate::RequestBuilder;
use jiff::{SignedDuration, Timestamp, tz};

/// Ages of first touches that are asked for, in days.
const DAYS: [i64; 20] =
    [0, 1, 2, 4, 7, 12, 18, 24, 30, 36, 45, 49, 50, 60, 75, 90, 110, 130, 150, 178];

/// Beside whole days, in seconds: far from any border.
const BESIDE: i64 = 30_600;

/// A lag may be off by so many seconds.
const SLACK: i64 = 6;

/// Offsets in which a moment is written, in minutes.
const OFFSETS: [i32; 8] = [0, 60, -300, 330, -210, -30, 840, -720];

/// Fractions of a second that it is written with.
const FRACTIONS: [&str; 4] = [".5", ".000", ".999999", ".123456789"];

/// What of a moment's spelling is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Varied {
    Offset,
    Fraction,
    OffsetWithFraction,
}

impl Varied {
    fn words(self) -> &'static str {
        match self {
            Varied::Offset => "the offset",
            Varied::Fraction => "the fraction",
            Varied::OffsetWithFraction => "a fraction and the offset",
        }
    }

    fn spellings(self, moment: Timestamp) -> Vec<Spelling> {
        let offsets = |fraction| OFFSETS.map(|minutes| Spelling::of(moment, fraction, minutes));
        match self {
            Varied::Offset => offsets("").to_vec(),
            Varied::Fraction => FRACTIONS.map(|part| Spelling::of(moment, part, 0)).to_vec(),
            Varied::OffsetWithFraction => offsets(FRACTIONS[0]).to_vec(),
        }
    }

    /// What is varied in a spelling.
    fn of(self, spelling: &Spelling) -> &str {
        match self {
            Varied::Fraction => spelling.fraction,
            _ => &spelling.text[LOCAL + spelling.fraction.len()..],
        }
    }
}

/// So many characters of a moment are its date and time, to the second.
const LOCAL: usize = 19;

/// A way to write a moment.
#[derive(Clone)]
struct Spelling {
    fraction: &'static str,
    minutes: i32,
    text: String,
}

impl Spelling {
    fn of(moment: Timestamp, fraction: &'static str, minutes: i32) -> Spelling {
        let offset = tz::Offset::from_seconds(minutes * 60).unwrap_or(tz::Offset::UTC);
        let text = moment.display_with_offset(offset).to_string();
        let text = format!("{}{fraction}{}", &text[..LOCAL], &text[LOCAL..]);
        Spelling { fraction, minutes, text }
    }
}

/// What was told of a moment, and what should have been.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Told {
    told: Option<i64>,
    right: i64,
}

impl Told {
    /// By how much it is too long; `None` where nothing is told.
    fn off(self) -> Option<i64> {
        self.told.map(|told| told - self.right)
    }

    fn is_right(self) -> bool {
        self.off().is_some_and(|off| off.abs() <= SLACK)
    }
}

impl Inquiry<'_, '_, '_> {
    /// What is true of the lags that are told; `None` where no rule shows.
    pub(super) fn wrong_lags(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        // Bytes stay what they are.
        if small.goal().is_none() {
            return Ok(None);
        }
        let now = suspect.request.case.now;
        let mut by_age = Vec::new();
        for days in DAYS {
            let moment = at(now, days * 86_400 + BESIDE);
            let Some(told) = self.told_of(small, suspect, &moment.to_string())? else {
                return Ok(None);
            };
            by_age.push((days, told));
        }
        if by_age.iter().all(|(_, told)| told.is_right()) {
            return self.by_spelling(small, suspect);
        }
        let Some(first) = by_age.iter().position(|(_, told)| !told.is_right()) else {
            return Ok(None);
        };
        let wrong = &by_age[first..];
        if wrong.iter().any(|(_, told)| told.is_right()) {
            return Ok(None);
        }
        let Some(words) = words(&wrong.iter().map(|(_, told)| *told).collect::<Vec<_>>()) else {
            return Ok(None);
        };
        let Some((before, _)) = first.checked_sub(1).and_then(|at| by_age.get(at)) else {
            return Ok(Some(words));
        };
        // To the day.
        let (mut low, mut high) = (*before, wrong[0].0);
        while high - low > 1 {
            let middle = (low + high) / 2;
            let moment = at(now, middle * 86_400 + BESIDE).to_string();
            let Some(told) = self.told_of(small, suspect, &moment)? else { return Ok(None) };
            match told.is_right() {
                true => low = middle,
                false => high = middle,
            }
        }
        Ok(Some(format!("{words} where it is {high} days or more, and is right up to {low} days")))
    }

    /// What is wrong where the moment is written with an offset, with a fraction of a second, or with both.
    fn by_spelling(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        let moment = at(suspect.request.case.now, 5 * 86_400 + BESIDE);
        for varied in [Varied::Offset, Varied::Fraction, Varied::OffsetWithFraction] {
            let (mut right, mut wrong) = (Vec::new(), Vec::new());
            for spelling in varied.spellings(moment) {
                let Some(told) = self.told_of(small, suspect, &spelling.text)? else {
                    return Ok(None);
                };
                match told.is_right() {
                    true => right.push(spelling),
                    false => wrong.push((spelling, told)),
                }
            }
            let all = wrong.iter().map(|(_, told)| *told).collect::<Vec<_>>();
            if let Some(words) = of_offsets(&wrong).or_else(|| words(&all)) {
                let wrong: Vec<&str> = wrong.iter().map(|(one, _)| varied.of(one)).collect();
                let right: Vec<&str> = right.iter().map(|one| varied.of(one)).collect();
                let (wrong, right) = (wrong.join(", "), right.join(", "));
                return Ok(Some(format!(
                    "{words} where first_touch_ts has {} {wrong}, and not {right}",
                    varied.words()
                )));
            }
        }
        Ok(None)
    }

    /// The lag that is told of a moment; `None` where none has to be told, or the goal is not taken.
    fn told_of(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
        moment: &str,
    ) -> Result<Option<Told>, TargetUnavailable> {
        let builder = Part::FirstTouch.with_text(small, moment);
        let request = self.request_of(&builder, suspect);
        let (_, observed, request) = self.bench.ask(&request, self.world, None, self.control)?;
        let expected = demanded(&request, self.world, self.bench.clocks());
        let (Observed::Answer(answer), [Some(right)]) = (observed, &expected.lag_seconds[..])
        else {
            return Ok(None);
        };
        Ok(answer.lag_seconds.map(|told| Told { told, right: *right }))
    }
}

/// The moment so many seconds before another.
fn at(now: Timestamp, ago: i64) -> Timestamp {
    let whole = Timestamp::from_second(now.as_second()).unwrap_or(now);
    whole.checked_sub(SignedDuration::from_secs(ago)).unwrap_or(whole)
}

/// What is done to the offset, where that is what is wrong: it is left out, or taken the other way round.
fn of_offsets(wrong: &[(Spelling, Told)]) -> Option<String> {
    let times = |times: i64| {
        wrong.iter().all(|(spelling, told)| {
            let by = -times * i64::from(spelling.minutes) * 60;
            spelling.minutes != 0 && told.off().is_some_and(|off| (off - by).abs() <= SLACK)
        })
    };
    match wrong.len() {
        0 | 1 => None,
        _ if times(1) => Some("leaves the offset out".to_owned()),
        _ if times(2) => Some("takes the offset the other way round".to_owned()),
        _ => None,
    }
}

/// What wrong lags have in common.
fn words(wrong: &[Told]) -> Option<String> {
    let first = wrong.first()?;
    if wrong.iter().all(|told| told.told.is_none()) {
        return Some("tells no lag".to_owned());
    }
    let off: Vec<i64> = wrong.iter().map(|told| told.off()).collect::<Option<_>>()?;
    let near = |one: i64, other: i64| (one - other).abs() <= SLACK;
    let so_much =
        |off: i64| format!("{} s too {}", off.abs(), if off < 0 { "short" } else { "long" });
    if off.iter().all(|one| near(*one, off[0])) {
        return Some(format!("tells a lag that is {}", so_much(off[0])));
    }
    if let Some(told) = first.told.filter(|_| wrong.len() > 2)
        && wrong.iter().all(|one| one.told.is_some_and(|one| near(one, told)))
    {
        return Some(format!("tells {told} for every lag"));
    }
    // It wraps: what is lost is the same number, once or several times.
    let least = off.iter().map(|one| one.abs()).min().filter(|least| *least > 3600)?;
    let wraps = off.iter().all(|one| {
        let times = (one.abs() + least / 2) / least;
        *one < 0 && (one.abs() - times * least).abs() <= SLACK * times.max(1)
    });
    match wraps {
        true => Some(format!("tells a lag that begins anew after {least} s")),
        false => Some(format!(
            "tells a lag that is {} {} to {} s",
            match (off.iter().all(|one| *one < 0), off.iter().all(|one| *one > 0)) {
                (true, _) => "too short, by",
                (_, true) => "too long, by",
                _ => "off, by",
            },
            off.iter().map(|one| one.abs()).min()?,
            off.iter().map(|one| one.abs()).max()?,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pairs: &[(i64, i64)]) -> Vec<Told> {
        pairs.iter().map(|(told, right)| Told { told: Some(*told), right: *right }).collect()
    }

    #[test]
    fn lags_are_told_by_what_they_have_in_common() {
        let day = 86_400;
        assert_eq!(
            words(&told(&[(day - 3600, day), (9 * day - 3599, 9 * day)])).unwrap(),
            "tells a lag that is 3600 s too short"
        );
        let wrap = 4_294_967;
        assert_eq!(
            words(&told(&[(50 * day - wrap, 50 * day), (150 * day - 3 * wrap, 150 * day)]))
                .unwrap(),
            "tells a lag that begins anew after 4294967 s"
        );
        assert_eq!(
            words(&told(&[(5, day), (5, 2 * day), (6, 9 * day)])).unwrap(),
            "tells 5 for every lag"
        );
        assert_eq!(words(&[Told { told: None, right: 5 }]).unwrap(), "tells no lag");
        assert_eq!(words(&[]), None);
    }

    #[test]
    fn an_offset_that_is_left_out_is_told_from_one_that_is_turned_round() {
        let of = |minutes: i32, times: i64| {
            let right = 5 * 86_400;
            let told = Some(right - times * i64::from(minutes) * 60);
            (Spelling { fraction: "", minutes, text: String::new() }, Told { told, right })
        };
        assert_eq!(of_offsets(&[of(60, 1), of(-300, 1)]).unwrap(), "leaves the offset out");
        let turned = "takes the offset the other way round";
        assert_eq!(of_offsets(&[of(60, 2), of(-300, 2)]).unwrap(), turned);
        // One alone may be anything.
        assert_eq!(of_offsets(&[of(60, 1)]), None);
        assert_eq!(of_offsets(&[of(60, 1), of(-300, 2)]), None);
    }
}
