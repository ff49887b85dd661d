//! What is accepted shows on every dashboard with the very next request, whatever was looked at and kept before.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use service::submissions::Seen;
use tests::{Answer, Engine, TestApp, Visitor, app::key, country::country_with_provinces};

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

/// Where a table shows the figure of a province, or what is made of it: the page, the table, words of its row, which cell, and
/// how that begins with the one figure and with the other.
type Place = (&'static str, &'static str, &'static str, usize, [&'static str; 2]);

/// The score is (3 × 45 + 3) / 4 of 47 and, of 65 with 45 of the 60 points to the target, (3 × 75 + 3) / 4. Both are short of
/// the 71 that are expected, and a level apart.
const PLACES: [Place; 8] = [
    ("/maps/small/2570-q1", "by-province", "th-50", 1, ["34.5", "57.0"]),
    ("/maps/stages/2570-q1", "by-province", "th-50", 1, ["47.0", "65.0"]),
    ("/indicators/svc-e2e/map?round=2570-q1", "by-province", "th-50", 1, ["47%", "65%"]),
    ("/movers/stages/2570-q2", "rises", "th-50", 1, ["47.0", "65.0"]),
    ("/national?round=2570-q1", "maturity-stages-levels", "ต่ำ", 1, ["1", "0"]),
    ("/national?round=2570-q1", "maturity-stages-levels", "กลาง", 1, ["0", "1"]),
    ("/organisations/th-50/letter?round=2570-q1", "weak", "บริการออนไลน์", 1, ["47%", "65%"]),
    ("/alerts?organisation=th-50&round=2570-q1", "alerts-th-50", "บริการออนไลน์", 2, [OFF_COURSE, AT_RISK]),
];
const OFF_COURSE: &str = "ไม่เป็นไปตามเป้า · ได้ 47%";
const AT_RISK: &str = "มีความเสี่ยง · ได้ 65%";
const OWN: &str = "/organisations/th-50/indicators/svc-e2e?round=2570-q1";
const LATE: &str = "/late?round=2570-q1";
const COMPLETE: &str = "/completeness?round=2570-q1";

/// The first row of a table in which some words stand.
fn row<'r>(rows: &'r [Vec<String>], words: &str) -> Option<&'r Vec<String>> {
    rows.iter().find(|row| row.iter().any(|cell| cell.contains(words)))
}

async fn opened(reader: &mut Visitor, page: &str) -> Answer {
    let answer = reader.opens(page).await;
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    answer
}

/// Opens every place that shows a figure of the province; what it should show now.
async fn all_places_show(reader: &mut Visitor, at: usize) {
    for (page, table, words, cell, told) in PLACES {
        let rows = opened(reader, page).await.table(table);
        let row = row(&rows, words).unwrap_or_else(|| panic!("{page}: no {words} in {rows:?}"));
        assert!(row[cell].starts_with(told[at]), "{page}: {row:?} instead of {}", told[at]);
    }
    let own = opened(reader, OWN).await;
    let (_, standing) = own.body.split_once("id=\"standing\"").expect("a heading");
    let (_, figure) = standing.split_once('>').expect("its words");
    assert!(figure.starts_with(["47%", "65%"][at]), "{}", figure.chars().take(80).collect::<String>());
}

#[tokio::test]
async fn an_accepted_figure_is_on_maps_letters_and_lists_with_the_next_request() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(test) = country_with_provinces(engine).await else { continue };
        let app = TestApp::over(test);
        app.levels_come_into_force().await;
        // Due since yesterday, and still open; the quarter after it is what it is held against.
        app.advance(Duration::days(10));
        app.opens_next_round().await;
        app.imports_into("2570-q2", &[("th-50", "svc-e2e", "9", "10")]).await;
        let mut reader = app.somebody(Role::Executive, "th").await;
        // Whatever is kept in memory is kept before.
        for (page, ..) in PLACES {
            opened(&mut reader, page).await;
        }
        opened(&mut reader, OWN).await;
        assert!(row(&opened(&mut reader, LATE).await.table("late"), "th-50").is_some());
        let rows = opened(&mut reader, COMPLETE).await.table("bodies");
        assert_eq!(row(&rows, "th-50").expect("a row")[5], "ไม่ได้วัด", "{rows:?}");
        app.accept("th-50", &[("svc-e2e", "47", "100")]).await;
        all_places_show(&mut reader, 0).await;
        let rows = opened(&mut reader, LATE).await.table("late");
        assert!(row(&rows, "th-50").is_none() && row(&rows, "th-83").is_some(), "{rows:?}");
        let rows = opened(&mut reader, COMPLETE).await.table("bodies");
        assert_eq!(row(&rows, "th-50").expect("a row")[5], "1 100%", "{rows:?}");
        let reviewer = app.actor(3, Role::Reviewer, "th");
        let moves = app.services().submissions();
        moves.correct(&reviewer, &key("th-50"), Seen::Any, "นับใหม่").await.expect("reopened");
        all_places_show(&mut reader, 0).await;
        app.accept("th-50", &[("svc-e2e", "65", "100")]).await;
        all_places_show(&mut reader, 1).await;
    }
}
