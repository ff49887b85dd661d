//! What everybody may read: pages of published snapshots, found without an account, the same for all, kept and asked again.

mod demonstration;
mod replaced;

use http::{Method, StatusCode};
use serde_json::Value;
use service::submissions::Seen;
use std::collections::BTreeSet;
use tests::{Answer, Engine, TestApp, Visitor, app::key};

const FINAL: &str = "/public/th/2570-q1.final.1";
const ONE: &str = "/public/th/2570-q1.final.1/organisations/one";
const E2E: &str = "/public/th/2570-q1.final.1/indicators/svc-e2e";
const PAGES: [&str; 4] = [FINAL, ONE, "/public/th/2570-q1.final.1/organisations/mdes", E2E];

/// Two reports are accepted, the round has closed, and an administrator is signed in.
pub(crate) async fn reviewed(app: &TestApp) -> Visitor {
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    app.accept("two", &[("svc-e2e", "60", "100")]).await;
    app.advance(chrono::Duration::days(90));
    app.administrator().await
}

pub(crate) async fn publish(app: &TestApp, admin: &mut Visitor, number: u32, note: &str, embargo_until: &str) {
    let fields = [("round", "2570-q1"), ("stage", "final"), ("note", note)];
    let taken = admin.posts("/do/snapshots/take", &fields).await;
    let code = format!("2570-q1.final.{number}");
    assert_eq!(taken.location(), "/snapshots?done=snapshot_asked", "{}", taken.body);
    app.services().snapshots().settled().await;
    let published = admin.posts("/do/snapshots/publish", &[("code", &code), ("embargo_until", embargo_until)]).await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
}

/// What a page tells search engines.
pub(crate) fn data(page: &Answer) -> Vec<Value> {
    let (_, rest) = page.body.split_once("<script type=\"application/ld+json\">").expect("data");
    let text = rest.split("</script>").next().expect("its end");
    let data: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().expect("a graph").clone()
}

