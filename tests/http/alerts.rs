//! What to look at: each alert with its figures, agency by agency, derived when the page is opened.

use crate::forecast::{with_past, with_past_and};
use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use service::testing::statements_taken;
use tests::{Answer, Engine, TestApp, app::operator, country::ROUND};

/// Where the next page of a list is.
fn next(page: &Answer) -> Option<String> {
    let (before, _) = page.body.split_once("\" rel=\"next\"")?;
    let (_, href) = before.rsplit_once("href=\"")?;
    Some(href.replace("&amp;", "&"))
}

/// The agencies of a page, in their order.
fn agencies(page: &Answer) -> Vec<String> {
    let captions = page.body.split("id=\"alerts-").skip(1);
    captions.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_decline_a_target_at_risk_and_silence_are_told_with_their_figures() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        // Down from 48 to 44 to 40; 71.04 is expected by December.
        with_past(&app, [40, 44, 48, 44, 40]).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let page = executive.opens("/alerts?organisation=one").await;
        assert_eq!(page.status, StatusCode::OK);
        let rows = page.table("alerts-one");
        let kinds: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(kinds, ["Target at risk", "Declining"], "{rows:?}");
        assert!(rows[1][2].starts_with("Off course · 40% against"), "{rows:?}");
        assert!(
            rows[2][2].starts_with("From 48% (30 Jun 2026) to 40% (31 Dec 2026): 8 points worse over 2 periods"),
            "{rows:?}"
        );
        page.shows("/organisations/one/indicators/svc-e2e").shows("not an official figure");
        executive.opens("/organisations/one").await.shows("id=\"alerts\"").shows("Declining");
        // Nobody reported three, and it is not due yet.
        executive.opens("/alerts?organisation=three").await.shows("Nothing to look at");
        app.advance(Duration::days(10));
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let page = executive.opens("/alerts?organisation=three").await;
        let rows = page.table("alerts-three");
        assert!(rows.len() == 2 && rows[1][1].starts_with("3 indicators"), "those without data in one: {rows:?}");
        page.shows("It was due and nothing is accepted");
        assert_eq!(executive.opens("/alerts?organisation=nobody").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_alert_names_its_target_and_what_is_foretold_and_contradicts_no_figure() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        // Beyond the 80 of September already, and down by 3 each quarter: 75 by then.
        with_past(&app, [96, 93, 90, 87, 84]).await;
        let mut executive = app.somebody(Role::Executive, "th").await;
        let told =
            "ขณะนี้ถึงเป้าหมาย 80% แล้ว แต่กำลังลดลง: คาดว่าจะได้ 75% เมื่อสิ้นปีงบประมาณ 2570 (ระหว่าง 75% ถึง 75% ใน 9 จาก 10 กรณี)";
        let rows = executive.opens("/alerts?organisation=one").await.table("alerts-one");
        assert!(rows[1][2].starts_with("ขณะนี้เป็นไปตามเป้า · ได้ 84% เป้าหมายตามเวลา ณ 31 ธ.ค. 2569 คือ 71"), "{rows:?}");
        assert!(rows[1][2].contains(told), "{rows:?}");
        executive
            .opens("/organisations/one/indicators/svc-e2e")
            .await
            .shows(told)
            .hides("ของช่วง. ")
            .hides("ของช่วง<!>. ");
        let mut executive = executive.in_english();
        let told = "Reaches its target of 80% now, but is falling: 75% expected by the end of fiscal year 2570 (2027) (between 75% and 75% in nine of ten cases)";
        let rows = executive.opens("/alerts?organisation=one").await.table("alerts-one");
        assert_eq!(rows[1][0], "Target at risk");
        // On course by now: not the mark of what is off course.
        let page = executive.opens("/alerts?organisation=one").await;
        page.shows("data-status=\"at_risk\">Target at risk<").hides("data-status=\"off_course\"");
        assert!(rows[1][2].starts_with("On course by now · 84% against 71"), "{rows:?}");
        assert!(rows[1][2].contains(" expected by 31 Dec 2026 · ") && rows[1][2].contains(told), "{rows:?}");
        let page = executive.opens("/organisations/one/indicators/svc-e2e").await;
        page.shows(told)
            .shows("Nothing in the interval meets the target")
            .shows("The present pace is −12 points a year");
    }
}

