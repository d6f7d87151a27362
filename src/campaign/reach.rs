//! How the scripts of a finding reach the server: words for curl, and for what curl cannot send. No secret is in them; one is named by
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
    dial: Raw,
}

/// How bytes are sent that curl cannot send.
enum Raw {
    /// Through bash itself.
    Tcp(String),
    /// Through a command's input.
    Command(String),
}

impl Reach {
    /// `domain` stands for the host where the target is no server.
    pub(super) fn of(plan: &FuzzPlan, domain: &str) -> Reach {
        let FuzzTarget::Server(server) = &plan.target else {
            return Reach {
                host: domain.to_owned(),
                url: format!("http://{domain}"),
                options: vec!["-i".to_owned()],
                dial: Raw::Tcp(format!("{domain}/80")),
            };
        };
        let address = &server.address;
        let url = address.url();
        let host = address.host.clone();
        let dial = match &address.dial {
            Dial::Unix(path) => {
                Raw::Command(format!("nc -U {}", quoted(path.as_os_str().as_bytes())))
            }
            Dial::Tcp(socket) if url.starts_with("https:") => {
                Raw::Command(format!("openssl s_client -quiet -connect {socket}"))
            }
            Dial::Tcp(socket) => Raw::Tcp(format!("{}/{}", socket.ip(), socket.port())),
        };
        let mut options = vec!["-i".to_owned()];
        options.extend(address.curl_options());
        Reach { host, url, options, dial }
    }

    /// Lines of bash that send what a command prints, as it prints it, and show what comes back within two seconds.
    pub(super) fn sends(&self, command: &str) -> String {
        match &self.dial {
            Raw::Tcp(place) => {
                format!("exec 3<>/dev/tcp/{place}\n{command} >&3\ntimeout 2 cat <&3\nexec 3>&-\n")
            }
            Raw::Command(to) => format!("{{ {command}; sleep 2; }} | {to}\n"),
        }
    }
}
