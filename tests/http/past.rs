//! Pages as they were at an earlier instant: what was known then, with every way back to it, and clear words where it cannot be.

use crate::exports::with_files;
use chrono::{Duration, SecondsFormat};
use domain::{access::Role, past::shows_the_past};
use http::StatusCode;
use service::{objections::NewObjection, submissions::Seen};
use std::collections::BTreeSet;
use tests::{
    Engine, TestApp, Visitor,
    app::{key, operator},
    country::ROUND,
};

/// Every page that shows the past, about something of the small country; objections and snapshots have tests of their own.
fn pages() -> BTreeSet<String> {
    let about = |path: String| {
        let path = path.replace("/organisations/{code}/heat-map", "/organisations/mdes/heat-map");
        let path = path.replace("/plans/{code}", "/plans/small").replace("/indicators/{code}", "/indicators/svc-e2e");
        let path = path.replace("{scheme}", "small").replace("{round}", ROUND).replace("{indicator}", "svc-e2e");
        path.replace("{code}", "one").replace("{organisation}", "one").replace("/compare", "/compare?with=one,mdes")
    };
    let asked = server::web::addresses::listed().into_iter().filter(|listed| listed.method == "GET");
    let shown =
        asked.map(|listed| about(listed.path)).filter(|page| shows_the_past(page.split('?').next().unwrap_or(page)));
    let others = |page: &String| !["/objections/", "/snapshots/"].iter().any(|other| page.starts_with(other));
    // A body that owes no report has a page of another kind.
    shown.filter(others).chain(["/organisations/mdes".to_owned()]).collect()
}

/// A country in which a value was accepted and corrected later; the instants in between.
async fn corrected(engine: Engine) -> Option<(TestApp, Visitor, [String; 2])> {
    let app = TestApp::start(engine).await?;
    app.advance(Duration::hours(1));
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    app.accept("two", &[("svc-e2e", "40", "100")]).await;
    let instant = |app: &TestApp| app.services().now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let first = instant(&app);
    app.advance(Duration::hours(1));
    let reviewer = app.actor(3, Role::Reviewer, "th");
    app.services().submissions().correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    let reopened = instant(&app);
    app.advance(Duration::hours(1));
    app.accept("one", &[("svc-e2e", "90", "100")]).await;
    app.advance(Duration::hours(1));
    let executive = app.somebody(Role::Executive, "th").await.in_english();
    Some((app, executive, [first, reopened]))
}

#[tokio::test]
async fn a_page_shows_what_was_known_then_and_says_so() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, mut executive, [first, reopened])) = corrected(engine).await else { continue };
        let now = executive.opens("/indicators/svc-e2e").await;
        now.shows("65%").hides("As it was on");
        for (asked, done) in [(&first, "100%"), (&reopened, "100%")] {
            let then = executive.opens(&format!("/indicators/svc-e2e?as_of={asked}")).await;
            assert_eq!(then.status, StatusCode::OK, "{done}");
            then.shows("As it was on").shows("40%").hides("65%").shows("See the present");
            let links = then.links();
            assert!(links.contains(&"/indicators/svc-e2e".to_owned()), "a way to the present: {links:?}");
        }
        let national = executive.opens(&format!("/national?as_of={first}")).await;
        national.shows("As it was on");
        let state = executive.opens(&format!("/completeness/one?as_of={reopened}")).await;
        state.shows("As it was on");
        assert_ne!(state.body, executive.opens("/completeness/one").await.body);
    }
}

#[tokio::test]
async fn every_page_of_figures_keeps_the_instant_in_its_links_and_forms() {
    let (_app, mut executive, [first, _]) = corrected(Engine::Sqlite).await.expect("SQLite");
    let pages = pages();
    assert!(pages.len() > 21, "{pages:?}");
    for page in pages {
        let joint = if page.contains('?') { '&' } else { '?' };
        let answer = executive.opens(&format!("{page}{joint}as_of={first}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.body);
        answer.shows("As it was on");
        let (_, main) = answer.body.split_once("<main").expect("its content");
        let (main, _) = main.split_once("</main>").expect("its end");
        for tag in main.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
            let link = tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let path = link.split(['?', '#']).next().unwrap_or_default();
            if shows_the_past(path) && !tag.contains("data-present") {
                assert!(link.contains("as_of="), "{page} leads to {link}");
            }
        }
        for form in main.split("<form ").skip(1).filter(|form| form.contains("method=\"get\"")) {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains("name=\"as_of\""), "{page} asks by {form}");
        }
    }
}

