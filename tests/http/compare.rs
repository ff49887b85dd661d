//! Bodies side by side: what stands in a column is what stands on the page of the body.

use domain::{
    access::Role,
    organisation::{Duty, OrganisationKind},
};
use http::StatusCode;
use service::{organisations::ImportMode, testing::statements_taken};
use tests::{Engine, TestApp, Visitor, app::operator, country::body};

async fn country(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::of_size(engine, 8).await?;
    app.imports(&[
        ("one", "svc-e2e", "4", "10"),
        ("one", "open-datasets", "7", ""),
        ("d001", "svc-e2e", "9", "10"),
        ("d002", "svc-e2e", "1", "10"),
    ])
    .await;
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

#[tokio::test]
async fn every_column_shows_what_the_page_of_the_body_shows() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, mut executive)) = country(engine).await else { continue };
        let page = executive.opens("/compare?with=one,d001,two,mdes").await;
        assert_eq!(page.status, StatusCode::OK);
        let rows = page.table("compared");
        let row = |begins: &str| rows.iter().find(|row| row[0].starts_with(begins)).expect("a row").clone();
        let services = row("สัดส่วนบริการ");
        assert_eq!(services.len(), 5, "{services:?}");
        for (cell, figure) in services[1..].iter().zip(["40%", "90%", "–", "65%"]) {
            assert!(cell.starts_with(figure), "{services:?}");
        }
        assert_eq!(row("รายงานที่รับรองแล้ว")[1..], ["1/1", "1/1", "0/1", "2/6"]);
        assert!(row("คะแนนเล็ก")[1].parse::<f64>().is_ok(), "{rows:?}");
        assert_eq!(row("คะแนนเล็ก")[3], "–");
        executive.opens("/organisations/mdes").await.shows("/compare?with=mdes").shows("65%");
    }
}

#[tokio::test]
async fn a_body_that_reports_nothing_is_not_asked_and_lacks_no_data() {
    let app = TestApp::new().await;
    let organisations = app.services().organisations();
    let tree = organisations.tree(&operator()).await.expect("a register");
    let office = body("office", Some("moph"), OrganisationKind::Department, Duty::None);
    let bodies = tree.bodies().cloned().chain([office]).collect();
    organisations.import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    let mut executive = app.somebody(Role::Executive, "th").await;
    let rows = executive.opens("/compare?with=one,office").await.table("compared");
    let row = |begins: &str| rows.iter().find(|row| row[0].starts_with(begins)).expect("a row")[1..].to_vec();
    assert_eq!(row("รายงานที่รับรองแล้ว"), ["0/2", "0/0"]);
    assert_eq!(row("สถานะรวม"), ["ไม่มีข้อมูล", "ไม่ต้องรายงาน"]);
}

#[tokio::test]
async fn one_is_added_by_its_name_and_taken_out_again_in_the_same_round() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let page = executive.opens("/compare?with=one&find=d00&round=2570-q1").await;
    page.shows("with=one%2Cd001").shows("round=2570-q1");
    let both = executive.opens("/compare?with=one%2Cd001&round=2570-q1").await;
    both.shows("href=\"/compare?round=2570-q1&amp;with=d001\"");
    executive.opens("/compare?with=one&find=ไม่มีที่ไหน").await.shows("ไม่พบหน่วยงาน");
}

#[tokio::test]
async fn what_the_address_cannot_mean_is_said_and_nothing_else_is_lost() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    executive.opens("/compare").await.shows("ยังไม่ได้เลือกหน่วยงาน");
    let page = executive.opens("/compare?with=one,nobody,,one,%3Cscript%3E").await;
    page.shows("nobody").hides("<script>");
    assert_eq!(page.table("compared")[0].len(), 2, "one body, named once");
    let page = executive.opens("/compare?with=one,two,three,d001,d002,d003,d004").await;
    assert_eq!(page.table("compared")[0].len(), 7, "six bodies");
    page.shows("แสดงหกหน่วยงานแรกเท่านั้น").shows("ครบหกหน่วยงานแล้ว");
    assert_eq!(executive.opens("/compare?with=one&round=1999-q1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bodies_are_named_with_commas_or_one_by_one() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let heads = |page: &tests::Answer| page.table("compared")[0].clone();
    let together = heads(&executive.opens("/compare?with=one,d001,two&round=2570-q1").await);
    assert_eq!(together.len(), 4, "{together:?}");
    for address in
        ["with=one&with=d001&with=two", "with=one&with=d001,two", "with=one&with=&with=one,d001&with=two,d001"]
    {
        let page = executive.opens(&format!("/compare?round=2570-q1&{address}")).await;
        assert_eq!(heads(&page), together, "{address}");
        // From here on they stand in one value.
        page.shows("href=\"/compare?round=2570-q1&amp;with=d001%2Ctwo\"").shows("name=\"with\" value=\"one,d001,two\"");
    }
    let one_by_one = |names: &[&str]| names.iter().map(|name| format!("with={name}")).collect::<Vec<_>>().join("&");
    let seven = one_by_one(&["one", "two", "three", "d001", "d002", "d003", "d004"]);
    let page = executive.opens(&format!("/compare?{seven}")).await;
    assert_eq!(heads(&page).len(), 7, "six bodies");
    page.shows("แสดงหกหน่วยงานแรกเท่านั้น");
    let page = executive.opens(&format!("/compare?with=one&{}", one_by_one(&["no1", "no2"]))).await;
    page.shows("ไม่มีหน่วยงานที่มีรหัส no1, no2 จึงไม่ได้แสดง");
    assert_eq!(heads(&page).len(), 2);
    let nobody = one_by_one(&["no1", "no2", "no3", "no4", "no5", "no6", "no7", "no8"]);
    let page = executive.in_english().opens(&format!("/compare?{nobody}")).await;
    page.shows("No organisation has the codes no1, no2, no3, no4, no5, no6 and 2 more: left out");
}

#[tokio::test]
async fn six_cost_as_many_statements_as_one() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let mut counts = Vec::new();
    executive.opens("/compare?with=one").await;
    for with in ["one", "one,two,d001,d002,d003,mdes"] {
        statements_taken();
        executive.opens(&format!("/compare?with={with}")).await;
        counts.push(statements_taken());
    }
    assert_eq!(counts[0], counts[1]);
}
