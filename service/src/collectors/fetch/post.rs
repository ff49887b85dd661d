//! Sending a message to an address, which is checked as every other and never followed elsewhere.

use super::{Connection, FetchProblem, Fetcher, LONGEST, send};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use url::{Position, Url};

impl Fetcher {
    /// Sends a text of JSON, within the time of every question; gives the status that came back. What is answered besides is
    /// not read.
    pub(crate) async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: Bytes,
    ) -> Result<u16, FetchProblem> {
        let sent = async {
            let request = request(url, headers, body)?;
            let Connection::Secured(stream) = self.connection(url).await? else {
                return Err(FetchProblem::NotSecured);
            };
            let (response, _driven) = send(*stream, request).await?;
            Ok(response.status().as_u16())
        };
        tokio::time::timeout(LONGEST, sent).await.unwrap_or(Err(FetchProblem::TooSlow))
    }
}

fn request(url: &Url, headers: &[(&'static str, String)], body: Bytes) -> Result<Request<Full<Bytes>>, FetchProblem> {
    let mut request = Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(header::USER_AGENT, concat!("Tidtam/", env!("CARGO_PKG_VERSION")))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::CONNECTION, "close");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.body(Full::new(body)).map_err(|_| FetchProblem::Broken)
}
