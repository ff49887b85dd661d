//! Links to pages: they show one page to whoever holds them, for reading alone, and open nothing else.

use domain::{access::Role, ids::AccountId};
use http::{Method, StatusCode};
use service::shares::MOST_SHARES;
use tests::{Answer, Engine, TestApp, Visitor};

/// The path of the link that a page shows once.
fn address(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("/shared?secret=").unwrap_or_else(|| panic!("{}", page.body));
    format!("/shared?secret={}", rest.split(['"', '<']).next().expect("the end of an address"))
}

async fn shares(owner: &mut Visitor, page: &str) -> String {
    let made = owner.posts("/do/shares/create", &[("page", page), ("lasts", "month")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    // Text that is seen whole, and no field that cuts it off.
    made.shows("ระบบแสดงลิงก์นี้ครั้งเดียว").shows("<output ").shows("class=\"field__once\"");
    address(&made)
}

/// Somebody of the ministry `mdes`, with their account.
async fn executive(app: &TestApp) -> (Visitor, AccountId) {
    app.somebody_with_account(Role::Executive, "mdes").await
}

#[tokio::test]
async fn whoever_holds_a_link_reads_the_page_as_its_owner_sees_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "40", "100")]).await;
        let (mut owner, _) = executive(&app).await;
        let page = "/organisations/one?round=2570-q1";
        owner.opens(page).await.shows("/do/shares/create").shows("แชร์หน้านี้").shows("/reports/2570-q1/one");
        let link = shares(&mut owner, page).await;
        let shared = app.nobody().opens(&link).await;
        assert_eq!(shared.status, StatusCode::OK, "{}", shared.body);
        shared.shows("หน่วยงาน one").shows("แชร์หน้านี้ให้อ่าน ถึง").shows("executive.mdes");
        // As its owner sees it; the filter of the round is kept.
        shared.shows("40").shows("ไตรมาส 1 ปีงบประมาณ 2570");
        app.nobody().in_english().opens(&link).await.shows("shared this page for reading until");
        assert_eq!(shared.header("cache-control"), "private, no-store");
        assert_eq!(
            (shared.header("referrer-policy"), shared.header("x-robots-tag")),
            ("no-referrer", "noindex, nofollow")
        );
        // What is accepted later is seen later.
        app.accept("two", &[("svc-e2e", "60", "100")]).await;
        let link = shares(&mut owner, "/indicators/svc-e2e?round=2570-q1").await;
        app.nobody().opens(&link).await.shows("จาก 2/");
        let mine = owner.opens("/shares").await;
        mine.shows("หน่วยงาน one").shows("/organisations/one?round=2570-q1").hides("/shared?secret");
        mine.shows("ตัวชี้วัด · สัดส่วนบริการออนไลน์ครบวงจร").shows("รอบ: ไตรมาส 1 ปีงบประมาณ 2570").hides(">round=2570-q1");
        assert_eq!(mine.table("mine-caption").len(), 3, "a heading and two links");
        owner.opens("/account").await.shows("href=\"/shares\"");
    }
}

