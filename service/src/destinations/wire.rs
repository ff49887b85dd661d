//! Speaking HTTP to places outside, with the same care as with endpoints of collectors: addresses are checked after a name was
//! resolved, certificates are verified, nothing is followed elsewhere, and an answer has its time and size.

use crate::collectors::{Connection, FetchProblem, Fetcher};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpService,
    },
};
use std::{pin::Pin, time::Duration};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use url::{Position, Url};

/// How long one request may take, its body included.
const LONGEST: Duration = Duration::from_mins(1);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no answer: {}", .0.as_ref())]
pub(super) struct NoAnswer(pub(super) FetchProblem);

/// Sends requests.
#[derive(Clone)]
pub(super) struct Wire(pub(super) Fetcher);

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    /// Sends a request to the address that it bears, and gives the whole answer.
    pub(super) async fn send(&self, request: Request<HttpRequestBody>) -> Result<Response<Bytes>, NoAnswer> {
        let sent = tokio::time::timeout(LONGEST, self.sent(request)).await;
        sent.unwrap_or(Err(FetchProblem::TooSlow)).map_err(NoAnswer)
    }

    async fn sent(&self, mut request: Request<HttpRequestBody>) -> Result<Response<Bytes>, FetchProblem> {
        let url: Url = request.uri().to_string().parse().map_err(|_| FetchProblem::NoAddress)?;
        let host = HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort]);
        request.headers_mut().insert(header::HOST, host.map_err(|_| FetchProblem::NoAddress)?);
        request.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        let path: Uri = url[Position::BeforePath..Position::AfterQuery].parse().map_err(|_| FetchProblem::NoAddress)?;
        *request.uri_mut() = path;
        match self.0.connection(&url).await? {
            Connection::Secured(stream) => over(stream, request).await,
            Connection::Plain(stream) => over(stream, request).await,
        }
    }
}

async fn over<Stream>(stream: Stream, request: Request<HttpRequestBody>) -> Result<Response<Bytes>, FetchProblem>
where
    Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|_| FetchProblem::Broken)?;
    let exchange = async {
        let (head, body) = sender.send_request(request).await.map_err(|_| FetchProblem::Broken)?.into_parts();
        if head.status.is_redirection() {
            return Err(FetchProblem::Redirect);
        }
        let body = Limited::new(body, LARGEST).collect().await.map_err(|_| FetchProblem::TooLarge)?;
        Ok(Response::from_parts(head, body.to_bytes()))
    };
    // The connection is driven for as long as the answer takes, and ends with it.
    let mut connection = std::pin::pin!(connection);
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        answer = &mut exchange => answer,
        _ = &mut connection => exchange.await,
    }
}

impl HttpService for Wire {
    fn call<'service, 'call>(
        &'service self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'call>>
    where
        'service: 'call,
        Self: 'call,
    {
        Box::pin(async move {
            let answer = self.send(request).await.map_err(|no| {
                let kind = match no.0 {
                    FetchProblem::NotConnected => HttpErrorKind::Connect,
                    FetchProblem::TooSlow => HttpErrorKind::Timeout,
                    FetchProblem::Broken => HttpErrorKind::Interrupted,
                    FetchProblem::NoAddress
                    | FetchProblem::Forbidden { .. }
                    | FetchProblem::Certificate { .. }
                    | FetchProblem::NotSecured
                    | FetchProblem::TooLarge
                    | FetchProblem::Redirect
                    | FetchProblem::Status
                    | FetchProblem::Encoded
                    | FetchProblem::SecretLost => HttpErrorKind::Unknown,
                };
                HttpError::new(kind, no)
            })?;
            Ok(answer.map(Into::into))
        })
    }
}

impl HttpConnector for Wire {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}
