//! Accounts on the screens: one's own, and those that one administers.

use domain::{access::Role, ids::AccountId};
use http::StatusCode;
use service::{Password, accounts::NewAccount};
use tests::{Engine, TestApp, Visitor, app::operator, country::PASSWORD};

const OTHER: &str = "มะม่วงสุกหวานในสวนหลังบ้าน";

async fn id_of(app: &TestApp, email: &str) -> AccountId {
    let found = app.services().accounts().list(&operator(), Some(email), None, 2).await.expect("a list");
    assert_eq!(found.len(), 1, "{email}");
    found[0].id
}

async fn gives_grants(browser: &mut Visitor, account: AccountId, grants: &[(&str, &str)]) -> tests::Answer {
    let account = account.to_string();
    let mut fields = vec![("account".to_owned(), account)];
    for (line, (role, organisation)) in grants.iter().enumerate() {
        fields.push((format!("grants[{line}][role]"), (*role).to_owned()));
        fields.push((format!("grants[{line}][organisation]"), (*organisation).to_owned()));
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.posts("/do/accounts/set_grants", &fields).await
}

#[tokio::test]
async fn an_administrator_makes_an_account_that_changes_its_password_first() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = app.administrator().await;
        admin.opens("/accounts/new").await.shows("<h1>เพิ่มบัญชี</h1>");
        let made = admin
            .posts(
                "/do/accounts/create",
                &[
                    ("email", "new@one.go.th"),
                    ("name", "สมศรี ใหม่"),
                    ("password", PASSWORD),
                    ("grants[0][role]", "reporter"),
                    ("grants[0][organisation]", "หน่วยงาน one"),
                    ("grants[1][role]", ""),
                    ("grants[1][organisation]", ""),
                ],
            )
            .await;
        let account = id_of(&app, "new@one.go.th").await;
        assert_eq!(made.location(), format!("/accounts/{account}?done=account_created"));
        let page = admin.follows(&made).await;
        page.shows("เพิ่มบัญชีแล้ว").shows("new@one.go.th").shows("ต้องเปลี่ยนรหัสผ่าน").hides(PASSWORD);

        let mut new = app.nobody();
        assert_eq!(new.signs_in("new@one.go.th").await.location(), "/account");
        for path in ["/", "/calendar", "/reports/2570-q1/one"] {
            let answer = new.opens(path).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account"), "{path}");
        }
        let answer = new.posts("/do/tokens/revoke", &[("token", "00000000-0000-0000-0000-000000000000")]).await;
        assert_eq!(answer.location(), "/account");
        new.opens("/account").await.shows("โปรดเปลี่ยนรหัสผ่านก่อนใช้งานต่อ").shows("อย่างน้อย 15 ตัวอักษร");
        let changed =
            new.posts("/do/accounts/change_password", &[("old_password", PASSWORD), ("new_password", OTHER)]).await;
        assert_eq!(changed.location(), "/sign-in?done=password_changed");
        new.follows(&changed).await.shows("เปลี่ยนรหัสผ่านแล้ว");
        assert_eq!(new.opens("/").await.location(), "/sign-in");
        assert_eq!(new.signs_in("new@one.go.th").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(new.signs_in_with("new@one.go.th", OTHER).await.location(), "/");
        assert_eq!(new.opens("/").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_refused_account_keeps_what_was_typed_but_for_the_password() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let fields = |email: &'static str, password: &'static str, role: &'static str, organisation: &'static str| {
        [
            ("email", email),
            ("name", "สมศรี \"ใหม่\""),
            ("password", password),
            ("grants[0][role]", role),
            ("grants[0][organisation]", organisation),
        ]
    };
    for (sent, words) in [
        (fields("not an address", PASSWORD, "reporter", "one"), "อีเมลไม่ถูกต้อง"),
        (fields("new@one.go.th", "short", "reporter", "one"), "อย่างน้อย 15 ตัวอักษร"),
        (fields("new@one.go.th", "aaaaaaaaaaaaaaaaaaaa", "reporter", "one"), "ซ้ำตัวเดิม"),
        (fields("new@one.go.th", PASSWORD, "reporter", "nowhere"), "ไม่พบหน่วยงานนี้"),
        (fields("new@one.go.th", PASSWORD, "reporter", ""), "โปรดเลือกทั้งบทบาทและหน่วยงาน"),
        (fields("new@one.go.th", PASSWORD, "", "one"), "โปรดเลือกทั้งบทบาทและหน่วยงาน"),
        (fields("new@one.go.th", PASSWORD, "", ""), "โปรดเลือกอย่างน้อยหนึ่งบทบาท"),
    ] {
        let refused = admin.posts("/do/accounts/create", &sent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.shows(words).shows("<h1>เพิ่มบัญชี</h1>").shows("value=\"สมศรี &quot;ใหม่&quot;\"").hides(sent[2].1);
        refused.shows(&format!("value=\"{}\"", sent[0].1)).shows("data-severity=\"blocking\"");
    }
    let found = app.services().accounts().list(&operator(), Some("new@one"), None, 2).await.expect("a list");
    assert!(found.is_empty());
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_new_account_is_told_at_once() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let sent = [
        ("email", "new@one.go.th"),
        ("name", " "),
        ("password", "short"),
        ("grants[0][role]", "reporter"),
        ("grants[0][organisation]", "nowhere"),
        ("grants[1][role]", ""),
        ("grants[1][organisation]", "one"),
    ];
    let refused = admin.posts("/do/accounts/create", &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["โปรดพิมพ์ชื่อ", "อย่างน้อย 15 ตัวอักษร", "ไม่พบหน่วยงานนี้", "โปรดเลือกทั้งบทบาทและหน่วยงาน"]
    {
        refused.shows(words);
    }
    refused.shows("href=\"#grants[0][organisation]\"").shows("href=\"#grants[1][role]\"");
    assert_eq!(refused.body.matches("data-severity=\"blocking\"").count(), 4);
    let mut nobody = sent;
    (nobody[0].1, nobody[3].1, nobody[4].1, nobody[6].1) = ("no address", "", "", "");
    let refused = admin.posts("/do/accounts/create", &nobody).await;
    for words in ["อีเมลไม่ถูกต้อง", "โปรดพิมพ์ชื่อ", "โปรดเลือกอย่างน้อยหนึ่งบทบาท"]
    {
        refused.shows(words);
    }
}

#[tokio::test]
async fn somebodys_address_is_not_given_twice() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let role = [("grants[0][role]", "reporter"), ("grants[0][organisation]", "one")];
    let fields = [&[("email", "a@one.go.th"), ("name", "ก"), ("password", PASSWORD)][..], &role].concat();
    assert_eq!(admin.posts("/do/accounts/create", &fields).await.status, StatusCode::SEE_OTHER);
    let again = admin.posts("/do/accounts/create", &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.shows("มีบัญชีที่ใช้อีเมลนี้แล้ว");
}

#[tokio::test]
async fn a_changed_role_ends_the_session_at_once() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let (mut reporter, account) = app.somebody_with_account(Role::Reporter, "one").await;
    assert_eq!(reporter.opens("/reports/2570-q1/one").await.status, StatusCode::OK);
    let set = gives_grants(&mut admin, account, &[("approver", "two"), ("executive", "mdes")]).await;
    assert_eq!(set.location(), format!("/accounts/{account}?done=grants_set"));
    assert_eq!(reporter.opens("/reports/2570-q1/one").await.status, StatusCode::SEE_OTHER);
    let page = admin.follows(&set).await;
    page.shows("เปลี่ยนบทบาทแล้ว").shows("value=\"two\"").shows("value=\"mdes\"");
    let none = gives_grants(&mut admin, account, &[("", "")]).await;
    assert_eq!(none.status, StatusCode::SEE_OTHER);
    let kept = app.services().accounts().get(&operator(), account).await.expect("an account");
    assert!(kept.grants.is_empty());
}

#[tokio::test]
async fn a_name_and_an_address_can_be_corrected() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let (_, account) = app.somebody_with_account(Role::Reporter, "one").await;
    let id = account.to_string();
    let rename = |name: &'static str, email: &'static str| {
        [("account", id.clone()), ("name", name.to_owned()), ("email", email.to_owned())]
    };
    for (name, email, words) in [("\u{200b}", "new@one.go.th", "โปรดพิมพ์ชื่อ"), ("สมศรี", "no address", "อีเมลไม่ถูกต้อง")]
    {
        let fields = rename(name, email);
        let fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let refused = admin.posts("/do/accounts/rename", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.shows(words).shows(&format!("value=\"{email}\""));
    }
    let fields = rename("สมศรี ใจดี", "somsri@one.go.th");
    let fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let renamed = admin.posts("/do/accounts/rename", &fields).await;
    assert_eq!(renamed.location(), format!("/accounts/{account}?done=account_renamed"));
    admin.follows(&renamed).await.shows("เปลี่ยนชื่อและอีเมลแล้ว").shows("สมศรี ใจดี").shows("somsri@one.go.th");
    // The title in the tab is no way out of it.
    let fields = rename("</title><img src=x>", "somsri@one.go.th");
    let fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let renamed = admin.posts("/do/accounts/rename", &fields).await;
    admin.follows(&renamed).await.shows("<title>&lt;/title&gt;&lt;img src=x&gt; · ").hides("<img src=x");
    assert_eq!(app.nobody().signs_in("somsri@one.go.th").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back_when_enabled() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let (mut reporter, account) = app.somebody_with_account(Role::Reporter, "one").await;
    let email = app.services().accounts().get(&operator(), account).await.expect("an account").email.to_string();
    let field = [("account", &*account.to_string())];
    let disabled = admin.posts("/do/accounts/disable", &field).await;
    admin.follows(&disabled).await.shows("ระงับบัญชีแล้ว").shows("เปิดใช้บัญชีอีกครั้ง");
    assert_eq!(reporter.opens("/").await.status, StatusCode::SEE_OTHER);
    let refused = app.nobody().signs_in(&email).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    refused.shows("อีเมลหรือรหัสผ่านไม่ถูกต้อง");
    assert_eq!(admin.posts("/do/accounts/enable", &field).await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.nobody().signs_in(&email).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_reset_password_ends_the_session_and_has_to_be_changed() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let (mut reporter, account) = app.somebody_with_account(Role::Reporter, "one").await;
    let fields = [("account", &*account.to_string()), ("password", OTHER)];
    let reset = admin.posts("/do/accounts/reset_password", &fields).await;
    assert_eq!(reset.location(), format!("/accounts/{account}?done=password_reset"));
    assert_eq!(reporter.opens("/").await.status, StatusCode::SEE_OTHER);
    let email = app.services().accounts().get(&operator(), account).await.expect("an account").email.to_string();
    assert_eq!(app.nobody().signs_in_with(&email, OTHER).await.location(), "/account");
}

#[tokio::test]
async fn the_last_administrator_of_everything_stays_and_nobody_changes_their_own_roles() {
    let app = TestApp::new().await;
    let (mut admin, account) = app.somebody_with_account(Role::Administrator, "th").await;
    let refused = gives_grants(&mut admin, account, &[("reviewer", "one")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("เปลี่ยนบทบาทของตนเองไม่ได้").shows("value=\"one\"");
    let refused = admin.posts("/do/accounts/disable", &[("account", &*account.to_string())]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("ผู้ดูแลระบบทั้งประเทศคนสุดท้าย");
    assert_eq!(admin.opens("/accounts").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_administrator_of_a_ministry_sees_and_changes_only_its_own() {
    let app = TestApp::new().await;
    let mut admin = app.somebody(Role::Administrator, "mdes").await;
    let (_, own) = app.somebody_with_account(Role::Reporter, "one").await;
    let (_, foreign) = app.somebody_with_account(Role::Reporter, "three").await;
    let list = admin.opens("/accounts").await;
    list.shows(&own.to_string()).hides(&foreign.to_string());
    assert_eq!(admin.opens(&format!("/accounts/{own}")).await.status, StatusCode::OK);
    assert_eq!(admin.opens(&format!("/accounts/{foreign}")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(gives_grants(&mut admin, foreign, &[("executive", "one")]).await.status, StatusCode::FORBIDDEN);
    let up = gives_grants(&mut admin, own, &[("administrator", "th")]).await;
    assert_eq!(up.status, StatusCode::FORBIDDEN);
    up.shows("ท่านไม่มีสิทธิ์");
    for role in ["reviewer", "administrator"] {
        let dga = gives_grants(&mut admin, own, &[(role, "one")]).await;
        assert_eq!(dga.status, StatusCode::FORBIDDEN, "{role}");
    }
}

#[tokio::test]
async fn accounts_are_searched_and_paged() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    // Hashing sixty passwords takes its time, so rows of an import share the work.
    let rows = (0..60).map(|number| NewAccount {
        email: format!("p{number:02}@one.go.th").parse().expect("an address"),
        name: format!("คนที่ {number}"),
        password: Password::new(PASSWORD),
        grants: vec![],
        must_change_password: false,
    });
    let accounts = app.services().accounts();
    accounts.import(&operator(), rows.collect(), service::organisations::ImportMode::Apply).await.expect("imported");
    let first = admin.opens("/accounts?q=one.go").await;
    first.shows("p00@one.go.th").shows("p49@one.go.th").hides("p50@one.go.th").hides("หน้าแรก");
    first.shows("href=\"/accounts?q=one.go&amp;after=p49%40one.go.th\"");
    let second = admin.opens("/accounts?q=one.go&after=p49%40one.go.th").await;
    second.shows("p50@one.go.th").shows("p59@one.go.th").hides("p49@one.go.th").shows("หน้าแรก");
    admin.opens("/accounts?q=%E0%B8%84%E0%B8%99%E0%B8%97%E0%B8%B5%E0%B9%88+59").await.shows("p59@").hides("p58@");
    admin.opens("/accounts?q=nobody").await.shows("ไม่พบบัญชี");
    let hostile = admin.opens("/accounts?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%25").await;
    hostile.hides("<script>alert").shows("ไม่พบบัญชี");
}

#[tokio::test]
async fn my_account_shows_my_roles_and_refuses_a_bad_password_with_a_sentence() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    reporter.opens("/account").await.shows("ผู้รายงาน · หน่วยงาน one");
    for (old, new, words) in [
        ("not my password", OTHER, "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        (PASSWORD, PASSWORD, "รหัสผ่านใหม่เหมือนรหัสผ่านเดิม"),
        (PASSWORD, "short", "อย่างน้อย 15 ตัวอักษร"),
        (PASSWORD, "123456789012345678", "เรียงลำดับ"),
    ] {
        let fields = [("old_password", old), ("new_password", new)];
        let refused = reporter.posts("/do/accounts/change_password", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.shows(words).shows("<h1>บัญชีของฉัน</h1>").hides("not my password");
        assert!(!refused.body.contains(&format!("value=\"{new}\"")));
    }
    assert_eq!(reporter.opens("/").await.status, StatusCode::OK, "nothing changed");
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session() {
    let app = TestApp::new().await;
    let (mut here, account) = app.somebody_with_account(Role::Reporter, "one").await;
    let email = app.services().accounts().get(&operator(), account).await.expect("an account").email.to_string();
    let mut there = app.nobody();
    there.signs_in(&email).await;
    let answer = here.posts("/do/sessions/sign_out_everywhere", &[]).await;
    assert_eq!(answer.location(), "/sign-in?done=signed_out_everywhere");
    assert_eq!(here.opens("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(there.opens("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_signs_in_as_a_demonstration_outside_of_one() {
    let app = TestApp::new().await;
    app.nobody().opens("/sign-in").await.hides("บัญชีสำหรับสาธิต");
    let answer = app.nobody().posts("/do/sessions/demonstration", &[("account", "reviewer@dga.example")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.cookies().is_empty());
}
