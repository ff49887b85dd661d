//! The figures of one agency in the last rounds: as its own page has them, and what stands where there are none.

use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp};

const SERVICES: &str = "Share of services";

#[tokio::test]
async fn an_accepted_figure_stands_in_its_round_as_on_the_page_of_the_agency() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::of_size(engine, 2).await else { continue };
        app.accept("one", &[("svc-e2e", "37", "100")]).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let agency = executive.opens("/organisations/one").await;
        let own = agency.table("indicators-table");
        let own = own.into_iter().find(|row| row[0].starts_with(SERVICES)).expect("a row");
        let way = "/organisations/one/figures".to_owned();
        assert!(agency.links().contains(&way), "{:?}", agency.links());
        let page = executive.opens(&way).await;
        assert_eq!(page.status, StatusCode::OK);
        let rows = page.table("history-of-figures");
        let found = rows[1..].iter().find(|row| row[0].starts_with(SERVICES)).expect("a row");
        assert_eq!(found.len(), rows[0].len(), "a cell for each round: {rows:?}");
        let figure = |cell: &str| cell.split_whitespace().next().map(str::to_owned);
        let cell = found.last().expect("a round");
        assert_eq!((figure(cell).as_deref(), figure(cell)), (Some("37%"), figure(&own[1])), "{found:?} {own:?}");
        assert!(cell.contains("Off course"), "{cell}");
        page.hides("No accepted figure yet").hides("No report is expected in this round");
    }
}

#[tokio::test]
async fn without_any_figure_the_page_says_why_there_is_none() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "37", "100")]).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        for (body, why, other) in [
            ("mdes", "No report is expected in this round", "No accepted figure yet"),
            ("three", "No accepted figure yet", "No report is expected in this round"),
        ] {
            let page = executive.opens(&format!("/organisations/{body}/figures")).await;
            assert_eq!(page.status, StatusCode::OK, "{body}");
            page.shows(why).hides(other).hides("history-of-figures");
        }
        assert_eq!(executive.opens("/organisations/nobody/figures").await.status, StatusCode::NOT_FOUND);
    }
}
