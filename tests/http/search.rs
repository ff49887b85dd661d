//! Looking for organisations and indicators: the closest first, however they are typed, at the price of one that finds
//! nothing.

use domain::access::Role;
use http::StatusCode;
use service::testing::statements_taken;
use tests::{Engine, TestApp, Visitor};

async fn executive(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::of_size(engine, 60).await?;
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

fn asked(typed: &str) -> String {
    let typed: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    format!("/search?q={typed}")
}

#[tokio::test]
async fn an_indicator_is_found_without_tone_marks_and_in_english_on_both_databases() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, mut executive)) = executive(engine).await else { continue };
        for typed in ["สัดสวนบริการ", "บริการ สัดส่วน", "SVC-E2E", "svc"]
        {
            let found = executive.opens(&asked(typed)).await;
            assert_eq!(found.status, StatusCode::OK);
            assert!(found.links().contains(&"/indicators/svc-e2e".to_owned()), "{typed} {engine:?}");
            found.hides("class=\"empty\"");
        }
    }
}

#[tokio::test]
async fn the_closest_organisation_stands_first_and_the_rest_is_a_page_away() {
    let (_app, mut executive) = executive(Engine::Sqlite).await.expect("SQLite");
    let links = |answer: &tests::Answer| -> Vec<String> {
        answer.links().into_iter().filter(|link| link.starts_with("/organisations/")).collect()
    };
    let found = executive.opens(&asked("d01")).await;
    assert_eq!(links(&found).len(), 10, "d010 to d019");
    assert_eq!(links(&executive.opens(&asked("d010")).await), ["/organisations/d010"]);
    let found = executive.opens(&asked("d0")).await;
    assert_eq!(links(&found).len(), 10);
    found.shows("in=organisations");
    let every = executive.opens(&format!("{}&in=organisations", asked("d0"))).await;
    assert_eq!(links(&every).len(), 50, "a page of them");
    let rest = executive.opens(&format!("{}&in=organisations&page=2", asked("d0"))).await;
    assert_eq!(links(&rest).len(), 10, "d001 to d060 are sixty");
    let ministry = executive.opens(&asked("one")).await;
    assert_eq!(links(&ministry)[0], "/organisations/one");
}

#[tokio::test]
async fn a_search_costs_the_same_whatever_it_finds() {
    let (_app, mut executive) = executive(Engine::Sqlite).await.expect("SQLite");
    let mut counts = Vec::new();
    executive.opens(&asked("d0")).await;
    for typed in ["d0", "ไม่มีที่ไหน", "svc", "หน่วยงาน"] {
        statements_taken();
        executive.opens(&asked(typed)).await;
        counts.push(statements_taken());
    }
    assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[tokio::test]
async fn nothing_typed_and_nothing_found_say_what_to_do() {
    let (_app, mut executive) = executive(Engine::Sqlite).await.expect("SQLite");
    executive.opens("/search").await.shows("ค้นหาอะไร").shows("href=\"/plans\"");
    for nothing in ["่", "  ", "."] {
        executive.opens(&asked(nothing)).await.shows("ค้นหาอะไร");
    }
    let hostile = "<script>alert(1)</script>";
    executive.opens(&asked(hostile)).await.shows("ไม่พบสิ่งที่ค้นหา").hides("<script>alert");
    executive.opens("/search?q=d0&in=nowhere&page=99999999999").await.shows("found-organisations");
    executive.opens("/national").await.shows("action=\"/search\"");
}
