//! Signing in and out, and what happens to people who are not signed in.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp, country::person};

#[tokio::test]
async fn nobody_reaches_a_page_without_signing_in() {
    let app = TestApp::new().await;
    for (asked, to) in [("/", "/sign-in"), ("/reports/2570-q1/one?x=1", "/sign-in?next=/reports/2570-q1/one%3Fx%3D1")] {
        let answer = app.nobody().opens(asked).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{asked}");
    }
    let program = app.nobody().with("accept", "application/json").opens("/").await;
    assert_eq!(program.status, StatusCode::UNAUTHORIZED);
    assert_eq!(program.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn programs_that_collect_pages_are_told_what_is_published() {
    let app = TestApp::new().await;
    let rules = app.nobody().opens("/robots.txt").await;
    assert_eq!((rules.status, rules.header("content-type")), (StatusCode::OK, "text/plain; charset=utf-8"));
    assert_eq!(rules.header("cache-control"), "public, max-age=86400");
    assert_eq!(rules.body, "User-agent: *\nAllow: /public\nAllow: /pkg/\nAllow: /fonts/\nDisallow: /\n");
    assert_eq!(app.reporter("one").await.opens("/robots.txt").await.body, rules.body, "the same for everybody");
}

#[tokio::test]
async fn signing_in_leads_to_where_one_wanted_to_go_and_nowhere_else() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    for (next, to) in [
        ("/reports/2570-q1/one", "/reports/2570-q1/one"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ] {
        let password = tests::country::PASSWORD;
        let fields = [("email", somchai.email.as_str()), ("password", password), ("next", next)];
        let answer = app.nobody().posts("/do/sessions/sign_in", &fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{next}");
    }
}

#[tokio::test]
async fn whoever_no_work_waits_for_begins_with_the_country() {
    let app = TestApp::new().await;
    for (role, organisation, to) in
        [(Role::Executive, "th", "/national"), (Role::Administrator, "th", "/national"), (Role::Reviewer, "th", "/")]
    {
        let somebody = person(&app.test, role.as_ref(), role, organisation).await;
        assert_eq!(app.nobody().signs_in(&somebody.email).await.location(), to, "{role:?}");
    }
    let minister = person(&app.test, "minister", Role::Executive, "th").await;
    let fields = [("email", minister.email.as_str()), ("password", tests::country::PASSWORD), ("next", "/plans")];
    assert_eq!(app.nobody().posts("/do/sessions/sign_in", &fields).await.location(), "/plans");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let answer = app.nobody().signs_in(&somchai.email).await;
    let [cookie] = answer.cookies()[..] else { panic!("{:?}", answer.cookies()) };
    let (pair, flags) = cookie.split_once("; ").expect("flags");
    assert_eq!(flags, "Path=/; HttpOnly; SameSite=Lax");
    assert_eq!(pair.strip_prefix("session=").map(str::len), Some(64));
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let https = |settings| server::router::RouterSettings { is_https: true, ..settings };
    let app = TestApp::start_with(Engine::Sqlite, https).await.expect("SQLite");
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let mut browser = app.nobody();
    let answer = browser.signs_in(&somchai.email).await;
    let cookie = answer.cookies()[0];
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert_eq!(browser.opens("/").await.status, StatusCode::OK);
    let secret = browser.cookies.remove("__Host-session").expect("a cookie");
    browser.cookies.insert("session".to_owned(), secret);
    assert_eq!(browser.opens("/").await.status, StatusCode::SEE_OTHER, "the plain cookie is not looked at");
}

#[tokio::test]
async fn each_sign_in_has_a_new_secret_and_ends_the_one_before() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let mut browser = app.nobody();
    browser.cookies.insert("session".to_owned(), "0".repeat(64));
    browser.signs_in(&somchai.email).await;
    let first = browser.clone();
    assert_ne!(browser.cookies["session"], "0".repeat(64));
    browser.signs_in(&somchai.email).await;
    assert_ne!(browser.cookies["session"], first.cookies["session"]);
    assert_eq!(browser.opens("/").await.status, StatusCode::OK);
    assert_eq!(first.clone().opens("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_everybody_who_has_its_secret() {
    let app = TestApp::new().await;
    let mut browser = app.reporter("one").await;
    let mut copy = browser.clone();
    let answer = browser.signs_out().await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in?done=signed_out"));
    assert!(answer.cookies()[0].starts_with("session=; ") && answer.cookies()[0].contains("Max-Age=0"));
    assert_eq!(copy.opens("/").await.status, StatusCode::SEE_OTHER);
    browser.follows(&answer).await.shows("ออกจากระบบแล้ว");
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_after_twelve_hours_anyhow() {
    let app = TestApp::new().await;
    let mut browser = app.reporter("one").await;
    app.advance(Duration::minutes(29));
    assert_eq!(browser.opens("/").await.status, StatusCode::OK);
    app.advance(Duration::minutes(31));
    assert_eq!(browser.opens("/").await.status, StatusCode::SEE_OTHER);
    let mut busy = app.reporter("one").await;
    for _ in 0..29 {
        app.advance(Duration::minutes(25));
        busy.opens("/").await;
    }
    assert_eq!(busy.opens("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn unknown_and_known_people_get_the_same_answer() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let strip = |body: &str, email: &str| {
        let without = body.replace(email, "");
        let nonce =
            without.find("nonce=\"").map(|at| without[at + 7..].split('"').next().unwrap_or_default().to_owned());
        nonce.map_or(without.clone(), |nonce| without.replace(&nonce, ""))
    };
    let known = app.nobody().signs_in_with(&somchai.email, "not the right password").await;
    let unknown = app.nobody().signs_in_with("nobody@example.go.th", "not the right password").await;
    assert_eq!((known.status, unknown.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(strip(&known.body, &somchai.email), strip(&unknown.body, "nobody@example.go.th"));
    known.shows("อีเมลหรือรหัสผ่านไม่ถูกต้อง").shows(&format!("value=\"{}\"", somchai.email)).hides("not the right");
    assert!(known.cookies().is_empty());
}

#[tokio::test]
async fn many_wrong_passwords_have_to_wait_also_with_the_right_one() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    for _ in 0..7 {
        app.nobody().signs_in_with(&somchai.email, "not the right password").await;
    }
    let answer = app.nobody().signs_in(&somchai.email).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = answer.header("retry-after").parse().expect("seconds");
    answer.shows("พยายามเข้าสู่ระบบหลายครั้งเกินไป");
    app.advance(Duration::seconds(wait));
    assert_eq!(app.nobody().signs_in(&somchai.email).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_whose_session_has_ended_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let mut browser = app.nobody();
    browser.signs_in(&somchai.email).await;
    app.fill("one").await;
    browser.submits("one", app.version("one").await).await;
    let version = app.version("one").await.to_string();
    app.advance(Duration::minutes(31));
    let typed = [
        ("round", "2570-q1"),
        ("agency", "one"),
        ("version", version.as_str()),
        ("note", "a \"quote\" <b>\n&amp; ไทย"),
    ];
    let asked = browser.posts("/do/submissions/withdraw", &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    asked.shows("ข้อความที่พิมพ์ยังอยู่ในหน้านี้").shows("&lt;b").hides("<b>");
    let mut fields = hidden_fields(&asked.body);
    fields.push(("email".to_owned(), somchai.email.clone()));
    let wrong: Vec<_> =
        [("password".to_owned(), "not the right password".to_owned())].into_iter().chain(fields).collect();
    let refused = posts_again(&mut browser, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let mut fields = hidden_fields(&refused.body);
    fields.push(("email".to_owned(), somchai.email.clone()));
    fields.push(("password".to_owned(), tests::country::PASSWORD.to_owned()));
    let signed_in = posts_again(&mut browser, &fields).await;
    assert_eq!(signed_in.status, StatusCode::OK);
    signed_in.shows("ข้อความที่พิมพ์ยังอยู่ กดบันทึกต่อ").shows("action=\"/do/submissions/withdraw\"");
    let kept = hidden_fields(&signed_in.body);
    let kept: Vec<_> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(kept, typed);
    let withdrawn = browser.posts("/do/submissions/withdraw", &kept).await;
    assert_eq!(withdrawn.location(), "/reports/2570-q1/one?done=withdrawn");
}

#[tokio::test]
async fn a_form_with_files_keeps_its_texts_and_says_that_files_are_gone() {
    let app = TestApp::new().await;
    let parts = [
        ("svc-e2e.value", None, "27"),
        ("svc-e2e.file", Some("หลักฐาน.pdf"), "%PDF"),
        ("old_password", None, "a secret password"),
        ("obstacles", None, "น้ำท่วม\r\nสองสัปดาห์"),
    ];
    let asked = app.nobody().posts_parts("/reports/2570-q1/one/save?x=1", &parts).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    asked.shows("ไฟล์ที่แนบไม่ได้เก็บไว้").hides("%PDF").hides("a secret password");
    let fields = hidden_fields(&asked.body);
    let expected = [
        ("action", "/reports/2570-q1/one/save?x=1"),
        ("encoding", "multipart"),
        ("lost_files", "true"),
        ("kept.svc-e2e.value", "27"),
        ("kept.obstacles", "น้ำท่วม\r\nสองสัปดาห์"),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn a_report_that_was_typed_past_the_session_is_saved_after_signing_in_again() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let mut browser = app.nobody();
    browser.signs_in(&somchai.email).await;
    let page = browser.opens("/reports/2570-q1/one").await;
    let typed = tests::Form::on(&page, "report").with("entry.svc-e2e.value", "27").with("entry.svc-e2e.base", "64");
    app.advance(Duration::minutes(31));
    let asked = typed.with("entry.svc-e2e.obstacles", "น้ำท่วม\r\nสองสัปดาห์").press(&mut browser, "save").await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let mut fields = hidden_fields(&asked.body);
    fields.push(("email".to_owned(), somchai.email.clone()));
    fields.push(("password".to_owned(), tests::country::PASSWORD.to_owned()));
    let signed_in = posts_again(&mut browser, &fields).await;
    signed_in.shows("enctype=\"multipart/form-data\"").shows("action=\"/reports/2570-q1/one/save\"");
    let kept = hidden_fields(&signed_in.body);
    let parts: Vec<_> = kept.iter().map(|(name, value)| (name.as_str(), None, value.as_str())).collect();
    let saved = browser.posts_parts("/reports/2570-q1/one/save", &parts).await;
    assert_eq!(saved.location(), "/reports/2570-q1/one?done=saved", "{}", saved.body);
    browser.follows(&saved).await.shows("value=\"27\"").shows("value=\"64\"").shows("น้ำท่วม\nสองสัปดาห์");
}

#[tokio::test]
async fn what_was_typed_is_given_back_also_to_whoever_signs_in_again_as_somebody_else() {
    let app = TestApp::new().await;
    let somchai = person(&app.test, "somchai", Role::Reporter, "one").await;
    let other = person(&app.test, "other", Role::Reporter, "two").await;
    let mut browser = app.nobody();
    browser.signs_in(&somchai.email).await;
    let page = browser.opens("/reports/2570-q1/one").await;
    let typed = tests::Form::on(&page, "report").with("entry.svc-e2e.obstacles", "น้ำท่วม <สองสัปดาห์>");
    let typed = typed.with("entry.svc-e2e.value", "27").with_file("evidence.svc-e2e", "a.pdf", "%PDF-1.7");
    browser.signs_in(&other.email).await;
    let refused = typed.press(&mut browser, "save").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.shows("<dd class=\"facts__value\">27</dd>").shows("น้ำท่วม &lt;สองสัปดาห์&gt;").shows("ปัญหาอุปสรรค");
    refused.shows("action=\"/reports/2570-q1/one/save\"").shows("เข้าสู่ระบบด้วยบัญชีที่กรอกรายงานนี้ได้");
    browser.signs_in(&somchai.email).await;
    let again = hidden_fields(&refused.body);
    let parts: Vec<_> = again.iter().map(|(name, value)| (name.as_str(), None, value.as_str())).collect();
    let saved = browser.posts_parts("/reports/2570-q1/one/save", &parts).await;
    assert_eq!(saved.location(), "/reports/2570-q1/one?done=saved", "{}", saved.body);
    browser.follows(&saved).await.shows("value=\"27\"").shows("น้ำท่วม &lt;สองสัปดาห์&gt;");
}

async fn posts_again(browser: &mut tests::Visitor, fields: &[(String, String)]) -> tests::Answer {
    let parts: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), None, value.as_str())).collect();
    browser.posts_parts("/do/sessions/sign_in_again", &parts).await
}

/// The names and values of hidden fields, as a browser reads them.
fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let read = |tag: &str, name: &str| {
        let from = tag.find(&format!("{name}=\""))? + name.len() + 2;
        let value = tag[from..].split('"').next()?;
        let value = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'");
        Some(value.replace("&amp;", "&"))
    };
    let inputs = page.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let hidden = inputs.filter(|tag| tag.contains("type=\"hidden\""));
    hidden.filter_map(|tag| Some((read(tag, "name")?, read(tag, "value").unwrap_or_default()))).collect()
}

#[tokio::test]
async fn outside_a_demonstration_no_account_signs_in_without_its_password() {
    let app = TestApp::new().await;
    let fields = [("account", "reporter@dopa.example"), ("email", ""), ("password", ""), ("action", "/")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let refused = posts_again(&mut app.nobody(), &fields).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    refused.hides("name=\"account\"");
}
