//! What is accepted shows on every dashboard with the very next request, whatever was looked at and kept before.

use domain::access::Role;
use http::StatusCode;
use service::submissions::Seen;
use tests::{Engine, TestApp, Visitor, app::key};

/// The dashboards, each with what it shows of the figure: itself, or the score that is made of it.
const DASHBOARDS: [(&str, Shown); 9] = [
    ("/national", Shown::Figure),
    ("/national?kind=department", Shown::Figure),
    ("/organisations/mdes", Shown::Figure),
    ("/organisations/one", Shown::Figure),
    ("/indicators/svc-e2e", Shown::Figure),
    ("/organisations/mdes/heat-map", Shown::Figure),
    ("/compare?with=one,two", Shown::Score),
    ("/scores/small/2570-q1", Shown::Score),
    ("/scores/small/2570-q1/one", Shown::Score),
];

#[derive(Clone, Copy)]
enum Shown {
    Figure,
    Score,
}

/// Opens every dashboard; what it should show now, and what must be gone.
async fn all_show(reader: &mut Visitor, now: [&str; 2], gone: [&str; 2]) {
    for (page, shown) in DASHBOARDS {
        let at = usize::from(matches!(shown, Shown::Score));
        let answer = reader.opens(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        answer.shows(now[at]).hides(gone[at]);
    }
}

#[tokio::test]
async fn an_accepted_figure_is_on_every_dashboard_with_the_next_request() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut reader = app.somebody(Role::Executive, "th").await;
        // Whatever is kept in memory is kept before.
        for (page, _) in DASHBOARDS.iter().take(DASHBOARDS.len() - 1) {
            let answer = reader.opens(page).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            answer.hides("47%").hides("34.5");
        }
        // 27 of the 60 points to the target are 45; three datasets: (3 × 45 + 3) / 4.
        app.accept("one", &[("svc-e2e", "47", "100")]).await;
        all_show(&mut reader, ["47%", "34.5"], ["71%", "64.5"]).await;
        let reviewer = app.actor(3, Role::Reviewer, "th");
        app.services().submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
        // What was accepted counts until something else is; 51 of 60 points are 85: (3 × 85 + 3) / 4.
        all_show(&mut reader, ["47%", "34.5"], ["71%", "64.5"]).await;
        app.accept("one", &[("svc-e2e", "71", "100")]).await;
        all_show(&mut reader, ["71%", "64.5"], ["47%", "34.5"]).await;
    }
}
