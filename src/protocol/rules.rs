//! What the server decides by: one row a rule, each with its status and the text that it answers.

use super::pii::Kind;

/// The rule that decided over a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A signed goal, accepted.
    Accepted,
    /// A goal without a signature, taken as the browser's hint.
    Hint,
    /// Another path than the endpoint's.
    Path,
    /// Another method than POST.
    Method,
    /// A content type that is not JSON in UTF-8.
    ContentType,
    /// A body over 64 KiB.
    BodySize,
    /// A body that is not JSON, or nests too deep.
    BodySyntax,
    /// A number in the body that a double cannot hold.
    NumberOverflow,
    /// A duplicate key.
    RepeatedKey,
    /// A body that is JSON but not a goal: not an object, no event_name, properties that are not objects.
    BodyShape,
    /// No domain.
    DomainMissing,
    /// An invalid domain, or more than one.
    DomainShape,
    /// An unregistered domain.
    DomainUnknown,
    /// The tenant's own secret is invalid.
    TenantSecret,
    /// A signature that is there and cannot be one: its length, its alphabet, or several of them.
    SignatureShape,
    /// A signature of something else.
    SignatureMismatch,
    /// event_name.
    EventName,
    /// session_id.
    SessionId,
    /// first_touch_bucket or first_touch_ts that are not text.
    FirstTouchType,
    /// properties.value is not a number.
    ValueType,
    /// properties.value is out of range, or a negative zero.
    ValueRange,
    /// properties.value has more than two decimals.
    ValueDecimals,
    /// properties.currency.
    Currency,
    /// properties.plan.
    Plan,
    /// A property that is not listed.
    UnknownProperty,
    /// Personal data in a property.
    Pii(Kind),
}

/// What there is to know of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in logs, vectors and reports; never changes.
    pub id: &'static str,
    /// The HTTP status that it answers with.
    pub status: u16,
    /// The requirement it comes from (docs/reference/requirements.md).
    pub requirement: &'static str,
    /// The fixed text that it answers with. Every 401 has the same.
    pub answer: &'static str,
}

/// One text for every 401, so that it reveals nothing (SRV-9).
const UNAUTHORIZED: &str = "invalid signature";

impl Rule {
    /// The rule's row.
    pub const fn row(self) -> Row {
        let (id, status, requirement, answer) = match self {
            Rule::Accepted => ("accepted", 200, "SRV-21", ""),
            Rule::Hint => ("hint", 202, "SRV-10", ""),
            Rule::Path => ("path", 404, "SRV-1", "no such path"),
            Rule::Method => ("method", 405, "SRV-1", "only POST is answered here"),
            Rule::ContentType => {
                ("content-type", 415, "SRV-2", "the content type must be application/json")
            }
            Rule::BodySize => ("body-size", 413, "SRV-4", "the body is larger than 64 KiB"),
            Rule::BodySyntax => ("body-syntax", 400, "SRV-3", "the body is not valid JSON"),
            Rule::NumberOverflow => {
                ("number-overflow", 400, "SRV-3", "a number in the body is too large")
            }
            Rule::RepeatedKey => ("repeated-key", 400, "SRV-5", "the body has a duplicate key"),
            Rule::BodyShape => {
                ("body-shape", 400, "SRV-3", "the body is not a goal: an object with event_name")
            }
            Rule::DomainMissing => ("domain-missing", 400, "SRV-6", "the domain is missing"),
            Rule::DomainShape => {
                ("domain-shape", 400, "SRV-6", "the domain must be one plain domain name")
            }
            Rule::DomainUnknown => ("domain-unknown", 404, "SRV-6", "the domain is not registered"),
            Rule::TenantSecret => ("tenant-secret", 401, "SRV-11", UNAUTHORIZED),
            Rule::SignatureShape => ("signature-shape", 401, "SRV-8", UNAUTHORIZED),
            Rule::SignatureMismatch => ("signature-mismatch", 401, "SRV-7", UNAUTHORIZED),
            Rule::EventName => {
                ("event-name", 400, "SRV-18", "event_name must be text of 1 to 100 characters")
            }
            Rule::SessionId => ("session-id", 400, "SRV-18", "session_id must be text or null"),
            Rule::FirstTouchType => (
                "first-touch-type",
                400,
                "SRV-18",
                "first_touch_bucket and first_touch_ts must be text",
            ),
            Rule::ValueType => ("value-type", 400, "SRV-13", "value must be a number"),
            Rule::ValueRange => ("value-range", 400, "SRV-13", "value must be from 0 to 10000"),
            Rule::ValueDecimals => {
                ("value-decimals", 400, "SRV-13", "value must have at most two decimals")
            }
            Rule::Currency => {
                ("currency", 400, "SRV-14", "currency must be an ISO 4217 code in capitals")
            }
            Rule::Plan => ("plan", 400, "SRV-15", "plan must be text of at most 50 characters"),
            Rule::UnknownProperty => {
                ("unknown-property", 400, "SRV-16", "only value, currency and plan are allowed")
            }
            Rule::Pii(Kind::Email) => {
                ("pii-email", 400, "PII-1", "properties hold an e-mail address")
            }
            Rule::Pii(Kind::Phone) => ("pii-phone", 400, "PII-2", "properties hold a phone number"),
            Rule::Pii(Kind::Ssn) => {
                ("pii-ssn", 400, "PII-3", "properties hold a US social security number")
            }
        };
        Row { id, status, requirement, answer }
    }

    /// Its name in logs, vectors and reports.
    pub const fn id(self) -> &'static str {
        self.row().id
    }

    /// The HTTP status that it answers with.
    pub const fn status(self) -> u16 {
        self.row().status
    }

    /// Whether the goal is taken, signed or as a hint.
    pub const fn accepts(self) -> bool {
        matches!(self, Rule::Accepted | Rule::Hint)
    }

    /// The rule of that id.
    pub fn of_id(id: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.id() == id)
    }

    /// Every rule.
    pub const ALL: [Rule; 28] = [
        Rule::Accepted,
        Rule::Hint,
        Rule::Path,
        Rule::Method,
        Rule::ContentType,
        Rule::BodySize,
        Rule::BodySyntax,
        Rule::NumberOverflow,
        Rule::RepeatedKey,
        Rule::BodyShape,
        Rule::DomainMissing,
        Rule::DomainShape,
        Rule::DomainUnknown,
        Rule::TenantSecret,
        Rule::SignatureShape,
        Rule::SignatureMismatch,
        Rule::EventName,
        Rule::SessionId,
        Rule::FirstTouchType,
        Rule::ValueType,
        Rule::ValueRange,
        Rule::ValueDecimals,
        Rule::Currency,
        Rule::Plan,
        Rule::UnknownProperty,
        Rule::Pii(Kind::Email),
        Rule::Pii(Kind::Phone),
        Rule::Pii(Kind::Ssn),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_taken_by_the_rules_whose_status_is_2xx() {
        for rule in Rule::ALL {
            assert_eq!(rule.accepts(), (200..300).contains(&rule.status()), "{rule:?}");
            assert_eq!(Rule::of_id(rule.id()), Some(rule));
        }
        assert_eq!(Rule::of_id("Accepted"), None);
    }
}