#[tokio::test]
async fn a_target_that_is_reached_is_not_at_risk_while_the_interval_still_meets_it() {
    let app = TestApp::new().await;
    // 76 is expected by September, between 66 and 95; the target is 80.
    with_past(&app, [90, 87, 88, 84, 82]).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let rows = executive.opens("/alerts?organisation=one").await.table("alerts-one");
    let kinds: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(kinds, ["Declining"], "{rows:?}");
    let page = executive.opens("/organisations/one/indicators/svc-e2e").await;
    page.shows("Reaches its target of 80% now, but is falling: 76% expected")
        .shows("(between 66% and 95% in nine of ten cases)");
    page.shows("the better end of the interval still meets it").shows("The present pace is −8 points a year");
}

#[tokio::test]
async fn the_worst_agencies_come_first_and_a_kind_can_be_asked_for() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::of_size(engine, 4).await else { continue };
        // 40% and 9 of 10: of those the first is off course, the second is not; three is silent.
        app.imports(&[
            ("two", "svc-e2e", "4", "10"),
            ("d001", "svc-e2e", "10", "10"),
            ("d001", "digital-plan", "yes", ""),
        ])
        .await;
        app.advance(Duration::days(10));
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let page = executive.opens("/alerts").await;
        let place = |code: &str| page.body.find(&format!("id=\"alerts-{code}\"")).expect("a list");
        assert!(place("two") < place("one"), "a target off course before silence, whatever the codes");
        assert!(place("one") < place("three"), "those alike by their codes");
        page.shows("The worst first");
        let missed = executive.opens("/alerts?kind=target_at_risk").await;
        missed.shows("id=\"alerts-two\"").hides("id=\"alerts-one\"").hides("It was due and nothing is accepted");
        missed.shows("value=\"target_at_risk\" selected");
        executive.opens("/alerts?kind=declining").await.shows("Nothing of this kind");
        let forged = executive.opens("/alerts?kind=%3Cscript%3E").await;
        forged.shows("id=\"alerts-one\"").shows("id=\"alerts-two\"").shows("There is no such kind");
        let bodies = executive.opens("/alerts?kind=province").await;
        bodies.shows("narrowed by kinds of alerts, not of organisations").hides("There is no such kind");
    }
}

#[tokio::test]
async fn of_each_agency_in_a_list_of_many_the_first_alerts_stand_and_the_way_to_all() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        // Two of the share of services as above, and a target missed in each of two more indicators.
        let more = format!("{ROUND},one,open-datasets,1,\n{ROUND},one,digital-plan,no,\n");
        with_past_and(&app, [40, 44, 48, 44, 40], &more).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let all = executive.opens("/alerts?organisation=one").await;
        let all = all.table("alerts-one");
        assert!(all.len() > 4, "{all:?}");
        let page = executive.opens(&format!("/alerts?round={ROUND}")).await;
        let rows = page.table("alerts-one");
        assert_eq!(rows[1..], all[1..4]);
        let way =
            format!("href=\"/alerts?round={ROUND}&amp;organisation=one\">All of Body one ({} more)<", all.len() - 4);
        page.shows(&way);
        // Of two fewer are there, so nothing leads on.
        assert_eq!(page.table("alerts-two").len(), 3);
        page.hides("All of Body two");
        app.advance(Duration::days(10));
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let page = executive.opens("/alerts").await;
        let silent = "3 indicators<span class=\"visually-hidden\"> Body three</span></a>";
        page.shows(&format!("<a href=\"/alerts?organisation=three\">{silent}"))
            .hides("<summary>3 indicators</summary>");
        executive.opens("/alerts?organisation=three").await.shows("<summary>3 indicators</summary>");
    }
}

#[tokio::test]
async fn three_alerts_of_an_agency_are_all_of_them_and_nothing_leads_on() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        with_past_and(&app, [40, 44, 48, 44, 40], &format!("{ROUND},one,open-datasets,1,\n")).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let all = executive.opens("/alerts?organisation=one").await.table("alerts-one");
        assert_eq!(all.len(), 1 + 3, "{all:?}");
        let page = executive.opens("/alerts").await;
        assert_eq!(page.table("alerts-one"), all);
        page.hides("All of Body one");
    }
}

