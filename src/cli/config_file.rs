//! The shape of goalpost.toml, out of which its JSON Schema is derived.

#[cfg(test)]
use crate::mistakes::CATALOGUE;
#[cfg(test)]
use crate::protocol::rules::Rule;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use toml::Spanned;

/// What `goalpost check` and `goalpost fuzz` run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "goalpost.toml"))]
pub(super) struct File {
    /// Adapters: implementations that Goalpost starts.
    #[serde(default)]
    pub(super) implementation: Vec<Entry>,
    /// Running servers.
    #[serde(default)]
    pub(super) server: Vec<ServerEntry>,
    /// What `goalpost check` does with this file.
    #[serde(default)]
    pub(super) check: Defaults,
    /// What `goalpost fuzz` does with this file.
    #[serde(default)]
    pub(super) fuzz: Defaults,
}

/// What a command does with this file, unless its options say otherwise.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Defaults {
    /// Reports to write, as `--report` takes them: `"junit=FILE"`, `"html=FILE"`, `"json=FILE"`, `"gitlab=FILE"`,
    /// `"badge=FILE"` or `"github"`. Files are relative to the folder of this file.
    #[serde(default)]
    #[cfg_attr(
        test,
        schemars(
            with = "Vec<String>",
            inner(regex(pattern = "^((junit|html|json|gitlab|badge)=.+|github)$"))
        )
    )]
    pub(super) report: Vec<Spanned<String>>,
}

/// A running server.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ServerEntry {
    /// The name on the command line and in reports; default: the URL.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) name: Option<Spanned<String>>,
    /// Base URL: everything before `/api/v1/track/pixel/goal`; `http://`, `https://` or `unix:/path`.
    #[cfg_attr(test, schemars(with = "String", regex(pattern = "^(http://|https://|unix:)")))]
    pub(super) url: Spanned<String>,
    /// A tenant file: the tenants registered on that server.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) tenant_file: Spanned<PathBuf>,
    /// Hosts other than this machine that may be contacted.
    #[serde(default)]
    pub(super) allow_host: Vec<String>,
    /// PEM file of the CA that signed the server's certificate, for https.
    pub(super) ca: Option<PathBuf>,
    /// Headers of every request: a text, `env:VARIABLE` or `file:PATH`.
    // Any value: what is wrong with it is said without showing it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, String>"))]
    pub(super) headers: BTreeMap<String, Spanned<toml::Value>>,
    /// The header that carries an id: the vector's, or in a campaign a number.
    pub(super) request_id_header: Option<String>,
    /// Maximum number of requests per second.
    #[cfg_attr(test, schemars(with = "Option<f64>", range(min = 0.01, max = 1_000_000.0)))]
    pub(super) rate: Option<Spanned<f64>>,
    /// Number of connections at a time of `check`; default: 4.
    #[cfg_attr(test, schemars(with = "Option<u16>", range(min = 1)))]
    pub(super) jobs: Option<Spanned<u16>>,
    /// Maximum time per request of `check`, such as `"2s"` or `"500ms"`, at most 24 h.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) timeout: Option<Spanned<String>>,
    /// Answers that are known and accepted.
    #[serde(default)]
    pub(super) expect: Vec<AnswerEntry>,
}

/// An answer that is known and accepted: of a rule or of vectors.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("oneOf" = [{ "required": ["rule"] }, { "required": ["vectors"] }])))]
pub(super) struct AnswerEntry {
    /// A rule, such as `value-type`.
    #[cfg_attr(test, schemars(with = "Option<String>", extend("enum" = Rule::ALL.map(|rule| rule.id()))))]
    pub(super) rule: Option<Spanned<String>>,
    /// A pattern for ids of vectors, such as `"verify/value/**"`.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) vectors: Option<Spanned<String>>,
    /// The accepted statuses.
    #[cfg_attr(
        test,
        schemars(with = "Vec<u16>", length(min = 1), inner(range(min = 200, max = 599)))
    )]
    pub(super) status: Spanned<Vec<u16>>,
    /// Why they are accepted; shown in reports.
    #[cfg_attr(test, schemars(with = "String", length(min = 1)))]
    pub(super) reason: Spanned<String>,
    /// Where it is tracked.
    pub(super) issue: Option<String>,
    /// The last day, as `"2027-01-31"`; on the day after, the check fails.
    #[cfg_attr(
        test,
        schemars(with = "Option<String>", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
    )]
    pub(super) expires: Option<Spanned<toml::Value>>,
}

/// An adapter: an implementation that Goalpost starts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Entry {
    /// The name on the command line and in reports; unique.
    #[cfg_attr(test, schemars(with = "String", length(min = 1)))]
    pub(super) name: Spanned<String>,
    /// Program and arguments of an adapter; it runs in the folder of this file.
    #[cfg_attr(test, schemars(with = "Vec<String>", length(min = 1)))]
    pub(super) command: Spanned<Vec<String>>,
    /// Environment variables of the adapter, beside those it inherits.
    #[serde(default)]
    pub(super) env: BTreeMap<String, String>,
    /// Names of further variables that the adapter inherits.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(super) inherit: Vec<Spanned<String>>,
    /// Maximum time per case, such as `"2s"` or `"500ms"`, at most 24 h.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) timeout: Option<Spanned<String>>,
    /// Maximum time from the start of the adapter to its handshake.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) start_timeout: Option<Spanned<String>>,
    /// Drifts that are known and accepted.
    #[serde(default)]
    pub(super) expect: Vec<Expect>,
}

/// A drift that is known and accepted: by its mistake, by its learned rule, or what an adapter does not support.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(transform = with_former_name))]
pub(super) struct Expect {
    /// The id of a mistake in the catalogue.
    // `dialect` is the key's former name.
    #[serde(alias = "dialect")]
    #[cfg_attr(test, schemars(with = "Option<String>", extend("enum" = ids_to_expect())))]
    pub(super) mistake: Option<Spanned<String>>,
    /// The text form of a learned rule, exactly as the report prints it.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(super) rule: Option<Spanned<String>>,
    /// The reason, word for word, that the adapter gives for `unsupported` on legal goals.
    pub(super) unsupported: Option<String>,
    /// Why the drift is accepted; shown in reports.
    #[cfg_attr(test, schemars(with = "String", length(min = 1)))]
    pub(super) reason: Spanned<String>,
    /// Where it is tracked.
    pub(super) issue: Option<String>,
    /// The last day, as `"2027-01-31"`; on the day after, the check fails.
    #[cfg_attr(
        test,
        schemars(with = "Option<String>", regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
    )]
    pub(super) expires: Option<Spanned<toml::Value>>,
}

/// The ids that an expectation may name.
#[cfg(test)]
fn ids_to_expect() -> Vec<&'static str> {
    CATALOGUE.iter().filter(|known| !known.permitted).map(|known| known.id).collect()
}

/// `dialect` is the former name of `mistake`; an expectation names exactly one thing.
#[cfg(test)]
fn with_former_name(schema: &mut schemars::Schema) {
    let former = schema.pointer("/properties/mistake").cloned();
    if let (Some(mut former), Some(keys)) = (former, schema.pointer_mut("/properties")) {
        former["description"] = "The former name of `mistake`.".into();
        former["deprecated"] = true.into();
        keys["dialect"] = former;
    }
    let one = ["mistake", "dialect", "rule", "unsupported"];
    let one = one.map(|key| serde_json::json!({ "required": [key] }));
    schema.insert("oneOf".to_owned(), one.to_vec().into());
}

/// The JSON Schema of goalpost.toml.
#[cfg(test)]
pub(super) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<File>()
}
