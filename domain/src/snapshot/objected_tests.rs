use super::super::{fixtures::*, *};
use crate::{
    amount::Amount,
    objection::{ObjectionStateName, Subject},
};
use chrono::{DateTime, Utc};

fn differing(before: &Country, after: &Country) -> Diff {
    let of = |country: &Country| lines(&country.snapshot()).into_iter().map(Ok::<_, String>);
    diff(of(before), of(after)).expect("a difference")
}

/// One that waits, filed so many days after the window closed.
fn to_value(code: &str, days: i64) -> Objected {
    Objected {
        about: Subject::Value(read(code)),
        edition: None,
        state: ObjectionStateName::Open,
        counter: None,
        corrected: Vec::new(),
        filed_at: at(days),
        decided_at: None,
    }
}

fn to_score(days: i64) -> Objected {
    let (about, counter) = (Subject::Score(read("uptime")), Some(Amount::whole(90)));
    Objected { about, edition: Some(1), counter, ..to_value("svc-uptime", days) }
}

fn decided(objected: &Objected, state: ObjectionStateName, days: i64) -> Objected {
    Objected { state, counter: None, decided_at: Some(at(days)), ..objected.clone() }
}

fn objections<'a>(country: &'a mut Country, body: &str) -> &'a mut Vec<Objected> {
    &mut country.reports.iter_mut().find(|report| report.body.as_str() == body).expect("the report").objections
}

/// What is told of each: of what, how it stood, how it stands.
fn told(found: &Diff) -> Vec<(String, Option<ObjectionStateName>, Option<ObjectionStateName>)> {
    let told = |change: &ObjectionChange| (change.about.code().to_owned(), change.before, change.after);
    found.objections.shown.iter().map(told).collect()
}

