//! Where a server under test is, and what every request to it carries.

use super::connection::{Connection, Dial, Roots, Tls};
use super::http_fault::HttpFault;
use crate::capture::print::quoted;
use crate::protocol::request::OwnedRequest;
use std::fmt;
use std::io::ErrorKind;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Where a server under test is.
#[derive(Clone, Debug)]
pub struct ServerAddress {
    /// What is dialled.
    pub dial: Dial,
    /// The Host header.
    pub host: String,
    /// What comes before every target; empty, or a path without a slash at its end.
    pub prefix: String,
    /// What every request carries.
    pub extras: Arc<Extras>,
    tls: Option<Tls>,
}

/// What every request to a server carries beside what is tested.
#[derive(Debug, Default)]
pub struct Extras {
    /// Headers that every request gets, in place of its own of that name.
    pub headers: Vec<ExtraHeader>,
    /// The header that gets an id of its own on every request, for matching the server's log.
    pub request_id: Option<String>,
    count: AtomicU64,
}

/// A header of every request.
#[derive(Clone)]
pub struct ExtraHeader {
    /// Its name.
    pub name: String,
    /// Its value; secret unless it was given literally.
    pub value: Vec<u8>,
    /// Where the value comes from.
    pub source: HeaderSource,
}

impl fmt::Debug for ExtraHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtraHeader {{ {}, {:?} }}", self.name, self.source)
    }
}

/// Where the value of a header comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderSource {
    /// It was written out.
    Literal,
    /// An environment variable.
    Variable(String),
    /// A file; one line end after it is ignored.
    File(PathBuf),
}

/// How a server is to be reached.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Hosts other than this machine that may be dialled.
    pub allowed: Vec<String>,
    /// Whom an https server's certificate must convince.
    pub roots: Option<Roots>,
    /// Headers of every request.
    pub headers: Vec<ExtraHeader>,
    /// The header that gets an id of its own on every request.
    pub request_id: Option<String>,
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.dial {
            Dial::Unix(path) if self.prefix.is_empty() => write!(f, "unix:{}", path.display()),
            Dial::Unix(path) => write!(f, "unix:{}:{}", path.display(), self.prefix),
            Dial::Tcp(_) => f.write_str(&self.url()),
        }
    }
}

impl Extras {
    /// Headers and the name of the header for request ids.
    pub fn new(headers: Vec<ExtraHeader>, request_id: Option<String>) -> Extras {
        Extras { headers, request_id, count: AtomicU64::new(0) }
    }

    /// Whether a header takes the place of a request's own of that name: what a gate in front wants must reach it.
    pub(super) fn replace(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name))
    }

    /// The headers that a request gets beside its own.
    pub(super) fn of(&self, request: &OwnedRequest) -> Vec<(&str, Vec<u8>)> {
        let given = |name: &str| request.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
        let mut extra: Vec<(&str, Vec<u8>)> = self
            .headers
            .iter()
            .map(|header| (header.name.as_str(), header.value.clone()))
            .collect();
        if let Some(name) = self.request_id.as_deref().filter(|name| !given(name)) {
            let number = self.count.fetch_add(1, Ordering::Relaxed);
            extra.push((name, format!("goalpost-{number}").into_bytes()));
        }
        extra
    }
}