/// The sentence about a page that search engines show.
fn sentence(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("<meta name=\"description\"").expect("a description");
    let (_, rest) = rest.split_once("content=\"").expect("its words");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn anybody_reads_what_is_published_and_every_way_leads_on() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        let mut nobody = app.nobody();
        assert_eq!(nobody.opens("/").await.location(), "/sign-in");
        nobody.opens("/sign-in").await.shows("href=\"/public\"").shows("ดูผลที่เผยแพร่แล้ว");
        assert_eq!(nobody.opens("/public").await.location(), "/public/th");
        nobody.opens("/public/th").await.shows("ยังไม่มีผลที่เผยแพร่");
        for page in PAGES {
            assert_eq!(nobody.opens(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        publish(&app, &mut admin, 1, "", "").await;
        assert_eq!(nobody.opens("/public").await.location(), FINAL);
        assert_eq!(app.nobody().in_english().opens("/public").await.location(), "/public/en/2570-q1.final.1");
        let country = nobody.opens(FINAL).await;
        assert_eq!(country.status, StatusCode::OK, "{}", country.body);
        country.shows("ผลของประเทศ").shows("ชุดข้อมูล 2570-q1.final.1").shows("href=\"/verify\"").shows("SHA-256");
        country.shows("/snapshots/2570-q1.final.1/file").shows("ค่ากลางของคะแนน").shows("ความครบถ้วนของรายงาน");
        // The country and one's own figures, each with of when and of what it is.
        let one = nobody.opens(ONE).await;
        one.shows("หน่วยงาน one").shows("40").shows("ชุดข้อมูล 2570-q1.final.1").shows("สพร. รับรองแล้ว");
        one.shows("อันดับ 2 จาก 2");
        let indicator = nobody.opens(E2E).await;
        assert_eq!(indicator.table("best").len(), 3, "a heading and two bodies");
        indicator.shows("50").shows("จาก 2/");
        // Nobody takes what was published for another day, nor pays for a page of each day that is asked for.
        for page in ["/public/th", FINAL, ONE, E2E] {
            nobody.opens(page).await.hides("ไม่มีข้อมูล ณ วันอื่น");
            for asked in ["as_of=2026-01-01", "asOf=2999-01-01", "as_of=nonsense"] {
                let told = nobody.opens(&format!("{page}?{asked}")).await;
                told.shows("หน้านี้แสดงข้อมูลตามที่เผยแพร่ ไม่มีข้อมูล ณ วันอื่น").hides("as_of=2").hides("nonsense");
                assert_eq!(told.header("cache-control"), "public, max-age=60, must-revalidate", "{page}?{asked}");
                let links = told.links();
                assert!(!links.iter().any(|link| link.contains("as_of")), "{page} leads to no other day: {links:?}");
                let english = page.replace("/th", "/en");
                assert!(links.contains(&english), "{page} in the other language: {links:?}");
            }
        }
        for asked in ["as_of=2026-01-01", "asOf=nonsense"] {
            let newest = nobody.opens(&format!("/public?{asked}")).await;
            assert_eq!(newest.location(), format!("{FINAL}?as_of=past"), "{asked}");
        }
        assert_eq!(nobody.opens("/public?as_of=").await.location(), FINAL);
        nobody.opens("/public/en?as_of=2026-01-01").await.shows("and of no other day");
        let english = nobody.opens("/public/en/2570-q1.final.1?as_of=2026-01-01").await;
        english.shows("This page shows figures as they were published, and of no other day");
        // Every page is reached from another, and no link turns a reader away.
        let (mut waiting, mut seen) = (vec![FINAL.to_owned()], BTreeSet::new());
        while let Some(page) = waiting.pop() {
            let page = page.split('#').next().unwrap_or_default().to_owned();
            if page.is_empty() || !seen.insert(page.clone()) {
                continue;
            }
            let answer = nobody.opens(&page).await;
            let is_there = answer.status == StatusCode::OK || page.starts_with("/language?");
            let is_a_file = page.starts_with("/pkg/") || page.starts_with("/fonts/");
            assert!(is_there || is_a_file, "{page}: {} {}", answer.status, answer.location());
            if page.starts_with("/public/") {
                // Every list and every order, and not each list in each order.
                let is_both = |link: &String| link.contains("status=") && link.contains("sort=");
                let links = answer.links().into_iter().filter(|link| !is_both(link));
                // The catalogue is there once all descriptions are made, which nobody does here.
                let is_later = |link: &String| link == "/" || link.starts_with("/public/catalogue.");
                waiting.extend(links.filter(|link| link.starts_with('/') && !is_later(link)));
            }
        }
        assert!(PAGES.iter().all(|page| seen.contains(*page)), "{seen:?}");
        assert!(seen.contains("/public/en/2570-q1.final.1/organisations/two"), "{seen:?}");
    }
}

#[tokio::test]
async fn a_reader_who_finds_nothing_is_led_to_what_is_published_and_nobody_is_told_to_sign_in() {
    let app = TestApp::new().await;
    for (page, way, said, system) in [
        ("/public/th/nope", "href=\"/public/th\"", "ดูผลที่เผยแพร่แล้ว", "ระบบสำหรับเจ้าหน้าที่"),
        ("/public/en/nope", "href=\"/public/en\"", "See the published results", "System for officials"),
    ] {
        for mut reader in [app.nobody(), app.administrator().await] {
            let missing = reader.opens(page).await;
            assert_eq!(missing.status, StatusCode::NOT_FOUND, "{page}");
            missing.shows(way).shows(said).shows(system).hides("href=\"/sign-in\"");
        }
    }
    let missing = app.nobody().opens(&format!("/shared?secret={}", "0".repeat(64))).await;
    missing.shows("href=\"/public/th\"").shows("href=\"/sign-in\"");
}

#[tokio::test]
async fn nothing_shows_before_the_embargo_ends_or_of_what_is_not_published() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "1/1/2572").await;
    let drafted = admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", "draft"), ("note", "")]).await;
    assert_eq!(drafted.status, StatusCode::SEE_OTHER);
    app.services().snapshots().settled().await;
    for who in [&mut app.nobody(), &mut admin] {
        for page in PAGES {
            let hidden = who.opens(page).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{page}");
            assert_eq!(hidden.header("cache-control"), "private, no-store");
            let draft = page.replace("final", "draft");
            assert_eq!(who.opens(&draft).await.status, StatusCode::NOT_FOUND, "{draft}");
        }
        assert_eq!(who.opens("/public").await.location(), "/public/th");
        who.opens("/public/th").await.hides("2570-q1");
    }
    app.advance(chrono::Duration::days(900));
    for page in PAGES {
        assert_eq!(app.nobody().opens(page).await.status, StatusCode::OK, "{page}");
        assert_eq!(app.nobody().opens(&page.replace("final", "draft")).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test]
async fn a_page_is_the_same_for_all_in_the_language_of_its_address() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    for page in PAGES {
        let first = app.nobody().opens(page).await;
        for who in [&mut app.nobody().in_english(), &mut admin.clone().in_english(), &mut app.reporter("one").await] {
            let other = who.opens(page).await;
            assert_eq!(first.bytes, other.bytes, "{page}");
        }
        first.shows("<html lang=\"th\"").hides("nonce").hides("/do/").hides("breadcrumbs__item\">svc-e2e");
        assert_eq!(first.body.matches("<script").count(), 1, "the data for search engines alone");
        assert!(first.header("set-cookie").is_empty());
        let policy = first.header("content-security-policy");
        assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"), "{policy}");
        let english = app.nobody().opens(&page.replace("/th/", "/en/")).await;
        english.shows("<html lang=\"en\"").shows("Where these figures come from");
        english.shows(&format!("href=\"{page}\" lang=\"th\""));
    }
    // The list of what is published has the same policy, and is the same for all, too.
    for (list, other) in [("/public/th", "/public/en"), ("/public/en", "/public/th")] {
        let first = app.nobody().opens(list).await;
        assert_eq!(first.status, StatusCode::OK, "{list}");
        assert_eq!(first.bytes, admin.opens(list).await.bytes, "{list}");
        first.hides("nonce").hides("/do/").shows(&format!("href=\"{other}\""));
        assert!(first.header("set-cookie").is_empty() && first.header("etag").starts_with('"'), "{list}");
        let policy = first.header("content-security-policy");
        assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && first.body.matches("<script").count() <= 1, "{policy}");
    }
    for wrong in [
        "/public/xx",
        "/public/xx/2570-q1.final.1",
        "/public/th/2570-q1.final.9",
        "/public/th/..",
        "/public/th/2570-q1.final.1/organisations/nobody",
        "/public/th/2570-q1.final.1/organisations/th",
        "/public/th/2570-q1.final.1/indicators/nothing",
        "/public/th/2570-q1.final.1?page=0",
        "/public/th/2570-q1.final.1?page=2",
        "/public/th/2570-q1.final.1?page=x",
        "/public/th/2570-q1.final.1/elsewhere",
    ] {
        let answer = app.nobody().opens(wrong).await;
        assert!(
            answer.status == StatusCode::NOT_FOUND || answer.location().starts_with("/sign-in"),
            "{wrong}: {}",
            answer.status
        );
    }
}