#[test]
fn a_file_tells_objections_and_verifies() {
    let mut country = Country::new();
    *objections(&mut country, "b") =
        vec![to_value("svc-e2e", 5), decided(&to_score(6), ObjectionStateName::Rejected, 7), to_score(8)];
    let file = country.snapshot();
    assert!(country.verified(&file).is_ok());
    let text = String::from_utf8_lossy(&file).into_owned();
    assert!(text.contains(r#"{"filed_at":"2024-02-20T00:00:00Z","indicator":"svc-e2e","state":"open"}"#), "{text}");
    let waiting = r#"{"counter":"90","edition":1,"filed_at":"2024-02-23T00:00:00Z","scheme":"uptime","state":"open"}"#;
    assert!(text.contains(waiting), "as files of before told it");
    let lie = |change: &dyn Fn(&mut Objected)| {
        let mut lines = lines(&file);
        for line in &mut lines {
            if let Line::Report(report) = line
                && report.body.as_str() == "b"
            {
                change(&mut report.objections[0]);
            }
        }
        country.verified(&country.signed(&lines)).map_err(|broken| broken.damage).err()
    };
    assert_eq!(lie(&|_| {}), None);
    assert_eq!(lie(&|objected| objected.decided_at = Some(at(9))), Some(Damage::Stray), "it waits and was decided");
    assert_eq!(lie(&|objected| objected.state = ObjectionStateName::Upheld), Some(Damage::Stray), "upheld at no time");
    assert_eq!(lie(&|objected| objected.corrected = vec![read("svc-e2e")]), Some(Damage::Stray), "and changed a value");
    assert_eq!(lie(&|objected| objected.edition = Some(1)), Some(Damage::Stray), "no edition made a value");
}

#[test]
fn what_stands_beside_a_score_waits_or_blames_the_edition_that_made_it() {
    let file = lines(&Country::new().snapshot());
    let report = file.iter().find_map(|line| if let Line::Report(report) = line { Some(report) } else { None });
    let scores = &report.expect("a report").scores;
    let score = scores.iter().find(|score| score.scheme.as_str() == "uptime").expect("a score");
    let open = to_score(5);
    let upheld = decided(&open, ObjectionStateName::Upheld, 6);
    assert_eq!(beside(&[], score), None);
    assert_eq!(beside(std::slice::from_ref(&open), score), Some(ObjectionStateName::Open));
    assert_eq!(beside(&[open.clone(), upheld.clone()], score), Some(ObjectionStateName::Upheld), "the latest");
    assert_eq!(beside(&[Objected { edition: Some(2), ..upheld.clone() }], score), None, "another edition is at fault");
    assert_eq!(beside(&[Objected { corrected: vec![read("svc-uptime")], ..upheld }], score), None, "values follow");
    for state in [ObjectionStateName::Rejected, ObjectionStateName::Withdrawn] {
        assert_eq!(beside(&[decided(&open, state, 6)], score), None);
    }
    assert_eq!(beside(&[to_value("svc-uptime", 5)], score), None, "it is about a value");
}

#[test]
fn what_was_filed_and_what_was_decided_is_told_with_what_it_did() {
    let (mut before, mut after) = (Country::new(), Country::new());
    *objections(&mut before, "c") = vec![to_value("svc-uptime", 5), to_value("svc-e2e", 6)];
    let mut upheld = decided(&to_value("svc-uptime", 5), ObjectionStateName::Upheld, 40);
    upheld.corrected = vec![read("svc-uptime")];
    let rejected = decided(&to_value("svc-e2e", 6), ObjectionStateName::Rejected, 41);
    *objections(&mut after, "c") = vec![upheld, rejected, to_score(42)];
    let value = after.value("c", "svc-uptime");
    value.revision = 2;
    value.verified = Some(Parts { value: Amount::whole(11), base: value.reported.and_then(|parts| parts.base) });
    let report = after.reports.iter_mut().find(|report| report.body.as_str() == "c").expect("the report");
    let step = Step { revision: 2, step: "objection_upheld".to_owned(), ..report.steps[0].clone() };
    report.steps.push(step);
    after.frame.head.taken_at = at(45);
    let found = differing(&before, &after);
    let (open, upheld) = (Some(ObjectionStateName::Open), Some(ObjectionStateName::Upheld));
    let expected = [
        ("svc-uptime".to_owned(), open, upheld),
        ("svc-e2e".to_owned(), open, Some(ObjectionStateName::Rejected)),
        ("uptime".to_owned(), None, open),
    ];
    assert_eq!(told(&found), expected);
    let [upheld, rejected, filed] = &found.objections.shown[..] else { panic!("{:?}", found.objections) };
    assert_eq!((upheld.body.as_str(), upheld.decided_at), ("c", Some(at(40))));
    let value = &found.values.shown[0];
    assert_eq!(value.reason, ValueReason::Objection);
    let figure = |value: &Option<ReportedValue>| value.as_ref().and_then(|value| value.figure);
    assert_eq!((upheld.values.len(), upheld.values[0].before), (1, figure(&value.before)));
    assert_eq!(upheld.values[0].after, figure(&value.after));
    let own =
        found.scores.shown.iter().find(|change| (change.scheme.as_str(), change.body.as_str()) == ("uptime", "c"));
    let moved = upheld.scores.iter().find(|moved| moved.scheme.as_str() == "uptime").expect("it moved");
    let own = own.expect("it moved");
    assert_eq!((&moved.before, &moved.after), (&own.before, &own.after));
    assert!(rejected.values.is_empty() && rejected.scores.is_empty(), "nothing moved because of it");
    assert_eq!((filed.counter, filed.scores.len()), (Some(Amount::whole(90)), 0));
    assert!(found.indicators.contains_key(&read("svc-e2e")) && found.names.contains_key(&read("c")));
}

#[test]
fn a_score_that_one_blamed_on_its_edition_is_told_though_it_stays() {
    let (before, mut after) = (Country::new(), Country::new());
    *objections(&mut after, "d") = vec![decided(&to_score(40), ObjectionStateName::Upheld, 41)];
    let found = differing(&before, &after);
    assert_eq!(told(&found), [("uptime".to_owned(), None, Some(ObjectionStateName::Upheld))]);
    let change = &found.objections.shown[0];
    let [score] = &change.scores[..] else { panic!("{change:?}") };
    assert!(score.before.is_some() && score.before == score.after && change.values.is_empty());
}

#[test]
fn files_of_before_tell_only_what_happened_since_them() {
    // A file of an earlier release says nothing of objections to values, nor of those to scores that were rejected.
    let (mut before, mut after) = (Country::new(), Country::new());
    before.frame.head.taken_at = at(30);
    after.frame.head.taken_at = at(60);
    *objections(&mut before, "b") = vec![to_score(20)];
    *objections(&mut after, "b") = vec![
        decided(&to_value("svc-e2e", 5), ObjectionStateName::Rejected, 10),
        decided(&to_value("svc-uptime", 6), ObjectionStateName::Rejected, 40),
        to_value("svc-processing-days", 7),
        decided(&to_score(20), ObjectionStateName::Withdrawn, 50),
        to_value("svc-accessibility", 55),
    ];
    let open = Some(ObjectionStateName::Open);
    let expected = [
        ("svc-uptime".to_owned(), open, Some(ObjectionStateName::Rejected)),
        ("uptime".to_owned(), open, Some(ObjectionStateName::Withdrawn)),
        ("svc-accessibility".to_owned(), None, open),
    ];
    assert_eq!(told(&differing(&before, &after)), expected);
    // Between two files of before, one that was decided is only known to wait no more.
    objections(&mut after, "b").clear();
    assert_eq!(told(&differing(&before, &after)), [("uptime".to_owned(), open, None)]);
    *objections(&mut before, "b") = vec![decided(&to_score(20), ObjectionStateName::Upheld, 25)];
    assert_eq!(told(&differing(&before, &after)), [], "its edition scores no more");
}

#[test]
fn two_that_were_filed_at_one_instant_are_two() {
    let (mut before, mut after) = (Country::new(), Country::new());
    let first = decided(&to_score(5), ObjectionStateName::Rejected, 5);
    *objections(&mut before, "b") = vec![first.clone()];
    *objections(&mut after, "b") = vec![first, to_score(5)];
    let since: DateTime<Utc> = at(5);
    before.frame.head.taken_at = since;
    assert_eq!(told(&differing(&before, &after)), [("uptime".to_owned(), None, Some(ObjectionStateName::Open))]);
}

/// A step that a report tells, so many days after the window closed.
fn step(name: &str, days: i64) -> Step {
    Step { revision: 1, step: name.to_owned(), role: None, at: at(days) }
}

fn steps<'a>(country: &'a mut Country, body: &str) -> &'a mut Vec<Step> {
    &mut country.reports.iter_mut().find(|report| report.body.as_str() == body).expect("the report").steps
}

