//! What is known of a signing: whose goal it is, the goal, and, where it travelled, the request.

use super::config::Permutation;
use crate::protocol::json::{Value, parse};
use crate::protocol::request::Request;
use crate::protocol::{Goal, Tenant, Text};

/// The domain where none is known: that of the documented samples.
const DOMAIN: &str = "yoursite.com";

/// Everything that a signer can have put into a signature.
#[derive(Clone, Copy, Debug)]
pub struct SigningContext<'a> {
    /// Whose goal it is.
    pub tenant: &'a Tenant,
    /// What is signed.
    pub goal: &'a Goal,
    /// The request that carried it, where one did.
    pub request: Option<&'a Request<'a>>,
    /// The domain that it was sent for.
    pub domain: &'a str,
    /// Other tenants that are known: another's secret may have been taken.
    pub others: &'a [Tenant],
    /// In which order the body carries its keys.
    pub(super) sent_order: Option<Permutation>,
}

/// The keys of the signed object, sorted.
pub(super) const TOP_KEYS: [&str; 6] =
    ["event_name", "first_touch_bucket", "first_touch_ts", "properties", "session_id", "tenant_id"];

/// The keys of its properties, sorted.
pub(super) const PROPERTY_KEYS: [&str; 3] = ["currency", "plan", "value"];

/// After every known key.
pub(super) const LAST: u8 = 99;

impl<'a> SigningContext<'a> {
    /// A goal that was handed to a signer; no request is known.
    pub fn of(tenant: &'a Tenant, goal: &'a Goal) -> SigningContext<'a> {
        SigningContext {
            tenant,
            goal,
            request: None,
            domain: DOMAIN,
            others: &[],
            sent_order: None,
        }
    }

    /// The same beside other tenants.
    #[must_use]
    pub fn beside<'b>(self, others: &'b [Tenant]) -> SigningContext<'b>
    where
        'a: 'b,
    {
        SigningContext { others, ..self }
    }

    /// A goal that travelled in a request, for a domain.
    pub fn sent(
        tenant: &'a Tenant,
        goal: &'a Goal,
        request: &'a Request<'a>,
        domain: &'a str,
        others: &'a [Tenant],
    ) -> SigningContext<'a> {
        let sent_order = order_of(request.body);
        SigningContext { tenant, goal, request: Some(request), domain, others, sent_order }
    }

    /// The same without the request: what a signer makes of the goal alone.
    #[must_use]
    pub fn with_goal<'b>(&self, goal: &'b Goal) -> SigningContext<'b>
    where
        'a: 'b,
    {
        SigningContext { goal, request: None, sent_order: None, ..*self }
    }
}

/// The places of the known keys in a body, where it is an object.
fn order_of(body: &[u8]) -> Option<Permutation> {
    match parse(body) {
        Ok(Value::Object(members)) => {
            Some(Permutation::of(members.iter().map(|(key, _)| key), &TOP_KEYS))
        }
        _ => None,
    }
}

impl Permutation {
    /// The places of known keys in a sequence; other keys come last.
    pub(super) fn of<'k>(keys: impl Iterator<Item = &'k Text>, known: &[&str]) -> Permutation {
        let mut places = [LAST; 6];
        for (place, key) in keys.enumerate().take(usize::from(LAST)) {
            if let Some(at) = known.iter().position(|name| *key == **name) {
                places[at] = places[at].min(place as u8);
            }
        }
        Permutation(places)
    }

    /// The place of a key among the known ones.
    pub(super) fn place(&self, key: &Text, known: &[&str]) -> u8 {
        known.iter().position(|name| *key == **name).map_or(LAST, |at| self.0[at])
    }

    /// The known keys in this order, those without a place left out.
    pub(super) fn keys(&self, known: &[&'static str]) -> Vec<&'static str> {
        let mut keys: Vec<(u8, &'static str)> =
            self.0.iter().copied().zip(known.iter().copied()).collect();
        keys.retain(|(place, _)| *place != LAST);
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).collect()
    }
}
