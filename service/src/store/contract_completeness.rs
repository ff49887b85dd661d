//! How complete reports are, by body, kind and indicator, and more time for many, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{country, fill, indicator, key, on_both_databases, operator, person, start},
    contract_past::{accept_all, code, country_with_rounds, percent},
    kind_counts, statements,
};
use crate::{
    Actor, ServiceError,
    completeness::{Completeness, CompletenessPage},
    organisations::ImportMode,
    rounds::Whom,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    ids::OrganisationCode,
    organisation::OrganisationKind,
    submission::{Refusal, StateName},
};

on_both_databases!(
    completeness_is_told_by_body_and_by_indicator,
    one_report_says_who_has_it_since_when,
    the_league_places_who_owed_enough,
    more_time_for_many_is_seen_before_it_is_granted,
    one_kind_of_a_whole_country_gets_more_time_at_once,
    the_number_of_statements_does_not_depend_on_the_bodies,
    counters_of_kinds_are_filled_from_what_was_there,
    a_body_that_changes_its_kind_is_counted_there,
);

fn reader() -> Actor {
    person(9, Role::Executive, "th")
}

async fn page(test: &TestServices, node: Option<&str>) -> CompletenessPage {
    let node: Option<OrganisationCode> = node.map(code);
    test.services.completeness().of(&reader(), node.as_ref(), None).await.expect("a page")
}

fn of_indicator(page: &CompletenessPage, of: &str) -> (Completeness, Option<i64>) {
    let found = page.indicators.iter().find(|line| line.indicator.code == indicator(of)).expect("an indicator");
    (found.counts, found.with_figure)
}

