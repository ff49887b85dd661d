use super::super::{fixtures::*, *};
use crate::{score::Origin, trust::TrustGrade};

/// The country under a scheme that weighs uptime by what stands behind it, with one answer carried.
fn country() -> Country {
    let mut country = Country::new();
    let compared = country.frame.compared.pop().expect("a scheme");
    let mut json = serde_json::to_value(&compared.scheme).expect("JSON");
    json["node"][0]["combines"]["by"] = "arithmetic".into();
    for node in json["node"].as_array_mut().expect("nodes") {
        if node["reads"]["indicator"] == "svc-uptime" {
            node["reads"]["trusted"] = serde_json::json!({
                "self_reported": "0.5", "evidence_attached": "0.7", "machine_collected": "0.9", "evidence_verified": "1",
            });
        }
    }
    let scheme = serde_json::from_value(json).expect("a scheme");
    country.frame.compared.push(Compared::new(scheme, Some(compared.population)));
    for report in &mut country.reports {
        for value in &mut report.values {
            value.trust = Some(TrustGrade::EvidenceAttached);
        }
        let budget = report.values.iter().position(|value| value.indicator.as_str() == "budget-disbursed");
        if let Some(place) = budget {
            let from = Origin { round: read("2566-q4"), period: read("2566-q4") };
            report.carried.push(Carried { from, value: report.values.remove(place) });
        }
    }
    country
}

fn differing(before: &Country, after: &Country) -> Diff {
    let of = |country: &Country| lines(&country.snapshot()).into_iter().map(Ok::<_, String>);
    diff(of(before), of(after)).expect("a difference")
}

fn carried<'a>(country: &'a mut Country, body: &str) -> &'a mut ReportedValue {
    let report = country.reports.iter_mut().find(|report| report.body.as_str() == body).expect("the report");
    &mut report.carried[0].value
}

#[test]
fn what_stands_behind_an_answer_is_told_also_of_one_that_is_carried() {
    let (before, mut after) = (country(), country());
    after.value("b", "svc-uptime").trust = Some(TrustGrade::SelfReported);
    carried(&mut after, "c").trust = Some(TrustGrade::EvidenceVerified);
    let found = differing(&before, &after);
    let told = |change: &TrustChange| {
        let from = change.from.as_ref().map(ToString::to_string);
        (change.body.to_string(), change.indicator.to_string(), from, change.before, change.after)
    };
    let attached = TrustGrade::EvidenceAttached;
    let expected = [
        ("b".to_owned(), "svc-uptime".to_owned(), None, attached, TrustGrade::SelfReported),
        (
            "c".to_owned(),
            "budget-disbursed".to_owned(),
            Some("2566-q4".to_owned()),
            attached,
            TrustGrade::EvidenceVerified,
        ),
    ];
    assert_eq!(found.trusts.shown.iter().map(told).collect::<Vec<_>>(), expected);
    assert_eq!((found.values.total, found.is_empty()), (0, false), "no value is another one");
    let own =
        found.scores.shown.iter().find(|change| (change.scheme.as_str(), change.body.as_str()) == ("uptime", "b"));
    assert_eq!(own.expect("it weighs less").causes, [Cause::Trust(vec![read("svc-uptime")])]);
    assert!(found.indicators.contains_key(&read("svc-uptime")) && found.names.contains_key(&read("c")));
}

#[test]
fn what_snapshots_do_not_say_is_not_told_as_a_change() {
    let (mut before, mut after) = (Country::new(), Country::new());
    for (country, grade) in [(&mut before, TrustGrade::SelfReported), (&mut after, TrustGrade::EvidenceVerified)] {
        country.value("b", "svc-uptime").trust = Some(grade);
    }
    assert!(differing(&before, &after).is_empty(), "no scheme weighs by it, so no file says it");
    let found = differing(&before, &country());
    assert_eq!(found.trusts.total, 0, "only the later one says what stands behind answers");
}
