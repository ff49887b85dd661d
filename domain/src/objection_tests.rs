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
        indicator: "svc-e2e".parse().expect("a code"),
        revision: 1,
        counter: (Amount::ONE, None),
        filed: stamp(1),
        accepted_by: Some(stamp(3).by),
        answer_by: answer_by(stamp(1).at, &holidays),
        version: 0,
        state: ObjectionState::Open,
    }
}

#[test]
fn an_open_objection_is_upheld_rejected_or_taken_back() {
    let upheld = objection().uphold(stamp(4), "right", Some(1)).expect("upheld");
    assert_eq!((upheld.state, upheld.version), (ObjectionState::Upheld { decided: stamp(4), revision: 2 }, 1));
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
        indicator: code.parse().expect("a code"),
        state: ObjectionState::Upheld { decided: stamp(4), revision },
        ..objection()
    };
    let of_report = [upheld("data-catalog", 2), upheld("svc-e2e", 3), upheld("data-catalog", 4), objection()];
    let code = |code: &str| -> IndicatorCode { code.parse().expect("a code") };
    let brought = |indicator: &str, revision| brought_in(&code(indicator), revision, &of_report);
    assert_eq!([1, 2, 3, 4].map(|revision| brought("svc-e2e", revision)), [1, 1, 3, 3]);
    assert_eq!([1, 2, 3, 4].map(|revision| brought("data-catalog", revision)), [1, 2, 2, 4]);
    assert_eq!([1, 4, 5].map(|revision| brought("other", revision)), [1, 1, 5], "5 was accepted in the ordinary way");
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