#[tokio::test]
async fn a_page_is_asked_again_by_its_tag_until_what_is_published_changes() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let first = app.nobody().opens(FINAL).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 20, "a strong one: {tag}");
    assert!(first.header("cache-control").starts_with("public, max-age="), "{}", first.header("cache-control"));
    assert_eq!(first.header("content-length"), first.bytes.len().to_string());
    for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let same = app.nobody().with("if-none-match", &known).opens(FINAL).await;
        assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!(same.header("etag"), tag);
        assert!(same.header("cache-control").starts_with("public"));
    }
    assert_eq!(app.nobody().with("if-none-match", "\"other\"").opens(FINAL).await.bytes, first.bytes);
    let head = app.nobody().sends(Method::HEAD, FINAL, None, "").await;
    assert_eq!((head.status, head.bytes.len(), head.header("etag")), (StatusCode::OK, 0, tag.as_str()));
    // Another language, encoding or address is another representation.
    let english = app.nobody().opens("/public/en/2570-q1.final.1").await.header("etag").to_owned();
    let packed = app.nobody().with("accept-encoding", "gzip, br").opens(FINAL).await;
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("br", "accept-encoding"));
    assert!(packed.bytes.len() < first.bytes.len() / 2);
    let again = app.nobody().with("accept-encoding", "br;q=0, gzip").opens(FINAL).await;
    assert_eq!(again.header("content-encoding"), "gzip");
    let tags: BTreeSet<_> = [&tag, &english, packed.header("etag"), again.header("etag")].map(str::to_owned).into();
    assert_eq!(tags.len(), 4, "{tags:?}");
    // Files come, and the page names them.
    assert!(data(&first)[0]["distribution"].as_array().expect("files").len() == 1);
    // A correction is published: the same address tells of it, and shows the figures that it showed.
    app.advance(chrono::Duration::days(1));
    let reviewer = app.actor(3, domain::access::Role::Reviewer, "th");
    app.services().submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
    app.accept("one", &[("svc-e2e", "90", "100")]).await;
    assert_eq!(app.nobody().with("if-none-match", &tag).opens(FINAL).await.status, StatusCode::NOT_MODIFIED);
    // The session of the day before is over.
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 2, "หน่วยงาน one นับใหม่", "").await;
    let told = app.nobody().with("if-none-match", &tag).opens(FINAL).await;
    assert_eq!(told.status, StatusCode::OK);
    told.shows("มีชุดข้อมูล 2570-q1.final.2").shows("href=\"/public/th/2570-q1.final.2\"");
    assert_ne!(told.header("etag"), tag);
    assert_eq!(app.nobody().opens("/public").await.location(), "/public/th/2570-q1.final.2");
    let newer = app.nobody().opens(&E2E.replace("final.1", "final.2")).await;
    newer.shows("75%").shows("หน่วยงาน one นับใหม่");
    let before = data(&app.nobody().opens(E2E).await);
    assert_eq!(before[0]["variableMeasured"]["value"], "50", "what was published stays");
}

