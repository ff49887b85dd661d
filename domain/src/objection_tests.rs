use super::*;
use chrono::Duration;
use proptest::prelude::*;

fn stamp(person: u128) -> Stamp {
    Stamp { by: AccountId::new(uuid::Uuid::from_u128(person)), at: DateTime::UNIX_EPOCH + Duration::days(20_000) }
}

fn objection() -> Objection {
    let holidays = Holidays::default();
    Objection {
        id: ObjectionId::new(uuid::Uuid::nil()),
        key: ReportKey { round: "2570-q1".parse().expect("a code"), agency: "one".parse().expect("a code") },
        claim: Claim::Value { indicator: "svc-e2e".parse().expect("a code"), counter: (Amount::ONE, None) },
        revision: 1,
        filed: stamp(1),
        accepted_by: Some(stamp(3).by),
        answer_by: answer_by(stamp(1).at, &holidays),
        version: 0,
        state: ObjectionState::Open,
    }
}

fn own_value(person: u128, revision: i32) -> ObjectionState {
    ObjectionState::Upheld { decided: stamp(person), remedy: Remedy::OwnValue { revision } }
}

fn to_score() -> Objection {
    let (stood, counter) = (Some(Amount::whole(40)), Amount::whole(60));
    let scheme = "readiness".parse().expect("a code");
    Objection { claim: Claim::Score { scheme, edition: 1, stood, counter }, ..objection() }
}

fn corrected(code: &str, before: i64, after: i64) -> Corrected {
    let parts = |number: i64| (Amount::whole(number), None);
    Corrected { indicator: code.parse().expect("a code"), before: Some(parts(before)), after: parts(after) }
}

#[test]
fn a_score_is_upheld_by_values_or_against_its_edition_and_never_by_itself() {
    let other = Err(ObjectionRefusal::ObjectionOtherDecision);
    assert_eq!(to_score().uphold(stamp(4), "right", Some(1)).map(|_| ()), other);
    let values = || vec![corrected("svc-uptime", 1, 2), corrected("svc-e2e", 3, 4)];
    assert_eq!(objection().uphold_by_values(stamp(4), "right", Some(1), values()).map(|_| ()), other);
    assert_eq!(objection().uphold_against_edition(stamp(4), "right", Some(1)).map(|_| ()), other);
    let upheld = to_score().uphold_by_values(stamp(4), "right", Some(3), values()).expect("upheld");
    let ObjectionState::Upheld { remedy: Remedy::Values { revision: 4, corrected }, .. } = &upheld.state else {
        panic!("{:?}", upheld.state)
    };
    assert_eq!(corrected.iter().map(|value| value.indicator.as_str()).collect::<Vec<_>>(), ["svc-e2e", "svc-uptime"]);
    assert_eq!(upheld.state.upheld_in(), Some(4));
    let against = to_score().uphold_against_edition(stamp(4), "the weight is wrong", Some(3)).expect("upheld");
    assert_eq!((against.state.name(), against.state.upheld_in()), (ObjectionStateName::Upheld, None));
    assert_eq!(to_score().claim.subject().code(), "readiness");
}

#[test]
fn a_score_that_was_overtaken_or_values_that_stay_are_not_upheld() {
    let by = |stands_in, values| {
        let upheld = to_score().uphold_by_values(stamp(4), "right", stands_in, values);
        upheld.map(|_| ()).expect_err("refused")
    };
    assert_eq!(by(None, vec![corrected("svc-e2e", 3, 4)]), ObjectionRefusal::ObjectionOvertaken);
    assert_eq!(by(Some(1), Vec::new()), ObjectionRefusal::ObjectionNothingCorrected);
    assert_eq!(by(Some(1), vec![corrected("svc-e2e", 3, 3)]), ObjectionRefusal::ObjectionSameValue);
    let against = to_score().uphold_against_edition(stamp(4), "right", None).map(|_| ());
    assert_eq!(against, Err(ObjectionRefusal::ObjectionOvertaken));
    for person in [1, 3] {
        let own = to_score().uphold_against_edition(stamp(person), "right", Some(1)).map(|_| ());
        assert_eq!(own, Err(ObjectionRefusal::ObjectionSamePerson));
    }
}

