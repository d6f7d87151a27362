//! What is wrong with a signature that was taken, in words.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::TargetUnavailable;
use crate::case::{Signed, SignedOver};
use crate::generate::{Header, RequestBuilder};

/// The digits of a signature.
const DIGITS: usize = 64;

/// A bit of a signature: with its other value it is one that nobody made.
const FLIPPED: u8 = 77;

/// With more digits that may be others, it is no matter of digits.
const MOST: usize = 56;

impl Inquiry<'_, '_, '_> {
    /// What is true of a signature that was taken though it is wrong, found out by sending others; `None` where nothing is.
    pub(super) fn wrong_signature(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Some(match &small.header {
            Header::Plain if is_one_digit_off(&small.signed) => {
                return self.digits_not_compared(small, suspect);
            }
            Header::Plain => return self.signed_otherwise(small, suspect),
            Header::Spliced(_, bytes) => {
                format!("takes a signature with {:?} in place of a digit", shown(bytes))
            }
            Header::Around(before, after) => {
                format!("takes a signature with {before:?} before and {after:?} after it")
            }
            Header::Twice(true, other) => {
                format!("takes two signatures, the right one first and {:?} after it", shown(other))
            }
            Header::Twice(false, other) => {
                format!("takes two signatures, {:?} first and the right one after it", shown(other))
            }
            Header::Beside(name) => {
                format!("takes a wrong signature where the header {name} holds the right one")
            }
            Header::Literal(values) => match &values[..] {
                [value] if value.len() <= DIGITS => {
                    format!("takes the signature {:?}", shown(value))
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    /// What was signed otherwise, or by whom; `None` where a signature of nobody is taken as well.
    fn signed_otherwise(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        let signed = &small.signed;
        // With more than one thing wrong about it, none of them is known to be what is let pass.
        if !signed.mistakes.is_empty() || signed.keep.is_some() || signed.flip.is_some() {
            return Ok(None);
        }
        let own = &self.world.parties[small.party].site.tenant.tenant_id;
        let words = match (&signed.by, &signed.tenant_id, &signed.over) {
            (Some(_), None, SignedOver::BodyGoal) => {
                "takes what another tenant signed, with its own secret and tenant_id".to_owned()
            }
            (Some(by), Some(id), SignedOver::BodyGoal) if id == own && *id != by.tenant_id => {
                "takes what is signed with another tenant's secret".to_owned()
            }
            (None, Some(id), SignedOver::BodyGoal) => {
                format!("takes a signature over the tenant_id {:?}", id.to_string())
            }
            (None, None, SignedOver::RawBody) => {
                "takes a signature over the body as it is sent".to_owned()
            }
            _ => return Ok(None),
        };
        let mut of_nobody = small.clone();
        of_nobody.signed.flip = Some(FLIPPED);
        Ok((!self.weighs_the_same(&of_nobody, suspect)?).then_some(words))
    }

    /// Which digits may be others: each is changed, alone.
    fn digits_not_compared(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        let mut open = Vec::new();
        for digit in 0..DIGITS {
            let mut next = small.clone();
            next.signed.flip = Some((4 * digit + 3) as u8);
            if self.weighs_the_same(&next, suspect)? {
                open.push(digit + 1);
            }
            if open.len() > MOST {
                break;
            }
        }
        Ok(match open.len() {
            0 => None,
            1..=MOST => Some(format!("does not compare {} of the signature", digits(&open))),
            _ => None,
        })
    }
}

/// Whether a signature is right but for one digit.
fn is_one_digit_off(signed: &Signed) -> bool {
    *signed == Signed { flip: signed.flip, ..Signed::default() }
        && signed.flip.is_some()
        && signed.over == SignedOver::BodyGoal
}

/// Numbers of digits, those that follow each other as a range.
fn digits(numbers: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let each = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    };
    let listed = ranges.iter().map(each).collect::<Vec<_>>().join(", ");
    format!("{} {listed}", if numbers.len() == 1 { "digit" } else { "digits" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_follow_each_other_are_ranges() {
        assert_eq!(digits(&[7]), "digit 7");
        assert_eq!(digits(&[1, 2, 3, 9, 63, 64]), "digits 1 to 3, 9, 63 to 64");
    }
}