#[tokio::test]
async fn whatever_else_a_query_says_it_is_the_same_page() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    for page in PAGES.into_iter().chain(["/public/th"]) {
        let first = app.nobody().opens(page).await;
        for query in ["?x=1", "?x=2&y", "?done=snapshot_published", "?language=en", "?%00"] {
            let same = app.nobody().opens(&format!("{page}{query}")).await;
            assert_eq!(same.status, StatusCode::OK, "{page}{query}");
            assert_eq!(same.bytes, first.bytes, "{page}{query}");
        }
        let tag = first.header("etag");
        let known = app.nobody().with("if-none-match", tag).opens(&format!("{page}?x=3")).await;
        assert_eq!(known.status, StatusCode::NOT_MODIFIED, "{page}");
    }
}

#[tokio::test]
async fn bodies_of_a_page_stand_as_its_headings_sort_them() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let path = "/public/th/2570-q1.final.1/organisations/mdes";
    for (asked, order) in [
        ("sort=name&order=ascending", ["one", "two"]),
        ("sort=name&order=descending", ["two", "one"]),
        ("order=descending&x=1&sort=name", ["two", "one"]),
    ] {
        let page = app.nobody().opens(&format!("{path}?{asked}")).await;
        let rows = page.table("below");
        let is_of = |(row, code): (&Vec<String>, &str)| row[0].ends_with(code);
        assert!(rows.len() == 3 && rows[1..].iter().zip(order).all(is_of), "{asked}: {rows:?}");
        let words = if order[0] == "one" { "ascending" } else { "descending" };
        page.shows(&format!("aria-sort=\"{words}\""));
        assert!(page.header("cache-control").starts_with("public"), "{asked} is kept");
    }
}

#[tokio::test]
async fn a_page_is_dated_by_when_everybody_could_read_it_first() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "1/1/2572").await;
    app.advance(chrono::Duration::days(900));
    let day = "2028-12-31T17:00:00Z";
    assert_eq!(
        data(&app.nobody().opens(FINAL).await)[0]["datePublished"],
        day,
        "the embargo's end, not the day before it"
    );
    assert_eq!(data(&app.nobody().opens(E2E).await)[0]["datePublished"], day);
}

