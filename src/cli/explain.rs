//! `goalpost explain`

use super::captures::Captures;
use super::failure::Failure;
use super::lang::Lang;
use super::output::{Color, Output};
use super::{secret, tenants, time};
use crate::capture;
use crate::capture::Captured;
use crate::case::Site;
use crate::judge::Among;
use crate::judge::causes::{Causes, Reason};
use crate::judge::forensics::{Forensics, Registered, examine};
use crate::mistakes::Language;
use crate::protocol::request::{Domain, domain};
use crate::protocol::rules::Rule;
use crate::protocol::{Tenant, Text};
use crate::report::diff_view::safe;
use crate::report::explain::{write_json, write_table, write_table_json, write_text};
use crate::run::exit;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Explain a 401: name the mistake that produced the wrong signature, the differing bytes and the fix
///
/// Reads captured requests in the formats that tools and logs write: raw HTTP, curl and other commands, HAR,
/// exports of API clients, JSON logs, dumps, source code (docs/explanation/forensics.md lists them); or a curl command
/// after --; or a body with --body and --signature. Signs the goal again with every known mistake, then with
/// pairs and triples of mistakes, until one produces exactly the signature that was sent. A rejected body is
/// explained too. With several requests in a capture, or a folder of captures, causes are counted. Nothing is
/// sent anywhere, and no file that a capture names is opened.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost explain --tenant-file tenant.toml request.http\n  \
    goalpost explain --tenant-file tenant.toml --lang go -- curl -X POST 'https://…' -H … -d …\n  \
    goalpost explain --tenant-file tenant.toml day.har               causes by count\n  \
    goalpost explain --tenant-file tenant.toml day.har --request 12  one of them\n  \
    LP_PIXEL_SECRET=… goalpost explain --tenant-id … --domain yoursite.com --signature … --body goal.json\n\n\
    Exit codes: 0 a server accepts the request; 1 a server rejects it, whether explained or not; 2 usage error.")]
pub(super) struct Explain {
    /// Capture, folder of captures, or - for stdin
    #[arg(value_name = "FILE", required_unless_present_any = ["body", "curl"], conflicts_with = "curl")]
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

    /// Explain only the request with this number (from 1), or those whose URL contains this text
    #[arg(long, value_name = "NUMBER|TEXT", requires = "file")]
    request: Option<String>,

    /// Body that was sent, or - for stdin: alone, or to replace the capture's
    #[arg(long, value_name = "FILE", conflicts_with = "curl")]
    body: Option<PathBuf>,
    /// Value of the X-LP-Goal-Signature header that was sent: with --body, or to replace the capture's
    #[arg(long, value_name = "TEXT", conflicts_with = "curl", allow_hyphen_values = true)]
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
        let mut captures = self.captures()?;
        let Some(first) = captures.requests.first() else {
            return Err(Failure::usage("the capture holds no request"));
        };
        let sites = self.sites(first)?;
        let known: Vec<Registered<'_>> = sites
            .iter()
            .map(|site| Registered { domain: &site.domain, tenant: &site.tenant })
            .collect();
        let now = self.now.unwrap_or_else(Timestamp::now);
        if captures.requests.len() > 1 {
            return self.count(&captures, &known, now, output);
        }
        let captured = captures.requests.swap_remove(0);
        if captured.missing.body || captured.missing.header {
            return Err(self.incomplete(&captured));
        }
        let begun = Instant::now();
        let mut forensics = captured
            .request
            .with(|request| examine(request, &known, now, &mut |_| begun.elapsed() < self.time));
        let among = Among::of(captures.beside.iter(), &known);
        among.explain(captures.first, &known, &mut forensics);
        let code = exit_code(&forensics);
        let notes = &captured.notes;
        match self.format {
            Format::Human => {
                let language = self.lang.map(Lang::language).or_else(|| guessed(&captured));
                output.write_text(|out| write_text(&forensics, notes, language, out))?;
            }
            Format::Json => {
                output.write_json(|out| write_json(&forensics, notes, code, out))?;
            }
        }
        Ok(code)
    }

    /// The requests that are asked about, with what the options add to them.
    fn captures(&self) -> Result<Captures, Failure> {
        let body = self.body.as_deref().map(secret::read_input).transpose()?;
        let signature = self.signature.as_deref();
        let mut captures = match (&self.file, body) {
            (Some(path), body) => {
                let mut captures = Captures::read(path)?;
                if let Some(which) = &self.request {
                    captures.choose(which)?;
                }
                if captures.requests.len() > 1 && (body.is_some() || signature.is_some()) {
                    return Err(Failure::usage(
                        "--body and --signature belong to one request: choose it with --request NUMBER",
                    ));
                }
                if let Some(captured) = captures.requests.first_mut() {
                    captured.complete(body, signature);
                }
                captures
            }
            (None, Some(body)) => Captures::of(Captured::of_parts(body, signature)),
            (None, None) => {
                let read_file = |path: &str| secret::read_file(Path::new(path));
                Captures::of(capture::read_command(&self.curl, &read_file).map_err(Failure::usage)?)
            }
        };
        let is_bare = self.file.is_none() && self.body.is_some();
        if self.domain.is_some() || is_bare {
            for captured in &mut captures.requests {
                self.set_domain(captured)?;
            }
        }
        Ok(captures)
    }

    /// A capture without a body, or without the header: what it does show, and what to add.
    fn incomplete(&self, captured: &Captured) -> Failure {
        let shown = match (captured.missing.body, captured.missing.signature) {
            (true, true) => "neither a body nor a signature: add --body FILE and --signature TEXT",
            (true, false) => {
                "a signature and no body, as curl -v and access logs do: add --body FILE"
            }
            (false, _) => {
                "a body, the answer 401 and no header, as logs of servers do. A 401 means that a signature was \
                 sent: add --signature TEXT"
            }
        };
        let notes: Vec<String> =
            captured.notes.iter().map(|note| format!("; {}", safe(note))).collect();
        let name =
            self.file.as_ref().map_or_else(|| "curl".to_owned(), |path| path.display().to_string());
        Failure::usage(format!("{name}: the capture shows {shown}{}", notes.concat()))
    }

    /// Counts the causes of several requests.
    fn count(
        &self,
        captures: &Captures,
        known: &[Registered<'_>],
        now: Timestamp,
        output: Output,
    ) -> Result<u8, Failure> {
        let requests = captures.requests.iter().map(|captured| &captured.request);
        let mut causes = Causes::of(Among::of(requests, known));
        for (place, captured) in captures.requests.iter().enumerate() {
            let begun = Instant::now();
            match captured.missing.body {
                true => causes.without_body(place),
                false => causes.take(place, &captured.request, known, now, &mut |_| {
                    begun.elapsed() < self.time
                }),
            }
        }
        let accepted = Reason::Rule(Rule::Accepted, None, None);
        let code = match causes.groups().iter().all(|group| group.reason == accepted) {
            true => exit::CONFORMS,
            false => exit::DRIFT,
        };
        let Captures { places, left_out, unread, .. } = captures;
        match self.format {
            Format::Human => {
                output.write_text(|out| write_table(&causes, places, *left_out, unread, out))?;
            }
            Format::Json => {
                output.write_json(|out| {
                    write_table_json(&causes, places, *left_out, unread, code, out)
                })?;
            }
        }
        Ok(code)
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
