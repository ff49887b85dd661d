//! What was known at an earlier instant, told to `SQLite` and `PostgreSQL` alike.

use super::contract::{accept, body, country, fill, indicator, key, land, on_both_databases, operator, person, start};
use crate::{
    Actor, ServiceError, Services,
    organisations::ImportMode,
    submissions::Seen,
    testing::{Engine, TestServices},
    values::ValueFilter,
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    amount::Amount,
    ids::OrganisationCode,
    organisation::{Duty, OrganisationKind},
    submission::StateName,
    window::Window,
};
use std::sync::Arc;

on_both_databases!(
    a_value_is_what_it_was_before_it_was_corrected,
    a_body_stands_where_it_stood,
    a_window_and_an_extension_are_what_they_were,
    what_has_not_come_and_what_nobody_knew_is_refused,
    what_happens_later_in_another_round_does_not_show,
    accepted_values_of_a_file_are_not_known_before_it_came,
    an_instant_of_a_moment_ago_stands_until_something_comes_late,
    steps_of_servers_whose_clocks_are_apart_are_told_as_far_as_all_of_them_had_happened,
    nobody_changes_the_past,
);

fn reader() -> Actor {
    person(9, Role::Executive, "th")
}

async fn then(test: &TestServices, at: DateTime<Utc>) -> Services {
    test.services.as_of(at).await.expect("a past")
}

/// The clock goes on, and then tells the instant.
fn later(test: &TestServices) -> DateTime<Utc> {
    test.clock.advance(Duration::hours(1));
    test.clock.now()
}

/// The figure of the first department as listed, on its own page, of its ministry and of the country; and its state.
async fn figures(services: &Services) -> ([Option<Amount>; 4], Option<StateName>) {
    let (reader, dashboards) = (reader(), services.dashboards());
    let filter = ValueFilter {
        organisation: Some(key("one").agency),
        indicator: Some(indicator("svc-e2e")),
        ..ValueFilter::default()
    };
    let listed = services.values().list(&reader, &filter).await.expect("values").values;
    let listed = listed.first().and_then(|value| Some(value.in_force()?.0));
    let own = dashboards.organisation(&reader, &key("one").agency, None, 1).await.expect("a page").report;
    let state = own.as_ref().map(|own| own.state);
    let of_own = own.iter().flat_map(|own| &own.standing.strategies).flat_map(|strategy| &strategy.indicators);
    let own = of_own.filter(|own| own.indicator.code == indicator("svc-e2e")).find_map(|own| own.figure);
    let page = dashboards.indicator(&reader, &indicator("svc-e2e"), None, 1).await.expect("a page");
    let ministry = page.parts.first().and_then(|node| node.figure);
    ([listed, own, ministry, page.national.figure], state)
}

async fn a_value_is_what_it_was_before_it_was_corrected(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let before = later(&test);
    later(&test);
    accept(&test, "one", "40", &[]).await;
    let accepted = test.clock.now();
    let reopened = later(&test);
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    later(&test);
    accept(&test, "one", "45", &[]).await;
    let corrected = test.clock.now();
    later(&test);
    let all = |percent| [Some(Amount::whole(percent)); 4];
    assert_eq!(figures(&then(&test, before).await).await, ([None; 4], Some(StateName::NotStarted)));
    assert_eq!(figures(&then(&test, accepted).await).await, (all(40), Some(StateName::Accepted)));
    assert_eq!(figures(&then(&test, reopened).await).await, (all(40), Some(StateName::Draft)));
    let short_before = corrected - Duration::microseconds(1);
    assert_eq!(figures(&then(&test, short_before).await).await, (all(40), Some(StateName::Draft)));
    assert_eq!(figures(&then(&test, corrected).await).await, (all(45), Some(StateName::Accepted)));
    assert_eq!(figures(&test.services).await, (all(45), Some(StateName::Accepted)));
    // Once more, from what is kept of the instant by now.
    assert_eq!(figures(&then(&test, accepted).await).await, (all(40), Some(StateName::Accepted)));
}

