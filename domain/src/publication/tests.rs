use super::*;
use crate::{
    amount::Amount,
    entry::Applicability,
    indicator::{Indicator, Measure},
    objection::{ObjectionStateName, Subject},
    rollup::Rollup,
    snapshot::{Line, Objected, Outcome, fixtures},
    status::{Status, StatusCounts},
};
use std::collections::BTreeMap;

fn extracts(lines: &[Line]) -> Vec<Extract> {
    let mut places = Places::default();
    for line in lines {
        places.add(line.clone());
    }
    let mut extractor = Extractor::new(places);
    let mut all = Vec::new();
    for line in lines {
        all.extend(extractor.add(line.clone()).expect("a snapshot"));
    }
    all.extend(extractor.finish().expect("a snapshot").extracts());
    all
}

fn of_country() -> Vec<Extract> {
    extracts(&fixtures::lines(&fixtures::Country::new().snapshot()))
}

fn country(extracts: &[Extract]) -> &CountryExtract {
    fn of(extract: &Extract) -> Option<&CountryExtract> {
        if let Extract::Country(country) = extract { Some(country) } else { None }
    }
    extracts.iter().find_map(of).expect("the country")
}

fn body<'a>(extracts: &'a [Extract], code: &str) -> &'a BodyExtract {
    fn of(extract: &Extract) -> Option<&BodyExtract> {
        if let Extract::Body(body) = extract { Some(body) } else { None }
    }
    extracts.iter().filter_map(of).find(|body| body.body.code.as_str() == code).expect("the body")
}

fn indicator<'a>(extracts: &'a [Extract], code: &str) -> &'a IndicatorExtract {
    fn of(extract: &Extract) -> Option<&IndicatorExtract> {
        if let Extract::Indicator(indicator) = extract { Some(indicator) } else { None }
    }
    extracts.iter().filter_map(of).find(|found| found.indicator.as_str() == code).expect("the indicator")
}

#[test]
fn everything_has_one_extract_and_the_setting_comes_last() {
    let extracts = of_country();
    let keys: Vec<_> = extracts.iter().map(|extract| (extract.part().as_ref().to_owned(), extract.key())).collect();
    let mut once = keys.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), keys.len(), "{keys:?}");
    assert_eq!(keys.last().map(|(part, _)| part.as_str()), Some("setting"));
    let count = |part: Part| extracts.iter().filter(|extract| extract.part() == part).count();
    // The ministry and seven agencies, of which the country has an extract of its own.
    assert_eq!((count(Part::Country), count(Part::Body), count(Part::Below)), (1, 8, 2));
    assert_eq!(count(Part::Indicator), 8);
}

#[test]
fn the_country_is_what_its_reports_add_up_to() {
    let lines = fixtures::lines(&fixtures::Country::new().snapshot());
    let plan = lines.iter().find_map(|line| if let Line::Plan(plan) = line { Some(plan) } else { None });
    let plan = plan.expect("a plan");
    let mut sums: BTreeMap<&str, Rollup> = BTreeMap::new();
    for line in &lines {
        let Line::Report(report) = line else { continue };
        for value in &report.values {
            let indicator = plan.indicator(&value.indicator).expect("asked");
            let parts = value.verified.or(value.reported);
            let Some(reading) = parts
                .and_then(|parts| crate::reading::Reading::from_parts(&indicator.measure, parts.value, parts.base))
            else {
                continue;
            };
            let one = Rollup::of(&indicator.measure, reading).expect("taken together");
            let sum = sums.get(indicator.code.as_str()).map_or(Some(one), |before| before.plus(one)).expect("small");
            sums.insert(indicator.code.as_str(), sum);
        }
    }
    let extracts = of_country();
    let together = &country(&extracts).together;
    assert!(!together.standings.is_empty());
    for standing in &together.standings {
        let indicator = plan.indicator(&standing.indicator).expect("asked");
        let sum = sums[standing.indicator.as_str()];
        assert_eq!(standing.figure, sum.figure(&indicator.measure), "{}", standing.indicator);
        assert_eq!((standing.contributors, standing.asked), (sum.contributors, 7), "{}", standing.indicator);
    }
    assert_eq!((together.completeness.expected, together.completeness.accepted), (7, 6));
    assert_eq!(together.counts.total(), together.standings.len());
}

