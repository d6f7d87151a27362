//! Reads tenant files: the `[[tenant]]` tables of a server.

use super::failure::Failure;
use super::settings::{one_line, place, read_text};
use crate::case::Site;
use crate::protocol::Tenant;
use crate::protocol::request::{Domain, domain};
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// Tenants that are registered on a server.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Tenant file"))]
struct File {
    /// The tenants: at least one.
    #[serde(default)]
    #[cfg_attr(test, schemars(length(min = 1)))]
    tenant: Vec<Entry>,
}

/// A tenant, with its secret or the name of the variable that has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("oneOf" = [{ "required": ["secret"] }, { "required": ["secret_env"] }])))]
struct Entry {
    /// The registered domain, without scheme and port; unique in the file.
    #[cfg_attr(test, schemars(with = "String"))]
    domain: Spanned<String>,
    /// The tenant's id, not empty.
    #[cfg_attr(test, schemars(length(min = 1)))]
    tenant_id: String,
    /// The secret's hex text. It may be empty or malformed: servers are tested with such tenants, too.
    // Any TOML value, so that an error about it never quotes it.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    secret: Option<Spanned<toml::Value>>,
    /// Name of the environment variable with the secret's hex text.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    secret_env: Option<Spanned<String>>,
}

/// Reads a tenant file. A secret may be empty or malformed: such tenants are part of the tests.
pub(super) fn read(path: &Path) -> Result<Vec<Site>, Failure> {
    let text = read_text(path)?;
    parse(&text, &|name| std::env::var(name).ok()).map_err(|(span, what)| {
        let (line, column) = place(&text, span.start);
        Failure::usage(format!("{}:{line}:{column}: {what}", path.display()))
    })
}

/// The variables in which a tenant file keeps secrets; none where it cannot be read, which is told by [`read`].
pub(super) fn secret_variables(path: &Path) -> Vec<String> {
    let file: Option<File> = read_text(path).ok().and_then(|text| toml::from_str(&text).ok());
    let entries = file.map(|file| file.tenant).unwrap_or_default();
    entries.into_iter().filter_map(|entry| entry.secret_env.map(Spanned::into_inner)).collect()
}

/// Reads a text, whatever comes of it; no variable is looked up.
pub(super) fn try_read(text: &str) {
    drop(parse(text, &|_| None));
}

type Fault = (Range<usize>, String);

fn parse(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Site>, Fault> {
    let file: File = toml::from_str(text)
        .map_err(|error| (error.span().unwrap_or(0..0), without_values(error.message())))?;
    if file.tenant.is_empty() {
        return Err((
            0..0,
            "no tenant: add a [[tenant]] table with domain, tenant_id and secret".to_owned(),
        ));
    }
    let mut sites: Vec<Site> = Vec::new();
    for entry in file.tenant {
        let query = format!("domain={}", entry.domain.get_ref());
        let Domain::Named(name) = domain(Some(query.as_bytes())) else {
            let what = "domain must be a plain domain name without scheme, port or trailing dot";
            return Err((entry.domain.span(), what.to_owned()));
        };
        if sites.iter().any(|known| *known.domain == *name) {
            return Err((entry.domain.span(), format!("domain {name} is registered twice")));
        }
        let span = entry.domain.span();
        if entry.tenant_id.is_empty() {
            return Err((span, "tenant_id is empty".to_owned()));
        }
        let secret = secret(entry.secret, entry.secret_env, span, variable)?;
        let tenant_id = entry.tenant_id.as_str().into();
        let tenant = Arc::new(Tenant { tenant_id, secret: secret.as_str().into() });
        sites.push(Site { domain: name.into(), tenant });
    }
    Ok(sites)
}

fn secret(
    text: Option<Spanned<toml::Value>>,
    variable_name: Option<Spanned<String>>,
    tenant: Range<usize>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<String, Fault> {
    match (text, variable_name) {
        (Some(secret), None) => match secret.get_ref() {
            toml::Value::String(text) => Ok(text.clone()),
            _ => Err((secret.span(), "secret must be a string: put it in quotes".to_owned())),
        },
        (None, Some(name)) => match variable(name.get_ref()) {
            Some(text) => Ok(text),
            None if is_name(name.get_ref()) => Err((
                name.span(),
                format!("the environment variable {} is not set", name.get_ref()),
            )),
            None => {
                let what = "secret_env must be the name of an environment variable, such as LP_PIXEL_SECRET; is this a secret?";
                Err((name.span(), what.to_owned()))
            }
        },
        _ => Err((tenant, "a tenant needs either secret or secret_env".to_owned())),
    }
}

/// Whether a text looks like the name of a variable and not like a secret.
fn is_name(text: &str) -> bool {
    let is_word = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    is_word && !(is_hex && text.len() >= 8) && text.len() <= 64
}

/// A reader's message without the value that it quotes, which may be a secret.
fn without_values(message: &str) -> String {
    let message = one_line(message);
    if message.starts_with("invalid type") || message.starts_with("invalid value") {
        return "wrong type: a tenant file contains [[tenant]] tables of strings".to_owned();
    }
    message
}

/// The JSON Schema of a tenant file.
#[cfg(test)]
pub(super) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<File>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Site>, String> {
        let variable = |name: &str| (name == "SET").then(|| "00ff".to_owned());
        parse(text, &variable).map_err(|(_, what)| what)
    }

    #[test]
    fn tenants_by_secret_or_variable() {
        let sites = read(
            "[[tenant]]\ndomain = \"Shop.example\"\ntenant_id = \"t\"\nsecret = \"\"\n\
             [[tenant]]\ndomain = \"b\"\ntenant_id = \"u\"\nsecret_env = \"SET\"\n",
        )
        .unwrap();
        assert_eq!(&*sites[0].domain, "shop.example");
        assert_eq!(sites[1].tenant.secret.to_string(), "00ff");
    }

    #[test]
    fn faults_never_show_a_secret() {
        let with =
            |secret: &str| format!("[[tenant]]\ndomain = \"a\"\ntenant_id = \"t\"\n{secret}\n");
        for (text, what) in [
            (String::new(), "no tenant"),
            (with(""), "either secret or secret_env"),
            (with("secret = 12345678"), "in quotes"),
            (with("secret = \"12345678"), "invalid basic string"),
            (with("secret = 12345678ab"), ""),
            (with("secret = \"12345678\"\nsecret_env = \"SET\""), "either secret or secret_env"),
            (with("secret_env = \"UNSET\""), "UNSET is not set"),
            (with("secret = \"12345678\"").replace("\"a\"", "\"a:80\""), "plain domain name"),
            (with("secret = \"12345678\"").repeat(2), "registered twice"),
            (with("key = \"12345678\""), "unknown field"),
            ("tenant = \"12345678\"".to_owned(), "wrong type"),
            (with("secret_env = \"1234567890abcdef\""), "is this a secret?"),
            (with("secret = \"12345678\"").replace("\"t\"", "\"\""), "tenant_id is empty"),
            (with("secret = \"12345678\"").replace("\"t\"", "12345678"), "wrong type"),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.contains(what) && !error.contains("12345678"), "{text}: {error}");
        }
    }
}