async fn completeness_is_told_by_body_and_by_indicator(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 5, &["2570-q1"]).await else { return };
    let (services, round) = (&test.services, code("2570-q1"));
    fill(&test, &person(1, Role::Reporter, "d001"), "d001", "40").await;
    fill(&test, &person(1, Role::Reporter, "d002"), "d002", "40").await;
    services
        .submissions()
        .submit(&person(1, Role::Reporter, "d002"), &key("d002"), Seen::Any)
        .await
        .expect("submitted");
    // More time is on time: the province hands in after the due instant.
    let ends_at = start() + Duration::days(60);
    services.rounds().extend(&operator(), &round, &code("provinces"), ends_at, "flood").await.expect("extended");
    test.clock.advance(Duration::days(40));
    let of_province = person(1, Role::Reporter, "th-50");
    fill(&test, &of_province, "th-50", "40").await;
    services.submissions().submit(&of_province, &key("th-50"), Seen::Any).await.expect("submitted");

    let country = page(&test, None).await;
    let counts = |page: &CompletenessPage| {
        let counts = page.counts;
        [counts.expected, counts.expected - counts.not_started(), counts.handed_in, counts.on_time, counts.accepted]
    };
    assert_eq!(counts(&country), [6, 3, 2, 2, 0]);
    let children: Vec<_> =
        country.children.iter().map(|(body, counts)| (body.code.as_str(), counts.expected, counts.handed_in)).collect();
    assert_eq!(children.len(), 3, "the courts owe nothing: {children:?}");
    assert!(children.contains(&("mdes", 3, 0)) && children.contains(&("moph", 2, 1)));
    // An indicator of provinces alone counts provinces alone.
    let (of_all, _) = of_indicator(&country, "svc-e2e");
    assert_eq!((of_all.expected, of_all.handed_in, of_all.on_time), (6, 2, 2));
    let kinds = country.indicators.iter().filter(|line| !line.indicator.reporters.is_empty());
    let of_provinces: Vec<_> = kinds.map(|line| (line.counts.expected, line.counts.handed_in)).collect();
    assert!(!of_provinces.is_empty() && of_provinces.iter().all(|counts| *counts == (1, 1)), "{of_provinces:?}");
    assert_eq!(counts(&page(&test, Some("moph")).await), [2, 1, 1, 1, 0]);
    let nobody: OrganisationCode = code("nobody");
    let unknown = services.completeness().of(&reader(), Some(&nobody), None).await;
    assert!(matches!(unknown, Err(ServiceError::NotFound("organisation"))));
    let stranger = Actor::new(reader().account, "nobody", Vec::new(), crate::Channel::Web);
    assert!(matches!(services.completeness().of(&stranger, None, None).await, Err(ServiceError::Forbidden)));

    let (_, rows) = services.completeness().every_body(&reader(), Some(&code("moph")), None).await.expect("rows");
    let rows: Vec<_> = rows.iter().map(|(body, counts)| (body.code.as_str(), counts.handed_in)).collect();
    assert_eq!(rows, [("d002", 1), ("d004", 0), ("moph", 1)]);
    assert_eq!(services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn one_report_says_who_has_it_since_when(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    let explained = || async { page(&test, Some("one")).await.explained.expect("an explanation") };
    let silent = explained().await;
    assert_eq!((silent.submission.state.name(), silent.since), (StateName::NotStarted, start() - Duration::days(1)));
    assert_eq!((silent.reminders, silent.editable), (0, Ok(())));
    fill(&test, &reporter, "one", "40").await;
    test.clock.advance(Duration::hours(5));
    test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    let waiting = explained().await;
    assert_eq!((waiting.submission.state.name(), waiting.since), (StateName::Submitted, start() + Duration::hours(5)));
    assert_eq!(waiting.editable, Err(Refusal::NotEditable));
    assert!(!waiting.is_late(start() + Duration::days(50)), "it was handed in on time");
    test.clock.advance(Duration::days(50));
    let two = page(&test, Some("two")).await.explained.expect("an explanation");
    assert_eq!((two.editable, two.locked_since()), (Err(Refusal::WindowClosed), start() + Duration::days(45)));
    assert!(two.is_late(test.clock.now()));
    assert!(page(&test, Some("mdes")).await.explained.is_none(), "a ministry owes none");
}

async fn the_league_places_who_owed_enough(engine: Engine) {
    let periods = ["2569-q1", "2569-q2", "2569-q3", "2569-q4", "2570-q1"];
    let Some(test) = country_with_rounds(engine, 2, &periods).await else { return };
    for period in &periods[..4] {
        accept_all(&test.services, period, &[("d001", "svc-e2e", percent(50), None)]).await;
    }
    accept_all(&test.services, "2569-q4", &[("d002", "svc-e2e", percent(50), None)]).await;
    let brief = |page: &CompletenessPage| -> Vec<(String, Option<i64>, i64, i64)> {
        let line = |standing: &domain::timeliness::Standing<domain::organisation::Organisation>| {
            let (code, place) = (standing.body.code.to_string(), standing.place.map(|place| place.number));
            (code, place, standing.timeliness.on_time, standing.timeliness.owed)
        };
        page.league.iter().map(line).collect()
    };
    let country = page(&test, None).await;
    assert_eq!(country.league_periods.len(), 4, "the open round is not over");
    let expected = [("mdes", 1, 4), ("moph", 2, 1), ("provinces", 3, 0)];
    let expected: Vec<_> = expected.map(|(code, place, on_time)| (code.to_owned(), Some(place), on_time, 4)).into();
    assert_eq!(brief(&country), expected);
    let early = test.services.completeness().of(&reader(), None, Some(&code("2569-q2"))).await.expect("a page");
    assert!(early.league.iter().all(|standing| standing.place.is_none()), "two reports are too few");
}

async fn more_time_for_many_is_seen_before_it_is_granted(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 3, &["2570-q1"]).await else { return };
    let (rounds, round) = (test.services.rounds(), code("2570-q1"));
    let departments = Whom { organisation: code("th"), kind: Some(OrganisationKind::Department) };
    let reach = rounds.extension_reach(&operator(), &round, &departments).await.expect("a reach");
    assert_eq!((reach.reports, reach.missing), (3, 3));
    let ends_at = start() + Duration::days(70);
    let grant = |whom: Whom, seen: i64, reason: &'static str| {
        let (rounds, round) = (test.services.rounds(), round.clone());
        async move { rounds.extend_many(&operator(), &round, &whom, seen, ends_at, reason).await }
    };
    let stale = grant(departments.clone(), 2, "flood").await;
    assert!(matches!(stale, Err(ServiceError::Conflict)), "{stale:?}");
    for nothing in [" ", "\0", "\u{200b}", " \u{202e}\u{2060}"] {
        let silent = grant(departments.clone(), 3, nothing).await;
        assert!(matches!(silent, Err(ServiceError::Refused(Refusal::ReasonMissing))), "{silent:?}");
    }
    assert_eq!(rounds.extensions(&operator(), &round).await.expect("a list"), [], "all or nothing");
    assert_eq!(grant(departments, 3, "flood").await.expect("granted"), 3);
    let granted = rounds.granted(&operator(), &round).await.expect("a list");
    let [of_kind] = granted.as_slice() else { panic!("one for all of the kind: {granted:?}") };
    let extension = &of_kind.extension;
    let whom = (extension.organisation.as_str(), extension.kind, extension.ends_at);
    assert_eq!(whom, ("th", Some(OrganisationKind::Department), ends_at));
    assert_eq!((of_kind.reports, of_kind.missing), (3, 3));
    let all = Whom { organisation: code("mdes"), kind: None };
    assert_eq!(grant(all, 2, " flo\0od").await.expect("granted"), 2);
    let extensions = rounds.extensions(&operator(), &round).await.expect("a list");
    assert_eq!(extensions.len(), 2, "one for all below");
    let of_all = extensions.iter().find(|extension| extension.kind.is_none()).expect("that of all");
    assert_eq!(of_all.reason, "flo\u{fffd}od", "PostgreSQL cannot store a NUL, and both show where it was");
    let one = rounds.extend(&operator(), &round, &code("mdes"), ends_at, "น้ำ\0").await.expect("extended");
    assert_eq!(one.reason, "น้ำ\u{fffd}");
    let courts = Whom { organisation: code("courts"), kind: None };
    let nobody = grant(courts, 0, "flood").await.expect_err("refused");
    assert_eq!(nobody.code(), "extension_nobody");
    let elsewhere = person(5, Role::Administrator, "moph");
    let whom = Whom { organisation: code("mdes"), kind: None };
    let refused = rounds.extension_reach(&elsewhere, &round, &whom).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)));
    let refused = rounds.extend_many(&elsewhere, &round, &whom, 2, ends_at, "flood").await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)));
    test.services.audit().verify(&operator()).await.expect("a whole chain");
}