#[test]
fn of_what_is_never_added_up_it_is_known_how_many_have_a_figure() {
    const CODE: &str = "svc-processing-days";
    for answered in [2_usize, 0] {
        let mut apart = fixtures::Country::new();
        let indicators = &mut apart.frame.plan.indicators;
        let known = indicators.iter_mut().find(|known| known.code.as_str() == CODE).expect("the indicator");
        known.measure = Measure::Score { lowest: Amount::ZERO, highest: Amount::HUNDRED };
        for report in apart.reports.iter_mut().skip(answered) {
            report.values.retain(|value| value.indicator.as_str() != CODE);
        }
        let extracts = extracts(&fixtures::lines(&apart.snapshot()));
        let of_ministry = body(&extracts, "moi").together.as_ref().expect("bodies below it");
        let of_indicator = indicator(&extracts, CODE);
        let (in_country, [part]) = (of_indicator.country.as_ref(), &of_indicator.parts[..]) else {
            panic!("the ministry alone: {:?}", of_indicator.parts)
        };
        let among = |together: &Together| {
            together.standings.iter().find(|standing| standing.indicator.as_str() == CODE).expect("asked").clone()
        };
        let standings = [among(&country(&extracts).together), among(of_ministry), part.standing.clone()];
        for standing in standings.iter().chain(in_country) {
            let found = (standing.figure, standing.status, standing.contributors, standing.asked);
            let expected = i64::try_from(answered).expect("few");
            assert_eq!(found, (None, Status::NoData, expected, 7));
        }
        assert!(in_country.is_some());
    }
}

#[test]
fn a_body_right_below_the_country_stands_by_its_own_figure() {
    const SCORE: &str = "svc-processing-days";
    const DOES_NOT_APPLY: &str = "svc-e2e";
    let mut alone = fixtures::Country::new();
    let indicators = &mut alone.frame.plan.indicators;
    let known = indicators.iter_mut().find(|known| known.code.as_str() == SCORE).expect("the indicator");
    known.measure = Measure::Score { lowest: Amount::ZERO, highest: Amount::HUNDRED };
    let plan = alone.frame.plan.clone();
    let one = alone.bodies.iter_mut().find(|body| body.code.as_str() == "b").expect("the body");
    one.parent = Some("th".parse().expect("a code"));
    let reports = alone.reports.iter_mut().filter(|report| report.body.as_str() == "b");
    let mut values = reports.flat_map(|report| &mut report.values);
    let out = values.find(|value| value.indicator.as_str() == DOES_NOT_APPLY).expect("the value");
    (out.applicability, out.reported, out.verified) = (Applicability::NotApplicable, None, None);
    let extracts = extracts(&fixtures::lines(&alone.snapshot()));
    let own = body(&extracts, "b").own.as_ref().expect("a report");
    let of_round = |known: &&Indicator| known.frequency.is_asked_in(alone.frame.head.round.period);
    assert!(plan.indicators.iter().filter(of_round).count() > 1);
    for known in plan.indicators.iter().filter(of_round) {
        let found = indicator(&extracts, known.code.as_str());
        let [one, ministry] = &found.parts[..] else { panic!("both: {:?}", found.parts) };
        assert_eq!((one.body.code.as_str(), one.is_alone), ("b", true));
        assert_eq!((ministry.body.code.as_str(), ministry.is_alone), ("moi", false));
        let country = found.country.as_ref().expect("asked");
        let counted = one.standing.contributors + ministry.standing.contributors;
        let applies = known.code.as_str() != DOES_NOT_APPLY;
        assert_eq!((one.standing.contributors, one.standing.asked), (i64::from(applies), 1), "{}", known.code);
        assert_eq!((country.contributors, country.asked), (counted, 1 + ministry.standing.asked), "{}", known.code);
        let answer = own.answers.iter().find(|answer| answer.indicator == known.code).expect("an answer");
        assert_eq!((answer.figure.is_some(), answer.status.applies()), (applies, applies), "{}", known.code);
        assert_eq!(one.standing.status, answer.status, "{}", known.code);
        assert_eq!(one.standing.figure, answer.figure, "{}", known.code);
        let is_score = known.code.as_str() == SCORE;
        assert_eq!((ministry.standing.figure.is_none(), country.figure.is_none()), (is_score, is_score));
    }
}

#[test]
fn a_body_shows_what_it_reported_and_whoever_only_began_shows_nothing() {
    let extracts = of_country();
    let one = body(&extracts, "b").own.as_ref().expect("a report");
    assert!(one.answers.iter().any(|answer| answer.verified.is_some() && answer.figure == answer.verified));
    assert!(one.scores.iter().all(|score| matches!(score.outcome, Outcome::Scored(_)) && score.place.is_some()));
    for score in &one.scores {
        let of = country(&extracts).schemes.iter().find(|of| of.scheme == score.scheme).expect("a scheme");
        assert!(score.placed > 0 && score.placed == of.coverage.contributors, "{score:?}");
    }
    assert_eq!(body(&extracts, "b").above.iter().map(|above| above.code.as_str()).collect::<Vec<_>>(), ["moi"]);
    let began = body(&extracts, "g").own.as_ref().expect("a report");
    assert!(began.scores.is_empty() && began.answers.iter().all(|answer| answer.figure.is_none()));
    assert_eq!(began.counts(), StatusCounts { no_data: began.answers.len(), ..StatusCounts::default() });
    let ministry = body(&extracts, "moi");
    assert!(ministry.own.is_none() && ministry.together.is_some() && ministry.pages_below == 1);
}

