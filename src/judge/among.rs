//! Signatures that fit another request of the same capture, or several of them together.

use super::forensics::{Forensics, Registered};
use crate::mistakes::grammar::{Found, of_other_goal, of_several};
use crate::protocol::Goal;
use crate::protocol::json::parse;
use crate::protocol::request::{Domain, OwnedRequest, domain};
use std::collections::HashMap;

/// So many goals before one are taken together with it.
const TOGETHER: usize = 64;

/// The goals of the requests that were captured together, in order.
#[derive(Debug, Default)]
pub struct Among {
    goals: Vec<Option<Signed>>,
    /// The first goal that has each signature.
    places: HashMap<String, usize>,
}

/// A goal of a known tenant: what is signed of it.
#[derive(Debug)]
struct Signed {
    domain: String,
    canonical: Vec<u8>,
}

impl Among {
    /// Reads the goals of requests.
    pub fn of<'r>(
        requests: impl Iterator<Item = &'r OwnedRequest>,
        known: &[Registered<'_>],
    ) -> Among {
        let mut among = Among::default();
        for (place, request) in requests.enumerate() {
            let signed = goal_of(request, known).and_then(|(site, goal)| {
                let mut canonical = Vec::new();
                let signature = site.tenant.signer().ok()?.sign(&goal, &mut canonical).ok()?;
                among.places.entry(signature.to_string()).or_insert(place);
                Some(Signed { domain: site.domain.to_owned(), canonical })
            });
            among.goals.push(signed);
        }
        among
    }

    /// Explains the signature of a request that nothing else explains, where another one does.
    pub fn explain(&self, place: usize, known: &[Registered<'_>], forensics: &mut Forensics) {
        let Some(sent) = forensics.unexplained_signature() else { return };
        if let Some(found) = self.found(place, known, &sent.trim().to_ascii_lowercase()) {
            forensics.take_recipe(found);
        }
    }

    fn found(&self, place: usize, known: &[Registered<'_>], sent: &str) -> Option<Found> {
        let own = self.goals.get(place)?.as_ref()?;
        if let Some(other) = self.places.get(sent) {
            let signed = self.goals.get(*other)?.as_ref()?;
            return Some(Found::made_of(
                of_other_goal(other + 1, *other < place),
                signed.canonical.clone(),
            ));
        }
        let site = known.iter().find(|site| site.domain == own.domain)?;
        let signer = site.tenant.signer().ok()?;
        let mut message = own.canonical.clone();
        let earlier = self.goals[..place].iter().flatten().rev();
        let of_site = earlier.filter(|goal| goal.domain == own.domain).take(TOGETHER);
        for (at, goal) in of_site.enumerate() {
            message.splice(0..0, goal.canonical.iter().copied());
            if signer.sign_bytes(&message).as_str() == sent {
                return Some(Found::made_of(of_several(at + 1), message));
            }
        }
        None
    }
}

fn goal_of<'k>(request: &OwnedRequest, known: &[Registered<'k>]) -> Option<(Registered<'k>, Goal)> {
    let query = request.target.split_once('?').map(|(_, query)| query.as_bytes());
    let Domain::Named(name) = domain(query) else { return None };
    let site = known.iter().find(|site| site.domain == name)?;
    let goal = Goal::from_value(parse(&request.body).ok()?).ok()?;
    Some((*site, goal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::forensics::examine;
    use crate::protocol::Tenant;
    use crate::protocol::request::SIGNATURE_HEADER;

    /// The causes of requests whose signatures are of the goals with these numbers, all their bytes together.
    fn causes(signed: &[&[usize]]) -> Vec<Vec<&'static str>> {
        let secret = "3fa9c07e5b18d2644ce1907ab3f85d2217c6e94b0da8731f56e2bc408d97a5f1";
        let tenant = Tenant { tenant_id: "t".into(), secret: secret.into() };
        let known = [Registered { domain: "a.example", tenant: &tenant }];
        let signer = tenant.signer().unwrap();
        let body = |number: usize| format!("{{\"event_name\":\"e{number}\"}}");
        let canonical = |number: usize| {
            let goal = Goal::from_value(parse(body(number).as_bytes()).unwrap()).unwrap();
            let mut bytes = Vec::new();
            signer.sign(&goal, &mut bytes).unwrap();
            bytes
        };
        let request = |(number, of): (usize, &&[usize])| {
            let message: Vec<u8> = of.iter().flat_map(|of| canonical(*of)).collect();
            let signature = signer.sign_bytes(&message).to_string();
            OwnedRequest {
                method: "POST".to_owned(),
                target: "/api/v1/track/pixel/goal?domain=a.example".to_owned(),
                headers: vec![
                    ("content-type".to_owned(), b"application/json".to_vec()),
                    (SIGNATURE_HEADER.to_owned(), signature.into_bytes()),
                ],
                body: body(number).into_bytes(),
            }
        };
        let requests: Vec<OwnedRequest> = signed.iter().enumerate().map(request).collect();
        let among = Among::of(requests.iter(), &known);
        let now = jiff::Timestamp::UNIX_EPOCH;
        let cause = |(place, request): (usize, &OwnedRequest)| {
            let mut found = request.with(|sent| examine(sent, &known, now, &mut |n| n < 20_000));
            among.explain(place, &known, &mut found);
            found.wider.map_or(Vec::new(), |found| found.members.iter().map(|l| l.id).collect())
        };
        requests.iter().enumerate().map(cause).collect()
    }

    #[test]
    fn a_signature_that_fits_other_goals_of_the_capture_says_so() {
        let other = vec!["signature-of-another-goal"];
        assert_eq!(causes(&[&[0], &[0], &[3], &[3]]), [vec![], other.clone(), other, vec![]]);
        let several = || vec!["hash-not-reset"];
        assert_eq!(causes(&[&[0], &[0, 1], &[0, 1, 2]]), [vec![], several(), several()]);
        // What was signed together in another order is not known.
        assert_eq!(causes(&[&[0], &[1, 0]]), [vec![], Vec::<&str>::new()]);
    }
}