#[tokio::test]
async fn of_one_agency_what_is_off_course_stands_before_what_is_at_risk_wherever_the_plan_has_it() {
    let app = TestApp::new().await;
    // 68% of 71.04 that are expected by December are at risk; one dataset of ten is off course, and later in the plan.
    with_past_and(&app, [68, 68, 68, 68, 68], &format!("{ROUND},one,open-datasets,1,\n")).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    for (address, table) in [("/alerts?organisation=one", "alerts-one"), ("/organisations/one", "alerts")] {
        let rows = executive.opens(address).await.table(table);
        assert!(rows.len() == 3 && rows[1][2].starts_with("Off course · 1 "), "{rows:?}");
        assert!(rows[2][2].starts_with("At risk · 68% against"), "{rows:?}");
    }
}

#[tokio::test]
async fn the_way_to_all_of_an_agency_keeps_the_kind_and_not_the_page() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        // 32 agencies miss four targets, and one of them 18 more.
        let Some(app) = TestApp::vast(engine, 30, 22).await else { continue };
        let indicators: Vec<String> = (1..=22).map(|number| format!("i-{number:03}")).collect();
        let mut bodies: Vec<String> = (1..=30).map(|number| format!("d{number:04}")).collect();
        bodies.extend(["one", "two"].map(str::to_owned));
        let asked = |body: &str| if body == "one" { 22 } else { 4 };
        let values: Vec<_> = bodies
            .iter()
            .flat_map(|body| indicators[..asked(body)].iter().map(move |it| (body.as_str(), it.as_str(), "1", "10")))
            .collect();
        app.imports(&values).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let first = executive.opens("/alerts?kind=target_at_risk").await;
        first.shows("href=\"/alerts?kind=target_at_risk&amp;organisation=one\">All of Body one (19 more)<");
        let on = next(&first).expect("a second page");
        assert!(on.contains("after="), "{on}");
        let second = executive.opens(&on).await;
        let listed = agencies(&second);
        assert_eq!(listed.len(), 32 - 25, "{listed:?}");
        for agency in listed {
            let way = format!("/alerts?kind=target_at_risk&organisation={agency}");
            second.shows(&format!("href=\"{}\">All of Body {agency} (1 more)<", way.replace('&', "&amp;")));
            let all = executive.opens(&way).await.table(&format!("alerts-{agency}"));
            assert_eq!((all.len(), &all[..4]), (1 + 4, &second.table(&format!("alerts-{agency}"))[..]));
        }

        // The page of the agency itself has more of them, and not all.
        let all = executive.opens("/alerts?organisation=one").await.table("alerts-one");
        assert_eq!(all.len(), 1 + 22);
        let own = executive.opens("/organisations/one").await;
        assert_eq!(own.table("alerts"), all[..=20]);
        own.shows("href=\"/alerts?organisation=one\">All of Body one (2 more)<");
    }
}

#[tokio::test]
async fn silence_is_told_once_the_time_that_was_given_is_over() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let (round, three) = (ROUND.parse().expect("a code"), "three".parse().expect("a code"));
        let ends_at = app.services().now() + Duration::days(20);
        app.services().rounds().extend(&operator(), &round, &three, ends_at, "น้ำท่วม").await.expect("extended");
        app.advance(Duration::days(10));
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        executive.opens("/alerts?organisation=two").await.shows("It was due and nothing is accepted");
        executive.opens("/alerts?organisation=three").await.shows("Nothing to look at");
        executive.opens("/organisations/three").await.hides("It was due and nothing is accepted");
        app.advance(Duration::days(20));
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        executive.opens("/alerts?organisation=three").await.shows("It was due and nothing is accepted");
    }
}

#[tokio::test]
async fn the_list_of_the_country_takes_as_many_statements_as_that_of_one_agency() {
    let app = TestApp::of_size(Engine::Sqlite, 40).await.expect("SQLite");
    app.imports(&[("one", "svc-e2e", "4", "10"), ("d001", "svc-e2e", "1", "10")]).await;
    let mut reviewer = app.reviewer().await.in_english();
    reviewer.opens("/alerts").await;
    let mut counts = Vec::new();
    for address in ["/alerts?organisation=one", "/alerts"] {
        statements_taken();
        reviewer.opens(address).await;
        counts.push(statements_taken());
    }
    assert_eq!(counts[0], counts[1]);
    let page = reviewer.opens("/alerts").await;
    page.shows("alerts-d001").hides("alerts-two").shows("1–25 of 43");
    let on = next(&page).expect("a second page");
    let page = reviewer.opens(&on).await;
    page.shows("Body two").hides("alerts-d001").shows("26–43 of 43").shows("href=\"/alerts\" rel=\"prev\"");
    assert_eq!(next(&page), None);
    reviewer.opens("/").await.shows("/alerts?organisation=th");
    reviewer.opens("/national").await.shows("href=\"/alerts\"");
}

