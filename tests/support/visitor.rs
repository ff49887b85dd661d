//! Somebody's browser without a screen: cookies, forms and the headers that browsers send.

use crate::country::{PASSWORD, ROUND};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use std::{collections::BTreeMap, net::SocketAddr};
use tower::ServiceExt as _;

/// The largest answer that tests read.
const MOST: usize = 16 * 1024 * 1024;

/// Somebody's browser.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    /// What the browser keeps.
    pub cookies: BTreeMap<String, String>,
    /// From where they come.
    pub peer: SocketAddr,
    headers: HeaderMap,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text, without empty comments.
    pub body: String,
    /// The body.
    pub bytes: Bytes,
}

impl Answer {
    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Every cookie it sets, as it stands.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()).collect()
    }

    /// The rows of the table whose caption has an id: the words of each cell.
    pub fn table(&self, id: &str) -> Vec<Vec<String>> {
        let (_, rest) = self.body.split_once(&format!("id=\"{id}\"")).expect("a caption");
        let (table, _) = rest.split_once("</table>").expect("its end");
        let rows = table.split("<tr").skip(1).map(|row| row.split("</tr>").next().unwrap_or_default());
        let cell = |cell: &str| words(cell.split_once('>').map_or("", |(_, rest)| rest));
        rows.map(|row| row.split("<t").skip(1).filter(|it| it.starts_with(['d', 'h'])).map(cell).collect()).collect()
    }

    /// Every place that the page leads to, in its order.
    pub fn links(&self) -> Vec<String> {
        let links = self.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
        links.map(|link| link.replace("&amp;", "&")).collect()
    }

    /// Asserts that the page holds a text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{text:?} is not in {} {}", self.status, self.body);
        self
    }

    /// Asserts that the page does not hold a text.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text:?} is in {} {}", self.status, self.body);
        self
    }
}

impl Visitor {
    /// A browser that has been nowhere.
    pub fn new(router: Router) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        headers.insert(header::HOST, HeaderValue::from_static("tidtam.example"));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        let peer = SocketAddr::from(([192, 0, 2, 1], 50_000));
        Self { router, cookies: BTreeMap::new(), peer, headers }
    }

    /// The same browser with another header; an empty value leaves the header out.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header");
        if value.is_empty() {
            self.headers.remove(name);
        } else {
            self.headers.insert(name, value.parse().expect("a value"));
        }
        self
    }

    /// The same browser reading English.
    #[must_use]
    pub fn in_english(mut self) -> Self {
        self.cookies.insert("language".to_owned(), "en".to_owned());
        self
    }

    /// Sends a request as it stands, with cookies and the headers of a browser.
    pub async fn sends(&mut self, method: Method, path: &str, kind: Option<&str>, body: impl Into<Body>) -> Answer {
        let mut request = Request::new(body.into());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        *request.headers_mut() = self.headers.clone();
        if let Some(kind) = kind {
            request.headers_mut().insert(header::CONTENT_TYPE, kind.parse().expect("a type"));
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().expect("cookies"));
        }
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(Body::new(body), MOST).await.expect("a body");
        // Empty comments stand where scripts would find their places again.
        let body = String::from_utf8_lossy(&bytes).replace("<!>", "");
        let answer = Answer { status: parts.status, headers: parts.headers, body, bytes };
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let pair = cookie.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Opens an address.
    pub async fn opens(&mut self, path: &str) -> Answer {
        self.sends(Method::GET, path, None, Body::empty()).await
    }

    /// Sends a form.
    pub async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(fields).finish();
        self.sends(Method::POST, path, Some("application/x-www-form-urlencoded"), body).await
    }

    /// Sends a form with files: name, file name if it is one, content.
    pub async fn posts_parts(&mut self, path: &str, parts: &[(&str, Option<&str>, &str)]) -> Answer {
        const BOUNDARY: &str = "----tidtam-test-boundary";
        let part = |(name, file, content): &(&str, Option<&str>, &str)| {
            let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: application/octet-stream"));
            let file = file.unwrap_or_default();
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
        };
        let body: String = parts.iter().map(part).collect();
        let body = format!("{body}--{BOUNDARY}--\r\n");
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.sends(Method::POST, path, Some(&kind), body).await
    }

    /// Uploads one file in a form of its own.
    pub async fn uploads(&mut self, path: &str, file_name: &str, content: &[u8]) -> Answer {
        const BOUNDARY: &str = "----tidtam-test-boundary";
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\r\n");
        let body = [head.as_bytes(), content, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.sends(Method::POST, path, Some(&kind), body).await
    }

    /// Goes where an answer sends them.
    pub async fn follows(&mut self, answer: &Answer) -> Answer {
        let location = answer.location().to_owned();
        assert!(location.starts_with('/'), "{} leads to {location:?}: {}", answer.status, answer.body);
        self.opens(&location).await
    }

    /// Signs in with the password of everybody.
    pub async fn signs_in(&mut self, email: &str) -> Answer {
        self.signs_in_with(email, PASSWORD).await
    }

    /// Signs in with a password.
    pub async fn signs_in_with(&mut self, email: &str, password: &str) -> Answer {
        self.posts("/do/sessions/sign_in", &[("email", email), ("password", password)]).await
    }

    /// Signs out.
    pub async fn signs_out(&mut self) -> Answer {
        self.posts("/do/sessions/sign_out", &[]).await
    }

    /// Submits an agency's report of the version that they saw, with what is stored already.
    pub async fn submits(&mut self, agency: &str, version: i64) -> Answer {
        let version = version.to_string();
        let parts = [("version", None, version.as_str()), ("intent", None, "submit")];
        self.posts_parts(&format!("/reports/{ROUND}/{agency}/save"), &parts).await
    }

    /// Approves an agency's report of the version that they saw.
    pub async fn approves(&mut self, agency: &str, version: i64) -> Answer {
        self.decides(agency, version, "approve", &[]).await
    }

    /// Decides on an agency's report of the version that they saw, with reasons, values and words by their names.
    pub async fn decides(&mut self, agency: &str, version: i64, intent: &str, texts: &[(&str, &str)]) -> Answer {
        let version = version.to_string();
        let fields = [&[("version", version.as_str()), ("intent", intent)], texts].concat();
        self.posts(&format!("/reports/{ROUND}/{agency}/review"), &fields).await
    }
}

/// What is read of a piece of a page: without its elements.
fn words(html: &str) -> String {
    let pieces = html.split('<').enumerate();
    let text: String = pieces
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) })
        .collect::<Vec<_>>()
        .join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