#[test]
fn the_scores_of_a_scheme_are_counted_by_class_and_named_in_order() {
    let extracts = of_country();
    for scheme in &country(&extracts).schemes {
        assert_eq!((scheme.coverage.contributors, scheme.coverage.expected), (6, 7));
        let (lowest, highest) = scheme.range.expect("scores");
        let median = scheme.median.expect("scores");
        assert!(lowest <= median && median <= highest);
        let counted: i64 = scheme.classes.iter().map(|(_, count)| count).sum();
        assert!(scheme.classes.is_empty() || counted == 6, "{:?}", scheme.classes);
        assert_eq!(scheme.first.len(), 6);
        assert!(scheme.first.is_sorted_by(|one, next| one.published >= next.published), "best first");
        assert_eq!(scheme.first[0].place.number, 1);
    }
}

#[test]
fn the_best_of_an_indicator_are_named_only_where_half_gave_a_figure() {
    let first = |extracts: &[Extract]| -> Vec<(i64, Amount)> {
        let first = &indicator(extracts, "svc-uptime").first;
        first.iter().map(|ranked| (ranked.place.number, ranked.figure)).collect()
    };
    let ranked = first(&of_country());
    assert!(ranked.len() >= 5 && ranked[0].0 == 1 && ranked.is_sorted_by(|one, next| one.1 >= next.1), "{ranked:?}");
    let mut few = fixtures::Country::new();
    for report in few.reports.iter_mut().skip(3) {
        report.values.retain(|value| value.indicator.as_str() != "svc-uptime");
    }
    assert!(first(&extracts(&fixtures::lines(&few.snapshot()))).is_empty());
}

#[test]
fn a_score_is_marked_by_what_its_own_snapshot_tells_of_objections_to_it() {
    let mut objected_to = fixtures::Country::new();
    let report = objected_to.reports.iter_mut().find(|report| report.body.as_str() == "b").expect("the report");
    let waits = Objected {
        about: Subject::Score("uptime".parse().expect("a code")),
        edition: Some(1),
        state: ObjectionStateName::Open,
        counter: Some(Amount::whole(90)),
        corrected: Vec::new(),
        filed_at: report.steps[0].at,
        decided_at: None,
    };
    report.objections = vec![waits];
    let extracts = extracts(&fixtures::lines(&objected_to.snapshot()));
    let marks = |code: &str| {
        let scores = &body(&extracts, code).own.as_ref().expect("a report").scores;
        scores.iter().map(|score| (score.scheme.to_string(), score.objected)).collect::<Vec<_>>()
    };
    let open = Some(ObjectionStateName::Open);
    assert_eq!(marks("b"), [("plan-achievement-opdc".to_owned(), None), ("uptime".to_owned(), open)]);
    assert!(marks("c").iter().all(|(_, objected)| objected.is_none()));
    for scheme in &country(&extracts).schemes {
        let marked: Vec<_> = scheme.first.iter().filter(|first| first.objected == open).collect();
        let of_b = marked.iter().all(|first| first.body.code.as_str() == "b");
        assert!(of_b && marked.len() == usize::from(scheme.scheme.as_str() == "uptime"), "{marked:?}");
    }
    for extract in extracts {
        let content = extract.content().expect("JSON");
        assert!(!content.contains("\"objected\":null"), "what nobody objects to says nothing of it");
    }
}

#[test]
fn what_is_kept_is_read_again() {
    for extract in of_country() {
        let content = extract.content().expect("JSON");
        let again = match &extract {
            Extract::Setting(_) => Extract::Setting(serde_json::from_str(&content).expect("read")),
            Extract::Country(_) => Extract::Country(serde_json::from_str(&content).expect("read")),
            Extract::Body(_) => Extract::Body(serde_json::from_str(&content).expect("read")),
            Extract::Below(code, number, _) => {
                Extract::Below(code.clone(), *number, serde_json::from_str(&content).expect("read"))
            }
            Extract::Indicator(_) => Extract::Indicator(serde_json::from_str(&content).expect("read")),
        };
        assert_eq!(again, extract);
    }
}

#[test]
fn lines_that_are_no_snapshot_give_nothing() {
    assert_eq!(Extractor::default().finish().err(), Some(NotExtracted::NoSnapshot));
    let lines = fixtures::lines(&fixtures::Country::new().snapshot());
    let report = lines.iter().find(|line| matches!(line, Line::Report(_))).expect("a report");
    assert_eq!(Extractor::default().add(report.clone()).err(), Some(NotExtracted::NoSnapshot));
}
