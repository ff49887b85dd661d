//! Asking an endpoint. It may be stuck, hostile or somebody else's machine: it has ten seconds for everything, may send one
//! megabyte, is never followed elsewhere, has to prove who it is, and is connected to only at addresses that were checked
//! after its name was resolved, and again when the connection stands.

/// Messages to an address.
mod post;
/// Connections whose certificate is verified.
mod secure;

use super::CollectorSettings;
use crate::ServiceResult;
use bytes::{Bytes, BytesMut};
use domain::{audit::sha256, collector::Forbidden};
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Empty};
use hyper::{
    body::{Body, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use strum::AsRefStr;
use tokio::{net::TcpStream, task::AbortHandle, time::Instant};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::{Host, Position, Url};

/// How long all of it may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How long one address may take to be connected to, so that the next one has its turn.
const LONGEST_CONNECT: Duration = Duration::from_secs(4);
/// The most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 3;
/// The largest answer, in bytes.
const LARGEST: usize = 1024 * 1024;
/// The largest head of an answer, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// The most headers that are kept of an answer, and the most characters of each.
const MOST_HEADERS: usize = 60;
const LONGEST_HEADER: usize = 500;
/// How many bytes of headers the ledger keeps of one answer.
const LONGEST_LEDGER: usize = 8 * 1024;
/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// Tells the addresses of a name.
pub type Resolve = Arc<dyn Fn(&str) -> Vec<IpAddr> + Send + Sync>;

/// How names become addresses.
#[derive(Clone, Default)]
pub enum Names {
    /// As the machine does it.
    #[default]
    System,
    /// As a test says, for each question anew.
    Set(Resolve),
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Set(_) => "Set",
        })
    }
}

/// Why an endpoint gave no answer that can be read. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FetchProblem {
    /// The name has no address.
    NoAddress,
    /// One of its addresses is not connected to.
    Forbidden {
        /// Why.
        why: Forbidden,
    },
    /// Nothing answers there.
    NotConnected,
    /// Its certificate does not prove who it is.
    Certificate {
        /// Why, as a code.
        why: String,
    },
    /// It does not speak TLS as it should.
    NotSecured,
    /// All of it took longer than it may.
    TooSlow,
    /// The answer is larger than it may be.
    TooLarge,
    /// It sends elsewhere.
    Redirect,
    /// It answers with another status than 200.
    Status,
    /// The answer is compressed although that was not asked for.
    Encoded,
    /// The connection broke, or it does not speak HTTP.
    Broken,
    /// The stored secret cannot be opened with any configured key.
    SecretLost,
}

/// How long each step took until its end since the beginning, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timing {
    /// The name was resolved.
    pub resolved: Option<u64>,
    /// The connection stood.
    pub connected: Option<u64>,
    /// The certificate was verified.
    pub secured: Option<u64>,
    /// The head of the answer was there.
    pub answered: Option<u64>,
    /// All was over.
    pub total: u64,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) url: Url,
    /// The name and text of a header with a secret.
    pub(super) secret: Option<(String, String)>,
    /// What the answer is compared with, if there was one before.
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

/// What came of asking: all that is written down of it, and the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fetched {
    /// The headers of the request, without secrets.
    pub(super) request: Vec<(String, String)>,
    pub(super) address: Option<IpAddr>,
    pub(super) status: Option<u16>,
    /// The headers of the answer, without secrets.
    pub(super) response: Vec<(String, String)>,
    pub(super) media_type: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// How many bytes of the body came.
    pub(super) size: usize,
    pub(super) sha256: Option<String>,
    pub(super) timing: Timing,
    /// The answer, where it is one that can be read and differs from the one before.
    pub(super) answer: Answer,
}

/// The answer of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Body(Bytes),
    NotModified,
    Failed(FetchProblem),
}

impl Default for Answer {
    fn default() -> Self {
        Self::Failed(FetchProblem::Broken)
    }
}

/// Asks endpoints.
#[derive(Clone)]
pub(crate) struct Fetcher {
    settings: CollectorSettings,
    tls: TlsConnector,
}