#[tokio::test]
async fn search_engines_are_told_what_a_page_is_about() {
    let app = TestApp::start_with(Engine::Sqlite, |settings| server::router::RouterSettings {
        origin: "https://tidtam.example".to_owned(),
        ..settings
    });
    let app = app.await.expect("SQLite is always there");
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    let country = app.nobody().opens(FINAL).await;
    country.shows("href=\"https://tidtam.example/public/th/2570-q1.final.1\" rel=\"canonical\"");
    country.shows("hreflang=\"en\"").shows("<meta name=\"description\"");
    let [dataset, way] = &data(&country)[..] else { panic!("{:?}", data(&country)) };
    assert_eq!((&dataset["@type"], &dataset["identifier"]), (&"Dataset".into(), &"2570-q1.final.1".into()));
    assert_eq!(dataset["temporalCoverage"], "2026-10-01/2026-12-31");
    let file = &dataset["distribution"][0];
    assert_eq!(file["contentUrl"], "https://tidtam.example/snapshots/2570-q1.final.1/file");
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(way["@type"], "BreadcrumbList");
    let one = data(&app.nobody().opens(ONE).await);
    assert_eq!((&one[0]["@type"], &one[0]["identifier"]), (&"GovernmentOrganization".into(), &"one".into()));
    assert_eq!(one[0]["parentOrganization"]["name"], "หน่วยงาน mdes");
    let items = one[1]["itemListElement"].as_array().expect("a way");
    let names: Vec<_> = items.iter().filter_map(|item| item["name"].as_str()).collect();
    assert_eq!(names, ["ผลของประเทศ", "หน่วยงาน mdes", "หน่วยงาน one"]);
    assert!(items.iter().all(|item| item["item"].as_str().is_some_and(|it| it.starts_with("https://tidtam.example/"))));
    let indicator = data(&app.nobody().opens(E2E).await);
    assert_eq!(indicator[0]["variableMeasured"]["value"], "50");
    for described in [dataset, &indicator[0]] {
        assert!(!described["description"].as_str().expect("a description").contains("ข้อมูลสาธิต"), "{described}");
    }
    let ministry = data(&app.nobody().opens(PAGES[2]).await);
    assert!(ministry[0].get("parentOrganization").is_none(), "nothing is said of what there is not: {}", ministry[0]);
}

#[tokio::test]
async fn a_figure_can_be_shown_on_another_page_and_nothing_else_can() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    for picture in [format!("{FINAL}/figure.svg"), format!("{E2E}/figure")] {
        assert_eq!(app.nobody().opens(&picture).await.status, StatusCode::NOT_FOUND, "{picture}");
    }
    publish(&app, &mut admin, 1, "", "").await;
    for page in [FINAL, E2E] {
        let shown = app.nobody().opens(page).await;
        shown.shows("&lt;iframe src=").shows(&format!("{page}/figure.svg"));
        let picture = app.nobody().opens(&format!("{page}/figure.svg")).await;
        assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/svg+xml"));
        picture
            .shows("<title id=")
            .shows("<desc id=")
            .shows("ที่มา")
            .shows("ชุดข้อมูล 2570-q1.final.1")
            .shows("lang=\"th\"");
        picture.hides("<script").hides("<style").hides("href=");
        let frame = app.nobody().opens(&format!("{page}/figure")).await;
        frame.shows("<svg").shows(&format!("{page}\" target=\"_blank\""));
        for (embedded, ancestors) in [(&picture, "frame-ancestors 'none'"), (&frame, "frame-ancestors *")] {
            let policy = embedded.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains(ancestors), "{policy}");
            assert_eq!(embedded.header("cross-origin-resource-policy"), "cross-origin");
            assert!(embedded.header("etag").starts_with('"') && embedded.header("cache-control").starts_with("public"));
        }
        // The pages themselves, and all others, stay out of frames.
        for other in [page, "/sign-in", "/snapshots"] {
            let answer = app.nobody().opens(other).await;
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{other}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{other}");
        }
    }
    let picture = app.nobody().opens("/public/en/2570-q1.final.1/indicators/svc-e2e/figure.svg").await;
    // The result stands whole on a line of its own, against what is expected, and what is drawn is said.
    picture.shows("Source:").shows(">50%</text>").shows("Expected by then").shows("Ministries and groups: 1 of ");
    picture.shows("<line ").shows("Target at the end of fiscal year").hides("…");
}
