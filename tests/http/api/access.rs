//! Who may call what: two tokens side by side, and tokens that do not count.

use super::{Api, Program, report};
use axum::body::Body;
use chrono::Duration;
use domain::access::{Role, TokenScope};
use http::{Method, header};
use serde_json::json;
use service::{Password, sessions::SignIn};
use std::net::Ipv4Addr;
use tests::country::{PASSWORD, operator, person};

/// Whether an address is for holders of a token alone, and about what every country of the tests has.
fn needs_a_token(path: &str) -> bool {
    let open = ["/api/v1/snapshots", "/api/v1/sdmx/", "/api/v1/openapi.json"];
    !open.iter().any(|open| path.starts_with(open)) && !path.contains("{scheme}")
}

/// An objection and a file that nobody has.
const NOBODYS: &str = "00000000-0000-0000-0000-000000000000";

/// Every address that needs a token, with a body that would be taken; those of what is there.
fn every_request(agency: &str) -> Vec<(Method, String, serde_json::Value)> {
    let mut requests = every_address(agency);
    requests.retain(|(_, path, _)| !path.contains(NOBODYS));
    requests
}

/// The same with those of what is not there.
fn every_address(agency: &str) -> Vec<(Method, String, serde_json::Value)> {
    let objection = json!({ "indicator": "svc-e2e", "value": 1, "reason": "ผิด", "evidence": "หนังสือ" });
    let values = json!({ "values": [{ "indicator": "svc-e2e", "value": "12", "base": "40" }] });
    let reasons = json!({ "reasons": [{ "indicator": "svc-e2e", "reason": "ผิด" }] });
    server::web::api::routes()
        .into_iter()
        .filter(|(_, path)| needs_a_token(path))
        .map(|(method, path)| {
            let path = path.replace("{round}", "2570-q1").replace("{agency}", agency).replace("/api/v1", "");
            let path = path.replace("{objection}", NOBODYS).replace("{id}", NOBODYS);
            let body = match method {
                "PUT" => values.clone(),
                "POST" if path.ends_with("return") => reasons.clone(),
                "POST" if path.ends_with("objections") => objection.clone(),
                _ => json!({}),
            };
            (method.parse().expect("a method"), path, body)
        })
        .collect()
}

async fn ask(program: &Program, method: &Method, path: &str, body: &serde_json::Value) -> super::Answer {
    if method == Method::GET { program.get(path).await } else { program.with_json(method.clone(), path, body).await }
}

#[tokio::test]
async fn without_a_token_that_counts_nothing_is_answered() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Executive, "th").await;
    for (method, path, body) in every_address("one") {
        ask(&api.nobody(), &method, &path, &body).await.refused(401, "token_refused");
    }
    let refused = async |authorization: &[u8]| {
        let request = api.nobody().request(Method::GET, "/organisations").header(header::AUTHORIZATION, authorization);
        let answer = api.nobody().send(request.body(Body::empty()).expect("a request")).await;
        answer.refused(401, "token_refused");
        assert_eq!(answer.header(header::WWW_AUTHENTICATE), "Bearer");
    };
    refused(b"").await;
    refused(b"Bearer").await;
    refused(b"Bearer ").await;
    refused(b"Bearer tidtam_").await;
    refused(b"Bearer \xff\xfe").await;
    refused(b"Basic dGlkdGFtOnRpZHRhbQ==").await;
    refused(reader.secret.as_bytes()).await;
    refused(format!("Bearer {}x", reader.secret).as_bytes()).await;
    refused(format!("Bearer {}", reader.secret.to_uppercase()).as_bytes()).await;
    refused(format!("Bearer tidtam_{}", "x".repeat(7_000)).as_bytes()).await;
    reader.get("/organisations").await.ok();
}

#[tokio::test]
async fn a_token_ends_with_its_time_with_its_account_and_when_taken_back() {
    let api = Api::new().await;
    let services = api.app.services();
    let old = api.program("old", Role::Executive, "th").await;
    api.app.advance(Duration::days(60));
    let gone = api.program("gone", Role::Executive, "th").await;
    old.get("/rounds").await.ok();
    api.app.advance(Duration::days(31));
    old.get("/rounds").await.refused(401, "token_refused");

    gone.get("/rounds").await.ok();
    let accounts = services.accounts().list(&operator(), Some("gone"), None, 1).await.expect("accounts");
    let account = accounts.first().expect("an account").id;
    services.accounts().set_disabled(&operator(), account, service::accounts::Disabled::Yes).await.expect("disabled");
    gone.get("/rounds").await.refused(401, "token_refused");
}