/// A connection that stands.
pub(crate) enum Connection {
    /// Whose certificate was verified.
    Secured(Box<TlsStream<TcpStream>>),
    /// In the clear.
    Plain(TcpStream),
}

/// Ends the task that drives a connection together with whoever asked.
struct Driven(AbortHandle);

impl Drop for Driven {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Fetcher {
    /// With the settings of the server.
    ///
    /// # Errors
    /// A configured authority's certificate cannot be read.
    pub(crate) fn new(settings: CollectorSettings) -> ServiceResult<Self> {
        let tls = secure::connector(&settings.authorities)?;
        Ok(Self { settings, tls })
    }

    pub(crate) fn settings(&self) -> &CollectorSettings {
        &self.settings
    }

    /// Asks an endpoint, within its time.
    pub(super) async fn fetch(&self, question: &Question) -> Fetched {
        let begun = Instant::now();
        let mut fetched = Fetched::default();
        let asked = tokio::time::timeout(LONGEST, self.ask(question, begun, &mut fetched)).await;
        fetched.answer = match asked {
            Ok(Ok(answer)) => answer,
            Ok(Err(problem)) => Answer::Failed(problem),
            Err(_) => Answer::Failed(FetchProblem::TooSlow),
        };
        fetched.timing.total = since(begun);
        fetched
    }

    async fn ask(&self, question: &Question, begun: Instant, fetched: &mut Fetched) -> Result<Answer, FetchProblem> {
        let request = request(question)?;
        fetched.request = shown(request.headers(), question);
        let addresses = self.addresses(&question.url).await?;
        fetched.timing.resolved = Some(since(begun));
        let stream = self.connect(&addresses).await?;
        let peer = stream.peer_addr().map_err(|_| FetchProblem::NotConnected)?.ip();
        self.check(peer)?;
        fetched.address = Some(peer.to_canonical());
        fetched.timing.connected = Some(since(begun));
        let stream = secure::secure(&self.tls, &question.url, stream).await?;
        fetched.timing.secured = Some(since(begun));
        let (response, _driven) = send(stream, request).await?;
        fetched.timing.answered = Some(since(begun));
        let (head, body) = response.into_parts();
        fetched.status = Some(head.status.as_u16());
        fetched.response = shown(&head.headers, question);
        let text = |name| head.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        let validator = |name| text(name).filter(|text: &String| text.len() <= LONGEST_HEADER);
        fetched.media_type = text(header::CONTENT_TYPE).unwrap_or_default();
        (fetched.etag, fetched.last_modified) = (validator(header::ETAG), validator(header::LAST_MODIFIED));
        let was_conditional = question.etag.is_some() || question.last_modified.is_some();
        match head.status {
            StatusCode::NOT_MODIFIED if was_conditional => return Ok(Answer::NotModified),
            status if status.is_redirection() => return Err(FetchProblem::Redirect),
            StatusCode::OK => {}
            _ => return Err(FetchProblem::Status),
        }
        if text(header::CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            return Err(FetchProblem::Encoded);
        }
        let body = whole(body, &mut fetched.size).await?;
        fetched.sha256 = Some(sha256(&body));
        Ok(Answer::Body(body))
    }

    /// A connection to an address that was checked, secured where the address of the web says so. In the clear only to
    /// networks that the configuration names.
    pub(crate) async fn connection(&self, url: &Url) -> Result<Connection, FetchProblem> {
        let stream = self.connect(&self.addresses(url).await?).await?;
        let peer = stream.peer_addr().map_err(|_| FetchProblem::NotConnected)?.ip();
        self.check(peer)?;
        if url.scheme() == "https" {
            return secure::secure(&self.tls, url, stream).await.map(|stream| Connection::Secured(Box::new(stream)));
        }
        if self.settings.allowed.names(peer) { Ok(Connection::Plain(stream)) } else { Err(FetchProblem::NotSecured) }
    }

