//! What every request passes through and every answer carries.

use axum::body::{Body, Bytes};
use domain::access::Role;
use futures::stream;
use http::{Method, StatusCode};
use server::{config::Config, router::RouterSettings, web::csrf::ListeningAddress};
use tests::{Engine, TestApp, country::person};
use tower::ServiceExt as _;

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

/// The application under the address that browsers of tests type.
async fn at_home() -> TestApp {
    let public = |settings| RouterSettings { public_origin: Some("http://tidtam.example".to_owned()), ..settings };
    TestApp::start_with(Engine::Sqlite, public).await.expect("SQLite")
}

#[tokio::test]
async fn forms_of_other_sites_are_refused_and_our_own_are_taken() {
    let app = at_home().await;
    let cases = [
        (Some("same-origin"), Some("http://tidtam.example"), true),
        (Some("none"), None, true),
        (Some("cross-site"), Some("https://evil.example"), false),
        (Some("same-site"), Some("https://other.tidtam.example"), false),
        (Some("cross-site"), None, false),
        (Some("cross-site"), Some("http://tidtam.example"), false),
        (Some("same-site"), Some("http://tidtam.example"), false),
        (Some("same-origin"), Some("https://evil.example"), false),
        (Some("same-origin"), Some("null"), false),
        (Some("same-origin"), None, true),
        (Some("anything"), Some("http://tidtam.example"), false),
        (None, Some("http://tidtam.example:3000"), false),
        (None, Some("https://tidtam.example"), false),
        (None, Some("https://evil.example"), false),
        (None, Some("null"), false),
        (None, Some("http://tidtam.example"), true),
        (None, None, false),
    ];
    for (site, origin, taken) in cases {
        let browser = app.reporter("one").await.with("sec-fetch-site", site.unwrap_or_default());
        let mut browser = browser.with("origin", origin.unwrap_or_default());
        let answer = browser.signs_out().await;
        if taken {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{site:?} {origin:?}");
        } else {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site:?} {origin:?}");
            answer.shows("คำขอนี้ไม่ได้มาจากหน้าของระบบ");
        }
    }
}

#[tokio::test]
async fn a_refused_form_has_changed_nothing() {
    let app = TestApp::new().await;
    let mut browser = app.reporter("one").await;
    let mut forged = browser.clone().with("sec-fetch-site", "cross-site").with("origin", "https://evil.example");
    assert_eq!(forged.signs_out().await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.opens("/").await.status, StatusCode::OK);
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::POST] {
        let answer = forged.sends(method.clone(), "/", None, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method}");
    }
}

#[tokio::test]
async fn behind_a_proxy_that_names_another_host_the_public_origin_counts() {
    let public = |settings| RouterSettings { public_origin: Some("https://tidtam.go.th".to_owned()), ..settings };
    let app = TestApp::start_with(Engine::Sqlite, public).await.expect("SQLite");
    let browser = app.reporter("one").await.with("sec-fetch-site", "").with("host", "internal:3000");
    let answer = browser.clone().with("origin", "https://evil.example").signs_out().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = browser.clone().with("origin", "http://internal:3000").signs_out().await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "the name that a request gives us is the sender's word");
    let answer = browser.clone().with("origin", "https://tidtam.go.th").signs_out().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_a_public_address_the_one_that_a_connection_came_in_on_counts() {
    let app = TestApp::new().await;
    let came_in_on = ListeningAddress("127.0.0.1:3000".parse().expect("an address"));
    let form = |host: &str, origin: &str| {
        let form = http::Request::post("/do/sessions/sign_in").header("host", host).header("origin", origin);
        let form = form.header("content-type", "application/x-www-form-urlencoded").extension(came_in_on);
        form.body(Body::from("email=a@b.example&password=x")).expect("a request")
    };
    for (host, origin, status) in [
        ("127.0.0.1:3000", "http://127.0.0.1:3000", StatusCode::UNAUTHORIZED),
        ("localhost:3000", "http://localhost:3000", StatusCode::UNAUTHORIZED),
        ("evil.example", "http://evil.example", StatusCode::FORBIDDEN),
        ("127.0.0.1:3000", "http://127.0.0.1:4000", StatusCode::FORBIDDEN),
    ] {
        let answer = app.router().oneshot(form(host, origin)).await.expect("an answer");
        assert_eq!(answer.status(), status, "{host} {origin}");
    }
}

