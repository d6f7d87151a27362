//! The page's form: a goal that is signed here, by the reference, so that a person sees a right one without writing
//! code. Only for a tenant whose secret is public: whoever could have a goal of another tenant signed here would not
//! need its secret.

use super::answer::Answer;
use super::guard::{is_own_page, names_own_origin, only};
use crate::case::{Site, demo_tenant};
use crate::protocol::json::parse;
use crate::protocol::request::{OwnedRequest, PATH, Request};
use crate::protocol::{Goal, hex};
use subtle::ConstantTimeEq;

/// The header in which the page shows that it is this run's own.
const TOKEN_HEADER: &str = "x-goalpost-token";

/// Signs goals for the page.
#[derive(Debug)]
pub struct Sender {
    site: Site,
    token: String,
}

impl Sender {
    /// A sender for the first tenant whose secret is public, if any. `random` must be new for every run.
    pub fn new(sites: &[Site], random: [u8; 16]) -> Option<Sender> {
        let site = sites.iter().find(|site| *site.tenant == demo_tenant())?.clone();
        Some(Sender { site, token: hex::encode(&random) })
    }

    /// What the page has to show, and no other page can read.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The request that sends the goal in a request of the page.
    ///
    /// # Errors
    /// The answer to one that is not the page's own, or holds no goal that can be signed.
    pub fn signed(&self, request: &Request<'_>) -> Result<OwnedRequest, Answer> {
        let refuse =
            |status, error: &str| Answer::json(status, format!(r#"{{"error":"{error}"}}"#));
        // A form of another page cannot send either: the type and the header need that page's consent first.
        let has_token = only(request, TOKEN_HEADER)
            .is_some_and(|token| bool::from(token.ct_eq(self.token.as_bytes())));
        let is_json = only(request, "content-type") == Some(b"application/json");
        if !(is_own_page(request) && names_own_origin(request) && has_token && is_json) {
            return Err(refuse(403, "only the page of this run may send: load it again"));
        }
        let goal = parse(request.body).ok().and_then(|value| Goal::from_value(value).ok());
        let goal = goal.ok_or_else(|| refuse(400, "the body is not a goal"))?;
        let signer = self.site.tenant.signer().ok();
        let signature = signer.and_then(|signer| signer.sign(&goal, &mut Vec::new()).ok());
        let signature = signature.ok_or_else(|| refuse(400, "the goal cannot be signed"))?;
        let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        Ok(OwnedRequest {
            method: "POST".to_owned(),
            target: format!("{PATH}?domain={}", self.site.domain),
            headers: vec![
                header("Content-Type", "application/json"),
                header("User-Agent", "goalpost serve (its page)"),
                header("X-LP-Goal-Signature", signature.as_str()),
            ],
            body: goal.to_value().to_json().into_bytes(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::demo_sites;

    const TOKEN: &[u8] = b"07070707070707070707070707070707";

    fn status(headers: &[(&[u8], &[u8])], body: &[u8]) -> Option<u16> {
        let sender = Sender::new(&demo_sites(), [7; 16]).unwrap();
        let request = Request { method: b"POST", target: b"/send", headers, body };
        sender.signed(&request).err().map(|answer| answer.status)
    }

    #[test]
    fn no_other_page_can_have_a_goal_signed() {
        let right: [(&[u8], &[u8]); 5] = [
            (b"Host", b"127.0.0.1:8000"),
            (b"Origin", b"http://127.0.0.1:8000"),
            (b"Content-Type", b"application/json"),
            (b"X-Goalpost-Token", TOKEN),
            (b"Sec-Fetch-Site", b"same-origin"),
        ];
        let goal = br#"{"event_name":"purchase"}"#;
        assert_eq!(status(&right, goal), None);
        assert_eq!(status(&right[..4], goal), None, "older browsers say no Sec-Fetch-Site");
        for missing in 0..4 {
            let mut headers = right.to_vec();
            headers.remove(missing);
            assert_eq!(status(&headers, goal), Some(403), "{missing}");
            let mut twice = right.to_vec();
            twice.push(right[missing]);
            assert_eq!(status(&twice, goal), Some(403), "{missing}");
        }
        let wrong: [(usize, &[u8]); 7] = [
            (0, b"rebound.example:8000"),
            (1, b"http://evil.example"),
            (1, b"http://127.0.0.1:8001"),
            (1, b"null"),
            (2, b"text/plain"),
            (3, b"07"),
            (4, b"cross-site"),
        ];
        for (place, value) in wrong {
            let mut headers = right;
            headers[place].1 = value;
            assert_eq!(status(&headers, goal), Some(403), "{place}");
        }
        for body in [&b""[..], b"[]", b"{"] {
            assert_eq!(status(&right, body), Some(400));
        }
    }

    #[test]
    fn nothing_is_signed_for_a_tenant_whose_secret_is_its_own() {
        let own: Vec<Site> =
            demo_sites().into_iter().filter(|site| &*site.domain != "shop.example").collect();
        assert!(Sender::new(&own, [7; 16]).is_none());
    }
}
