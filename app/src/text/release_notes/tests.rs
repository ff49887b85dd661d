use super::*;
use serde_json::{Value, json};

#[test]
fn five_indicators_are_named_and_the_others_counted() {
    let names = |count: usize| (1..=count).map(|number| format!("ตัวที่ {number}")).collect::<Vec<_>>();
    let five = "ตัวที่ 1, ตัวที่ 2, ตัวที่ 3, ตัวที่ 4, ตัวที่ 5";
    assert_eq!(first_of(Language::En, &names(2)), "ตัวที่ 1, ตัวที่ 2");
    assert_eq!(first_of(Language::En, &names(5)), five);
    assert_eq!(first_of(Language::En, &names(28)), format!("{five} and 23 more"));
    assert_eq!(first_of(Language::Th, &names(6)), format!("{five} และอีก 1 รายการ"));
}

/// A score of the scheme `ready` with a place, before and after.
fn moved(body: &str, [before, after]: [(&str, i64); 2], cause: &Value) -> Value {
    let side = |(published, place): (&str, i64)| json!({ "published": published, "class": null, "place": place });
    json!({ "scheme": "ready", "body": body, "before": side(before), "after": side(after), "causes": [cause] })
}

/// Two snapshots between which nothing differs but these scores, so many of them since others moved.
fn diff_of(scores: &[Value], moved_by_others: usize) -> Diff {
    let head = |number: u32| {
        json!({
            "format": "tidtam-snapshot/1", "code": format!("2570-q1.final.{number}"), "stage": "final",
            "round": { "code": "2570-q1", "plan": "plan", "plan_version": 1, "period": "2570-q1",
                "window": { "opens": "2026-12-31T17:00:00Z", "due": "2027-01-15T16:59:59Z", "closes": "2027-02-14T16:59:59Z" } },
            "taken_at": "2027-03-01T00:00:00Z", "taken_by": "timetable", "note": "", "replaces": null,
            "is_demonstration": false,
        })
    };
    let none = || json!({ "total": 0, "shown": [] });
    let all = json!({
        "before": head(1), "after": head(2), "plan_differs": false, "schemes": [], "bodies": none(), "states": none(),
        "values": none(), "objections": none(), "trusts": none(),
        "scores": { "total": scores.len(), "shown": scores }, "moved_by_others": moved_by_others,
        "names": { "th-96": { "th": "กรมหนึ่ง", "en": "" } }, "indicators": {},
        "titles": { "ready": { "th": "ความพร้อม", "en": "Readiness" } }, "decimals": { "ready": 4 }, "classes": {},
    });
    serde_json::from_value(all).expect("a difference")
}

#[test]
fn the_score_that_moved_by_itself_is_told_however_many_places_it_moved() {
    let own = moved("th-96", [("4.0129", 61), ("4.1398", 1)], &json!({ "values": ["svc-e2e"] }));
    let others = (1..=60).map(|place| moved(&format!("o{place}"), [("4", place), ("4", place + 1)], &json!("others")));
    let diff = diff_of(&std::iter::once(own).chain(others).collect::<Vec<_>>(), 60);
    let told = |language: Language| {
        let parts = notes(language, &diff).into_iter();
        parts.map(|part| (part.title.clone(), part.sentences().len(), part.more)).collect::<Vec<_>>()
    };
    let (own, others) = ("Scores and places that changed", "Places that moved since others changed");
    assert_eq!(told(Language::En), [(own.to_owned(), 1, 0), (others.to_owned(), 50, 10)]);
    let (own, others) = ("คะแนนและอันดับที่เปลี่ยน", "อันดับที่ขยับเพราะหน่วยงานอื่นเปลี่ยน");
    assert_eq!(told(Language::Th), [(own.to_owned(), 1, 0), (others.to_owned(), 50, 10)]);
    let first = notes(Language::En, &diff).remove(0);
    assert_eq!(first.sentences(), ["กรมหนึ่ง, Readiness: 4.0129 place 61 → 4.1398 place 1 (values changed: svc-e2e)"]);
}

#[test]
fn a_part_in_which_nothing_moved_is_left_out() {
    let others: Vec<_> =
        (1..=2).map(|place| moved(&format!("o{place}"), [("4", place), ("4", place + 1)], &json!("others"))).collect();
    let parts = notes(Language::En, &diff_of(&others, 2));
    assert_eq!(
        parts.iter().map(|part| part.title.as_str()).collect::<Vec<_>>(),
        ["Places that moved since others changed"]
    );
    assert!(notes(Language::En, &diff_of(&[], 0)).is_empty());
}

#[test]
fn a_score_is_written_with_the_decimals_of_its_scheme_and_once_where_it_stays() {
    let own = moved("th-96", [("4.1", 61), ("4.028", 61)], &json!({ "values": ["svc-e2e"] }));
    let other = moved("o1", [("4", 1_415), ("4", 1_416)], &json!("others"));
    let parts = notes(Language::Th, &diff_of(&[own, other], 1));
    let [Told::Scores(own), Told::ByOthers(others)] = [&parts[0].told, &parts[1].told] else { panic!("{parts:?}") };
    assert_eq!((own[0].score.as_str(), own[0].place.as_str()), ("4.1000 → 4.0280", "61"));
    assert_eq!((own[0].body.as_str(), own[0].scheme.as_str()), ("กรมหนึ่ง", "ความพร้อม"));
    assert_eq!(own[0].why, "ค่าเปลี่ยน: svc-e2e");
    assert_eq!((others[0].score.as_str(), others[0].place.as_str()), ("4.0000", "1,415 → 1,416"));
    assert_eq!(parts[1].sentences(), ["o1, ความพร้อม: 4.0000 อันดับ 1,415 → 4.0000 อันดับ 1,416 (หน่วยงานอื่นเปลี่ยน)"]);
    assert_eq!(parts[1].total(), 1);
}