#[test]
fn a_value_was_brought_by_the_objection_to_a_score_that_corrected_it() {
    let score = to_score().uphold_by_values(stamp(4), "right", Some(1), vec![corrected("svc-e2e", 3, 4)]);
    let against = to_score().uphold_against_edition(stamp(4), "right", Some(2));
    let of_report = [score.expect("upheld"), against.expect("upheld")];
    let code = |code: &str| -> IndicatorCode { code.parse().expect("a code") };
    assert_eq!(brought_in(&code("svc-e2e"), 2, &of_report), 2);
    assert_eq!(brought_in(&code("data-catalog"), 2, &of_report), 1);
    assert_eq!(accepted_in(2, &of_report), 1);
}

#[test]
fn an_open_objection_is_upheld_rejected_or_taken_back() {
    let upheld = objection().uphold(stamp(4), "right", Some(1)).expect("upheld");
    assert_eq!((upheld.state, upheld.version), (own_value(4, 2), 1));
    let rejected = objection().reject(stamp(4), "the evidence says otherwise").expect("rejected");
    assert_eq!(rejected.state.name(), ObjectionStateName::Rejected);
    let withdrawn = objection().withdraw(stamp(1)).expect("withdrawn");
    assert_eq!(withdrawn.state.ended(), Some(stamp(1)));
    assert_eq!(objection().say("more").expect("said").state, ObjectionState::Open);
    let attached = objection().attach().expect("attached");
    assert_eq!((attached.state, attached.version), (ObjectionState::Open, 1));
}

#[test]
fn what_is_over_stays_over() {
    for over in [
        objection().uphold(stamp(4), "right", Some(1)).expect("upheld"),
        objection().reject(stamp(4), "no").expect("rejected"),
        objection().withdraw(stamp(1)).expect("withdrawn"),
    ] {
        let closed = Err(ObjectionRefusal::ObjectionClosed);
        assert_eq!(over.clone().uphold(stamp(5), "x", Some(1)).map(|_| ()), closed);
        assert_eq!(over.clone().reject(stamp(5), "x").map(|_| ()), closed);
        assert_eq!(over.clone().withdraw(stamp(1)).map(|_| ()), closed);
        assert_eq!(over.clone().attach().map(|_| ()), closed);
        assert_eq!(over.say("x").map(|_| ()), closed);
    }
}

#[test]
fn neither_who_accepted_nor_who_objects_decides() {
    for person in [1, 3] {
        let refused = Err(ObjectionRefusal::ObjectionSamePerson);
        assert_eq!(objection().uphold(stamp(person), "x", Some(1)).map(|_| ()), refused);
        assert_eq!(objection().reject(stamp(person), "x").map(|_| ()), refused);
    }
    let imported = Objection { accepted_by: None, ..objection() };
    assert!(imported.may_be_decided_by(stamp(3).by));
}

#[test]
fn a_decision_has_a_reason_and_is_about_what_is_in_force() {
    assert_eq!(objection().reject(stamp(4), " ").map(|_| ()), Err(ObjectionRefusal::ReasonMissing));
    let long = "x".repeat(5_001);
    assert_eq!(objection().reject(stamp(4), &long).map(|_| ()), Err(ObjectionRefusal::ReasonTooLong));
    let overtaken = Err(ObjectionRefusal::ObjectionOvertaken);
    assert_eq!(objection().uphold(stamp(4), "x", None).map(|_| ()), overtaken);
}

#[test]
fn it_is_upheld_in_whatever_revision_its_value_still_stands() {
    let upheld = objection().uphold(stamp(4), "x", Some(3)).expect("upheld");
    assert_eq!((upheld.state.upheld_in(), upheld.revision), (Some(4), 1));
    assert_eq!(objection().state.upheld_in(), None);
}

