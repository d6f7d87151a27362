//! How the scripts of a finding reach the server: words for curl and netcat. No secret is in them; one is named by
//! where it comes from.

use super::config::{FuzzPlan, FuzzTarget};
use crate::adapter::Dial;
use crate::capture::print::quoted;
use std::os::unix::ffi::OsStrExt;

/// How the scripts of a finding reach the server.
pub(super) struct Reach {
    /// The Host header.
    pub(super) host: String,
    /// The URL before the target, for curl.
    pub(super) url: String,
    /// Words for curl.
    pub(super) options: Vec<String>,
    /// A command that sends its input to the server, and prints what comes back.
    pub(super) netcat: String,
}

impl Reach {
    /// `domain` stands for the host where the target is no server.
    pub(super) fn of(plan: &FuzzPlan, domain: &str) -> Reach {
        let FuzzTarget::Server(server) = &plan.target else {
            return Reach {
                host: domain.to_owned(),
                url: format!("http://{domain}"),
                options: vec!["-i".to_owned()],
                netcat: format!("nc -q 2 {domain} 80"),
            };
        };
        let address = &server.address;
        let url = address.url();
        let host = address.host.clone();
        let netcat = match &address.dial {
            Dial::Unix(path) => format!("nc -q 2 -U {}", quoted(path.as_os_str().as_bytes())),
            Dial::Tcp(socket) if url.starts_with("https:") => {
                format!("openssl s_client -quiet -connect {socket}")
            }
            Dial::Tcp(socket) => format!("nc -q 2 {} {}", socket.ip(), socket.port()),
        };
        let mut options = vec!["-i".to_owned()];
        options.extend(address.curl_options());
        Reach { host, url, options, netcat }
    }
}