#[tokio::test]
async fn the_worst_of_a_large_country_come_first_and_a_kind_is_narrowed_over_all_of_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        // 133 agencies owe a report.
        let Some(app) = TestApp::of_size(engine, 130).await else { continue };
        let poor: Vec<String> = (1..=130).step_by(4).map(|number| format!("d{number:03}")).collect();
        let values: Vec<_> = poor.iter().map(|agency| (agency.as_str(), "svc-e2e", "1", "10")).collect();
        app.imports(&values).await;
        app.imports(&[("three", "svc-e2e", "0", "10"), ("three", "open-datasets", "1", "")]).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        executive.opens("/national").await.hides("/alerts?kind=");
        let page = executive.opens("/alerts").await;
        page.shows("34 of 133 agencies have alerts").shows("Target at risk 34 (off course 34)<").shows("No data 0");
        page.shows("class=\"badge\" data-status=\"off_course\">Target at risk<");
        page.shows("The worst first").shows("Order as of").shows("nothing has changed since");
        let first = agencies(&page);
        assert_eq!(first[..2], ["three", "d001"], "two targets off course before one");

        // Every agency of a kind, each once, page by page.
        let (mut found, mut address) = (Vec::new(), Some("/alerts?kind=target_at_risk".to_owned()));
        while let Some(asked) = address {
            let page = executive.opens(&asked).await;
            page.shows("value=\"target_at_risk\" selected").shows("aria-current=\"true\"");
            found.extend(agencies(&page));
            address = next(&page);
        }
        let expected: Vec<String> = std::iter::once("three".to_owned()).chain(poor.iter().cloned()).collect();
        assert_eq!(found, expected);
        executive.opens("/alerts?kind=declining").await.shows("Nothing of this kind to look at<");

        // Who is known stands on the national page as well, and nothing is worked out for it.
        let page = executive.opens("/national").await;
        page.shows("34 of 133 agencies have alerts").shows("href=\"/alerts?kind=target_at_risk\"").shows("Counted ");
        let chosen = executive.opens(&format!("/national?round={ROUND}")).await;
        chosen.shows(&format!("href=\"/alerts?round={ROUND}&amp;kind=no_data\""));

        // Once its agencies are judged, a page costs as many statements as that of a few, and two that tell whether anything has
        // changed.
        let mut counts = Vec::new();
        for address in ["/alerts?organisation=one", "/alerts"] {
            executive.opens(address).await;
            statements_taken();
            executive.opens(address).await;
            counts.push(statements_taken());
        }
        assert_eq!(counts[0] + 2, counts[1], "{engine:?}");
    }
}

#[tokio::test]
async fn while_it_is_worked_out_who_is_the_worst_a_large_country_stands_by_code() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::of_size(engine, 130).await else { continue };
        app.imports(&[("d077", "svc-e2e", "1", "10")]).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let held = app.test.hold_worker().await;
        let page = executive.opens("/alerts").await;
        page.shows("is being worked out")
            .shows("By code meanwhile")
            .shows("href=\"/alerts\" class=\"button\">Open it again");
        page.hides("agencies have alerts").shows("d001").shows("1–25 of 133");
        let narrowed = executive.opens("/alerts?kind=target_at_risk").await;
        narrowed.shows("Nothing of this kind to look at on this page");
        executive.opens("/alerts?organisation=mdes").await.shows("The worst first").shows("agencies have alerts");
        held.release();
        let page = executive.opens("/alerts").await;
        page.shows("alerts-d077").shows("Order as of").hides("By code meanwhile");
        app.advance(Duration::hours(1));
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        executive.opens("/national").await.shows("agencies have alerts");
        let past = executive.opens("/national?as_of=2027-01-22T02:00:00Z").await;
        past.shows("Alerts of all agencies").hides("agencies have alerts");
        let past = executive.opens("/alerts?as_of=2027-01-22T02:00:00Z").await;
        past.shows("By code, since these are more than 120 agencies");
        let of_grade = executive.opens("/alerts?trust=evidence_verified").await;
        of_grade.shows("By code, since these are more than 120 agencies");
    }
}
