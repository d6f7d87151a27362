//! How a running server is reached: options of `check`, `fuzz` and `replay`, and `[[server]]` tables of
//! goalpost.toml.

use super::failure::Failure;
use super::tenants;
use crate::adapter::{Access, ExtraHeader, HeaderSource, Roots, ServerAddress};
use crate::files::{read_file, read_input};
use crate::run::Server;
use clap::Args;
use std::path::{Path, PathBuf};

/// The largest file of certificates, and of a header's value, in bytes.
const MAX_PEM: u64 = 4 << 20;
const MAX_VALUE: u64 = 64 << 10;

/// Headers whose values are secrets: never written out on a command line.
const SECRET_HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

/// How a running server is reached.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct TargetOptions {
    /// A running server: http://, https:// or unix:/path/of.sock; everything before /api/v1/track/pixel/goal
    #[arg(long, value_name = "URL", conflicts_with_all = ["command", "config"], requires = "tenant_file")]
    pub(super) url: Option<String>,

    /// Tenants registered on that server: [[tenant]] tables with domain, tenant_id and secret
    #[arg(long, value_name = "FILE", requires = "url")]
    pub(super) tenant_file: Option<PathBuf>,

    /// A host other than this machine that may be sent requests
    #[arg(long, value_name = "HOST", requires = "url")]
    pub(super) allow_host: Vec<String>,

    /// The PEM file of the CA that signed an https server's certificate
    #[arg(long, value_name = "FILE", requires = "url")]
    pub(super) ca: Option<PathBuf>,

    /// A header of every request: NAME=VALUE, NAME=env:VARIABLE or NAME=file:PATH (for secrets)
    #[arg(long, value_name = "NAME=VALUE", requires = "url")]
    pub(super) header: Vec<String>,

    /// The header that carries an id on every request, to find it in the server's log
    #[arg(long, value_name = "NAME", requires = "url")]
    pub(super) request_id_header: Option<String>,
}

impl TargetOptions {
    /// The server that the options name, if they name one. `names` are those of goalpost.toml on the command
    /// line; there must be none beside a URL.
    pub(super) fn server(&self, names: &[String]) -> Result<Option<Server>, Failure> {
        let (Some(url), Some(tenant_file)) = (&self.url, &self.tenant_file) else {
            return Ok(None);
        };
        if !names.is_empty() {
            return Err(Failure::usage("give names of goalpost.toml or --url, not both"));
        }
        let address = self.address(url, Path::new(""))?;
        Ok(Some(Server::new(address, tenants::read(tenant_file)?)))
    }

    /// The address of a server; relative files are looked for in `dir`.
    pub(super) fn address(&self, url: &str, dir: &Path) -> Result<ServerAddress, Failure> {
        let roots = match &self.ca {
            None => None,
            Some(path) => {
                let path = dir.join(path);
                let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
                let pem = read_file(&path, MAX_PEM).map_err(|error| fault(error.to_string()))?;
                Some(Roots::from_pem(&pem, path.clone()).map_err(fault)?)
            }
        };
        let headers = self
            .header
            .iter()
            .map(|text| {
                let (name, value) = text.split_once('=').ok_or_else(|| {
                    // The text may be a secret.
                    Failure::usage(
                        "--header must be NAME=VALUE, NAME=env:VARIABLE or NAME=file:PATH",
                    )
                })?;
                header(name, value, dir).map_err(Failure::usage)
            })
            .collect::<Result<_, _>>()?;
        if let Some(name) = &self.request_id_header {
            check_name(name).map_err(Failure::usage)?;
        }
        let access = Access {
            allowed: self.allow_host.clone(),
            roots,
            headers,
            request_id: self.request_id_header.clone(),
        };
        ServerAddress::with_access(url, &access).map_err(Failure::usage)
    }
}

/// A header out of its name and where its value comes from. Errors never show a value.
fn header(name: &str, value: &str, dir: &Path) -> Result<ExtraHeader, String> {
    check_name(name)?;
    let (value, source) = if let Some(variable) = value.strip_prefix("env:") {
        let value = std::env::var(variable)
            .map_err(|_| format!("header {name}: the variable {variable:?} is not set"))?;
        (value.into_bytes(), HeaderSource::Variable(variable.to_owned()))
    } else if let Some(path) = value.strip_prefix("file:") {
        let path = dir.join(path);
        let mut bytes = read_input(&path, MAX_VALUE)
            .map_err(|what| format!("header {name}: {}: {what}", path.display()))?;
        if bytes.ends_with(b"\n") {
            bytes.pop();
        }
        (bytes, HeaderSource::File(path))
    } else if SECRET_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Err(format!(
            "header {name}: its value is a secret, and others can read a command line: \
             use {name}=env:VARIABLE or {name}=file:PATH"
        ));
    } else {
        (value.as_bytes().to_vec(), HeaderSource::Literal)
    };
    // Anything else could end the header, and begin another one.
    if value.iter().any(|b| *b != b'\t' && (*b < 0x20 || *b == 0x7F)) {
        return Err(format!("header {name}: its value has a control character"));
    }
    Ok(ExtraHeader { name: name.to_owned(), value, source })
}

fn check_name(name: &str) -> Result<(), String> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || name.len() > 100 || !name.bytes().all(is_token) {
        return Err(format!("{name:?} is not the name of a header"));
    }
    let ours = ["host", "content-length", "transfer-encoding", "content-type", "connection"];
    let signature = crate::protocol::request::SIGNATURE_HEADER;
    if ours.iter().chain([&signature]).any(|known| known.eq_ignore_ascii_case(name)) {
        return Err(format!("the header {name} is part of what is tested"));
    }
    Ok(())
}

/// Reads a rate: requests per second, above 0.
pub(super) fn parse_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok().filter(|rate| (0.01..=1e6).contains(rate));
    rate.ok_or_else(|| format!("invalid rate {text:?}: use requests per second, such as 50 or 0.5"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_from_places_and_errors_hide_them() {
        let here = Path::new("");
        let plain = header("X-Env", "staging", here).unwrap();
        assert_eq!((plain.value, plain.source), (b"staging".to_vec(), HeaderSource::Literal));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "Bearer t0ken\n").unwrap();
        let from_file = format!("file:{}", file.path().display());
        assert_eq!(header("Authorization", &from_file, here).unwrap().value, b"Bearer t0ken");
        for (name, value, what) in [
            ("Authorization", "Bearer t0ken", "env:VARIABLE"),
            ("X-A", "t0ken\r\nX-B: c", "control character"),
            ("X A", "t0ken", "name of a header"),
            ("Host", "t0ken", "part of what is tested"),
            ("X-LP-Goal-Signature", "t0ken", "part of what is tested"),
            ("X-A", "env:GOALPOST_NO_SUCH_VARIABLE", "is not set"),
            ("X-A", "file:/goalpost/none", "No such file"),
        ] {
            let error = header(name, value, here).unwrap_err();
            assert!(error.contains(what) && !error.contains("t0ken"), "{error}");
        }
    }

    #[test]
    fn rates_are_above_nothing() {
        assert_eq!(parse_rate("0.5"), Ok(0.5));
        for text in ["0", "-1", "NaN", "inf", "fast", ""] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
    }
}
