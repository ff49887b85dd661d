//! HTTP API v1 as `docs/api.md` has it: each test is a program with a token that calls the router.

mod access;
mod bad_input;
mod bad_reads;
mod client;
mod derived;
mod evidence;
mod figures;
mod forms;
mod idempotency;
mod objections;
mod openapi;
mod past;
mod published;
mod registers;
mod report;
mod schemathesis;
mod sdmx;
mod sdmx_refusals;
mod sdmx_structure;
mod sdmx_unread;
mod snapshots;
mod values;
mod workflow;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
};
use chrono::Duration;
use domain::{
    access::{Role, TokenScope},
    ids::AccountId,
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use service::{evidence::Upload, testing::Engine, tokens::NewToken};
use tests::{
    TestApp,
    app::key,
    country::{ROUND, operator, person},
};
use tower::ServiceExt as _;

/// The API of a small country.
struct Api {
    app: TestApp,
}

/// A program that calls with somebody's token.
#[derive(Clone)]
struct Program {
    router: Router,
    secret: String,
    account: AccountId,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Api {
    async fn new() -> Self {
        Self::on(Engine::Sqlite).await.expect("SQLite is always there")
    }

    async fn on(engine: Engine) -> Option<Self> {
        Some(Self { app: TestApp::start(engine).await? })
    }

    /// A program that acts for a new account with one role.
    async fn program(&self, name: &str, role: Role, organisation: &str) -> Program {
        self.program_with(name, role, organisation, TokenScope::Write).await
    }

    async fn program_with(&self, name: &str, role: Role, organisation: &str, scope: TokenScope) -> Program {
        let account = person(&self.app.test, name, role, organisation).await.account;
        let expires_at = self.app.test.clock.now() + Duration::days(90);
        let new = NewToken { account, label: name.to_owned(), scope, expires_at };
        let (_, secret) = self.app.test.services.tokens().create(&operator(), new).await.expect("a token");
        Program { router: self.app.router(), secret, account }
    }

    /// Whoever calls without a token.
    fn nobody(&self) -> Program {
        Program { router: self.app.router(), secret: String::new(), account: AccountId::new(uuid::Uuid::nil()) }
    }

    /// Lays the file that one indicator asks for beside it.
    async fn add_evidence(&self, agency: &str) {
        let upload = Upload {
            file_name: "ชุดข้อมูล.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: "%PDF-1.7".into(),
        };
        let reporter = self.app.actor(7, Role::Reporter, agency);
        let indicator = "open-datasets".parse().expect("a code");
        self.app.services().evidence().add(&reporter, &key(agency), &indicator, upload).await.expect("added");
    }
}

impl Program {
    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 << 20).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if self.secret.is_empty() {
            return request;
        }
        request.header(header::AUTHORIZATION, format!("Bearer {}", self.secret))
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    async fn with_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.with_text(method, path, body.to_string()).await
    }

    async fn with_text(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        self.with_headers(method, path, &[("if-match", "*")], body).await
    }

    /// With a content and exactly these headers besides.
    async fn with_headers(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Types values into an agency's report.
    async fn types(&self, agency: &str, values: &Value) -> Answer {
        self.with_json(Method::PUT, &report(agency), &json!({ "values": values })).await
    }

    /// Types a good value for every indicator.
    async fn fills(&self, agency: &str, part: &str) {
        let values = json!([
            { "indicator": "svc-e2e", "value": part, "base": "100" },
            { "indicator": "digital-plan", "value": "yes" },
            { "indicator": "open-datasets", "value": "3" },
        ]);
        self.types(agency, &values).await.ok();
    }

    /// Moves an agency's report on.
    async fn moves(&self, agency: &str, step: &str, body: &Value) -> Answer {
        self.with_json(Method::POST, &format!("/rounds/{ROUND}/agencies/{agency}/{step}"), body).await
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What is in an answer that must be good.
    #[track_caller]
    fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        assert_eq!(self.header(header::CONTENT_TYPE), "application/json");
        self.json()
    }

    /// What is in a problem document, which must have a status and a code.
    #[track_caller]
    fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code);
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:tidtam:problem:{code}"));
        assert_ne!(problem["title"], "Something went wrong; nothing was saved", "{code} has words of its own");
        problem
    }
}

/// Where an agency's report is.
fn report(agency: &str) -> String {
    format!("/rounds/{ROUND}/agencies/{agency}/values")
}

/// One indicator's part of a report.
#[track_caller]
fn value<'a>(report: &'a Value, indicator: &str) -> &'a Value {
    let values = report["values"].as_array().expect("values");
    values.iter().find(|value| value["indicator"] == indicator).expect("the indicator")
}

/// Tells one story to both databases.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {$(
            #[tokio::test]
            async fn $name() {
                super::$name(service::testing::Engine::Sqlite).await;
            }
        )*}
        mod postgres {$(
            #[tokio::test]
            async fn $name() {
                super::$name(service::testing::Engine::Postgres).await;
            }
        )*}
    };
}
use on_both_databases;
