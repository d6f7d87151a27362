//! The two kinds of case, and the format version of each as JSON.

use crate::protocol::Number;
use crate::protocol::json::Value;

/// What a case asks of an implementation: the `op` of a vector file, a finding or a corpus entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseKind {
    /// A goal to sign.
    Sign,
    /// A request to judge.
    Verify,
}

impl CaseKind {
    /// The word in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            CaseKind::Sign => "sign",
            CaseKind::Verify => "verify",
        }
    }

    /// The version of its JSON as a single case: a finding, a corpus entry. Of `verify`, 2: `signed.over`
    /// holds a tag, and `mutation` says how a request was made.
    pub const fn format(self) -> i64 {
        match self {
            CaseKind::Sign => 1,
            CaseKind::Verify => 2,
        }
    }

    /// The version of a vector file. Of `verify`, 3: `status` holds what is demanded, `advised` what is
    /// advised.
    pub const fn file_format(self) -> i64 {
        match self {
            CaseKind::Sign => 1,
            CaseKind::Verify => 3,
        }
    }

    /// Reads `op` and `format` of a single case.
    ///
    /// # Errors
    /// The op is unknown, or the document was written in another format.
    pub(crate) fn of(document: &Value) -> Result<CaseKind, String> {
        CaseKind::read(document, CaseKind::format)
    }

    /// The same for a vector file.
    pub(crate) fn of_file(document: &Value) -> Result<CaseKind, String> {
        CaseKind::read(document, CaseKind::file_format)
    }

    fn read(document: &Value, format: fn(CaseKind) -> i64) -> Result<CaseKind, String> {
        let kind = match document.get("op").and_then(Value::as_str) {
            Some("sign") => CaseKind::Sign,
            Some("verify") => CaseKind::Verify,
            _ => return Err("\"op\" must be \"sign\" or \"verify\"".to_owned()),
        };
        let (name, known) = (kind.name(), format(kind));
        match document.get("format") {
            Some(format) if *format == Value::from(known) => Ok(kind),
            Some(Value::Number(Number::Integer(text))) => Err(format!(
                "\"format\" is {text}; this version of Goalpost reads format {known} of op {name:?}"
            )),
            _ => Err(format!("\"format\" is missing or invalid; expected {known}")),
        }
    }
}
