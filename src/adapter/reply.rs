//! What comes back from the ops `verify` and `send`.

use super::protocol::{reply, told};
use crate::protocol::json::BorrowedValue;
use crate::protocol::number::BorrowedNumber;

/// The result of a case that is not about signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply<T> {
    /// It did what it was asked.
    Response(T),
    /// It rejected the input, on purpose.
    Refused(String),
    /// Its language cannot express the input.
    Unsupported(String),
    /// It broke.
    Error(String),
}

/// The response of a server, as far as it is reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Whether the goal feeds the ranking.
    pub ranked: Option<bool>,
    /// The honoured bucket; `Some(None)` where it tells that there is none.
    pub bucket: Option<Option<String>>,
    /// The lag in seconds; `Some(None)` where it tells that there is none.
    pub lag_seconds: Option<Option<i64>>,
    /// The body of the answer.
    pub body: Option<Vec<u8>>,
    /// What else a client sees of an answer that must be the same each time: over HTTP the reason phrase
    /// and the challenge.
    pub gate: String,
    /// Everything that it said, to look for what must not be there.
    pub raw: Vec<u8>,
}

impl ServerAnswer {
    /// Reads what a JSON object reports about the goal.
    ///
    /// # Errors
    /// What has another type than it should have, in words.
    pub fn tell(&mut self, value: &BorrowedValue<'_>) -> Result<(), String> {
        self.ranked = match told(value, "ranked") {
            None => None,
            Some(BorrowedValue::Bool(ranked)) => Some(*ranked),
            Some(other) => return Err(format!("has a ranked that is {}", other.kind())),
        };
        self.bucket = match value.get("first_touch_bucket") {
            None => None,
            Some(BorrowedValue::Null) => Some(None),
            Some(BorrowedValue::String(bucket)) => Some(Some(bucket.to_string())),
            Some(other) => {
                return Err(format!("has a first_touch_bucket that is {}", other.kind()));
            }
        };
        self.lag_seconds = match value.get("lag_seconds") {
            None => None,
            Some(BorrowedValue::Null) => Some(None),
            Some(number) => match whole(number) {
                Some(seconds) => Some(Some(seconds)),
                None => return Err("has lag_seconds that are not an integer".to_owned()),
            },
        };
        Ok(())
    }
}

/// An integer in any notation.
fn whole(value: &BorrowedValue<'_>) -> Option<i64> {
    let BorrowedValue::Number(number) = value else { return None };
    match number {
        BorrowedNumber::Integer(text) => text.parse().ok(),
        BorrowedNumber::Float { value, .. } if value.fract() == 0.0 && value.abs() < 1e15 => {
            Some(*value as i64)
        }
        _ => None,
    }
}

/// Reads the reply to a `verify` request.
///
/// # Errors
/// What is wrong with the line, in words.
pub fn read_verify_reply(id: u64, line: &[u8]) -> Result<Reply<ServerAnswer>, String> {
    let value = reply(id, line)?;
    if let Some(other) = other_outcome(&value, "status")? {
        return Ok(other);
    }
    let mut answer = ServerAnswer { status: status(&value)?, ..ServerAnswer::default() };
    answer.tell(&value)?;
    answer.body = match told(&value, "body") {
        Some(BorrowedValue::String(body)) => Some(body.as_bytes().to_vec()),
        _ => None,
    };
    answer.raw = line.to_vec();
    Ok(Reply::Response(answer))
}

/// Reads the reply to a `send` request: the status that the implementation saw.
///
/// # Errors
/// What is wrong with the line, in words.
pub fn read_send_reply(id: u64, line: &[u8]) -> Result<Reply<u16>, String> {
    let value = reply(id, line)?;
    match other_outcome(&value, "status")? {
        Some(other) => Ok(other),
        None => Ok(Reply::Response(status(&value)?)),
    }
}

fn status(value: &BorrowedValue<'_>) -> Result<u16, String> {
    let number = value.get("status").and_then(whole).and_then(|n| u16::try_from(n).ok());
    number
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| "has a status that is not an HTTP status".to_owned())
}

/// An outcome other than the requested one, if any.
fn other_outcome<T>(value: &BorrowedValue<'_>, asked: &str) -> Result<Option<Reply<T>>, String> {
    let names = [asked, "refused", "unsupported", "error"];
    let there: Vec<&str> = names.into_iter().filter(|name| told(value, name).is_some()).collect();
    let name = match there[..] {
        [] => return Err(format!("holds no outcome ({asked}, refused, unsupported or error)")),
        [name] if name == asked => return Ok(None),
        [name] => name,
        _ => return Err(format!("holds more than one outcome: {}", there.join(", "))),
    };
    let Some(BorrowedValue::String(message)) = told(value, name) else {
        return Err(format!("has a {name} that is not a string"));
    };
    let message = message.to_string();
    Ok(Some(match name {
        "refused" => Reply::Refused(message),
        "unsupported" => Reply::Unsupported(message),
        _ => Reply::Error(message),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verify_replies_tell_what_they_tell() {
        let read = |line: &str| read_verify_reply(7, line.as_bytes());
        let Ok(Reply::Response(answer)) = read(
            r#"{"id":"7","status":200,"ranked":true,"first_touch_bucket":null,"lag_seconds":5.0,"x":1}"#,
        ) else {
            panic!("a good reply");
        };
        assert_eq!((answer.status, answer.ranked), (200, Some(true)));
        assert_eq!((answer.bucket, answer.lag_seconds), (Some(None), Some(Some(5))));
        let Ok(Reply::Response(answer)) = read(r#"{"id":"7","status":401}"#) else {
            panic!("a short reply");
        };
        assert_eq!((answer.ranked, answer.bucket, answer.lag_seconds), (None, None, None));
        assert_eq!(read(r#"{"id":"7","error":"x"}"#), Ok(Reply::Error("x".to_owned())));
        for line in [
            r#"{"id":"7"}"#,
            r#"{"id":"7","status":"200"}"#,
            r#"{"id":"7","status":99}"#,
            r#"{"id":"7","status":200.5}"#,
            r#"{"id":"7","status":200,"error":"x"}"#,
            r#"{"id":"7","status":200,"ranked":"yes"}"#,
            r#"{"id":"7","status":200,"lag_seconds":1.5}"#,
            r#"{"id":"7","status":200,"first_touch_bucket":5}"#,
            r#"{"id":"8","status":200}"#,
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn send_replies_are_a_status_or_another_outcome() {
        let read = |line: &str| read_send_reply(1, line.as_bytes());
        assert_eq!(read(r#"{"id":"1","status":202}"#), Ok(Reply::Response(202)));
        assert_eq!(read(r#"{"id":"1","refused":"no"}"#), Ok(Reply::Refused("no".to_owned())));
        assert!(read(r#"{"id":"1","refused":5}"#).is_err());
    }
}
