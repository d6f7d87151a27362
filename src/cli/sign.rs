//! `goalpost sign`

use super::failure::Failure;
use super::output::{Color, Output, to_stdout};
use super::secret;
use crate::capture::print::{CurlBody, curl};
use crate::protocol::json::{Value, parse, parse_wire};
use crate::protocol::request::{OwnedRequest, PATH};
use crate::protocol::{Goal, Secret, Signer, Text, hex, legal};
use crate::report::json::write_ascii;
use crate::run::exit;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// Sign one goal: print its canonical bytes, its signature and a curl command that sends it
///
/// The goal is given by options, or as JSON in a file or on stdin. The secret is read from a file, stdin
/// or an environment variable, never from the command line.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    LP_PIXEL_SECRET=00ff goalpost sign --tenant-id t --event purchase --value 99.5 --currency EUR\n  \
    goalpost sign --tenant-id t --secret-file secret.txt goal.json")]
pub(super) struct Sign {
    /// Goal as a JSON file, or - for stdin
    #[arg(value_name = "FILE", conflicts_with_all = ["event", "session", "value", "currency", "plan", "first_touch_bucket", "first_touch_ts"])]
    goal: Option<PathBuf>,

    /// event_name
    #[arg(long, value_name = "TEXT", required_unless_present = "goal")]
    event: Option<String>,
    /// session_id
    #[arg(long, value_name = "TEXT")]
    session: Option<String>,
    /// properties.value, a JSON number
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    value: Option<String>,
    /// properties.currency
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// properties.plan
    #[arg(long, value_name = "TEXT")]
    plan: Option<String>,
    /// first_touch_bucket
    #[arg(long, value_name = "TEXT")]
    first_touch_bucket: Option<String>,
    /// first_touch_ts, ISO 8601
    #[arg(long, value_name = "TIME")]
    first_touch_ts: Option<String>,

    /// Tenant id
    #[arg(long, value_name = "ID")]
    tenant_id: String,
    /// File with the secret as hex text, or - for stdin; one trailing line break is ignored
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Environment variable with the secret as hex text
    #[arg(
        long,
        value_name = "NAME",
        default_value = "LP_PIXEL_SECRET",
        conflicts_with = "secret_file"
    )]
    secret_env: String,

    /// Domain registered to the account, for the curl command
    #[arg(long, default_value = "yoursite.com")]
    domain: String,
    /// Server URL, for the curl command
    #[arg(long, value_name = "URL", default_value = "https://loudpixel.ai")]
    endpoint: String,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON for machines
    Json,
}

impl Sign {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let stdin = Some(Path::new("-"));
        if self.goal.as_deref() == stdin && self.secret_file.as_deref() == stdin {
            return Err(Failure::usage("only one of FILE and --secret-file can be - (stdin)"));
        }
        let goal = self.goal()?;
        let secret =
            Secret::from_hex(&secret::read(self.secret_file.as_deref(), &self.secret_env)?)
                .map_err(Failure::usage)?;
        let signer = Signer::new(self.tenant_id.as_str(), &secret);
        let mut canonical = Vec::new();
        let signature = signer.sign(&goal, &mut canonical).map_err(|refusal| Failure {
            what: format!("the goal cannot be signed: {refusal}"),
            code: exit::DRIFT,
        })?;
        let objection = legal::objection(&goal).map(|objection| objection.to_string());
        let canonical_text = String::from_utf8_lossy(&canonical);
        let curl = self.curl(&goal, signature.as_str());
        match self.format {
            Format::Human => to_stdout(&format!(
                "canonical  {canonical_text}\nsignature  {signature}\n\n{curl}\n"
            ))?,
            Format::Json => {
                let document = Document {
                    format: FORMAT,
                    goalpost: env!("CARGO_PKG_VERSION"),
                    command: "sign",
                    exit_code: exit::CONFORMS,
                    canonical: &canonical_text,
                    canonical_hex: hex::encode(&canonical),
                    signature: signature.as_str(),
                    legal: objection.is_none(),
                    objection: objection.as_deref(),
                    curl: &curl,
                };
                Output::open(None, Color::Never)?.write_json(|out| write_ascii(&document, out))?;
            }
        }
        if let Some(objection) = objection.filter(|_| self.format == Format::Human) {
            anstream::eprintln!("note: a server rejects this goal or part of it: {objection}");
        }
        Ok(exit::CONFORMS)
    }

    fn goal(&self) -> Result<Goal, Failure> {
        let value = match &self.goal {
            Some(path) => {
                let bytes = secret::read_input(path)?;
                parse_wire(&bytes)
                    .map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?
            }
            None => self.goal_from_options()?,
        };
        Goal::from_value(value).map_err(Failure::usage)
    }

    fn goal_from_options(&self) -> Result<Value, Failure> {
        let mut properties = Vec::new();
        if let Some(text) = &self.value {
            match parse(text.as_bytes()) {
                Ok(number @ Value::Number(_)) => properties.push((Text::constant("value"), number)),
                _ => {
                    return Err(Failure::usage(format!(
                        "invalid --value {text:?}: use a JSON number, such as 99.5"
                    )));
                }
            }
        }
        for (name, text) in [("currency", &self.currency), ("plan", &self.plan)] {
            properties.extend(text.as_deref().map(|text| (Text::constant(name), text.into())));
        }
        let mut members: Vec<(Text, Value)> = Vec::new();
        for (name, text) in [
            ("event_name", &self.event),
            ("session_id", &self.session),
            ("first_touch_bucket", &self.first_touch_bucket),
            ("first_touch_ts", &self.first_touch_ts),
        ] {
            members.extend(text.as_deref().map(|text| (Text::constant(name), text.into())));
        }
        members.push((Text::constant("properties"), Value::Object(properties)));
        Ok(Value::Object(members))
    }

    /// A command for a POSIX shell that sends the goal.
    fn curl(&self, goal: &Goal, signature: &str) -> String {
        let domain: String = self
            .domain
            .bytes()
            .map(|b| match b {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(b).to_string()
                }
                _ => format!("%{b:02X}"),
            })
            .collect();
        let header = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let request = OwnedRequest {
            method: "POST".to_owned(),
            target: format!("{PATH}?domain={domain}"),
            headers: vec![
                header("Content-Type", "application/json"),
                header("X-LP-Goal-Signature", signature),
            ],
            body: goal.to_value().to_json().into_bytes(),
        };
        curl(&request, self.endpoint.trim_end_matches('/'), &[], CurlBody::Inline)
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost sign"))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "sign")))]
    command: &'static str,
    exit_code: u8,
    canonical: &'a str,
    canonical_hex: String,
    signature: &'a str,
    legal: bool,
    objection: Option<&'a str>,
    curl: &'a str,
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(super) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Document<'_>>()
}