#[tokio::test]
async fn a_link_opens_nothing_else() {
    let app = TestApp::new().await;
    app.accept("one", &[]).await;
    let mut admin = app.administrator().await;
    let link = shares(&mut admin, "/organisations/one?round=2570-q1").await;
    let secret = link.split('=').nth(1).expect("a secret").to_owned();
    let shared = app.nobody().opens(&link).await;
    // Nothing can be sent, nobody is signed in, nothing of the owner's menu is there.
    shared.hides("<form").hides("/do/").hides("/accounts").hides("/audit").hides("action=");
    let buttons = shared.body.split("<button").skip(1).filter_map(|rest| rest.split('>').next());
    for button in buttons {
        assert!(button.contains("type=\"button\"") && button.contains("id=\"print\""), "it only prints: {button}");
    }
    assert!(shared.cookies().is_empty(), "{:?}", shared.cookies());
    // No address takes the secret for a session, wherever it stands.
    let mut guest = app.nobody();
    guest.opens(&link).await;
    for path in [
        "/national",
        "/organisations/one",
        "/accounts",
        "/audit",
        "/reports/2570-q1/one",
        "/shares",
        "/completeness.csv",
    ] {
        for path in
            [path.to_owned(), format!("{path}?secret={secret}"), format!("{path}?round=2570-q1&secret={secret}")]
        {
            let answer = guest.opens(&path).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.location().starts_with("/sign-in"), "{path}: {}", answer.location());
        }
    }
    for cookie in ["session", "__Host-session"] {
        let mut forger = app.nobody();
        forger.cookies.insert(cookie.to_owned(), secret.clone());
        assert!(forger.opens("/national").await.location().starts_with("/sign-in"), "{cookie}");
    }
    let mut program =
        app.nobody().with("accept", "application/json").with("authorization", &format!("Bearer {secret}"));
    assert_eq!(program.opens("/api/v1/values").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(program.opens("/metrics").await.status, StatusCode::UNAUTHORIZED);
    // Commands and forms ask for a session, with the link's query as without.
    for command in ["/do/shares/create", "/do/accounts/create", "/do/feeds/create", "/reports/2570-q1/one/review"] {
        let sent =
            guest.posts(&format!("{command}?secret={secret}"), &[("page", "/national"), ("secret", &secret)]).await;
        assert_ne!(sent.status, StatusCode::OK, "{command}");
        sent.hides("/shared?secret=");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let sent = guest.sends(method.clone(), &link, Some("application/x-www-form-urlencoded"), "page=/audit").await;
        assert_eq!(sent.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    // The page and the filters are those of the link, whatever else the address says.
    for more in ["&page=/audit", "&round=2599-q1", "&path=/accounts", "#/accounts"] {
        let answer = app.nobody().opens(&format!("{link}{more}")).await;
        answer.shows("หน่วยงาน one").shows("ไตรมาส 1 ปีงบประมาณ 2570");
    }
    for wrong in
        ["/shared", "/shared?secret=", "/shared?secret=0000", &format!("{link}0"), &format!("/shared/{secret}")]
    {
        let answer = app.nobody().opens(wrong).await;
        assert!(answer.status == StatusCode::NOT_FOUND || answer.location().starts_with("/sign-in"), "{wrong}");
        answer.hides("หน่วยงาน one");
    }
}

/// Where the links of a page lead, without those of its head, which only name files.
fn ways(page: &Answer) -> Vec<String> {
    let links = page.body.split("<a ").skip(1).filter_map(|rest| rest.split('>').next());
    let to = |link: &str| link.split_once("href=\"").map(|(_, to)| to.split('"').next().unwrap_or_default().to_owned());
    links.filter_map(to).collect()
}

#[tokio::test]
async fn no_link_of_a_shared_page_leads_to_the_door() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    app.accept("two", &[("svc-e2e", "60", "100")]).await;
    let (mut owner, _) = app.somebody_with_account(Role::Executive, "th").await;
    for (page, text) in [
        ("/national?round=2570-q1", "หน่วยงาน mdes"),
        ("/organisations/mdes?round=2570-q1", "หน่วยงาน one"),
        ("/organisations/mdes/heat-map?round=2570-q1", "หน่วยงาน one"),
        ("/organisations/one/indicators/svc-e2e", "หน่วยงาน one"),
        ("/indicators/svc-e2e?round=2570-q1", "หน่วยงาน one"),
        ("/compare?with=one,two&round=2570-q1", "หน่วยงาน one"),
        ("/completeness?round=2570-q1", "หน่วยงาน mdes"),
        ("/late?round=2570-q1", "ล่าช้า"),
        ("/alerts?round=2570-q1", "สิ่งที่ควรดู"),
        ("/scores/small/2570-q1", "หน่วยงาน one"),
        ("/scores/small/2570-q1/one", "คะแนนนี้มาจากไหน"),
        ("/robustness/small/2570-q1", "ดาวน์โหลดเป็น CSV"),
        ("/organisations/one/letter?round=2570-q1", "หน่วยงาน one"),
    ] {
        let own = ways(&owner.opens(page).await);
        let link = shares(&mut owner, page).await;
        let shared = app.nobody().opens(&link).await;
        assert_eq!(shared.status, StatusCode::OK, "{page}: {}", shared.body);
        shared.shows(text);
        let left = ways(&shared);
        assert!(own.len() > left.len(), "{page}: {left:?}");
        // The way within the page, and those that are open to everybody.
        for way in ["#main", "/public", "/sign-in", "/developers"] {
            assert!(left.contains(&way.to_owned()), "{page}: {way} is not in {left:?}");
        }
        for way in left.iter().filter(|way| way.starts_with('/')).map(|way| way.replace("&amp;", "&")) {
            // Nothing is published yet, which is told; a language leads back here.
            let answer = app.nobody().opens(&way).await;
            assert!(answer.status != StatusCode::UNAUTHORIZED, "{page}: {way}");
            let is_door = answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in");
            assert!(!is_door, "{page}: {way} leads to {}", answer.location());
        }
        assert!(!left.iter().any(|way| way.starts_with('?') || way.is_empty()), "{page}: {left:?}");
    }
    // What only commands to show something else is left out with its words.
    let narrowed = "/national?round=2570-q1&kind=department";
    owner.opens(narrowed).await.shows("แสดงทั้งหมด").shows("แสดงทุกประเภทหน่วยงาน");
    let link = shares(&mut owner, narrowed).await;
    let shared = app.nobody().opens(&link).await;
    shared.shows("เฉพาะหน่วยงานประเภท").hides("แสดงทั้งหมด").hides("แสดงทุกประเภทหน่วยงาน");
}

#[tokio::test]
async fn only_pages_of_figures_that_one_sees_are_shared() {
    let app = TestApp::new().await;
    let (mut owner, _) = executive(&app).await;
    for page in [
        "/account",
        "/audit",
        "/operations",
        "/reports/2570-q1/one",
        "/organisations/one/collectors",
        "/evidence/1",
        "/shared?secret=1",
        "https://evil.example/national",
        "//evil.example",
        "/organisations/../audit",
        "",
        // These would be shared, if they were there.
        "/organisations/nobody",
        "/indicators/nothing",
        "/national?round=2599-q1",
        "/scores/nothing/2570-q1",
    ] {
        let refused = owner.posts("/do/shares/create", &[("page", page), ("lasts", "week")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}: {}", refused.body);
        refused.hides("secret=").shows("หน้านี้แชร์ไม่ได้");
    }
    owner.opens("/shares").await.shows("ยังไม่มีลิงก์");
    owner.opens("/account").await.hides("/do/shares/create");
    owner.opens("/reports/2570-q1/one").await.hides("/do/shares/create");
    let refused = owner.opens("/national?as_of=2999-01-01").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.hides("/do/shares/create");
}

#[tokio::test]
async fn scores_movers_places_and_letters_are_shared_like_other_pages() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    app.accept("two", &[("svc-e2e", "60", "100")]).await;
    let (mut owner, _) = executive(&app).await;
    for (page, words) in [
        ("/scores/small/2570-q1/one", "คะแนนนี้มาจากไหน"),
        ("/movers/small/2570-q1", "ไม่มีรอบก่อนหน้าที่มีคะแนน"),
        ("/robustness/small/2570-q1?organisation=one", "ช่วงอันดับของแต่ละหน่วยงาน"),
        ("/organisations/one/letter?round=2570-q1", "เรียน หัวหน้าหน่วยงาน"),
    ] {
        owner.opens(page).await.shows("/do/shares/create");
        let link = shares(&mut owner, page).await;
        let shared = app.nobody().opens(&link).await;
        assert_eq!(shared.status, StatusCode::OK, "{page}: {}", shared.body);
        shared.shows(words).shows("แชร์หน้านี้ให้อ่าน ถึง").hides("<form").hides("/do/");
        assert!(app.nobody().opens(page).await.location().starts_with("/sign-in"), "{page}");
    }
    // Only of what is there, and none of what they lead to.
    for page in [
        "/scores/small/2570-q1/nobody",
        "/scores/small/2570-q1/one/what-if",
        "/scores/small/2570-q1/one/derivation.json",
        "/robustness/small/2570-q1/places.csv",
        "/movers/nothing/2570-q1",
        "/organisations/nobody/letter",
    ] {
        let refused = owner.posts("/do/shares/create", &[("page", page), ("lasts", "week")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    }
    owner.opens("/shares").await.shows("จดหมายเพื่อการปรับปรุง").shows("ความมั่นคงของอันดับ").shows("คะแนนที่เพิ่มและลดมากที่สุด");
}

#[tokio::test]
async fn whoever_has_too_many_links_is_told_so_before_the_page_is_looked_at() {
    let app = TestApp::new().await;
    let (mut owner, _) = executive(&app).await;
    let of_nobody = [("page", "/organisations/nobody"), ("lasts", "week")];
    owner.posts("/do/shares/create", &of_nobody).await.shows("หน้านี้แชร์ไม่ได้");
    for _ in 0..MOST_SHARES {
        shares(&mut owner, "/late").await;
    }
    let refused = owner.posts("/do/shares/create", &of_nobody).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("มีลิงก์ที่แชร์ครบ 50 รายการแล้ว").hides("หน้านี้แชร์ไม่ได้");
}

#[tokio::test]
async fn a_link_dies_with_its_time_its_owner_and_when_it_is_taken_back() {
    let app = TestApp::new().await;
    let (mut owner, _) = executive(&app).await;
    let link = shares(&mut owner, "/national").await;
    let opens = async || app.nobody().opens(&link).await.status;
    let taken_back = link.clone();
    assert_eq!(opens().await, StatusCode::OK);
    let mut admin = app.administrator().await;
    let list = admin.opens("/shares").await;
    list.shows("ลิงก์ของผู้ใช้ในสังกัด").shows("executive.mdes");
    let (_, rest) = list.body.split_once("name=\"share\" value=\"").expect("a link");
    let share = rest.split('"').next().expect("its identifier").to_owned();
    let mut other = app.reporter("one").await;
    assert_eq!(other.posts("/do/shares/revoke", &[("share", &share)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(opens().await, StatusCode::OK);
    let revoked = admin.posts("/do/shares/revoke", &[("share", &share)]).await;
    admin.follows(&revoked).await.shows("ยกเลิกลิงก์แล้ว");
    let told = app.nobody().opens(&link).await;
    assert_eq!(told.status, StatusCode::GONE);
    told.shows("ลิงก์นี้ถูกยกเลิกแล้ว").shows("มีผู้ยกเลิกลิงก์นี้เมื่อ").shows("ขอลิงก์ใหม่จาก").shows("executive.mdes");
    told.hides("ภาพรวมประเทศ").hides("/national").hides("ไตรมาส");
    assert_eq!(
        (told.header("referrer-policy"), told.header("x-robots-tag"), told.header("cache-control")),
        ("no-referrer", "noindex, nofollow", "private, no-store")
    );
    let told = app.nobody().in_english().opens(&link).await;
    told.shows("This link was taken back").shows("for a new link");
    // Whoever has no link that was ever made is told nothing.
    for wrong in [link.replace("secret=", "secret=0"), format!("/shared?secret={}", "0".repeat(64))] {
        let told = app.nobody().opens(&wrong).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{wrong}");
        told.hides("executive.mdes").hides("ลิงก์นี้");
    }
    let log = admin.opens("/audit").await;
    log.shows("แชร์หน้า").shows("ยกเลิกลิงก์ที่แชร์");
    let (mut leaver, account) = app.somebody_with_account(Role::Executive, "two").await;
    let link = shares(&mut leaver, "/national").await;
    assert_eq!(app.nobody().opens(&link).await.status, StatusCode::OK);
    admin.posts("/do/accounts/disable", &[("account", &account.to_string())]).await;
    let told = app.nobody().opens(&link).await;
    assert_eq!(told.status, StatusCode::GONE, "its owner may not sign in");
    told.shows("ลิงก์นี้ถูกยกเลิกแล้ว").hides("executive.two");
    admin.posts("/do/accounts/enable", &[("account", &account.to_string())]).await;
    assert_eq!(app.nobody().opens(&link).await.status, StatusCode::GONE, "it does not come back with its owner");
    let mut again = app.reporter("one").await;
    let link = shares(&mut again, "/late").await;
    app.advance(chrono::Duration::days(30) - chrono::Duration::seconds(1));
    assert_eq!(app.nobody().opens(&link).await.status, StatusCode::OK);
    app.advance(chrono::Duration::seconds(1));
    let told = app.nobody().opens(&link).await;
    assert_eq!(told.status, StatusCode::GONE);
    told.shows("ลิงก์นี้หมดอายุแล้ว").shows("ลิงก์นี้ใช้ได้ถึง").shows("reporter.one").hides("/late").hides("ล่าช้า");
    app.nobody().in_english().opens(&link).await.shows("This link has expired").shows("It expired on");
    app.nobody().opens(&taken_back).await.shows("ลิงก์นี้ถูกยกเลิกแล้ว");
}

#[tokio::test]
async fn whoever_is_signed_in_sees_the_page_of_the_link_and_not_their_own() {
    let app = TestApp::new().await;
    app.accept("one", &[]).await;
    let mut reporter = app.reporter("three").await;
    let link = shares(&mut reporter, "/organisations/one?round=2570-q1").await;
    let mut admin = app.administrator().await;
    let own = admin.opens("/organisations/one?round=2570-q1").await;
    own.shows("/reports/2570-q1/one").shows("/do/feeds/create");
    let shared = admin.opens(&link).await;
    shared.shows("reporter.three").hides("/do/").hides("href=\"/accounts\"").hides("href=\"/reports/2570-q1/one\"");
}