#[tokio::test]
async fn nobody_signs_in_or_out_through_a_form_that_no_browser_vouches_for() {
    let app = at_home().await;
    let mut bare = app.reporter("one").await.with("sec-fetch-site", "");
    for path in ["sign_in", "sign_in_again", "demonstration", "sign_out", "sign_out_everywhere"] {
        let answer = bare.posts(&format!("/do/sessions/{path}"), &[("email", "x"), ("password", "y")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(bare.opens("/").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn every_answer_says_how_little_a_browser_may_do_with_it() {
    let app = TestApp::new().await;
    let mut browser = app.administrator().await;
    for path in ["/", "/sign-in", "/nowhere", "/healthz", "/readyz", "/language?to=en", "/pkg/nothing", "/api/v1/plans"]
    {
        let answer = browser.opens(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: not over http");
    }
    let refused = app.nobody().with("sec-fetch-site", "cross-site").signs_out().await;
    assert_eq!((refused.status, refused.header("x-content-type-options")), (StatusCode::FORBIDDEN, "nosniff"));
}

#[tokio::test]
async fn files_without_a_digest_in_their_name_are_asked_for_again_and_cost_no_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    for sub in ["pkg", "fonts"] {
        std::fs::create_dir(folder.path().join(sub)).expect("a folder");
        std::fs::write(folder.path().join(sub).join("x.css"), "one").expect("written");
    }
    let root = folder.path().to_owned();
    let there = |settings| RouterSettings { site_root: root, ..settings };
    let app = TestApp::start_with(Engine::Sqlite, there).await.expect("SQLite");
    let first = app.nobody().opens("/pkg/x.css").await;
    assert_eq!((first.status, first.header("cache-control")), (StatusCode::OK, "public, no-cache"));
    let etag = first.header("etag").to_owned();
    assert!(!etag.is_empty(), "{:?}", first.headers);
    let again = app.nobody().with("if-none-match", &etag).opens("/pkg/x.css").await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    std::fs::write(folder.path().join("pkg/x.css"), "other").expect("written");
    let changed = app.nobody().with("if-none-match", &etag).opens("/pkg/x.css").await;
    assert_eq!((changed.status, changed.body.as_str()), (StatusCode::OK, "other"));
    let font = app.nobody().opens("/fonts/x.css").await;
    assert_eq!(font.header("cache-control"), "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn a_path_that_no_file_can_have_is_nothing_there() {
    let app = TestApp::new().await;
    let names = |length: usize, count: usize| vec!["n".repeat(length); count].join("/");
    for (length, count) in
        [(1, 3_000), (3, 1_100), (100, 50), (200, 30), (252, 1), (253, 1), (255, 1), (256, 1), (5_000, 1)]
    {
        for folder in ["/pkg", "/fonts"] {
            for path in [format!("{folder}/{}", names(length, count)), format!("{folder}/{}.css", names(length, count))]
            {
                let answer = app.nobody().with("accept-encoding", "br, gzip").opens(&path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{folder}: {count} names of {length} letters");
            }
        }
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let https = |settings| RouterSettings { is_https: true, ..settings };
    let app = TestApp::start_with(Engine::Sqlite, https).await.expect("SQLite");
    for path in ["/sign-in", "/healthz", "/nowhere"] {
        let answer = app.nobody().opens(path).await;
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
    }
}

#[tokio::test]
async fn an_answer_without_words_becomes_a_page_for_people_and_a_problem_for_programs() {
    let app = TestApp::new().await;
    let mut person = app.reporter("one").await;
    let page = person.opens("/nowhere").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::NOT_FOUND, "text/html; charset=utf-8"));
    page.shows("<h1>ไม่พบหน้านี้</h1>").shows("lang=\"th\"").shows("ออกจากระบบ");
    person.clone().in_english().opens("/nowhere").await.shows("<h1>There is no such page</h1>").shows("lang=\"en\"");
    let method = person.opens("/do/sessions/sign_out").await;
    assert_eq!((method.status, method.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"));
    method.shows("เปิดที่อยู่นี้โดยตรงไม่ได้");
    let mut program = person.with("accept", "application/json");
    for (path, status, code) in [("/nowhere", 404, "not_found"), ("/do/sessions/sign_out", 405, "method_not_allowed")] {
        let answer = program.opens(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, "application/problem+json"));
        let problem: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!((problem["status"].as_u64(), problem["code"].as_str()), (Some(status.into()), Some(code)));
    }
    let unknown = app.nobody().opens("/do/sessions/sign_in").await;
    assert_eq!((unknown.status, unknown.location()), (StatusCode::SEE_OTHER, "/sign-in"));
}

#[tokio::test]
async fn a_form_that_is_no_form_is_refused_with_words() {
    let app = TestApp::new().await;
    let mut nobody = app.nobody();
    let path = "/do/sessions/sign_in";
    let json = nobody.sends(Method::POST, path, Some("application/json"), "{}").await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    json.shows("รับข้อมูลชนิดนี้ไม่ได้");
    let empty = nobody.sends(Method::POST, path, FORM, "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.shows("รับข้อมูลนี้ไม่ได้");
    let garbage = nobody.sends(Method::POST, path, FORM, "email=%ff%fe&password=%").await;
    assert!(garbage.status.is_client_error(), "{}", garbage.status);
    let parts = nobody.sends(Method::POST, "/do/sessions/sign_in_again", Some("multipart/form-data"), "x").await;
    assert_eq!(parts.status, StatusCode::BAD_REQUEST);
    parts.shows("อ่านคำขอไม่ได้");
}

#[tokio::test]
async fn a_command_that_cannot_be_read_leads_to_our_own_page_with_its_fields() {
    let app = TestApp::new().await;
    let browser = app.administrator().await;
    let fields = [("round", "not a code"), ("opens", "typed"), ("due", "x"), ("closes", "y")];
    let mut here = browser.clone().with("referer", "http://tidtam.example/calendar/2570-q1?done=extended");
    let answer = here.posts("/do/rounds/set_window", &fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::BAD_REQUEST, ""));
    answer.shows("ข้อมูลที่ส่งมาอ่านไม่ได้").shows("value=\"typed\"").hides("ขยายเวลาแล้ว");
    let mut elsewhere = browser.clone().with("referer", "https://evil.example/nothing?y=1");
    let answer = elsewhere.posts("/do/rounds/set_window", &[]).await;
    assert!(answer.status.is_client_error() && answer.location().is_empty());
    answer.hides("evil.example").hides("__err");
    let mut program = browser.with("accept", "application/json");
    let answer = program.posts("/do/rounds/set_window", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::BAD_REQUEST, ""));
    assert!(answer.body.contains("\"bad_request\""), "{}", answer.body);
    let unknown = program.posts("/do/nothing/such", &[]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(!unknown.body.contains("server function"), "{}", unknown.body);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_however_it_comes() {
    let small = |settings| RouterSettings { largest_request_bytes: 1_000, ..settings };
    let app = TestApp::start_with(Engine::Sqlite, small).await.expect("SQLite");
    let path = "/do/sessions/sign_in";
    let large = format!("email=a&password={}", "x".repeat(2_000));
    let announced = app.nobody().with("content-length", "2147483648").sends(Method::POST, path, FORM, "email=a").await;
    assert_eq!(announced.status, StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = large.as_bytes().chunks(100).map(|chunk| Ok::<_, std::io::Error>(Bytes::copy_from_slice(chunk)));
    let streamed = Body::from_stream(stream::iter(chunks.collect::<Vec<_>>()));
    let streamed = app.nobody().sends(Method::POST, path, FORM, streamed).await;
    assert_eq!(streamed.status, StatusCode::PAYLOAD_TOO_LARGE);
    streamed.shows("ข้อมูลมีขนาดใหญ่เกินไป").shows("ยังไม่มีการบันทึก");
    let mut reporter = app.reporter("one").await;
    let command = reporter.posts("/do/submissions/withdraw", &[("round", &large)]).await;
    assert_eq!(command.status, StatusCode::PAYLOAD_TOO_LARGE);
    command.hides("href=\"/sign-in\"");
    let reporter = app.reporter("one").await;
    let mut reporter = reporter.with("content-length", "2147483648");
    let announced = reporter.sends(Method::POST, "/do/submissions/withdraw", FORM, "round=a").await;
    assert_eq!(announced.status, StatusCode::PAYLOAD_TOO_LARGE);
    announced.shows("ข้อมูลมีขนาดใหญ่เกินไป").hides("href=\"/sign-in\"");
}

#[tokio::test]
async fn a_database_that_is_gone_is_told_in_thai_and_nothing_is_called_saved() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
        let mut browser = app.nobody();
        browser.signs_in(&somchai.email).await;
        app.test.hang_up().await;
        for answer in [
            browser.opens("/").await,
            browser.submits("one", 0).await,
            browser.posts("/do/sessions/sign_in", &[("email", &somchai.email), ("password", "x")]).await,
            browser.opens("/readyz").await,
        ] {
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
            answer.shows("ระบบจัดเก็บข้อมูลไม่ตอบสนอง").shows("ยังไม่มีการบันทึก").hides("บันทึกแล้ว");
            answer.shows("หมายเลขเหตุการณ์").hides("pool").hides("sqlx");
        }
        assert_eq!(app.nobody().opens("/healthz").await.status, StatusCode::OK);
        assert_eq!(app.nobody().opens("/sign-in").await.status, StatusCode::OK);
        let program = app.nobody().with("accept", "*/*").opens("/readyz").await;
        assert_eq!(program.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(program.body.contains("\"code\":\"unavailable\""), "{}", program.body);
    }
}

#[tokio::test]
async fn a_living_server_says_so() {
    let app = TestApp::new().await;
    for path in ["/healthz", "/readyz"] {
        let answer = app.nobody().opens(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ok"), "{path}");
        assert!(answer.cookies().is_empty());
    }
}

#[tokio::test]
async fn forwarded_addresses_count_only_from_trusted_proxies() {
    let trusted =
        |settings| RouterSettings { trusted_proxies: vec!["192.0.2.0/24".parse().expect("a network")], ..settings };
    let app = TestApp::start_with(Engine::Sqlite, trusted).await.expect("SQLite");
    let somchai = person(&app.test, "somchai", Role::Administrator, "th").await;
    let mut near = app.nobody().with("x-forwarded-for", "198.51.100.7");
    near.signs_in(&somchai.email).await;
    let mut far = app.nobody().with("x-forwarded-for", "198.51.100.8");
    far.peer = std::net::SocketAddr::from(([203, 0, 113, 9], 40_000));
    far.signs_in(&somchai.email).await;
    let log = app.services().audit().page(&tests::app::operator(), None, None, 2).await.expect("a log").links;
    let details: Vec<_> = log.iter().map(|link| link.event.details.as_str()).collect();
    assert_eq!(details, [r#"{"address":"203.0.113.9"}"#, r#"{"address":"198.51.100.7"}"#]);
}

#[tokio::test]
async fn the_settings_of_the_server_reach_the_router() {
    let config = Config { largest_request_bytes: 77, ..Config::default() };
    let settings = RouterSettings::new(&config);
    assert_eq!((settings.largest_request_bytes, settings.is_https), (77, false));
    assert_eq!(settings.public_origin, None);
}

#[tokio::test]
async fn the_nonce_of_scripts_stands_in_no_other_attribute() {
    let app = TestApp::new().await;
    let page = app.nobody().opens("/sign-in").await;
    page.shows(r#"rel="preload" href="/pkg/tidtam.wasm""#).shows("<script type=\"module\" nonce=");
    let policy = page.header("content-security-policy");
    let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
    let (nonce, _) = rest.split_once('\'').expect("its end");
    let written = page.body.matches(nonce).count();
    assert_eq!(written, page.body.matches(&format!("nonce=\"{nonce}\"")).count(), "{}", page.body);
    assert_eq!(page.body.matches("crossorigin=\"anonymous\"").count(), 3);
}

#[tokio::test]
async fn what_was_done_is_told_once_and_only_where_it_was_done() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let page = "/reports/2570-q1/one";
    reporter.opens(&format!("{page}?done=accepted")).await.hides("รับรองรายงานแล้ว");
    app.fill("one").await;
    let submitted = reporter.submits("one", app.version("one").await).await;
    let mut elsewhere = reporter.clone();
    elsewhere.opens(&format!("{page}?done=accepted")).await.hides("รับรองรายงานแล้ว");
    reporter.follows(&submitted).await.shows("ส่งรายงานแล้ว รอผู้อนุมัติ");
    reporter.follows(&submitted).await.hides("ส่งรายงานแล้ว รอผู้อนุมัติ");
    let leading_on = [("next", "/reports/2570-q1/one?done=accepted"), ("email", "x@one.go.th"), ("password", "x")];
    let refused = app.nobody().posts("/do/sessions/sign_in", &leading_on).await;
    assert!(refused.cookies().iter().all(|cookie| !cookie.starts_with("done=")));
    let back = "/language?to=th&back=/reports/2570-q1/one%3Fdone%3Daccepted";
    let chosen = reporter.opens(back).await;
    assert!(chosen.cookies().iter().all(|cookie| !cookie.starts_with("done=")), "{:?}", chosen.cookies());
    reporter.follows(&chosen).await.hides("รับรองรายงานแล้ว");
}

#[tokio::test]
async fn asking_again_for_the_address_of_a_form_leads_to_its_page() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    for (address, page) in [
        ("/reports/2570-q1/one/review", "/reports/2570-q1/one"),
        ("/reports/2570-q1/one/save", "/reports/2570-q1/one"),
        ("/do/rounds/extend", "/calendar"),
        ("/do/accounts/create", "/accounts"),
        ("/do/submissions/withdraw", "/"),
        ("/do/sessions/sign_in", "/sign-in"),
    ] {
        let answer = admin.opens(address).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page), "{address}");
    }
    assert_eq!(admin.opens("/do/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_refused_form_says_so_in_the_tab_and_leads_to_its_field() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let fields = [("round", "2570-q1"), ("opens", "1/1/2570"), ("due", "31/2/2570"), ("closes", "15/3/2570")];
    let refused = admin.posts("/do/rounds/set_window", &fields).await;
    refused
        .shows("<title>ไม่สำเร็จ: ")
        .shows("href=\"#due\"")
        .shows("autofocus")
        .shows("/language?to=en&amp;back=%2Fcalendar%2F2570-q1");
    admin.opens("/calendar/2570-q1").await.hides("<title>ไม่สำเร็จ").hides("autofocus");
    let mut reporter = app.reporter("one").await;
    let stopped = reporter.submits("one", 0).await;
    let page = reporter.follows(&stopped).await;
    page.shows("<title>ไม่สำเร็จ: ").shows("id=\"problems\"").shows("autofocus");
}
