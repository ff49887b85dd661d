//! An endpoint of an agency, for tests: a real server with TLS on this machine, which answers well or badly.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use std::{
    fmt::Write as _,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};

/// The name under which tests ask.
pub const NAME: &str = "data.example";

/// How an endpoint answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// These bytes, and a proper end.
    Says(Vec<u8>),
    /// These bytes, one each second.
    Drips(Vec<u8>),
    /// These bytes, and then zeros without an end.
    Floods(Vec<u8>),
    /// These bytes, and then the connection breaks.
    BreaksOff(Vec<u8>),
    /// Nothing at all.
    Silent,
    /// Nothing until it becomes otherwise, and then that.
    Waits,
    /// It does not even begin to speak TLS.
    Deaf,
}

/// Which certificate it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// One of the authority that tests trust.
    Good,
    /// One for another name.
    OtherName,
    /// One of long ago.
    Expired,
    /// One of an authority that nobody trusts.
    Untrusted,
}

/// An endpoint. It ends with the test.
#[derive(Debug)]
pub struct Endpoint {
    /// Its port on this machine.
    pub port: u16,
    /// The certificate of the authority that tests trust, as PEM.
    pub authority: Vec<u8>,
    config: Arc<ServerConfig>,
    behaviour: Arc<Mutex<Behaviour>>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// The bytes of an answer with a body.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        // Writing into a text never fails.
        let _ = write!(text, "{name}: {value}\r\n");
    }
    format!("{text}\r\n{body}").into_bytes()
}

/// The bytes of a good answer in JSON.
pub fn json(body: &str) -> Behaviour {
    Behaviour::Says(answer("200 OK", &[("content-type", "application/json")], body))
}

impl Endpoint {
    /// An endpoint with a good certificate.
    pub async fn start(behaviour: Behaviour) -> Self {
        Self::start_with(behaviour, Shows::Good).await
    }

    /// An endpoint.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start_with(behaviour: Behaviour, shows: Shows) -> Self {
        let (config, authority) = certificate(shows);
        Self::listen(behaviour, Arc::new(config), authority).await
    }

    #[expect(clippy::expect_used, reason = "tests stop at once")]
    async fn listen(behaviour: Behaviour, config: Arc<ServerConfig>, authority: Vec<u8>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let acceptor = TlsAcceptor::from(Arc::clone(&config));
        let behaviour = Arc::new(Mutex::new(behaviour));
        let asked = Arc::default();
        let endpoint = Self { port, authority, config, behaviour: Arc::clone(&behaviour), asked: Arc::clone(&asked) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let first = present(&behaviour);
                let behaviour = Arc::clone(&behaviour);
                tokio::spawn(serve(acceptor.clone(), stream, (first, behaviour), Arc::clone(&asked)));
            }
        });
        endpoint
    }

    /// Another endpoint that shows the same certificate and answers otherwise.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn beside(&self, behaviour: Behaviour) -> Self {
        Self::listen(behaviour, Arc::clone(&self.config), self.authority.clone()).await
    }

    /// Answers otherwise from now on.
    pub fn becomes(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// The requests so far, each with its body.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The address of one of its pages.
    pub fn url(&self, path: &str) -> String {
        format!("https://{NAME}:{}{path}", self.port)
    }
}

/// Settings with which this machine's endpoints are trusted and every name leads to them.
///
/// # Panics
/// Never.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub fn trusting(endpoint: &Endpoint) -> crate::collectors::CollectorSettings {
    use crate::collectors::{CollectorSettings, Names, SecretKeys};
    CollectorSettings {
        allowed: domain::collector::Allowed(vec!["127.0.0.0/8".parse().expect("a network")]),
        keys: SecretKeys(vec![format!("test:{}", "7".repeat(64)).parse().expect("a key")]),
        authorities: endpoint.authority.clone(),
        names: Names::Set(Arc::new(|_| vec![IpAddr::from(Ipv4Addr::LOCALHOST)])),
    }
}

#[expect(clippy::expect_used, reason = "tests stop at once")]
fn certificate(shows: Shows) -> (ServerConfig, Vec<u8>) {
    let authority = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).expect("an authority");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
    };
    let (trusted, other) = (authority("trusted"), authority("unknown"));
    let name = if shows == Shows::OtherName { "other.example" } else { NAME };
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a certificate");
    if shows == Shows::Expired {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
    }
    let issuer = if shows == Shows::Untrusted { &other } else { &trusted };
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, issuer).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.der().to_vec())], key.into())
        .expect("a certificate");
    (config, trusted.pem().into_bytes())
}

fn present(behaviour: &Mutex<Behaviour>) -> Behaviour {
    behaviour.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Serves one connection; whoever asked may be gone at any time.
async fn serve(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    (mut behaviour, later): (Behaviour, Arc<Mutex<Behaviour>>),
    asked: Arc<Mutex<Vec<String>>>,
) {
    if behaviour == Behaviour::Deaf {
        return tokio::time::sleep(Duration::from_mins(10)).await;
    }
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let head = head(&mut stream).await;
    let body = body(&mut stream, &head).await;
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(head + &body);
    while behaviour == Behaviour::Waits {
        tokio::time::sleep(Duration::from_millis(10)).await;
        behaviour = present(&later);
    }
    let _ = match behaviour {
        Behaviour::Says(bytes) => {
            let said = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            said
        }
        Behaviour::Drips(bytes) => {
            for byte in bytes {
                if stream.write_all(&[byte]).await.is_err() || stream.flush().await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Ok(())
        }
        Behaviour::Floods(bytes) => {
            let zeros = vec![b'0'; 64 * 1024];
            let mut said = stream.write_all(&bytes).await;
            while said.is_ok() {
                said = stream.write_all(&zeros).await;
            }
            said
        }
        Behaviour::BreaksOff(bytes) => {
            let said = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            said
        }
        Behaviour::Silent | Behaviour::Deaf | Behaviour::Waits => {
            tokio::time::sleep(Duration::from_mins(10)).await;
            Ok(())
        }
    };
}

/// What comes behind the head of a request, as far as it announces itself.
async fn body(stream: &mut TlsStream<TcpStream>, head: &str) -> String {
    let announced =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut read = vec![0; announced.unwrap_or(0_usize).min(64 * 1024)];
    match stream.read_exact(&mut read).await {
        Ok(_) => String::from_utf8_lossy(&read).into_owned(),
        Err(_) => String::new(),
    }
}

async fn head(stream: &mut TlsStream<TcpStream>) -> String {
    let (mut read, mut byte) = (Vec::new(), [0]);
    while !read.ends_with(b"\r\n\r\n") && read.len() < 16 * 1024 {
        match stream.read(&mut byte).await {
            Ok(1..) => read.extend_from_slice(&byte),
            Ok(0) | Err(_) => break,
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}
