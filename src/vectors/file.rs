//! One vector file: its tests, and its bytes.

use super::format::{Group, Test};
use super::notes;
use super::sequence::{SequenceGroup, SequenceTest};
use super::sequence_json::{SEQUENCE_FORMAT, SEQUENCE_OP};
use super::verify_test::{VerifyGroup, VerifyTest};
use crate::case::CaseKind;
use crate::case::fields::{array, strings};
use crate::protocol::json::{Value, parse_wire, write_pretty};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Members that are written on one line.
const INLINE: &[&str] = &[
    "flags",
    "requirements",
    "input",
    "because",
    "request",
    "signed",
    "status",
    "advised",
    "first_touch_bucket",
    "lag_seconds",
];

/// One vector file.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorFile {
    /// Its name in the folder.
    pub name: String,
    /// What the file is about, a line an item.
    pub header: Vec<String>,
    /// Its tests, by tenant.
    pub groups: Groups,
}

/// What a file's tests ask for.
#[derive(Clone, Debug, PartialEq)]
pub enum Groups {
    /// Goals to be signed.
    Sign(Vec<Group>),
    /// Requests to be judged.
    Verify(Vec<VerifyGroup>),
    /// Requests to be judged in their order.
    Sequences(Vec<SequenceGroup>),
}

/// What every test has, whatever it asks for.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The test's id.
    pub id: &'a Arc<str>,
    /// Names of notes.
    pub flags: &'a [String],
    /// Ids of the requirements it rests on.
    pub requirements: &'a [String],
}

impl VectorFile {
    /// Every goal to be signed, with its group.
    pub fn sign_tests(&self) -> impl Iterator<Item = (&Group, &Test)> {
        let groups = match &self.groups {
            Groups::Sign(groups) => &groups[..],
            Groups::Verify(_) | Groups::Sequences(_) => &[],
        };
        groups.iter().flat_map(|group| group.tests.iter().map(move |test| (group, test)))
    }

    /// Every request to be judged, with its group.
    pub fn verify_tests(&self) -> impl Iterator<Item = (&VerifyGroup, &VerifyTest)> {
        let groups = match &self.groups {
            Groups::Sign(_) | Groups::Sequences(_) => &[],
            Groups::Verify(groups) => &groups[..],
        };
        groups.iter().flat_map(|group| group.tests.iter().map(move |test| (group, test)))
    }

    /// Every sequence of requests, with its group.
    pub fn sequence_tests(&self) -> impl Iterator<Item = (&SequenceGroup, &SequenceTest)> {
        let groups = match &self.groups {
            Groups::Sign(_) | Groups::Verify(_) => &[],
            Groups::Sequences(groups) => &groups[..],
        };
        groups.iter().flat_map(|group| group.tests.iter().map(move |test| (group, test)))
    }

    /// Every test, of any kind.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let sign = self.sign_tests().map(|(_, test)| Entry {
            id: &test.id,
            flags: &test.flags,
            requirements: &test.requirements,
        });
        let verify = self.verify_tests().map(|(_, test)| Entry {
            id: &test.id,
            flags: &test.flags,
            requirements: &test.requirements,
        });
        let sequences = self.sequence_tests().map(|(_, test)| Entry {
            id: &test.id,
            flags: &test.flags,
            requirements: &test.requirements,
        });
        sign.chain(verify).chain(sequences)
    }

    /// The file's bytes: ASCII, LF, keys in fixed order, nothing that varies by machine or time.
    pub fn to_bytes(&self) -> Vec<u8> {
        let flags: BTreeSet<&str> =
            self.entries().flat_map(|t| t.flags.iter().map(String::as_str)).collect();
        let (op, format, schema, groups) = match &self.groups {
            Groups::Sign(groups) => (
                CaseKind::Sign.name(),
                CaseKind::Sign.file_format(),
                "sign.schema.json",
                groups.iter().map(Group::to_value).collect(),
            ),
            Groups::Verify(groups) => (
                CaseKind::Verify.name(),
                CaseKind::Verify.file_format(),
                "verify.schema.json",
                groups.iter().map(VerifyGroup::to_value).collect(),
            ),
            Groups::Sequences(groups) => (
                SEQUENCE_OP,
                SEQUENCE_FORMAT,
                "verify_sequences.schema.json",
                groups.iter().map(SequenceGroup::to_value).collect(),
            ),
        };
        let value = Value::object(vec![
            ("format", format.into()),
            ("protocol", "LoudPixel Conversions API goal signing".into()),
            ("op", op.into()),
            ("algorithm", "HMAC-SHA256".into()),
            ("schema", schema.into()),
            ("header", strings(&self.header)),
            ("number_of_tests", (self.entries().count() as i64).into()),
            ("notes", notes::to_value(&flags)),
            ("groups", Value::Array(groups)),
        ]);
        let mut bytes = Vec::new();
        write_pretty(&value, INLINE, &mut bytes);
        bytes
    }

    /// Reads a file's bytes.
    ///
    /// # Errors
    /// One line that says where the file is no vector file.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<VectorFile, String> {
        let value = parse_wire(bytes).map_err(|e| e.to_string())?;
        let groups = array(&value, "groups")?.iter();
        let header = array(&value, "header")?.iter().filter_map(Value::as_str);
        Ok(VectorFile {
            name: name.to_owned(),
            header: header.map(str::to_owned).collect(),
            groups: match value.get("op").and_then(Value::as_str) {
                Some(SEQUENCE_OP) if value.get("format") == Some(&SEQUENCE_FORMAT.into()) => {
                    Groups::Sequences(
                        groups.map(SequenceGroup::from_value).collect::<Result<_, _>>()?,
                    )
                }
                Some(SEQUENCE_OP) => {
                    return Err(format!(
                        "this version of Goalpost reads format {SEQUENCE_FORMAT} of op {SEQUENCE_OP:?}"
                    ));
                }
                _ => match CaseKind::of_file(&value)? {
                    CaseKind::Sign => {
                        Groups::Sign(groups.map(Group::from_value).collect::<Result<_, _>>()?)
                    }
                    CaseKind::Verify => Groups::Verify(
                        groups.map(VerifyGroup::from_value).collect::<Result<_, _>>()?,
                    ),
                },
            },
        })
    }
}
