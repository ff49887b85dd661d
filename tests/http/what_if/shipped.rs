//! What can be tried under the plan and the readiness scheme as they are shipped.

use super::tries;
use chrono::Duration;
use domain::{access::Role, window::Window};
use service::{organisations::ImportMode, plans::read_plan, rounds::NewRound};
use tests::TestApp;

const YEAR: &str = "2569-q4";

/// A quarter that asks for everything, under the plan and the readiness scheme as they are shipped. Of every ratio each agency
/// has so many of 33.
async fn shipped(agencies: &[(&str, &str)]) -> TestApp {
    let app = TestApp::new().await;
    let (services, operator) = (app.services(), tests::country::operator());
    let plan = read_plan(include_str!("../../../reference/plans/dgp-2566.toml")).expect("a plan");
    let code = plan.plan.code.clone();
    services.plans().import(&operator, plan, ImportMode::Apply).await.expect("imported");
    let scheme = include_bytes!("../../../reference/schemes/dga-readiness.toml");
    let scheme = service::imports::schemes::read(scheme).expect("a scheme");
    let ratios: Vec<String> = scheme.indicators().into_iter().map(ToString::to_string).collect();
    services.schemes().import(&operator, scheme, Some(&code), ImportMode::Apply).await.expect("in force");
    let days = |days| services.now() + Duration::days(days);
    let window = Window::new(days(-1), days(80), days(90)).expect("in order");
    let new = NewRound { plan: code, period: YEAR.parse().expect("a period"), window };
    services.rounds().open(&operator, new).await.expect("opened");
    let mut values = Vec::new();
    for (agency, part) in agencies {
        values.extend(ratios.iter().map(|indicator| match indicator.as_str() {
            "org-digital-plan" => (*agency, "org-digital-plan", "yes", ""),
            "data-governance-level" => (*agency, "data-governance-level", "3", ""),
            "svc-uptime" => (*agency, "svc-uptime", "990", "1000"),
            ratio => (*agency, ratio, *part, "33"),
        }));
    }
    app.imports_into(YEAR, &values).await;
    app
}

#[tokio::test]
async fn whatever_can_be_tried_reaches_the_next_level_as_the_page_says() {
    let agencies = [("three", "9"), ("two", "15"), ("one", "13"), ("one-a", "10")];
    let app = shipped(&agencies).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let told = [
        ("three", "Defined", "One indicator is enough", 1),
        ("two", "Managed", "No single indicator is enough; two together are", 2),
        ("one", "Managed", "No two indicators are enough; three together are", 3),
    ];
    for (agency, level, enough, together) in told {
        let what_if = format!("/scores/dga-readiness/{YEAR}/{agency}/what-if");
        let page = executive.opens(&what_if).await;
        page.shows(&format!("To the level {level}")).shows(enough);
        let (tries, steps) = (tries(&page), page.table("steps"));
        assert!(!tries.is_empty() && tries.len() == steps.len() - 1, "{agency}: {tries:?} {steps:?}");
        for (try_it, step) in tries.iter().zip(&steps[1..]) {
            assert_eq!(try_it.matches("v.").count(), together, "{try_it}");
            // The page says the value that the link sets.
            for value in try_it.split(['?', '&']).skip(1).filter_map(|pair| pair.split_once('=')) {
                let is_said = value.1 == "yes" || step[0].contains(&format!("→ {}", value.1));
                assert!(is_said, "{value:?} in {step:?}");
            }
            let led_to = executive.opens(try_it).await;
            led_to.hides("nothing was worked out").hides("aria-invalid");
            assert_eq!(led_to.table("result")[2][2], level, "{try_it}");
        }
    }
}

#[tokio::test]
async fn where_three_are_not_enough_the_page_says_how_far_they_lead() {
    let app = shipped(&[("one", "10")]).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let page = executive.opens(&format!("/scores/dga-readiness/{YEAR}/one/what-if")).await;
    page.shows("Not even three indicators together are enough.")
        .shows("Those that bring most")
        .shows("would still need");
    let tries = tries(&page);
    assert_eq!((tries.len(), tries[0].matches("v.").count()), (1, 3), "{tries:?}");
    let result = executive.opens(&tries[0]).await.table("result");
    page.shows(&format!("would go {} → {}", result[1][1], result[1][2]));
    assert_eq!(result[2][1], result[2][2], "the level stays: {result:?}");
    let mut executive = app.somebody(Role::Executive, "th").await;
    let page = executive.opens(&format!("/scores/dga-readiness/{YEAR}/one/what-if")).await;
    page.shows("แม้เปลี่ยนสามตัวชี้วัดพร้อมกันก็ยังไม่พอ");
}

#[tokio::test]
async fn a_level_that_there_is_not_is_refused_by_the_name_of_its_indicator() {
    let app = shipped(&[("one", "10")]).await;
    let what_if =
        format!("/scores/dga-readiness/{YEAR}/one/what-if?v.data-governance-level=9&v.org-digital-plan=maybe");
    let mut executive = app.somebody(Role::Executive, "th").await;
    let page = executive.opens(&what_if).await;
    page.shows("<a href=\"#v.data-governance-level\">ค่าต้องอยู่ระหว่าง 1 ถึง 5</a>").shows("value=\"9\"");
    page.shows("class=\"error-summary__place\">ระดับวุฒิภาวะธรรมาภิบาลข้อมูลภาครัฐของหน่วยงาน")
        .hides(">r-data-governance-level");
    let mut executive = executive.in_english();
    let page = executive.opens(&what_if).await;
    page.shows("<a href=\"#v.data-governance-level\">It must lie between 1 and 5.</a>");
    page.shows("<a href=\"#v.org-digital-plan\">Please choose yes or no.</a>");
    page.shows("class=\"error-summary__place\">Data-governance maturity level of the agency")
        .hides(">r-data-governance-level");
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 2);
}