    /// Every address of a host; all are refused with one that is.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, FetchProblem> {
        let port = url.port_or_known_default().unwrap_or(443);
        let addresses: Vec<IpAddr> = match url.host().ok_or(FetchProblem::NoAddress)? {
            Host::Ipv4(address) => vec![address.into()],
            Host::Ipv6(address) => vec![address.into()],
            Host::Domain(name) => match &self.settings.names {
                Names::System => {
                    let found = tokio::net::lookup_host((name, port)).await.map_err(|_| FetchProblem::NoAddress)?;
                    found.map(|address| address.ip()).collect()
                }
                Names::Set(answer) => answer(name),
            },
        };
        for address in &addresses {
            self.check(*address)?;
        }
        let addresses = addresses.into_iter().take(MOST_ADDRESSES).map(|address| SocketAddr::new(address, port));
        Ok(addresses.collect())
    }

    fn check(&self, address: IpAddr) -> Result<(), FetchProblem> {
        self.settings.allowed.check(address).map_err(|why| FetchProblem::Forbidden { why })
    }

    /// Connects to the first address that answers. No name is resolved again.
    async fn connect(&self, addresses: &[SocketAddr]) -> Result<TcpStream, FetchProblem> {
        if addresses.is_empty() {
            return Err(FetchProblem::NoAddress);
        }
        for address in addresses {
            let connecting = tokio::time::timeout(LONGEST_CONNECT, TcpStream::connect(address));
            if let Ok(Ok(stream)) = connecting.await {
                return Ok(stream);
            }
        }
        Err(FetchProblem::NotConnected)
    }
}

fn since(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn request(question: &Question) -> Result<Request<Empty<Bytes>>, FetchProblem> {
    let url = &question.url;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let mut request = Request::get(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, concat!("Tidtam/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "application/json, text/csv, application/vnd.sdmx.data+csv, */*;q=0.5")
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close");
    if let Some(etag) = &question.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(at) = &question.last_modified {
        request = request.header(header::IF_MODIFIED_SINCE, at);
    }
    if let Some((name, secret)) = &question.secret {
        let name = HeaderName::try_from(name).map_err(|_| FetchProblem::SecretLost)?;
        let mut value = HeaderValue::try_from(secret).map_err(|_| FetchProblem::SecretLost)?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    request.body(Empty::new()).map_err(|_| FetchProblem::Broken)
}

/// Sends a request over a connection of its own.
async fn send(
    stream: TlsStream<TcpStream>,
    request: Request<impl Body<Data = Bytes, Error = Infallible> + Send + 'static>,
) -> Result<(http::Response<Incoming>, Driven), FetchProblem> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(LARGEST_HEAD).max_headers(200);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|_| FetchProblem::Broken)?;
    let driven = Driven(tokio::spawn(async move { drop(connection.await) }).abort_handle());
    let response = sender.send_request(request).await.map_err(|_| FetchProblem::Broken)?;
    Ok((response, driven))
}

/// The whole body, as far as it may be; `size` counts what came.
async fn whole(mut body: Incoming, size: &mut usize) -> Result<Bytes, FetchProblem> {
    if body.size_hint().lower() > LARGEST as u64 {
        return Err(FetchProblem::TooLarge);
    }
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| FetchProblem::Broken)?.into_data() else { continue };
        *size += data.len();
        if *size > LARGEST {
            return Err(FetchProblem::TooLarge);
        }
        read.extend_from_slice(&data);
    }
    Ok(read.freeze())
}

/// Headers for the ledger: cut where they are long, and without secrets, ours or theirs.
fn shown(headers: &HeaderMap, question: &Question) -> Vec<(String, String)> {
    let secret = question.secret.as_ref().map(|(_, secret)| secret.as_str());
    let shown = |(name, value): (&HeaderName, &HeaderValue)| {
        let text = String::from_utf8_lossy(value.as_bytes()).replace('\0', "\u{fffd}");
        let is_hidden =
            value.is_sensitive() || *name == header::SET_COOKIE || secret.is_some_and(|secret| text.contains(secret));
        let text = if is_hidden { HIDDEN.to_owned() } else { text.chars().take(LONGEST_HEADER).collect() };
        (name.as_str().to_owned(), text)
    };
    let mut left = LONGEST_LEDGER;
    let fits = |(name, text): &(String, String)| {
        left = left.saturating_sub(name.len() + text.len());
        left > 0
    };
    headers.iter().take(MOST_HEADERS).map(shown).take_while(fits).collect()
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