#[test]
fn a_value_was_brought_by_the_revision_that_other_objections_only_carried_on() {
    let upheld = |code: &str, revision| Objection {
        claim: Claim::Value { indicator: code.parse().expect("a code"), counter: (Amount::ONE, None) },
        state: own_value(4, revision),
        ..objection()
    };
    let of_report = [upheld("data-catalog", 2), upheld("svc-e2e", 3), upheld("data-catalog", 4), objection()];
    let code = |code: &str| -> IndicatorCode { code.parse().expect("a code") };
    let brought = |indicator: &str, revision| brought_in(&code(indicator), revision, &of_report);
    assert_eq!([1, 2, 3, 4].map(|revision| brought("svc-e2e", revision)), [1, 1, 3, 3]);
    assert_eq!([1, 2, 3, 4].map(|revision| brought("data-catalog", revision)), [1, 2, 2, 4]);
    assert_eq!([1, 4, 5].map(|revision| brought("other", revision)), [1, 1, 5], "5 was accepted in the ordinary way");
    let by = |indicator: &str, revision| changed_by(&code(indicator), revision, &of_report);
    assert_eq!([1, 2, 3, 5].map(|revision| by("svc-e2e", revision)), [None, None, Some(&of_report[1]), None]);
    assert_eq!([2, 3, 4].map(|revision| by("data-catalog", revision)), [0, 0, 2].map(|place| Some(&of_report[place])));
}

#[test]
fn the_clock_counts_working_days_only() {
    // Monday 7 December 2026; the 10th and the 31st are holidays, as is 1 January.
    let holidays: Holidays =
        ["2026-12-10", "2026-12-31", "2027-01-01"].map(|day| day.parse().expect("a day")).into_iter().collect();
    let filed: DateTime<Utc> = "2026-12-07T03:00:00Z".parse().expect("an instant");
    // 8, 9, 11, 14–18, 21–25, 28, 29: the fifteenth working day is the 29th.
    let by = answer_by(filed, &holidays);
    assert_eq!(bangkok_day(by).to_string(), "2026-12-29");
    let mut open = Objection { answer_by: by, ..objection() };
    assert!(!open.is_overdue(by) && open.is_overdue(by + Duration::seconds(1)));
    open.state = ObjectionState::Rejected { decided: stamp(4) };
    assert!(!open.is_overdue(by + Duration::days(9)));
}

#[test]
fn an_accepted_report_is_verified_anew_and_keeps_its_state() {
    let key = objection().key;
    let state = State::Accepted { accepted: stamp(3) };
    let report = Submission { revision: 1, accepted_revision: Some(1), state, ..Submission::expected(key.clone()) };
    let anew = report.clone().verify_anew(stamp(4)).expect("verified");
    assert_eq!((anew.revision, anew.accepted_revision, anew.version), (2, Some(2), 1));
    assert_eq!(anew.state, State::Accepted { accepted: stamp(4) });
    let again = anew.verify_anew(stamp(4)).expect("verified");
    assert_eq!((again.revision, again.accepted_revision, again.version), (3, Some(3), 2));
    let remarked = report.clone().remark();
    assert_eq!((remarked.state, remarked.revision, remarked.version), (state, 1, 1));
    let open = Submission::expected(key);
    assert_eq!(open.verify_anew(stamp(4)), Err(Refusal::WrongState));
}

proptest! {
    #[test]
    fn an_answer_is_due_on_a_working_day(days in 0i64..20_000, off in prop::collection::btree_set(0i64..40, 0..15)) {
        let filed = DateTime::UNIX_EPOCH + Duration::days(days);
        let holidays: Holidays = off.into_iter().map(|off| bangkok_day(filed) + Duration::days(off)).collect();
        let last = bangkok_day(answer_by(filed, &holidays));
        prop_assert!(holidays.is_working_day(last));
        let between = bangkok_day(filed).iter_days().skip(1).take_while(|day| *day <= last);
        prop_assert_eq!(between.filter(|day| holidays.is_working_day(*day)).count(), ANSWER_WORKING_DAYS);
    }
}
