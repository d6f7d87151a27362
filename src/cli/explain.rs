//! `goalpost explain`

use super::failure::Failure;
use super::output::{Color, Output};
use super::{secret, tenants, time};
use crate::capture;
use crate::capture::Captured;
use crate::case::Site;
use crate::judge::forensics::{Forensics, Registered, examine};
use crate::mistakes::Language;
use crate::protocol::request::{Domain, PATH, domain};
use crate::protocol::rules::Rule;
use crate::protocol::{Tenant, Text};
use crate::report::explain::{write_json, write_text};
use crate::run::exit;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Explain a 401: name the mistake that produced the wrong signature, the differing bytes and the fix
///
/// Reads a captured request: raw HTTP from a file or stdin, a curl command (in a file, or after --), or a
/// body with --body and --signature. Signs the goal again with every known mistake, then with pairs and
/// triples of mistakes, until one produces exactly the signature that was sent. Nothing is sent anywhere.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost explain --tenant-file tenant.toml request.http\n  \
    goalpost explain --tenant-file tenant.toml --lang go -- curl -X POST 'https://…' -H … -d …\n  \
    LP_PIXEL_SECRET=… goalpost explain --tenant-id … --domain yoursite.com --signature … --body goal.json\n\n\
    Exit codes: 0 a server accepts the request; 1 a server rejects it, whether explained or not; 2 usage error.")]
pub(super) struct Explain {
    /// Captured request, or - for stdin
    #[arg(value_name = "FILE", required_unless_present_any = ["body", "curl"], conflicts_with_all = ["body", "curl"])]
    file: Option<PathBuf>,

    /// Tenant file (same format as for `goalpost serve`). With several tenants, signing with the wrong
    /// tenant's secret is detected
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tenant_id", "secret_file"])]
    tenant_file: Option<PathBuf>,
    /// Tenant id, if there is no tenant file
    #[arg(long, value_name = "ID", required_unless_present = "tenant_file")]
    tenant_id: Option<String>,
    /// File with the secret as hex text, or - for stdin
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Environment variable with the secret as hex text
    #[arg(long, value_name = "NAME", default_value = "LP_PIXEL_SECRET")]
    secret_env: String,

    /// Body that was sent, or - for stdin, instead of a whole request
    #[arg(long, value_name = "FILE", conflicts_with = "curl")]
    body: Option<PathBuf>,
    /// Value of the X-LP-Goal-Signature header that was sent with the body
    #[arg(long, value_name = "TEXT", requires = "body", allow_hyphen_values = true)]
    signature: Option<String>,
    /// Domain the goal was sent for [default: the domain in the request's URL]
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,

    /// Language of the fix [default: guessed from the User-Agent header]
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    lang: Option<Lang>,
    /// Time the request arrived [default: now]; only affects first_touch_ts
    #[arg(long, value_name = "TIMESTAMP")]
    now: Option<Timestamp>,
    /// Maximum search time
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = time::parse)]
    time: Duration,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to use colours in the output
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,

    /// curl command, as it was run
    #[arg(last = true, value_name = "CURL COMMAND")]
    curl: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON for machines
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lang {
    Python,
    #[value(alias = "js", alias = "node", alias = "typescript", alias = "ts")]
    Javascript,
    #[value(alias = "golang")]
    Go,
    Php,
    Ruby,
    #[value(alias = "kotlin")]
    Java,
    #[value(alias = "c#", alias = "cs", alias = "dotnet")]
    Csharp,
}

impl Lang {
    fn language(self) -> Language {
        match self {
            Lang::Python => Language::Python,
            Lang::Javascript => Language::JavaScript,
            Lang::Go => Language::Go,
            Lang::Php => Language::Php,
            Lang::Ruby => Language::Ruby,
            Lang::Java => Language::Java,
            Lang::Csharp => Language::CSharp,
        }
    }
}