async fn one_kind_of_a_whole_country_gets_more_time_at_once(engine: Engine) {
    const BODIES: usize = 8_500;
    let Some(test) = country_with_rounds(engine, BODIES, &["2570-q1"]).await else { return };
    let (rounds, round) = (test.services.rounds(), code("2570-q1"));
    fill(&test, &person(1, Role::Reporter, "d002"), "d002", "40").await;
    let handed_in = |agency: &'static str| {
        let services = &test.services;
        async move { services.submissions().submit(&person(1, Role::Reporter, agency), &key(agency), Seen::Any).await }
    };
    handed_in("d002").await.expect("submitted");
    let whom = Whom { organisation: code("th"), kind: Some(OrganisationKind::Department) };
    let before = rounds.extension_reach(&operator(), &round, &whom).await.expect("a reach");
    assert_eq!((before.reports, before.missing), (8_500, 8_499));
    test.clock.advance(Duration::days(50));
    let ends_at = test.clock.now() + Duration::days(20);
    assert_eq!(rounds.extend_many(&operator(), &round, &whom, 8_500, ends_at, "flood").await.expect("granted"), 8_500);

    let granted = rounds.granted(&operator(), &round).await.expect("a list");
    assert_eq!((granted.len(), granted[0].reports, granted[0].missing), (1, 8_500, 8_499));
    let events = test.services.audit().page(&operator(), Some("round/2570-q1/th"), None, 1).await.expect("a page");
    let event = &events.links[0].event;
    let details: serde_json::Value = serde_json::from_str(&event.details).expect("details");
    assert_eq!(event.action, "rounds.extend_many");
    assert_eq!((&details["kind"], &details["organisation"]), (&"department".into(), &"th".into()));
    assert_eq!((&details["reports"], &details["never_submitted"]), (&8_500.into(), &8_499.into()));
    assert_eq!(details["extension"], granted[0].extension.id.to_string());
    assert_eq!(details["reason"], "flood");

    // The window was closed for everybody: only those of the kind are heard again, and are on time.
    fill(&test, &person(1, Role::Reporter, "d003"), "d003", "40").await;
    handed_in("d003").await.expect("submitted");
    let province = handed_in("th-50").await;
    assert!(matches!(province, Err(ServiceError::Refused(Refusal::WindowClosed))), "{province:?}");
    let late = test.services.dashboards().late(&reader(), &round, None, 10).await.expect("a page");
    assert_eq!((late.count, late.agencies[0].organisation.code.as_str()), (1, "th-50"));
    assert_eq!(page(&test, None).await.counts.on_time, 2);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    rounds.end_extension(&operator(), &round, granted[0].extension.id).await.expect("ended");
    test.clock.advance(Duration::seconds(1));
    let late = test.services.dashboards().late(&reader(), &round, None, 10).await.expect("a page");
    assert_eq!(late.count, 8_499, "it ended for all of them");
}

