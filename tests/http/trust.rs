//! Pages of figures of a grade alone: they say so, every way within them keeps the grade, and one leads out of it.

use chrono::{Duration, SecondsFormat};
use domain::{access::Role, trust::goes_by_grade};
use http::StatusCode;
use service::{
    submissions::{Seen, Verified},
    testing::statements_taken,
};
use std::time::Instant;
use tests::{Engine, TestApp, Visitor, app::key};

/// Pages that go by grade.
const PAGES: [&str; 14] = [
    "/national",
    "/organisations/mdes",
    "/organisations/one",
    "/organisations/one/indicators/svc-e2e",
    "/organisations/mdes/heat-map",
    "/indicators/svc-e2e",
    "/indicators/svc-e2e/map",
    "/completeness",
    "/completeness/mdes",
    "/compare?with=one%2Cmdes",
    "/alerts",
    "/scores/small/2570-q1",
    "/scores/small/2570-q1/one",
    "/movers/small/2570-q1",
];

/// A report is accepted with a figure that DGA verified.
async fn accepts(app: &TestApp, agency: &str, verified: &str) {
    app.fill(agency).await;
    let (moves, key) = (app.services().submissions(), key(agency));
    moves.submit(&app.actor(1, Role::Reporter, agency), &key, Seen::Any).await.expect("submitted");
    moves.approve(&app.actor(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
    let found =
        Verified { indicator: "svc-e2e".parse().expect("a code"), value: verified.to_owned(), base: "100".to_owned() };
    moves.accept(&app.actor(3, Role::Reviewer, "th"), &key, Seen::Any, &[found]).await.expect("accepted");
}

/// DGA verified a figure of one department, and none of another.
async fn verified(engine: Engine) -> Option<TestApp> {
    let app = TestApp::start(engine).await?;
    accepts(&app, "one", "40").await;
    app.accept("two", &[("svc-e2e", "90", "100")]).await;
    Some(app)
}

/// The same with somebody who looks at it.
async fn country(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = verified(engine).await?;
    let executive = app.somebody(Role::Executive, "th").await.in_english();
    Some((app, executive))
}

fn with(page: &str) -> String {
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}trust=evidence_verified")
}

#[tokio::test]
async fn every_dashboard_is_made_of_the_figures_of_the_grade_and_says_so() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((app, mut executive)) = country(engine).await else { continue };
        executive.opens("/indicators/svc-e2e").await.shows("65%").hides("Only figures of at least");
        for page in PAGES {
            let answer = executive.opens(&with(page)).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.body);
            answer.shows("Only figures of at least “evidence verified”").shows("Show every figure").hides("65%");
            let out = answer.links().into_iter().filter(|link| link == page).count();
            assert!(out >= 1, "{page} has a way to every figure: {:?}", answer.links());
        }
        // As a figure: drawings have ends of their own.
        executive.opens("/indicators/svc-e2e").await.shows(">90%");
        executive.opens(&with("/indicators/svc-e2e")).await.shows("40%").hides(">90%");
        executive.opens(&with("/national")).await.shows("40%");
        executive.opens(&with("/organisations/two")).await.hides(">90%");
        executive.opens("/organisations/two").await.shows(">90%");
        // Whose figures are all below the grade has no score.
        assert_eq!(executive.opens("/scores/small/2570-q1/two").await.status, StatusCode::OK);
        let page = executive.opens(&with("/scores/small/2570-q1/two")).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("No accepted value of this organisation has the trust grade that is chosen");
        let json = executive.opens(&with("/scores/small/2570-q1/one/derivation.json")).await;
        assert_eq!(json.status, StatusCode::OK);
        assert_ne!(json.body, executive.opens("/scores/small/2570-q1/one/derivation.json").await.body);
        // What is accepted meanwhile is on the page at once.
        accepts(&app, "three", "80").await;
        executive.opens(&with("/indicators/svc-e2e")).await.shows("60%");
    }
}