#[test]
fn what_the_earlier_file_does_not_hold_yet_was_filed_since_whatever_the_instants_say() {
    let (mut before, mut after) = (Country::new(), Country::new());
    before.frame.head.taken_at = at(30);
    after.frame.head.taken_at = at(60);
    // Begun before the file, and done after what it holds was read.
    *objections(&mut after, "b") = vec![to_value("svc-e2e", 29)];
    steps(&mut after, "b").push(step("object", 29));
    let open = Some(ObjectionStateName::Open);
    let filed = [("svc-e2e".to_owned(), None, open)];
    assert_eq!(told(&differing(&before, &after)), filed);
    // A file of an earlier release tells the step and not of what it was: it was there.
    steps(&mut before, "b").push(step("object", 29));
    assert_eq!(told(&differing(&before, &after)), []);
    // The same of its end.
    let rejected = Some(ObjectionStateName::Rejected);
    *objections(&mut after, "b") = vec![decided(&to_value("svc-e2e", 28), ObjectionStateName::Rejected, 29)];
    *steps(&mut before, "b") = vec![step("object", 28)];
    *steps(&mut after, "b") = vec![step("object", 28), step("objection_rejected", 29)];
    assert_eq!(told(&differing(&before, &after)), [("svc-e2e".to_owned(), open, rejected)]);
    steps(&mut before, "b").push(step("objection_rejected", 29));
    assert_eq!(told(&differing(&before, &after)), [], "it was over by then");
    // Of a revision that the earlier file tells nothing of any more, it was there.
    for country in [&mut before, &mut after] {
        let report = country.reports.iter_mut().find(|report| report.body.as_str() == "b").expect("the report");
        (report.revision, report.accepted_revision) = (2, Some(2));
    }
    steps(&mut before, "b").clear();
    *objections(&mut after, "b") = vec![to_value("svc-e2e", 31)];
    *steps(&mut after, "b") = vec![step("object", 31)];
    assert_eq!(told(&differing(&before, &after)), []);
    // And of a body that the earlier file does not have at all it was not.
    before.reports.retain(|report| report.body.as_str() != "b");
    assert_eq!(told(&differing(&before, &after)), [("svc-e2e".to_owned(), None, open)]);
}
