//! `goalpost serve`

use super::detail;
use super::failure::Failure;
use super::output::{Color, to_stdout};
use super::tenants;
use crate::case::Site;
use crate::endpoint::explainer::Explainer;
use crate::endpoint::journal::Journal;
use crate::endpoint::record::Record;
use crate::endpoint::recorded::{LONGEST_LINE, Recorded};
use crate::endpoint::sender::Sender;
use crate::endpoint::serve::{Endpoint, Log, Parts};
use crate::endpoint::server;
use crate::files::read_lines;
use crate::protocol::Tenant;
use crate::protocol::request::PATH;
use crate::protocol::validator::Tenants;
use crate::report::diff_view::safe;
use crate::report::serve::{Lines, Outlet, Silence};
use crate::run::exit;
use crate::wording::visible;
use clap::Args;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// The demo tenant; its secret is public.
const DEMO_DOMAIN: &str = "shop.example";
const DEMO_TENANT_ID: &str = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";
const DEMO_SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";

/// The last bytes of a record that are read at the start: more goals than are remembered.
const RECALLED: u64 = 32 << 20;

/// Run a local endpoint that responds like the reference server
///
/// Point an SDK at it to see which rule decided each request, on the terminal and on a live web page.
/// It listens on 127.0.0.1 only.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost serve                             a demo tenant, on http://127.0.0.1:8000\n  \
    goalpost serve --tenant-file tenant.toml --record goals.jsonl\n  \
    goalpost serve --explain                   name the mistake behind each 401, open requests on the page\n\n\
    A tenant file:\n\n    \
    [[tenant]]\n    \
    domain = \"yoursite.com\"\n    \
    tenant_id = \"your-tenant-uuid\"\n    \
    secret_env = \"LP_PIXEL_SECRET\"     # or secret = \"…\"\n\n\
    POST goals to /api/v1/track/pixel/goal?domain=…; / is the page, /healthz returns ok. The maximum body \
    size is 64 KiB; a connection without a complete request for 10 s is closed. The record contains \
    accepted goals, including hints (\"signed\":false). Ctrl-C and SIGTERM stop the endpoint after the \
    requests in flight.\n\n\
    A goal that came signed and unsigned within 24 hours is pointed out on the terminal and the page, and as \
    \"double_of\" in the record, which also counts for goals of earlier runs. The form on the page signs for a \
    tenant with the demo tenant's secret only.")]
pub(super) struct Serve {
    /// Tenant file [default: a demo tenant]
    #[arg(long, value_name = "FILE")]
    tenant_file: Option<PathBuf>,

    /// Port on 127.0.0.1; 0 selects a free port
    #[arg(long, value_name = "PORT", default_value_t = 8000)]
    port: u16,

    /// Append accepted goals to a file, one JSON object per line; with --explain also requests with a wrong
    /// signature, for `goalpost explain FILE`
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Find the mistake behind each wrong signature and show it on the terminal and the page, where requests
    /// can be opened; never in a response
    #[arg(long)]
    explain: bool,

    /// Do not print individual requests
    #[arg(short, long)]
    quiet: bool,

    /// When to use colours in the output
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

impl Serve {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let sites = match &self.tenant_file {
            Some(path) => tenants::read(path)?,
            None => vec![demo()],
        };
        let mut tenants = Tenants::default();
        for site in &sites {
            tenants.register(&site.domain, &site.tenant);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::usage(format!("cannot start: {error}")))?;
        runtime.block_on(async {
            let listener = self.listen().await?;
            // Opened last: a failed start must not touch the file.
            let (record, journal) = self.record()?;
            let address = listener.local_addr().map_err(Failure::usage)?;
            // Installed before the address is printed: its reader may send a signal at once.
            let fault = |error| Failure::usage(format!("signals: {error}"));
            let mut interrupt = signal(SignalKind::interrupt()).map_err(fault)?;
            let mut terminate = signal(SignalKind::terminate()).map_err(fault)?;
            let stop = async move {
                tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            };
            let url = format!("http://{address}");
            let random =
                random().map_err(|error| Failure::usage(format!("/dev/urandom: {error}")))?;
            self.greet(&url, &sites)?;
            let parts = Parts {
                journal,
                record,
                log: self.log(),
                sender: Sender::new(&sites, random),
                hide: detail::hide(&sites),
                explainer: self.explain.then(|| Explainer::start(detail::explain(sites, url))),
            };
            let endpoint = Endpoint::new(tenants, parts, jiff::Timestamp::now());
            server::run(listener, Rc::new(endpoint), stop).await;
            Ok(exit::CONFORMS)
        })
    }

    /// Opens the record, and reads the goals of earlier runs.
    fn record(&self) -> Result<(Option<Record>, Journal), Failure> {
        let mut journal = Journal::default();
        let Some(path) = &self.record else { return Ok((None, journal)) };
        let (record, torn) = Record::open(path)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        if torn > 0 {
            anstream::eprintln!(
                "note: {}: cut off {torn} bytes of a line that was never finished",
                visible(&path.display().to_string())
            );
        }
        read_lines(path, RECALLED, LONGEST_LINE, &mut |line| {
            if let Some(recorded) = Recorded::read(line) {
                journal.recall(&recorded);
            }
        })
        .map_err(|fault| Failure::usage(format!("{}: {fault}", path.display())))?;
        Ok((Some(record), journal))
    }

    async fn listen(&self) -> Result<TcpListener, Failure> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await.map_err(|error| {
            let what = match error.kind() {
                std::io::ErrorKind::AddrInUse => "is in use; choose another with --port".to_owned(),
                _ => format!("cannot be opened: {error}"),
            };
            Failure::usage(format!("port {} {what}", self.port))
        })
    }

    fn log(&self) -> Box<dyn Log> {
        if self.quiet {
            return Box::new(Silence);
        }
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
                    && std::io::stdout().is_terminal()
            }
        };
        Box::new(Lines::new(Outlet::stdout(), color))
    }

    /// Prints the address and the tenants. Only the demo tenant's secret, which is public, is shown.
    fn greet(&self, url: &str, sites: &[Site]) -> Result<(), Failure> {
        let mut text = format!("listening on {url}  (open it in a browser to watch)\n");
        for site in sites {
            let tenant_id = safe(&site.tenant.tenant_id.to_string());
            text.push_str(&format!("tenant {} {tenant_id}\n", site.domain));
            if let Err(error) = site.tenant.signer() {
                text.push_str(&format!("  error: {error}; nothing signed will be accepted\n"));
            }
        }
        if self.tenant_file.is_none() {
            text.push_str(&format!(
                "  a demo; its secret is public: {DEMO_SECRET}\n  try: LP_PIXEL_SECRET={DEMO_SECRET} \
                 goalpost sign --tenant-id {DEMO_TENANT_ID} \\\n       --event purchase --value 99.5 \
                 --currency EUR --first-touch-bucket ai_search --domain {DEMO_DOMAIN} --endpoint {url}\n"
            ));
        }
        text.push_str(&format!("goals: POST {url}{PATH}?domain={}\n\n", sites[0].domain));
        to_stdout(&text)
    }
}

/// New bytes for every run.
fn random() -> io::Result<[u8; 16]> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn demo() -> Site {
    Site {
        domain: DEMO_DOMAIN.into(),
        tenant: Arc::new(Tenant { tenant_id: DEMO_TENANT_ID.into(), secret: DEMO_SECRET.into() }),
    }
}