#[tokio::test]
async fn a_day_is_its_end_and_what_cannot_be_is_said_with_what_was_typed() {
    let (app, _, _) = corrected(Engine::Sqlite).await.expect("SQLite");
    app.advance(Duration::days(3));
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let day = domain::buddhist::bangkok_day(app.services().now() - Duration::days(1));
    let then = executive.opens(&format!("/national?as_of={day}")).await;
    assert_eq!(then.status, StatusCode::OK);
    then.shows("As it was on");
    let today = domain::buddhist::bangkok_day(app.services().now());
    executive.opens(&format!("/national?as_of={today}")).await.hides("As it was on");
    for (asked, says) in [
        ("2099-01-01", "This instant has not come yet"),
        ("yesterday", "The instant cannot be read"),
        ("%00%27%3B--", "The instant cannot be read"),
        ("2001-01-01", "Nothing had been recorded here by that instant"),
    ] {
        let answer = executive.opens(&format!("/national?round=2570-q1&as_of={asked}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}: {}", answer.body);
        answer
            .shows(says)
            .shows("name=\"as_of\"")
            .shows("name=\"round\" value=\"2570-q1\"")
            .shows("See the present")
            .hides("\0");
    }
    executive.opens("/search?q=one&as_of=2026-01-01").await.shows("This page shows the present only");
}

#[tokio::test]
async fn files_of_the_past_are_of_the_past_and_stay_what_they_are() {
    let (_app, mut executive, [first, reopened]) = corrected(Engine::Sqlite).await.expect("SQLite");
    let now = executive.opens("/completeness.csv?round=2570-q1").await;
    let then = executive.opens(&format!("/completeness.csv?round=2570-q1&as_of={reopened}")).await;
    assert_eq!((now.status, then.status), (StatusCode::OK, StatusCode::OK));
    assert_ne!(now.body, then.body);
    let tag = then.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let mut again = executive.clone().with("if-none-match", &tag);
    let seen = again.opens(&format!("/completeness.csv?round=2570-q1&as_of={reopened}")).await;
    assert_eq!((seen.status, seen.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let derivation = |asked: &str| format!("/scores/small/2570-q1/one/derivation.json{asked}");
    let before = executive.opens(&derivation(&format!("?as_of={first}"))).await;
    assert_eq!(before.status, StatusCode::OK, "{}", before.body);
    assert_ne!(before.body, executive.opens(&derivation("")).await.body);
    assert_eq!(executive.opens(&derivation("?as_of=2999-01-01")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_sees_more_of_the_past_than_of_the_present() {
    let (app, _, [first, _]) = corrected(Engine::Sqlite).await.expect("SQLite");
    let mut nobody = app.nobody();
    let answer = nobody.opens(&format!("/national?as_of={first}")).await;
    assert_ne!(answer.status, StatusCode::OK);
    answer.hides("As it was on");
    let mut stranger = app.somebody(Role::Reporter, "two").await.in_english();
    let page = stranger.opens(&format!("/organisations/one?as_of={first}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.hides("/reports/2570-q1/one");
}

#[tokio::test]
async fn a_shared_page_stays_at_its_instant() {
    let (app, _, [first, _]) = corrected(Engine::Sqlite).await.expect("SQLite");
    let actor = operator();
    let page = format!("/indicators/svc-e2e?as_of={first}").parse().expect("a page that can be shared");
    let made = app.services().shares().create(&actor, page, domain::share::Lasts::Week).await;
    let Ok((_, secret)) = made else { return assert!(made.is_err(), "the operator has no account to share by") };
    app.nobody().in_english().opens(&format!("/shared?secret={secret}")).await.shows("As it was on").shows("40%");
}

/// An hour later, with the instant half an hour ago.
fn between(app: &TestApp) -> String {
    app.advance(Duration::hours(1));
    (app.services().now() - Duration::minutes(30)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[tokio::test]
async fn an_objection_is_shown_as_it_stood_with_nothing_to_be_done_about_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let (reporter, services) = (app.actor(7, Role::Reporter, "one"), app.services());
        let new = NewObjection {
            key: key("one"),
            indicator: "svc-e2e".parse().expect("a code"),
            value: "80".to_owned(),
            base: "100".to_owned(),
            reason: "ขาดเดือนธันวาคม".to_owned(),
            evidence: "หนังสือที่ 1".to_owned(),
        };
        let before = between(&app);
        let id = services.objections().file(&reporter, new).await.expect("filed");
        let open = between(&app);
        services.objections().say(&reporter, id, 0, "ส่งภาพหน้าจอตามมา").await.expect("said");
        services.objections().withdraw(&reporter, id, 1).await.expect("withdrawn");
        between(&app);
        let mut reviewer = app.somebody(Role::Reviewer, "th").await.in_english();
        let address = format!("/objections/{id}");
        reviewer.opens(&address).await.shows("ส่งภาพหน้าจอตามมา").hides("As it was on");
        let page = reviewer.opens(&format!("{address}?as_of={open}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.shows("As it was on").shows("ขาดเดือนธันวาคม").shows("80%").hides("ส่งภาพหน้าจอตามมา");
        page.hides("/do/objections/").hides("enctype");
        assert_eq!(page.table("effects")[1][1..], ["38.25", "75.75"], "what it was foretold to do");
        assert_eq!(reviewer.opens(&format!("{address}?as_of={before}")).await.status, StatusCode::NOT_FOUND);
        let mut stranger = app.somebody(Role::Reporter, "two").await;
        assert_eq!(stranger.opens(&format!("{address}?as_of={open}")).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_snapshot_is_shown_as_it_was_known_to_people_who_are_signed_in() {
    const CODE: &str = "2570-q1.final.1";
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        with_files(&app).await;
        let made = between(&app);
        let (snapshots, code) = (app.services().snapshots(), CODE.parse().expect("a code"));
        snapshots.publish(&operator(), &code, None).await.expect("published");
        between(&app);
        let mut admin = app.administrator().await.in_english();
        let page = format!("/snapshots/{CODE}");
        admin.opens(&page).await.shows("/paper").hides("As it was on").hides("/do/snapshots/publish");
        let then = admin.opens(&format!("{page}?as_of={made}")).await;
        assert_eq!(then.status, StatusCode::OK, "{}", then.body);
        then.shows("As it was on").shows("Not published").shows(&format!("{CODE}.csv.zip"));
        then.hides("/do/snapshots/").hides("action=\"/snapshots/");
        let mut nobody = app.nobody().in_english();
        nobody.opens(&page).await.shows(CODE);
        let refused = nobody.opens(&format!("{page}?as_of={made}")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
        refused.shows("Sign in to see an earlier instant").hides("csv.zip");
    }
}