impl Explain {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let stdin = Some(Path::new("-"));
        let from_stdin = [&self.file, &self.body, &self.secret_file];
        if from_stdin.iter().filter(|path| path.as_deref() == stdin).count() > 1 {
            return Err(Failure::usage(
                "only one of FILE, --body and --secret-file can be - (stdin)",
            ));
        }
        let output = Output::open(None, self.color)?;
        let captured = self.captured()?;
        let sites = self.sites(&captured)?;
        let known: Vec<Registered<'_>> = sites
            .iter()
            .map(|site| Registered { domain: &site.domain, tenant: &site.tenant })
            .collect();
        let begun = Instant::now();
        let now = self.now.unwrap_or_else(Timestamp::now);
        let forensics = captured
            .request
            .with(|request| examine(request, &known, now, &mut |_| begun.elapsed() < self.time));
        let code = exit_code(&forensics);
        let notes = &captured.notes;
        match self.format {
            Format::Human => {
                let language = self.lang.map(Lang::language).or_else(|| guessed(&captured));
                output.write_text(|out| write_text(&forensics, notes, language, out))?;
            }
            Format::Json => {
                output.write_bytes(|out| write_json(&forensics, notes, code, out))?;
            }
        }
        Ok(code)
    }

    fn captured(&self) -> Result<Captured, Failure> {
        let read_file = |path: &str| secret::read_file(Path::new(path));
        if let Some(path) = &self.body {
            let mut headers = vec![("Content-Type".to_owned(), b"application/json".to_vec())];
            headers.extend(self.signature.as_ref().map(|signature| {
                ("X-LP-Goal-Signature".to_owned(), signature.trim().as_bytes().to_vec())
            }));
            let mut captured = Captured {
                request: crate::protocol::request::OwnedRequest {
                    method: "POST".to_owned(),
                    target: PATH.to_owned(),
                    headers,
                    body: secret::read_input(path)?,
                },
                notes: Vec::new(),
            };
            self.set_domain(&mut captured)?;
            return Ok(captured);
        }
        let captured = match &self.file {
            Some(path) => {
                let bytes = secret::read_input(path)?;
                capture::read(&bytes, &read_file)
                    .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
            }
            None => capture::read_command(&self.curl, &read_file).map_err(Failure::usage),
        };
        let mut captured = captured?;
        if self.domain.is_some() {
            self.set_domain(&mut captured)?;
        }
        Ok(captured)
    }

    /// Puts `--domain` into the URL.
    fn set_domain(&self, captured: &mut Captured) -> Result<(), Failure> {
        let target = &mut captured.request.target;
        let path = target.split('?').next().unwrap_or_default().to_owned();
        let domain = match (&self.domain, &self.tenant_file) {
            (Some(domain), _) => domain.clone(),
            (None, Some(file)) => match &tenants::read(file)?[..] {
                [only] => only.domain.to_string(),
                _ => {
                    return Err(Failure::usage(
                        "the tenant file has several tenants: pass --domain DOMAIN",
                    ));
                }
            },
            // With a single tenant the domain does not affect the result.
            (None, None) => "yoursite.com".to_owned(),
        };
        *target = format!("{path}?domain={domain}");
        Ok(())
    }

    /// The tenants that are known.
    fn sites(&self, captured: &Captured) -> Result<Vec<Site>, Failure> {
        if let Some(path) = &self.tenant_file {
            return tenants::read(path);
        }
        let query = captured.request.target.split_once('?').map(|(_, query)| query.as_bytes());
        let named = match domain(query) {
            Domain::Named(name) => name.into_owned(),
            _ => "yoursite.com".to_owned(),
        };
        let tenant = Tenant {
            tenant_id: Text::from(self.tenant_id.as_deref().unwrap_or_default()),
            secret: secret::read(self.secret_file.as_deref(), &self.secret_env)?,
        };
        Ok(vec![Site { domain: named.into(), tenant: Arc::new(tenant) }])
    }
}

fn exit_code(forensics: &Forensics) -> u8 {
    match forensics.decision.rule {
        Rule::Accepted => exit::CONFORMS,
        _ => exit::DRIFT,
    }
}

/// The sender's language, if the User-Agent header identifies it.
fn guessed(captured: &Captured) -> Option<Language> {
    const KNOWN: [(&str, Language); 20] = [
        ("python", Language::Python),
        ("aiohttp", Language::Python),
        ("httpx", Language::Python),
        ("node", Language::JavaScript),
        ("axios", Language::JavaScript),
        ("undici", Language::JavaScript),
        ("deno", Language::JavaScript),
        ("bun/", Language::JavaScript),
        ("go-http-client", Language::Go),
        ("resty", Language::Go),
        ("guzzle", Language::Php),
        ("php", Language::Php),
        ("symfony", Language::Php),
        ("ruby", Language::Ruby),
        ("faraday", Language::Ruby),
        ("httparty", Language::Ruby),
        ("okhttp", Language::Java),
        ("java", Language::Java),
        ("apache-httpclient", Language::Java),
        (".net", Language::CSharp),
    ];
    let agent = captured.request.headers.iter().find_map(|(name, value)| {
        name.eq_ignore_ascii_case("user-agent")
            .then(|| String::from_utf8_lossy(value).to_ascii_lowercase())
    })?;
    KNOWN.iter().find(|(part, _)| agent.contains(part)).map(|(_, language)| *language)
}