async fn a_body_stands_where_it_stood(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    let before = later(&test);
    later(&test);
    let bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("moph", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("one", Some("moph"), OrganisationKind::Department, Duty::Reports),
        body("two", Some("mdes"), OrganisationKind::Department, Duty::Reports),
    ];
    test.services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("moved");
    later(&test);
    let (before, now) = (then(&test, before).await, &test.services);
    let below = async |services: &Services, ministry: &str| {
        let ministry: OrganisationCode = ministry.parse().expect("a code");
        let page = services.completeness().of(&reader(), Some(&ministry), None).await;
        page.map(|page| (page.counts.expected, page.counts.accepted)).map_err(|error| error.code().to_owned())
    };
    assert_eq!(below(&before, "mdes").await, Ok((2, 1)));
    assert_eq!(below(&before, "moph").await, Err("not_found".to_owned()));
    assert_eq!((below(now, "mdes").await, below(now, "moph").await), (Ok((1, 0)), Ok((1, 1))));
    let tree = before.organisations().tree(&reader()).await.expect("a register");
    let parent = tree.get(&key("one").agency).and_then(|body| body.parent.clone());
    assert_eq!(parent.map(|parent| parent.to_string()).as_deref(), Some("mdes"));
    assert_eq!(figures(&before).await.0[2], Some(Amount::whole(40)));
}

async fn a_window_and_an_extension_are_what_they_were(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let rounds = test.services.rounds();
    let before = later(&test);
    later(&test);
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-1), days(40), days(50)).expect("in order");
    rounds.set_window(&operator(), &key("one").round, window).await.expect("moved");
    let place = key("one").agency;
    let extension = rounds.extend(&operator(), &key("one").round, &place, days(60), "น้ำท่วม").await.expect("extended");
    let extended = later(&test);
    later(&test);
    rounds.end_extension(&operator(), &key("one").round, extension.id).await.expect("ended");
    let ended = later(&test);
    later(&test);
    let told = async |services: &Services| {
        let page = services.completeness().of(&reader(), Some(&place), None).await.expect("a page");
        let explained = page.explained.expect("a report");
        (page.round.round.window.due_at(), explained.window.due_at(), explained.extensions.len())
    };
    assert_eq!(told(&then(&test, before).await).await, (days(30), days(30), 0));
    assert_eq!(told(&then(&test, extended).await).await, (days(40), days(60), 1));
    assert_eq!(told(&then(&test, ended).await).await, told(&test.services).await);
}

async fn what_has_not_come_and_what_nobody_knew_is_refused(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let now = test.clock.now();
    let refused = async |at| match test.services.as_of(at).await {
        Err(ServiceError::Invalid { code, .. }) => code,
        Err(other) => panic!("{other}"),
        Ok(_) => "told",
    };
    assert_eq!(refused(now + Duration::microseconds(1)).await, "as_of_future");
    assert_eq!(refused(now - Duration::days(1)).await, "as_of_before_records");
    // Bodies were registered, and no round was open yet.
    let registered = later(&test);
    later(&test);
    let then = then(&test, registered).await;
    let page = then.dashboards().national(&reader(), None).await;
    assert!(matches!(page, Err(ServiceError::NotFound("round"))), "{page:?}");
    assert_eq!(then.organisations().tree(&reader()).await.expect("a register").bodies().count(), 4);
    let nobody = Actor::new(reader().account, "nobody", Vec::new(), crate::Channel::Web);
    assert!(matches!(then.organisations().tree(&nobody).await, Err(ServiceError::Forbidden)));
}

async fn what_happens_later_in_another_round_does_not_show(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let at = later(&test);
    test.clock.advance(Duration::days(1));
    // Nothing happened since: all is read where it is kept.
    assert_eq!(figures(&then(&test, at).await).await.0, [None; 4]);
    let kept = test.services.as_of(at).await.expect("kept");
    accept(&test, "one", "40", &[]).await;
    assert_eq!(figures(&then(&test, at).await).await, ([None; 4], Some(StateName::NotStarted)));
    assert_eq!(kept.now(), at);
}

