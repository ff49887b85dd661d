//! The rounds and the editions of plans that something is published of.

use super::{Api, Program, on_both_databases};
use crate::{
    access::objects::{EMBARGOED, PUBLISHED, publish_past},
    exports::makes_files,
    publications::{publish, reviewed},
};
use domain::access::Role;
use http::{Method, StatusCode, header};
use serde_json::{Value, json};
use service::testing::Engine;
use tests::{TestApp, app::operator};

on_both_databases!(
    rounds_and_plans_are_those_of_what_one_may_see,
    nothing_published_is_denied_or_left_out_while_some_pages_are_made_anew,
    an_edition_is_told_by_whichever_of_its_snapshots_can_be_read,
);

const LISTS: [&str; 2] = ["/snapshots/rounds", "/snapshots/plans"];

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("items")
}

/// The rounds of a list with the snapshot that stands for each.
async fn rounds(reader: &Program, query: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a code").to_owned();
    let page = reader.get(&format!("/snapshots/rounds{query}")).await.ok();
    items(&page).iter().map(|item| (text(&item["code"]), text(&item["snapshot"]))).collect()
}

fn pairs(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter().map(|(round, snapshot)| ((*round).to_owned(), (*snapshot).to_owned())).collect()
}

async fn rounds_and_plans_are_those_of_what_one_may_see(engine: Engine) {
    let Some(app) = TestApp::start(engine).await else { return };
    let api = Api { app };
    let nobody = api.nobody();
    for list in LISTS {
        assert!(items(&nobody.get(list).await.ok()).is_empty(), "{list}: nothing is published");
    }
    let mut admin = reviewed(&api.app).await;
    publish(&api.app, &mut admin, 1, "", "").await;
    api.app.advance(chrono::Duration::days(1));
    let before = api.app.services().now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    api.app.advance(chrono::Duration::days(1));
    publish_past(&api.app).await;
    let (newest, past) = (("2570-q1", "2570-q1.final.1"), ("2569-q4", PUBLISHED));

    let page = nobody.get("/snapshots/rounds").await.ok();
    let told = json!({
      "code": "2570-q1",
      "plan": "small",
      "plan_version": 1,
      "period": "2570-q1",
      "period_start": "2026-10-01",
      "period_end": "2026-12-31",
      "window": {
        "opens": "2027-01-01T02:00:00Z",
        "due": "2027-01-31T02:00:00Z",
        "closes": "2027-02-15T02:00:00Z"
      },
      "snapshot": "2570-q1.final.1"
    });
    assert_eq!(items(&page)[0], told);
    // What is under embargo shows to those who may see it already, and to nobody else.
    let official = api.program("official", Role::Administrator, "th").await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    assert_eq!(rounds(&official, "").await, pairs(&[newest, ("2569-q4", EMBARGOED)]));
    for who in [&nobody, &reporter] {
        assert_eq!(rounds(who, "").await, pairs(&[newest, past]));
    }

    let first = nobody.get("/snapshots/rounds?plan=small&limit=1").await.ok();
    assert_eq!((items(&first).len(), &items(&first)[0]["code"]), (1, &"2570-q1".into()));
    assert_eq!(first["next"], "/api/v1/snapshots/rounds?plan=small&limit=1&after=2570-q1");
    assert_eq!(rounds(&nobody, "?plan=small&limit=1&after=2570-q1").await, pairs(&[past]));
    assert_eq!(rounds(&nobody, &format!("?asOf={before}")).await, pairs(&[newest]), "what was published then");
    let table = nobody.with_headers(Method::GET, "/snapshots/rounds", &[("accept", "text/csv")], "").await;
    let table = table.text();
    assert!(table.starts_with("code,plan,plan_version,period,period_start,period_end,opens,due,closes,snapshot\r\n"));
    assert!(table.contains("\r\n2569-q4,small,1,2569-q4,2026-07-01,2026-09-30,"), "{table}");

    for who in [&nobody, &reporter, &official] {
        let plans = who.get("/snapshots/plans").await.ok();
        assert_eq!(items(&plans).len(), 1, "both rounds are of one edition");
        let plan = &items(&plans)[0];
        assert_eq!((&plan["plan"]["code"], &plan["plan"]["version"]), (&"small".into(), &1.into()));
        assert_eq!(plan["indicator"][0]["targets"][0]["value"], "80", "with all its figures");
    }
    let tag = nobody.get("/snapshots/plans").await.header(header::ETAG).to_owned();
    let again = nobody.with_headers(Method::GET, "/snapshots/plans", &[("if-none-match", &tag)], "").await;
    assert!(tag.starts_with('"') && again.status == StatusCode::NOT_MODIFIED, "{tag}: {}", again.status);
    for list in LISTS {
        assert!(items(&nobody.get(&format!("{list}?plan=another")).await.ok()).is_empty(), "{list}");
        for wrong in ["plan=", "plan=%00", "round=2570-q1", "asOf=never"] {
            let answer = nobody.get(&format!("{list}?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{list}?{wrong}: {}", answer.text());
        }
        nobody.get(&format!("{list}?asOf=2100-01-01")).await.refused(400, "as_of_future");
        nobody.get(&format!("{list}?asOf=2020-01-01")).await.ok();
    }
    for wrong in ["after=2560-q1", "after=", "limit=0", "limit=1001"] {
        nobody.get(&format!("/snapshots/rounds?{wrong}")).await.refused(400, "bad_request");
    }
    let stranger = Program { secret: "tidtam_nobody".to_owned(), ..nobody.clone() };
    for list in LISTS {
        stranger.get(list).await.refused(401, "token_refused");
    }

    api.app.advance(chrono::Duration::days(40));
    assert_eq!(rounds(&nobody, "").await, pairs(&[newest, ("2569-q4", EMBARGOED)]), "the embargo is over");
}

async fn nothing_published_is_denied_or_left_out_while_some_pages_are_made_anew(engine: Engine) {
    const FIRST: &str = "2570-q1.final.1";
    const ALL: [&str; 3] = [
        "/sdmx/data/dataflow/DGA/small/1.0.0/*",
        "/sdmx/structure/datastructure/DGA/small/1.0.0?references=all",
        "/snapshots/rounds",
    ];
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    app.advance(chrono::Duration::days(1));
    publish_past(&app).await;
    makes_files(app.services()).await;
    let api = Api { app };
    let (app, nobody) = (&api.app, api.nobody());
    let official = api.program("official", Role::Administrator, "th").await;
    let prepare = async |code: &str| {
        let code = code.parse().expect("a code");
        app.services().publications().prepare(&operator(), &code).await.expect("extracted");
    };
    let lacks = async |lacking: &str| {
        for path in ALL {
            let answer = nobody.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        }
        for page in [format!("/public/th/{lacking}"), format!("/public/th/{lacking}/figure.svg")] {
            let page = app.nobody().opens(&page).await;
            assert_eq!((page.status.as_u16(), page.header("cache-control")), (503, "private, no-store"));
            assert_eq!(page.header("retry-after"), "300", "in how long it is looked for again");
        }
    };
    let told = async |codes: [&str; 2]| {
        for list in ["/public/th", "/public/th/feed.atom"] {
            let list = app.nobody().opens(list).await;
            for code in codes {
                list.shows(code);
            }
        }
        assert_eq!(app.nobody().opens("/public").await.location(), format!("/public/th/{FIRST}"));
    };
    app.test.age_publications().await;
    lacks(FIRST).await;
    let plans = nobody.get("/snapshots/plans").await;
    assert_eq!(plans.refused(503, "files_under_way")["detail"], FIRST);
    assert_eq!(plans.header(header::RETRY_AFTER), "300");
    assert_eq!(plans.header(header::CACHE_CONTROL), "private, no-store");
    let unmade = nobody.get("/snapshots/rounds").await.ok();
    assert_eq!(items(&unmade).len(), 2);
    told([FIRST, PUBLISHED]).await;
    prepare(FIRST).await;
    lacks(PUBLISHED).await;
    told([FIRST, PUBLISHED]).await;
    // The newest of the edition is there.
    for list in LISTS {
        assert_eq!(official.get(list).await.status, StatusCode::OK, "{list}");
        assert_eq!(nobody.get(list).await.status, StatusCode::OK, "{list}");
    }
    prepare(PUBLISHED).await;
    assert_eq!(nobody.get("/snapshots/rounds").await.ok(), unmade, "as it is signed");
    // The embargo of the one that stands in for it ends: the one that was replaced is not told in its place.
    app.advance(chrono::Duration::days(31));
    lacks(EMBARGOED).await;
    told([FIRST, EMBARGOED]).await;
    prepare(EMBARGOED).await;
    let newest = pairs(&[("2570-q1", FIRST), ("2569-q4", EMBARGOED)]);
    assert_eq!((rounds(&nobody, "").await, rounds(&official, "").await), (newest.clone(), newest));
}

async fn an_edition_is_told_by_whichever_of_its_snapshots_can_be_read(engine: Engine) {
    const PLANS: &str = "/snapshots/plans";
    let Some(app) = TestApp::start(engine).await else { return };
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    app.advance(chrono::Duration::days(1));
    publish_past(&app).await;
    let api = Api { app };
    let nobody = api.nobody();
    let prepare = async |code: &str| {
        let code = code.parse().expect("a code");
        api.app.services().publications().prepare(&operator(), &code).await.expect("extracted");
    };
    api.app.test.age_publications().await;
    assert_eq!(nobody.get(PLANS).await.refused(503, "files_under_way")["detail"], "2570-q1.final.1");
    // Who asks for another plan does not wait for this one.
    assert!(items(&nobody.get(&format!("{PLANS}?plan=another")).await.ok()).is_empty());
    // As where the file of the newest is lost: its pages are never made.
    prepare(PUBLISHED).await;
    let official = api.program("official", Role::Administrator, "th").await;
    for query in ["", "?plan=small"] {
        for who in [&nobody, &official] {
            let plans = who.get(&format!("{PLANS}{query}")).await.ok();
            assert_eq!(items(&plans).len(), 1, "{query}");
            assert_eq!(items(&plans)[0]["plan"]["code"], "small");
        }
    }
    let told = nobody.get(PLANS).await.ok();
    prepare("2570-q1.final.1").await;
    assert_eq!(nobody.get(PLANS).await.ok(), told, "editions never change");
}
