//! What stood in an agency's way, told to `SQLite` and `PostgreSQL` alike.

use super::contract::{country, fill, indicator, key, on_both_databases, person};
use crate::{Actor, dashboards::Narrowing, drafts::Edit, submissions::Seen, testing::Engine};
use domain::{access::Role, entry::Entry};

on_both_databases!(what_stood_in_the_way_is_told_once_it_was_accepted);

async fn what_stood_in_the_way_is_told_once_it_was_accepted(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (reports, reporter) = (test.services.reports(), person(1, Role::Reporter, "one"));
    let agency = "one".parse().expect("a code");
    fill(&test, &reporter, "one", "40").await;
    let found = reports.get(&reporter, &key("one")).await.expect("a report");
    let edit = |code: &str, obstacles: &str, help: &str| {
        let entry = found.entry(&indicator(code)).expect("it is asked");
        let (obstacles, help_needed) = (obstacles.to_owned(), help.to_owned());
        let typed = Entry { obstacles, help_needed, ..entry.entry.clone() };
        Edit { indicator: indicator(code), entry: typed, base_version: entry.version }
    };
    let edits = vec![edit("svc-e2e", "น้ำท่วม", ""), edit("open-datasets", "", "เครื่องสูบน้ำ")];
    test.services.drafts().save(&reporter, &key("one"), edits).await.expect("saved");
    let submissions = test.services.submissions();
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&person(2, Role::Approver, "one"), &key("one"), Seen::Any).await.expect("approved");
    let dashboards = test.services.dashboards();
    let told_to = async |actor: &Actor| {
        dashboards.organisation_page(actor, &agency, None, 1, &Narrowing::default()).await.expect("a page").obstacles
    };
    assert_eq!(told_to(&reporter).await, [], "nothing is accepted yet");
    submissions.accept(&person(3, Role::Reviewer, "th"), &key("one"), Seen::Any, &[]).await.expect("accepted");
    let found = told_to(&reporter).await;
    let told: Vec<_> =
        found.iter().map(|it| (it.indicator.as_str(), it.obstacles.as_str(), it.help_needed.as_str())).collect();
    assert_eq!(told, [("open-datasets", "", "เครื่องสูบน้ำ"), ("svc-e2e", "น้ำท่วม", "")]);
    assert!(found.iter().all(|it| it.round == key("one").round));
    assert_eq!(told_to(&person(4, Role::Reporter, "two")).await, [], "reports are not everybody's");
}