#[tokio::test]
async fn a_token_for_reading_only_reads() {
    let api = Api::new().await;
    let writer = api.program("writer", Role::Reporter, "one").await;
    let reader = api.program_with("reader", Role::Reporter, "one", TokenScope::Read).await;
    writer.fills("one", "40").await;
    let before = writer.get(&report("one")).await.ok();
    for (method, path, body) in every_request("one") {
        let answer = ask(&reader, &method, &path, &body).await;
        if method == Method::GET {
            assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text());
        } else {
            answer.refused(403, "forbidden");
        }
    }
    assert_eq!(writer.get(&report("one")).await.ok(), before);
}

#[tokio::test]
async fn what_belongs_to_the_agency_beside_is_neither_shown_nor_changed() {
    let api = Api::new().await;
    let owner = api.program("owner", Role::Reporter, "two").await;
    owner.fills("two", "40").await;
    let before = owner.get(&report("two")).await.ok();
    for role in [Role::Reporter, Role::Approver, Role::Coordinator, Role::Reviewer] {
        let stranger = api.program(&format!("{role:?}"), role, "one").await;
        for (method, path, body) in every_request("two").into_iter().filter(|(_, path, _)| path.contains("/agencies/"))
        {
            ask(&stranger, &method, &path, &body).await.refused(403, "forbidden");
        }
    }
    assert_eq!(owner.get(&report("two")).await.ok(), before);
}

#[tokio::test]
async fn roles_take_only_their_own_steps() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    reporter.fills("one", "40").await;
    for (role, at) in [(Role::Executive, "th"), (Role::Administrator, "th"), (Role::Coordinator, "mdes")] {
        let other = api.program(&format!("{role:?}"), role, at).await;
        other.get(&report("one")).await.ok();
        for (method, path, body) in every_request("one").into_iter().filter(|(method, _, _)| method != Method::GET) {
            let answer = ask(&other, &method, &path, &body).await;
            // Nobody can take the next step of a draft, so returning it is refused for its state.
            assert!(matches!(answer.status.as_u16(), 403 | 409), "{role:?} {path}: {}", answer.text());
        }
    }
    reporter.moves("one", "approve", &json!({})).await.refused(403, "forbidden");
    reporter.moves("one", "accept", &json!({})).await.refused(403, "forbidden");
    assert_eq!(reporter.get(&report("one")).await.ok()["state"], "draft");
}

#[tokio::test]
async fn whoever_submitted_never_approves() {
    let api = Api::new().await;
    let both = api.program("both", Role::Reporter, "one").await;
    let accounts = api.app.services().accounts();
    let account = accounts.list(&operator(), Some("both"), None, 1).await.expect("accounts").remove(0);
    let mut grants = account.grants;
    let organisation = grants[0].organisation.clone();
    grants.push(domain::access::Grant { role: Role::Approver, organisation });
    accounts.set_grants(&operator(), account.id, grants).await.expect("granted");
    api.add_evidence("one").await;
    both.fills("one", "40").await;
    both.moves("one", "submit", &json!({})).await.ok();
    both.moves("one", "approve", &json!({})).await.refused(409, "same_person");
}

#[tokio::test]
async fn agencies_and_rounds_that_do_not_exist_are_not_found() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    for (round, agency) in [
        ("2570-q1", "nowhere"),
        ("2570-q1", "%00"),
        ("2570-q1", "%FF%FE"),
        ("2570-q1", "a%20b"),
        ("2570-q1", "กรม"),
        ("2570-q1", &"x".repeat(5_000)),
        ("2599-q1", "one"),
        ("..%2f..%2fetc", "one"),
    ] {
        let path = format!("/rounds/{round}/agencies/{agency}/values");
        let path: String = path
            .bytes()
            .map(|byte| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        reporter.get(&path).await.refused(404, "not_found");
        let values = json!({ "values": [] });
        reporter.with_json(Method::PUT, &path, &values).await.refused(404, "not_found");
    }
    // A body that exists but does not report has no report.
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;
    reviewer.get(&report("mdes")).await.refused(404, "not_found");
}

#[tokio::test]
async fn cookies_are_ignored() {
    let api = Api::new().await;
    let somebody = person(&api.app.test, "somebody", Role::Reporter, "one").await;
    let attempt = SignIn {
        email: somebody.email,
        password: Password::new(PASSWORD),
        address: Ipv4Addr::LOCALHOST.into(),
        agent: "a test".to_owned(),
    };
    let session = api.app.services().sign_in(attempt).await.expect("signed in").secret;
    assert!(api.app.services().actor_for_session(&session).await.expect("an answer").is_some());
    let nobody = api.nobody();
    let cookie = format!("session={session}; __Host-session={session}");
    let request = nobody.request(Method::GET, "/organisations").header(header::COOKIE, cookie);
    nobody.send(request.body(Body::empty()).expect("a request")).await.refused(401, "token_refused");
    let as_token = Program { secret: session, ..nobody };
    as_token.get("/organisations").await.refused(401, "token_refused");
}