impl ServerAddress {
    /// Reads a base URL: `http://`, or `unix:` and the path of a socket. Only this machine is dialled,
    /// and hosts that are named in `allowed`.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn parse(url: &str, allowed: &[String]) -> Result<ServerAddress, String> {
        let access = Access { allowed: allowed.to_vec(), ..Access::default() };
        ServerAddress::with_access(url, &access)
    }

    /// The same, with `https://` where there are roots, and with headers.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn with_access(url: &str, access: &Access) -> Result<ServerAddress, String> {
        let extras = Arc::new(Extras::new(access.headers.clone(), access.request_id.clone()));
        if let Some(rest) = url.strip_prefix("unix:") {
            let (path, prefix) = rest.split_once(':').unwrap_or((rest, ""));
            if path.is_empty() || !(prefix.is_empty() || prefix.starts_with('/')) {
                return Err(format!(
                    "invalid socket {url:?}: write unix:/run/app.sock, or unix:/run/app.sock:/base"
                ));
            }
            return Ok(ServerAddress {
                dial: Dial::Unix(Path::new(path).to_owned()),
                host: "localhost".to_owned(),
                prefix: prefix.trim_end_matches('/').to_owned(),
                extras,
                tls: None,
            });
        }
        let what = |what: &str| format!("{url:?} {what}");
        let not_a_url = || what("is not a URL; write it as in http://127.0.0.1:8000");
        let uri: hyper::Uri = url.parse().map_err(|_| not_a_url())?;
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(not_a_url()),
        };
        let authority = uri.authority().ok_or_else(|| what("has no host"))?;
        if authority.as_str().contains('@') {
            return Err("a URL must not hold a user name or password".to_owned());
        }
        if uri.query().is_some() {
            return Err(what("has a query; give the part before it, the base"));
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let name = authority.host();
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let tls = match (secure, &access.roots) {
            (false, _) => None,
            (true, Some(roots)) => Some(Tls::new(roots.clone(), bare)?),
            (true, None) => {
                return Err(what(
                    "is https: give --ca FILE, the PEM file of the CA that signed its certificate \
                     (for public ones /etc/ssl/certs/ca-certificates.crt)",
                ));
            }
        };
        let found: Vec<SocketAddr> = (bare, port)
            .to_socket_addrs()
            .map_err(|error| format!("{name} cannot be found: {error}"))?
            .collect();
        let is_allowed = access.allowed.iter().any(|host| host.eq_ignore_ascii_case(name));
        if !is_allowed && !found.iter().all(|address| address.ip().is_loopback()) {
            return Err(format!(
                "{name} is not this machine; to send it requests, say --allow-host {name}"
            ));
        }
        let socket = *found.first().ok_or_else(|| format!("{name} has no address"))?;
        Ok(ServerAddress {
            dial: Dial::Tcp(socket),
            host: authority.to_string(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            extras,
            tls,
        })
    }

    /// The URL before every target, as a client of HTTP writes it.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}{}", self.host, self.prefix)
    }

    /// What curl needs to reach it, as words for a shell. A secret is named by where it comes from.
    pub fn curl_options(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Dial::Unix(path) = &self.dial {
            words.push(format!("--unix-socket {}", quoted(path.as_os_str().as_bytes())));
        }
        if let Some(tls) = &self.tls {
            words.push(format!("--cacert {}", quoted(tls.roots.file.as_os_str().as_bytes())));
        }
        for ExtraHeader { name, value, source } in &self.extras.headers {
            words.push(match source {
                HeaderSource::Literal => {
                    format!("-H {}", quoted(&[name.as_bytes(), b": ", value].concat()))
                }
                HeaderSource::Variable(variable) => format!("-H \"{name}: ${{{variable}}}\""),
                HeaderSource::File(path) => {
                    let path = quoted(path.as_os_str().as_bytes());
                    format!("-H \"{name}: $(cat {path})\"")
                }
            });
        }
        words
    }

    /// Opens a connection.
    pub(super) fn connect(&self, timeout: Duration) -> Result<Connection, HttpFault> {
        Connection::open(&self.dial, self.tls.as_ref(), timeout)
            .map_err(|error| HttpFault::Unreachable(error.to_string()))
    }

    /// Whether somebody listens there.
    pub fn is_listening(&self) -> bool {
        Connection::open(&self.dial, None, Duration::from_secs(1)).is_ok()
    }

    /// Whether nobody listens there: a connection is refused at once, and not merely late.
    pub fn is_gone(&self) -> bool {
        let opened = Connection::open(&self.dial, None, Duration::from_secs(1));
        opened.is_err_and(|error| {
            matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::NotFound)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_unless_named() {
        let parse = |url: &str| ServerAddress::parse(url, &["192.0.2.7".to_owned()]);
        assert_eq!(parse("http://127.0.0.1:8000/").unwrap().to_string(), "http://127.0.0.1:8000");
        assert_eq!(parse("http://[::1]:8000/a/").unwrap().prefix, "/a");
        assert!(parse("http://192.0.2.7").is_ok());
        for (url, what) in [
            ("http://192.0.2.8", "--allow-host 192.0.2.8"),
            ("http://0.0.0.0:80", "--allow-host 0.0.0.0"),
            ("https://127.0.0.1", "https"),
            ("127.0.0.1:8000", "is not a URL"),
            ("http://a:b@127.0.0.1", "user name"),
            ("http://127.0.0.1/?a", "has a query"),
            ("", "is not a URL"),
        ] {
            let error = parse(url).unwrap_err();
            assert!(error.contains(what), "{url}: {error}");
        }
    }

    #[test]
    fn headers_are_added_in_place_of_a_requests_own_and_never_shown() {
        let header = |name: &str| ExtraHeader {
            name: name.to_owned(),
            value: b"Bearer token-1".to_vec(),
            source: HeaderSource::Variable("TOKEN".to_owned()),
        };
        let extras =
            Extras::new(vec![header("authorization"), header("X-Given")], Some("x-id".to_owned()));
        assert!(!format!("{extras:?}").contains("token-1"));
        let request = OwnedRequest {
            method: "POST".to_owned(),
            target: "/".to_owned(),
            headers: vec![("x-given".to_owned(), Vec::new())],
            body: Vec::new(),
        };
        let names = |extras: &Extras| -> Vec<(String, String)> {
            let found = extras.of(&request).into_iter();
            found.map(|(n, v)| (n.to_owned(), String::from_utf8(v).unwrap())).collect()
        };
        let first = names(&extras);
        assert_eq!(first[0], ("authorization".to_owned(), "Bearer token-1".to_owned()));
        assert_eq!(first[1], ("X-Given".to_owned(), "Bearer token-1".to_owned()));
        assert!(extras.replace("x-given") && !extras.replace("x-id"));
        assert_eq!(first[2], ("x-id".to_owned(), "goalpost-0".to_owned()));
        assert_eq!(names(&extras)[2].1, "goalpost-1");
    }

    #[test]
    fn sockets_and_https() {
        let parse = |url: &str| ServerAddress::parse(url, &[]);
        let unix = parse("unix:/run/app.sock:/base/").unwrap();
        assert_eq!(
            (unix.to_string().as_str(), unix.url().as_str()),
            ("unix:/run/app.sock:/base", "http://localhost/base")
        );
        for (url, what) in [
            ("unix:", "invalid socket"),
            ("unix:/a:b", "invalid socket"),
            ("https://127.0.0.1", "--ca"),
        ] {
            let error = parse(url).unwrap_err();
            assert!(error.contains(what), "{url}: {error}");
        }
        for pem in [&b""[..], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(Roots::from_pem(pem, PathBuf::new()).is_err());
        }
    }
}
