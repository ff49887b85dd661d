use super::{fixtures::*, *};
use crate::{amount::Amount, ids::IndicatorCode, submission::StateName};

fn differing(before: &Country, after: &Country) -> Diff {
    let (before, after) = (lines(&before.snapshot()), lines(&after.snapshot()));
    let of = |lines: Vec<Line>| lines.into_iter().map(Ok::<_, String>);
    diff(of(before), of(after)).expect("a difference")
}

#[test]
fn nothing_changed_is_told_so() {
    let country = Country::new();
    let found = differing(&country, &country);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_correction_is_told_with_its_steps_and_what_it_did_to_scores_and_places() {
    let (before, mut after) = (Country::new(), Country::new());
    let value = after.value("c", "svc-uptime");
    value.revision = 2;
    value.reported = Some(Parts { value: Amount::whole(11), base: value.reported.and_then(|parts| parts.base) });
    let report = after.reports.iter_mut().find(|report| report.body.as_str() == "c").expect("the report");
    report.steps.iter_mut().for_each(|step| step.revision = 2);
    let found = differing(&before, &after);
    assert_eq!((found.values.total, found.states.total, found.bodies.total), (1, 0, 0));
    let change = &found.values.shown[0];
    assert_eq!((change.body.as_str(), change.reason), ("c", ValueReason::Corrected));
    assert_eq!(change.steps.iter().map(|step| step.step.as_str()).collect::<Vec<_>>(), ["submit", "approve", "accept"]);
    assert_eq!(found.indicators.keys().map(IndicatorCode::as_str).collect::<Vec<_>>(), ["svc-uptime"]);
    assert!(found.defined.keys().eq(found.indicators.keys()), "as figures are written");
    assert_eq!(found.names[&read("c")].th, "หน่วยงาน c");
    assert_eq!(found.decimals[&read("uptime")], 4);
    assert!(!found.names.contains_key(&read("moi")), "what does not stand here has no name here");
    let of = |scheme: &str, body: &str| {
        found.scores.shown.iter().find(|change| change.scheme.as_str() == scheme && change.body.as_str() == body)
    };
    let own = of("uptime", "c").expect("its own score moves");
    assert_eq!(own.causes, [Cause::Values(vec![read("svc-uptime")])]);
    assert!(own.before.as_ref().and_then(|side| side.published) < own.after.as_ref().and_then(|side| side.published));
    let others: Vec<_> = found.scores.shown.iter().filter(|change| change.body.as_str() != "c").collect();
    assert!(others.iter().all(|change| change.causes == [Cause::Others]), "{others:?}");
}

/// Its answer to one question in a later revision.
fn corrected(country: &mut Country, body: &str) {
    let value = country.value(body, "svc-uptime");
    value.revision = 2;
    value.reported = Some(Parts { value: Amount::whole(11), base: value.reported.and_then(|parts| parts.base) });
}

/// The lines of a country with everybody at another place.
fn moved_on(country: &Country) -> Vec<Line> {
    let mut lines = lines(&country.snapshot());
    for line in &mut lines {
        if let Line::Ranking(ranking) = line {
            ranking.places.iter_mut().for_each(|place| place.place += 10);
        }
    }
    lines
}

#[test]
fn what_moved_by_its_own_value_stands_before_the_places_that_this_moved() {
    let (before, mut after) = (Country::new(), Country::new());
    corrected(&mut after, "f");
    let of = |lines: Vec<Line>| lines.into_iter().map(Ok::<_, String>);
    let found = diff(of(lines(&before.snapshot())), of(moved_on(&after))).expect("a difference");
    let bodies: Vec<_> =
        found.scores.shown.iter().map(|change| (change.body.as_str(), change.is_by_others())).collect();
    let own = bodies.iter().take_while(|(body, by_others)| (*body, *by_others) == ("f", false)).count();
    assert!(own > 0, "of the last in order: {bodies:?}");
    let others = bodies.get(own..).unwrap_or_default();
    assert!(others.iter().any(|(body, _)| *body == "a"), "{others:?}");
    assert!(others.iter().all(|(body, by_others)| *body != "f" && *by_others), "{others:?}");
    assert_eq!((found.moved_by_others, found.scores.total), (others.len(), bodies.len()));
}

#[test]
fn what_moved_by_its_own_value_stands_before_what_a_new_edition_moved() {
    let (before, mut after) = (Country::new(), Country::new());
    let compared = after.frame.compared.remove(1);
    let mut json = serde_json::to_value(&compared.scheme).expect("JSON");
    json["scheme"]["edition"] = 2.into();
    let mut population = compared.population;
    population.edition = 2;
    after.frame.compared.push(Compared::new(serde_json::from_value(json).expect("a scheme"), Some(population)));
    corrected(&mut after, "f");
    let of = |lines: Vec<Line>| lines.into_iter().map(Ok::<_, String>);
    let found = diff(of(lines(&before.snapshot())), of(moved_on(&after))).expect("a difference");
    let mut uptime = found.scores.shown.iter().filter(|change| change.scheme.as_str() == "uptime");
    let first = uptime.next().expect("its score moves");
    assert_eq!(first.body.as_str(), "f");
    assert_eq!(first.causes, [Cause::Edition, Cause::Population, Cause::Values(vec![read("svc-uptime")])]);
    let others: Vec<_> = uptime.collect();
    assert!(
        !others.is_empty() && others.iter().all(|change| change.causes == [Cause::Edition, Cause::Population]),
        "{others:?}"
    );
}

fn step(revision: i32, step: &str) -> Step {
    let at = "2026-12-01T02:00:00Z".parse().expect("an instant");
    Step { revision, step: step.to_owned(), role: None, at }
}

#[test]
fn an_objection_that_was_upheld_is_told_as_one_and_what_was_corrected_beside_it_as_that() {
    let (before, mut after) = (Country::new(), Country::new());
    let value = after.value("c", "svc-uptime");
    value.revision = 3;
    value.verified = Some(Parts { value: Amount::whole(11), base: value.reported.and_then(|parts| parts.base) });
    let corrected = after.value("c", "svc-e2e");
    corrected.revision = 3;
    corrected.reported = Some(Parts { value: Amount::whole(11), base: Some(Amount::whole(11)) });
    let report = after.reports.iter_mut().find(|report| report.body.as_str() == "c").expect("the report");
    report.steps = vec![step(2, "submit"), step(2, "accept"), step(2, "object"), step(3, "objection_upheld")];
    let found = differing(&before, &after);
    let told = |change: &ValueChange| {
        let steps: Vec<_> = change.steps.iter().map(|step| step.step.clone()).collect();
        (change.indicator.to_string(), change.reason, steps.join(" "))
    };
    assert_eq!(
        found.values.shown.iter().map(told).collect::<Vec<_>>(),
        [
            ("svc-e2e".to_owned(), ValueReason::Corrected, "submit accept object".to_owned()),
            ("svc-uptime".to_owned(), ValueReason::Objection, "objection_upheld".to_owned()),
        ]
    );
}

#[test]
fn the_steps_behind_a_revision_are_its_own_and_those_that_objections_carried_on() {
    let all = [
        step(1, "submit"),
        step(1, "accept"),
        step(1, "correct"),
        step(2, "accept"),
        step(3, "objection_upheld"),
        step(4, "objection_upheld"),
        step(5, "submit"),
    ];
    let behind = |revision| steps_behind(revision, all.to_vec()).iter().map(|step| step.revision).collect::<Vec<_>>();
    assert_eq!(behind(1), [1, 1, 1]);
    assert_eq!(behind(2), [2]);
    assert_eq!(behind(4), [2, 3, 4]);
    assert_eq!(behind(5), [5]);
}

#[test]
fn an_acceptance_since_then_is_told() {
    let (before, mut after) = (Country::new(), Country::new());
    let other = after.reports[0].clone();
    let last = after.reports.last_mut().expect("a report");
    let body = last.body.clone();
    *last = Report { body: body.clone(), ..other };
    let found = differing(&before, &after);
    assert_eq!(
        found.states.shown,
        [StateChange { body, before: Some(StateName::Draft), after: Some(StateName::Accepted) }]
    );
    assert!(found.values.shown.iter().all(|change| change.reason == ValueReason::Accepted && change.before.is_none()));
    assert_eq!(found.values.total, after.reports[0].values.len());
}

#[test]
fn another_value_that_was_verified_is_told_as_that() {
    let (before, mut after) = (Country::new(), Country::new());
    let value = after.value("a", "svc-e2e");
    value.verified = Some(Parts { value: Amount::ONE, base: value.reported.and_then(|parts| parts.base) });
    let found = differing(&before, &after);
    assert_eq!(found.values.shown.iter().map(|change| change.reason).collect::<Vec<_>>(), [ValueReason::Verified]);
}

#[test]
fn another_edition_and_another_population_are_causes() {
    let (before, mut after) = (Country::new(), Country::new());
    let compared = after.frame.compared.remove(1);
    let mut json = serde_json::to_value(&compared.scheme).expect("JSON");
    json["scheme"]["edition"] = 2.into();
    json["node"][0]["combines"]["by"] = "arithmetic".into();
    let mut population = compared.population;
    population.edition = 2;
    population.name = "2567-q2".to_owned();
    after.frame.compared.push(Compared::new(serde_json::from_value(json).expect("a scheme"), Some(population)));
    let found = differing(&before, &after);
    let named = |edition, name: &str| Some((edition, Some(name.to_owned())));
    let moved = EditionMove { scheme: read("uptime"), before: named(1, "2567-q1"), after: named(2, "2567-q2") };
    assert_eq!(found.schemes, [moved]);
    assert!(found.scores.total > 0);
    assert!(found.scores.shown.iter().all(|change| change.causes == [Cause::Edition, Cause::Population]));
}

/// The scheme that compares with classes, one of them in parts.
fn classed(country: &mut Country) {
    let compared = country.frame.compared.remove(1);
    let mut json = serde_json::to_value(&compared.scheme).expect("JSON");
    json["scheme"]["classing"] = serde_json::json!({
        "rule": { "by": "thresholds", "classes": [
            { "code": "low", "title": { "th": "ต่ำ", "en": "Low" } },
            { "code": "high", "title": { "th": "สูง" }, "from": { "at_least": "1" }, "parts": ["high-1", "high-2"] },
        ] },
        "provenance": { "status": "demonstration", "source": "test" },
    });
    let scheme = serde_json::from_value(json).expect("a scheme");
    country.frame.compared.push(Compared::new(scheme, Some(compared.population)));
}

#[test]
fn classes_and_their_parts_are_told_by_their_names() {
    let (mut before, mut after) = (Country::new(), Country::new());
    classed(&mut before);
    classed(&mut after);
    let value = after.value("c", "svc-uptime");
    value.revision = 2;
    value.reported = Some(Parts { value: Amount::whole(11), base: value.reported.and_then(|parts| parts.base) });
    let found = differing(&before, &after);
    let names = &found.classes[&read("uptime")];
    assert_eq!((names[&read("low")].th.as_str(), names[&read("low")].en.as_str()), ("ต่ำ", "Low"));
    assert_eq!((names[&read("high-2")].th.as_str(), names[&read("high-2")].en.as_str()), ("สูง (high-2)", ""));
    assert_eq!(found.classes.len(), 1, "the other scheme has none");
    let sides = found.scores.shown.iter().filter(|change| change.scheme.as_str() == "uptime");
    let sides: Vec<_> = sides.flat_map(|change| [&change.before, &change.after]).flatten().collect();
    assert!(sides.iter().any(|side| side.class.is_some()), "{sides:?}");
    assert!(sides.iter().filter_map(|side| side.class.as_ref()).all(|class| names.contains_key(class)), "{sides:?}");
}

#[test]
fn a_renamed_body_is_told() {
    let (before, mut after) = (Country::new(), Country::new());
    after.bodies[0].name.th = "ชื่อใหม่".to_owned();
    let found = differing(&before, &after);
    assert_eq!(found.bodies.total, 1);
    assert_eq!(found.bodies.shown[0].after.as_ref().map(|body| body.name.th.as_str()), Some("ชื่อใหม่"));
}

#[test]
fn different_rounds_and_other_files_are_refused() {
    let (before, mut after) = (Country::new(), Country::new());
    after.frame.head.round.code = read("2567-q2");
    let of = |lines: Vec<Line>| lines.into_iter().map(Ok::<_, String>);
    let (old, new) = (lines(&before.snapshot()), lines(&after.snapshot()));
    assert!(matches!(diff(of(old.clone()), of(new)), Err(DiffError::OtherRound)));
    assert!(matches!(diff(of(old), of(Vec::new())), Err(DiffError::NoSnapshot)));
}
