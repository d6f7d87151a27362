//! A connection to a server under test: TCP or a Unix socket, in the clear or with TLS.

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dial {
    /// An address; looked up once, so that it cannot become another.
    Tcp(SocketAddr),
    /// A Unix socket.
    Unix(PathBuf),
}

/// Whom a server's certificate must convince: the roots of a PEM file.
#[derive(Clone)]
pub struct Roots {
    config: Arc<ClientConfig>,
    /// The file that they come from.
    pub file: PathBuf,
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roots({:?})", self.file)
    }
}

impl Roots {
    /// Reads the certificates of a PEM file, of which `file` is the path: the CA's, or the server's own where it signed itself.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn from_pem(pem: &[u8], file: PathBuf) -> Result<Roots, String> {
        let mut store = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| format!("invalid PEM: {error}"))?;
            store.add(certificate).map_err(|error| format!("invalid certificate: {error}"))?;
        }
        if store.is_empty() {
            return Err("no certificate; a PEM file has BEGIN CERTIFICATE lines".to_owned());
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(store)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Roots { config: Arc::new(config), file })
    }
}

/// TLS with a server of this name.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    pub(super) roots: Roots,
    name: ServerName<'static>,
}

impl Tls {
    /// `host` is a name or an address, without a port.
    pub(super) fn new(roots: Roots, host: &str) -> Result<Tls, String> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| format!("{host} is not a name that a certificate can have"))?;
        Ok(Tls { roots, name })
    }
}

/// An open connection.
pub(super) enum Connection {
    /// In the clear.
    Plain(Socket),
    /// With TLS; the handshake is done.
    Secure(Box<StreamOwned<ClientConnection, Socket>>),
}

/// The socket underneath.
pub(super) enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Connection {
    /// Dials, and does the handshake.
    pub(super) fn open(dial: &Dial, tls: Option<&Tls>, timeout: Duration) -> io::Result<Self> {
        let mut socket = match dial {
            Dial::Tcp(address) => {
                let stream = TcpStream::connect_timeout(address, timeout)?;
                stream.set_nodelay(true)?;
                Socket::Tcp(stream)
            }
            Dial::Unix(path) => Socket::Unix(UnixStream::connect(path)?),
        };
        socket.set_timeouts(timeout)?;
        let Some(tls) = tls else { return Ok(Connection::Plain(socket)) };
        let config = Arc::clone(&tls.roots.config);
        let mut session =
            ClientConnection::new(config, tls.name.clone()).map_err(io::Error::other)?;
        while session.is_handshaking() {
            if session.complete_io(&mut socket)? == (0, 0) {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Connection::Secure(Box::new(StreamOwned::new(session, socket))))
    }

    /// How long a read may take.
    pub(super) fn set_read_timeout(&mut self, timeout: Duration) -> io::Result<()> {
        match self {
            Connection::Plain(socket) => socket.set_read_timeout(timeout),
            Connection::Secure(stream) => stream.sock.set_read_timeout(timeout),
        }
    }

    /// Says that no more will be sent.
    pub(super) fn finish_sending(&mut self) {
        let socket = match self {
            Connection::Plain(socket) => socket,
            Connection::Secure(stream) => {
                stream.conn.send_close_notify();
                let _ = stream.flush();
                &mut stream.sock
            }
        };
        let _ = match socket {
            Socket::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Socket::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Connection::Plain(socket) => socket.read(buffer),
            Connection::Secure(stream) => match stream.read(buffer) {
                // Many servers end without a close_notify; the length of an answer is known anyway.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
                read => read,
            },
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Connection::Plain(socket) => socket.write(bytes),
            Connection::Secure(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Connection::Plain(socket) => socket.flush(),
            Connection::Secure(stream) => stream.flush(),
        }
    }
}

impl Socket {
    fn set_timeouts(&self, timeout: Duration) -> io::Result<()> {
        match self {
            Socket::Tcp(stream) => stream.set_write_timeout(Some(timeout))?,
            Socket::Unix(stream) => stream.set_write_timeout(Some(timeout))?,
        }
        self.set_read_timeout(timeout)
    }

    fn set_read_timeout(&self, timeout: Duration) -> io::Result<()> {
        match self {
            Socket::Tcp(stream) => stream.set_read_timeout(Some(timeout)),
            Socket::Unix(stream) => stream.set_read_timeout(Some(timeout)),
        }
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => stream.read(buffer),
            Socket::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Socket::Tcp(stream) => stream.write(bytes),
            Socket::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Socket::Tcp(stream) => stream.flush(),
            Socket::Unix(stream) => stream.flush(),
        }
    }
}