async fn the_number_of_statements_does_not_depend_on_the_bodies(engine: Engine) {
    let mut counts = Vec::new();
    for departments in [3, 40] {
        let Some(test) = country_with_rounds(engine, departments, &["2569-q4", "2570-q1"]).await else { return };
        page(&test, None).await;
        statements::taken();
        page(&test, None).await;
        counts.push(statements::taken());
    }
    assert_eq!(counts[0], counts[1]);
}

async fn counters_of_kinds_are_filled_from_what_was_there(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 3, &["2569-q4", "2570-q1"]).await else { return };
    accept_all(&test.services, "2569-q4", &[("d001", "svc-e2e", percent(50), None)]).await;
    let round = code("2570-q1");
    let ends_at = start() + Duration::days(60);
    test.services.rounds().extend(&operator(), &round, &code("mdes"), ends_at, "flood").await.expect("extended");
    test.clock.advance(Duration::days(40));
    for agency in ["d001", "d002"] {
        let reporter = person(1, Role::Reporter, agency);
        fill(&test, &reporter, agency, "40").await;
        test.services.submissions().submit(&reporter, &key(agency), Seen::Any).await.expect("submitted");
    }
    let mut tx = test.services.db().write().await.expect("a transaction");
    let mut before = Vec::new();
    for round in ["2569-q4", "2570-q1"] {
        before.push(kind_counts::of_round(&mut tx, &code(round)).await.expect("read"));
    }
    let (on_time, late) = ((code("d001"), OrganisationKind::Department), (code("d002"), OrganisationKind::Department));
    assert_eq!((before[1][&on_time].on_time, before[1][&late].on_time), (1, 0), "the extended one alone is on time");
    on!(&mut tx, conn => sqlx::raw_sql("DROP TABLE kind_count").execute(conn).await.map(|_| ())).expect("dropped");
    let migration = match engine {
        Engine::Sqlite => include_str!("../../../migrations/sqlite/0026_kind_counts.sql"),
        Engine::Postgres => include_str!("../../../migrations/postgres/0026_kind_counts.sql"),
    };
    on!(&mut tx, conn => sqlx::raw_sql(migration).execute(conn).await.map(|_| ())).expect("migrated");
    for (round, before) in ["2569-q4", "2570-q1"].into_iter().zip(before) {
        assert_eq!(kind_counts::of_round(&mut tx, &code(round)).await.expect("read"), before, "{round}");
    }
}

async fn a_body_that_changes_its_kind_is_counted_there(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    let mut bodies = super::contract_past::bodies(2);
    for body in bodies.iter_mut().filter(|body| body.code.as_str() == "d002") {
        body.kind = OrganisationKind::University;
    }
    let services = &test.services;
    services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    assert_eq!(services.rollups().check(&operator()).await.expect("checked"), []);
}
