//! What dashboards read, told to SQLite and PostgreSQL alike.

use super::contract::{accept, country, indicator, key, on_both_databases, person};
use crate::testing::Engine;
use domain::{access::Role, amount::Amount, ids::OrganisationCode};

on_both_databases!(an_accepted_report_shows_at_once_and_no_other_does,);

async fn an_accepted_report_shows_at_once_and_no_other_does(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let executive = person(9, Role::Executive, "th");
    let figure = || async {
        let national = test.services.dashboards().national(&executive, None).await.expect("a dashboard");
        let mut indicators = national.strategies.iter().flat_map(|strategy| &strategy.indicators);
        let status = indicators.find(|status| status.indicator.code == indicator("svc-e2e")).expect("an indicator");
        (status.figure, status.contributors, status.expected_contributors)
    };
    assert_eq!(figure().await, (None, 0, 2));
    accept(&test, "one", "40", &[]).await;
    assert_eq!(figure().await, (Some(Amount::whole(40)), 1, 2));
    let agency: OrganisationCode = key("one").agency;
    let page = test.services.dashboards().organisation(&executive, &agency, None, 1).await.expect("a dashboard");
    let report = page.report.expect("a report");
    assert_eq!(report.strategies.iter().map(|strategy| strategy.counts.total()).sum::<usize>(), report.counts.total());
}