async fn an_instant_of_a_moment_ago_stands_until_something_comes_late(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let are_the_same = |one: &Services, other: &Services| Arc::ptr_eq(&one.inner, &other.inner);
    let at = later(&test);
    test.clock.advance(Duration::seconds(30));
    let first = then(&test, at).await;
    assert!(are_the_same(&first, &then(&test, at).await), "nothing was written meanwhile");
    fill(&test, &person(1, Role::Reporter, "two"), "two", "40").await;
    let touched = then(&test, at).await;
    assert!(!are_the_same(&first, &touched), "the round was touched since");
    fill(&test, &person(1, Role::Reporter, "two"), "two", "41").await;
    assert!(are_the_same(&touched, &then(&test, at).await), "it was before");
    assert_eq!(figures(&touched).await, ([None; 4], Some(StateName::NotStarted)));
    // Whoever began before the instant is done only now, and then whoever takes a step of the report.
    test.clock.advance(Duration::seconds(-40));
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    test.clock.advance(Duration::seconds(40));
    let begun = then(&test, at).await;
    assert!(!are_the_same(&touched, &begun), "more of the time before it is there");
    assert_eq!(figures(&begun).await.1, Some(StateName::Draft));
    test.clock.advance(Duration::seconds(-35));
    test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    test.clock.advance(Duration::seconds(35));
    let submitted = then(&test, at).await;
    assert_eq!(figures(&submitted).await.1, Some(StateName::Submitted));
    assert!(are_the_same(&submitted, &then(&test, at).await));
    test.clock.advance(Duration::minutes(2));
    let settled = then(&test, at).await;
    assert!(!are_the_same(&submitted, &settled), "once more, for good");
    assert!(are_the_same(&settled, &then(&test, at).await));
    assert_eq!(figures(&settled).await.1, Some(StateName::Submitted));
}

async fn accepted_values_of_a_file_are_not_known_before_it_came(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let before = later(&test);
    later(&test);
    let accepted_at = start().to_rfc3339();
    let file = format!("round,agency,indicator,value,base,accepted_at\n2570-q1,one,svc-e2e,40,100,{accepted_at}\n");
    let file = std::io::Cursor::new(file.into_bytes());
    let taken = test.services.values().import(&operator(), file, "values.csv", ImportMode::Apply).await.expect("read");
    taken.expect("taken");
    let after = later(&test);
    later(&test);
    let (listed, state) = figures(&then(&test, before).await).await;
    assert_eq!((listed, state), ([None; 4], Some(StateName::NotStarted)));
    let (listed, state) = figures(&then(&test, after).await).await;
    assert_eq!((listed, state), ([Some(Amount::whole(40)); 4], Some(StateName::Accepted)));
}

/// Submitted through a server whose clock is five minutes ahead of the one through which it is then approved.
async fn steps_of_servers_whose_clocks_are_apart_are_told_as_far_as_all_of_them_had_happened(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (reporter, approver) = (person(1, Role::Reporter, "one"), person(2, Role::Approver, "one"));
    let (reviewer, submissions) = (person(3, Role::Reviewer, "th"), test.services.submissions());
    fill(&test, &reporter, "one", "40").await;
    let submitted = later(&test);
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    test.clock.advance(Duration::minutes(-5));
    submissions.approve(&approver, &key("one"), Seen::Any).await.expect("approved");
    let turned_back = test.clock.now();
    later(&test);
    let told = async |at: DateTime<Utc>| {
        let past = then(&test, at).await;
        assert_eq!(past.rollups().check(&operator()).await.expect("checked"), [], "{at}");
        figures(&past).await
    };
    let between = submitted - Duration::minutes(2);
    let expected = [
        (turned_back - Duration::minutes(1), StateName::Draft),
        (between, StateName::Draft),
        (submitted - Duration::microseconds(1), StateName::Draft),
        (submitted, StateName::Approved),
    ];
    for (at, state) in expected {
        assert_eq!(told(at).await, ([None; 4], Some(state)), "{at}");
    }
    submissions.accept(&reviewer, &key("one"), Seen::Any, &[]).await.expect("accepted");
    let accepted = test.clock.now();
    later(&test);
    for (at, state) in expected {
        assert_eq!(told(at).await, ([None; 4], Some(state)), "what comes later changes nothing of {at}");
    }
    assert_eq!(told(accepted).await, ([Some(Amount::whole(40)); 4], Some(StateName::Accepted)));
}

async fn nobody_changes_the_past(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    let at = later(&test);
    test.clock.advance(Duration::days(1));
    let past = then(&test, at).await;
    let submitted = past.submissions().submit(&reporter, &key("one"), Seen::Any).await;
    assert!(submitted.is_err(), "{submitted:?}");
    let written = past.db().write().await;
    if let Ok(mut tx) = written {
        let changed = on!(&mut tx, conn => sqlx::query("DELETE FROM draft_entry").execute(conn).await.map(|_| ()));
        assert!(changed.is_err());
    }
    assert_eq!(figures(&test.services).await.1, Some(StateName::Draft));
}