#[tokio::test]
async fn every_way_within_keeps_the_grade_and_what_does_not_go_by_it_says_so() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    for page in PAGES {
        let answer = executive.opens(&with(page)).await;
        let content = answer.body.split_once("<main").expect("content").1;
        let links = content.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let without: Vec<&str> = links
            .filter(|link| goes_by_grade(link.split(['?', '#']).next().unwrap_or_default()))
            .filter(|link| !link.contains("trust=evidence_verified"))
            .collect();
        assert_eq!(without, [page.replace('&', "&amp;")], "only the way out: {page}");
        for form in content.split("<form ").skip(1).filter(|form| form.contains("method=\"get\"")) {
            let form = form.split("</form>").next().unwrap_or_default();
            let is_own = !form.split('>').next().unwrap_or_default().contains("action=\"/");
            assert!(!is_own || form.matches("name=\"trust\"").count() == 1, "{page}: {form}");
        }
    }
    for page in ["/late", "/organisations", "/plans/small"] {
        executive.opens(&with(page)).await.shows("This page is not filtered").hides("Only figures of at least");
    }
    for asked in ["trust=", "trust=self_reported"] {
        let answer = executive.opens(&format!("/national?{asked}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.hides("Only figures of at least").hides("There is no trust grade");
    }
    // A link to the page shows it as it is filtered.
    let shared = executive.posts("/do/shares/create", &[("page", &with("/national")), ("lasts", "week")]).await;
    let (_, rest) = shared.body.split_once("/shared?secret=").expect("a link");
    let link = format!("/shared?secret={}", rest.split(['"', '<']).next().expect("the end of an address"));
    app.nobody().in_english().opens(&link).await.shows("Only figures of at least").shows("40%").hides("<form");
    let mut stranger = app.nobody();
    assert!(stranger.opens(&with("/national")).await.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_grade_that_is_none_is_told_on_every_page() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    for page in PAGES {
        let joint = if page.contains('?') { '&' } else { '?' };
        for asked in ["nonsense", "EvidenceVerified", "%00"] {
            let answer = executive.opens(&format!("{page}{joint}trust={asked}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            answer
                .shows("There is no trust grade of that name: every figure is shown")
                .hides("Only figures of at least");
        }
        executive.opens(page).await.hides("There is no trust grade");
    }
    for page in ["/late", "/plans/small"] {
        executive.opens(&format!("{page}?trust=nonsense")).await.hides("There is no trust grade");
    }
}

#[tokio::test]
async fn an_instant_and_a_grade_hold_together() {
    let app = verified(Engine::Sqlite).await.expect("SQLite");
    app.advance(Duration::hours(1));
    let at = app.services().now().to_rfc3339_opts(SecondsFormat::Secs, true);
    app.advance(Duration::hours(1));
    accepts(&app, "three", "80").await;
    app.advance(Duration::hours(1));
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let page = "/indicators/svc-e2e";
    executive.opens(&with(page)).await.shows("60%");
    executive.opens(&format!("{page}?as_of={at}")).await.shows("65%");
    let both = executive.opens(&format!("{page}?as_of={at}&trust=evidence_verified")).await;
    both.shows("40%").shows("As it was on").shows("Only figures of at least").hides("60%").hides("65%");
    let links = both.links();
    let asked = form_urlencoded::byte_serialize(at.as_bytes()).collect::<String>();
    let has = |one: &str, link: &str| link.contains(one);
    assert!(links.iter().any(|link| link.starts_with("/organisations/") && has("trust=", link) && has(&asked, link)));
    assert!(links.iter().any(|link| has(&asked, link) && !has("trust=", link)), "out of the grade, not of the past");
    assert!(links.iter().any(|link| has("trust=", link) && !has(&asked, link)), "out of the past, not of the grade");
    let refused = executive.opens(&format!("{page}?as_of=2999-01-01&trust=evidence_verified")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_is_led_to_object_to_a_score_of_a_grade() {
    let app = verified(Engine::Sqlite).await.expect("SQLite");
    let mut reporter = app.reporter("one").await;
    let (page, link) = ("/scores/small/2570-q1/one", "/objections?scheme=small");
    reporter.opens(page).await.shows(link);
    let narrowed = reporter.opens(&with(page)).await;
    assert_eq!(narrowed.status, StatusCode::OK);
    narrowed.hides(link);
}

#[tokio::test]
async fn a_page_of_a_grade_takes_two_statements_more_and_two_where_an_agency_is_judged_anew() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    for page in PAGES {
        let mut counts = [0; 2];
        let mut took = [0.0; 2];
        for _ in 0..3 {
            for (place, address) in [page.to_owned(), with(page)].into_iter().enumerate() {
                statements_taken();
                let begun = Instant::now();
                assert_eq!(executive.opens(&address).await.status, StatusCode::OK, "{address}");
                took[place] = begun.elapsed().as_secs_f64() * 1000.0;
                counts[place] = statements_taken();
            }
        }
        eprintln!("{page}: {counts:?} statements, {took:.1?} ms");
        // How an agency stands is kept of all figures alone: of a grade its values and what is usual are read each time.
        let is_judged = ["/organisations/one", "/alerts"].iter().any(|of_agencies| page.starts_with(of_agencies));
        let judged = if is_judged { 2 } else { 0 };
        assert!(counts[1] <= counts[0] + 2 + judged, "{page}: {counts:?}");
    }
}
