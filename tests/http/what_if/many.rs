//! The place under other weights in a country of many bodies, and where they are too many.

use super::country;
use domain::access::Role;
use service::{Chance, Services};
use tests::{Engine, TestApp, Visitor, country::large_country};

/// Services of a body as a share of the way from the baseline to the target, and its datasets. There are a few of each, so that many
/// bodies share a score by any weights.
fn figures(at: i64) -> (i64, i64) {
    ([0, 50, 100][usize::try_from(at % 3).expect("an index")], at * 7 % 10 * 10)
}

async fn full_country(engine: Engine) -> Option<(TestApp, Vec<String>, Visitor)> {
    let app = TestApp::over(large_country(engine, 40).await?);
    let bodies: Vec<String> =
        ["one", "two", "three"].map(str::to_owned).into_iter().chain((1..=40).map(|at| format!("d{at:03}"))).collect();
    let mut rows = Vec::new();
    for (body, at) in bodies.iter().zip(0..) {
        let (services, datasets) = figures(at);
        // From 20 to 80 of a hundred.
        rows.push((body.clone(), "svc-e2e", (20 + services * 60 / 100).to_string(), "100"));
        rows.push((body.clone(), "open-datasets", datasets.to_string(), ""));
    }
    let rows: Vec<_> =
        rows.iter().map(|(body, code, value, base)| (body.as_str(), *code, value.as_str(), *base)).collect();
    app.imports(&rows).await;
    let executive = app.somebody(Role::Executive, "th").await.in_english();
    Some((app, bodies, executive))
}

/// Where a body comes out by these weights of services and datasets, counted one by one.
fn place(own: usize, figure: impl Fn(usize) -> (i64, i64), bodies: usize, weights: (i64, i64)) -> String {
    let score = |at: usize| figure(at).0 * weights.0 + figure(at).1 * weights.1;
    let better = (0..bodies).filter(|at| score(*at) > score(own)).count();
    let alike = (0..bodies).filter(|at| score(*at) == score(own)).count();
    format!("{}{} of {bodies}", better + 1, if alike > 1 { " (tied)" } else { "" })
}

#[tokio::test]
async fn the_place_under_other_weights_is_right_among_many_with_equal_and_different_scores() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, bodies, mut executive)) = full_country(engine).await else { continue };
        let given = |at: usize| figures(i64::try_from(at).expect("a number"));
        for own in [0, 1, 2, 7, 20, 41] {
            let address = format!("/scores/small/2570-q1/{}/what-if", bodies[own]);
            // Three to one by the scheme.
            for (asked, weights) in [("w.datasets=3", (3, 3)), ("w.services=0", (0, 1)), ("w.services=2", (2, 1))] {
                let page = executive.opens(&format!("{address}?{asked}")).await;
                let told = page.table("result")[2].clone();
                let expected = [(3, 1), weights].map(|weights| place(own, given, bodies.len(), weights));
                assert_eq!(told[1..], expected, "{} by {asked}", bodies[own]);
            }
            // Its own answer changes as well, and nobody else's.
            let page = executive.opens(&format!("{address}?w.datasets=3&v.open-datasets=70")).await;
            let changed = |at: usize| if at == own { (given(at).0, 70) } else { given(at) };
            assert_eq!(page.table("result")[2][2], place(own, changed, bodies.len(), (3, 3)), "{}", bodies[own]);
        }
    }
}

#[tokio::test]
async fn where_bodies_are_too_many_the_page_says_so_and_tells_all_else() {
    let (mut app, _) = country(Engine::Sqlite).await.expect("SQLite");
    app.test.settings.most_rescored = 1;
    let opened = Services::open(&app.test.settings, app.test.clock.clone(), Chance::seeded(8)).await;
    app.test.services = opened.expect("services");
    let app = TestApp::over(app.test);
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let address = "/scores/small/2570-q1/one/what-if";
    let page = executive.opens(&format!("{address}?w.services=0")).await;
    let result = page.table("result");
    assert_eq!(result[1], ["Score", "38.50", "4.00"]);
    assert_eq!(result[2][1], "2 of 2");
    assert!(result[2][2].starts_with("Not worked out"), "{result:?}");
    // Other answers leave everybody else as they are, however many they be.
    let page = executive.opens(&format!("{address}?v.svc-e2e=80")).await;
    assert_eq!(page.table("result")[2], ["Place", "2 of 2", "1 of 2"]);
}
