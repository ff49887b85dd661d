//! Deadlines for calendar programs, read by somebody else's reader.

use domain::access::Role;
use http::StatusCode;
use ical::parser::ical::component::IcalEvent;
use std::{collections::BTreeMap, io::BufReader};
use tests::{Answer, Engine, TestApp, Visitor, country::ROUND};

/// The address that a page shows once, as a path of ours.
fn address(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("/deadlines.ics?").unwrap_or_else(|| panic!("{}", page.body));
    let query = rest.split(['"', '<']).next().expect("the end of an address").replace("&amp;", "&");
    format!("/deadlines.ics?{query}")
}

async fn makes_feed(visitor: &mut Visitor, organisation: &str) -> String {
    let made = visitor.posts("/do/feeds/create", &[("organisation", organisation)]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    made.shows("ระบบแสดงที่อยู่นี้ครั้งเดียว");
    address(&made)
}

/// The events of a calendar by their identifiers.
fn events(answer: &Answer) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut calendars = ical::IcalParser::new(BufReader::new(answer.bytes.as_ref()));
    let calendar = calendars.next().expect("a calendar").expect("that can be read");
    assert!(calendars.next().is_none());
    let values = |event: &IcalEvent| -> BTreeMap<String, String> {
        event.properties.iter().map(|found| (found.name.clone(), found.value.clone().unwrap_or_default())).collect()
    };
    let events = calendar.events.iter().map(values);
    events.map(|event| (event["UID"].clone(), event)).collect()
}

#[tokio::test]
async fn a_calendar_program_reads_deadlines_with_extensions_and_planned_rounds() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut reporter = app.reporter("one").await;
        reporter.opens("/organisations/one").await.shows("/do/feeds/create");
        let path = makes_feed(&mut reporter, "one").await;
        let mut program = app.nobody().with("accept", "text/calendar");
        let answer = program.opens(&path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.header("content-type").starts_with("text/calendar"));
        assert!(answer.body.lines().all(|line| line.len() <= 75), "lines are folded: {}", answer.body);
        let due = &events(&answer)["2570-q1-one-due@tidtam"];
        assert_eq!((due["DTSTART"].as_str(), due["STATUS"].as_str()), ("20270131", "CONFIRMED"));
        assert_eq!(due["SUMMARY"], "กำหนดส่งรายงาน ไตรมาส 1 ปีงบประมาณ 2570");
        assert!(due["URL"].ends_with("/reports/2570-q1/one"), "{due:?}");

        let mut admin = app.administrator().await;
        let fields = [("round", ROUND), ("organisation", "mdes"), ("ends", "10/3/2570"), ("reason", "น้ำท่วม; ถนนขาด")];
        assert_eq!(admin.posts("/do/rounds/extend", &fields).await.status, StatusCode::SEE_OTHER);
        let rule = [
            ("plan", "small"),
            ("recurrence", "quarterly"),
            ("opens_days", "1"),
            ("due_day", "15"),
            ("grace_days", "30"),
            ("on_rest_days", "move"),
            ("starts_on", "1/1/2570"),
        ];
        assert_eq!(admin.posts("/do/round_rules/set", &rule).await.status, StatusCode::SEE_OTHER);
        let english = path.replace("language=th", "language=en");
        let told = events(&program.opens(&english).await);
        let due = &told["2570-q1-one-due@tidtam"];
        assert_eq!(due["DTSTART"], "20270310", "the ministry's extension reaches its department");
        assert_eq!(due["SUMMARY"], "Report due: Quarter 1\\, fiscal year 2570 (2027) (Extended)");
        let planned = &told["2570-q2-one-due@tidtam"];
        assert_eq!((planned["DTSTART"].as_str(), planned["STATUS"].as_str()), ("20270415", "TENTATIVE"));
        let mut elsewhere = app.reporter("three").await;
        let other = makes_feed(&mut elsewhere, "three").await;
        let others = events(&program.opens(&other).await);
        assert_eq!(others["2570-q1-three-due@tidtam"]["DTSTART"], "20270131");
    }
}

#[tokio::test]
async fn an_address_is_secret_and_can_be_taken_back() {
    let app = TestApp::new().await;
    let (mut reporter, account) = app.somebody_with_account(Role::Reporter, "one").await;
    let path = makes_feed(&mut reporter, "one").await;
    let mut program = app.nobody().with("accept", "text/calendar");
    for wrong in ["/deadlines.ics", "/deadlines.ics?secret=", "/deadlines.ics?secret=0000"] {
        assert_eq!(program.opens(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let mine = reporter.opens("/account").await;
    mine.shows("หน่วยงาน one").hides("deadlines.ics");
    let (_, rest) = mine.body.split_once("name=\"feed\" value=\"").expect("a feed");
    let feed = rest.split('"').next().expect("its identifier").to_owned();
    let mut other = app.reporter("one").await;
    assert_eq!(other.posts("/do/feeds/revoke", &[("feed", &feed)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(program.opens(&path).await.status, StatusCode::OK);
    let revoked = reporter.posts("/do/feeds/revoke", &[("feed", &feed)]).await;
    reporter.follows(&revoked).await.shows("ยกเลิกที่อยู่ของปฏิทินแล้ว");
    assert_eq!(program.opens(&path).await.status, StatusCode::NOT_FOUND);
    let again = makes_feed(&mut reporter, "two").await;
    let mut admin = app.administrator().await;
    admin.posts("/do/accounts/disable", &[("account", &account.to_string())]).await;
    assert_eq!(program.opens(&again).await.status, StatusCode::NOT_FOUND, "its owner may not sign in");
    admin.posts("/do/accounts/enable", &[("account", &account.to_string())]).await;
    assert_eq!(program.opens(&again).await.status, StatusCode::NOT_FOUND, "it does not come back with its owner");
}
