use super::*;
use chrono::Duration;
use proptest::prelude::*;

fn person(number: u128) -> AccountId {
    AccountId::new(uuid::Uuid::from_u128(number))
}

fn hour(hours: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::hours(hours)
}

fn by(number: u128) -> Stamp {
    Stamp { by: person(number), at: hour(1) }
}

const OPEN: WindowState = WindowState::Open { due_at: DateTime::<Utc>::MAX_UTC };
const CLOSED: WindowState = WindowState::Closed { since: DateTime::UNIX_EPOCH };

fn reasons() -> Vec<ReturnReason> {
    vec![ReturnReason {
        indicator: "svc-e2e".parse().expect("a code"), reason: "ตัวหารไม่ตรง".to_owned()
    }]
}

fn expected() -> Submission {
    Submission::expected(ReportKey {
        round: "2570-q1".parse().expect("a code"),
        agency: "dga".parse().expect("a code"),
    })
}

fn submitted() -> Submission {
    expected().edit(by(1), OPEN).and_then(|draft| draft.submit(by(1), OPEN, Remaining::None)).expect("submitted")
}

fn accepted() -> Submission {
    submitted().approve(by(2)).and_then(|report| report.accept(by(3))).expect("accepted")
}

#[test]
fn a_report_goes_from_draft_to_accepted() {
    let report = accepted();
    assert_eq!((report.state.name(), report.revision, report.accepted_revision), (StateName::Accepted, 1, Some(1)));
    assert_eq!(report.version, 4);
    assert_eq!(report.editable(OPEN, hour(4)), Err(Refusal::AlreadyAccepted));
}

#[test]
fn whoever_submits_never_approves() {
    assert_eq!(submitted().approve(by(1)), Err(Refusal::SamePerson));
    let approved = submitted().approve(by(2)).expect("approved");
    assert_eq!(approved.clone().endorse(by(1)), Err(Refusal::SamePerson));
    assert_eq!(approved.clone().accept(by(1)), Err(Refusal::SamePerson));
    let endorsed = approved.endorse(by(3)).expect("endorsed");
    assert_eq!(endorsed.accept(by(1)), Err(Refusal::SamePerson));
}

#[test]
fn whoever_approves_or_endorses_takes_no_further_step() {
    let approved = submitted().approve(by(2)).expect("approved");
    assert_eq!(approved.clone().endorse(by(2)), Err(Refusal::SamePerson));
    assert_eq!(approved.clone().accept(by(2)), Err(Refusal::SamePerson));
    let endorsed = approved.endorse(by(3)).expect("endorsed");
    for person in [1, 2, 3] {
        assert_eq!(endorsed.clone().accept(by(person)), Err(Refusal::SamePerson), "{person}");
    }
    assert!(endorsed.accept(by(4)).is_ok());
}

#[test]
fn whoever_took_a_step_of_an_earlier_revision_may_take_another_of_the_next() {
    let returned = submitted().approve(by(2)).and_then(|report| report.return_for_change(by(3), &reasons()));
    let again = returned.and_then(|report| report.submit(by(1), OPEN, Remaining::None)).expect("resubmitted");
    assert!(again.approve(by(3)).and_then(|report| report.accept(by(2))).is_ok());
}

#[test]
fn a_report_with_problems_is_not_submitted() {
    let draft = expected().edit(by(1), OPEN).expect("a draft");
    assert_eq!(draft.submit(by(1), OPEN, Remaining::Some), Err(Refusal::ProblemsRemain));
}

#[test]
fn a_report_cannot_be_submitted_after_the_window_closes() {
    let draft = expected().edit(by(1), OPEN).expect("a draft");
    assert_eq!(draft.submit(by(1), CLOSED, Remaining::None), Err(Refusal::WindowClosed));
    assert_eq!(expected().edit(by(1), WindowState::Upcoming { opens_at: hour(2) }), Err(Refusal::WindowNotOpen));
}

#[test]
fn a_returned_report_may_be_changed_for_two_weeks_after_the_window_closed() {
    let returned = submitted().return_for_change(by(2), &reasons()).expect("returned");
    assert_eq!(returned.editable(CLOSED, hour(1) + Duration::days(14)), Ok(()));
    assert_eq!(returned.editable(CLOSED, hour(2) + Duration::days(14)), Err(Refusal::WindowClosed));
    let again = returned.submit(by(1), CLOSED, Remaining::None).expect("resubmitted");
    assert_eq!((again.revision, again.first_submitted_at), (2, Some(hour(1))));
}

#[test]
fn a_return_needs_reasons() {
    assert_eq!(submitted().return_for_change(by(2), &[]), Err(Refusal::ReasonMissing));
    let blank = [ReturnReason { reason: " ".to_owned(), ..reasons().remove(0) }];
    assert_eq!(submitted().return_for_change(by(2), &blank), Err(Refusal::ReasonMissing));
}

#[test]
fn a_reason_has_an_end() {
    let reason = |length| [ReturnReason { reason: "ก".repeat(length), ..reasons().remove(0) }];
    assert!(submitted().return_for_change(by(2), &reason(LONGEST_REASON)).is_ok());
    assert_eq!(submitted().return_for_change(by(2), &reason(LONGEST_REASON + 1)), Err(Refusal::ReasonTooLong));
    assert_eq!(accepted().correct(by(3), &"ก".repeat(LONGEST_REASON + 1)), Err(Refusal::ReasonTooLong));
}

#[test]
fn a_correction_keeps_the_accepted_revision_in_force() {
    assert_eq!(accepted().correct(by(3), ""), Err(Refusal::ReasonMissing));
    let reopened = accepted().correct(by(3), "พิมพ์ผิด").expect("reopened");
    assert_eq!((reopened.state.name(), reopened.accepted_revision), (StateName::Draft, Some(1)));
    assert!(reopened.is_reopened() && !submitted().withdraw(by(1), OPEN).is_ok_and(|report| report.is_reopened()));
    let resubmitted = reopened.submit(by(1), CLOSED, Remaining::None).expect("resubmitted");
    assert_eq!((resubmitted.revision, resubmitted.accepted_revision), (2, Some(1)));
}

#[test]
fn a_submitted_report_can_be_taken_back_until_it_is_approved() {
    assert_eq!(submitted().withdraw(by(1), OPEN).map(|report| report.state.name()), Ok(StateName::Draft));
    assert_eq!(submitted().approve(by(2)).and_then(|report| report.withdraw(by(1), OPEN)), Err(Refusal::WrongState));
}

#[test]
fn a_report_that_could_not_be_handed_in_again_is_not_taken_back() {
    assert_eq!(submitted().withdraw(by(1), CLOSED), Err(Refusal::WindowClosed));
    let reopened = accepted().correct(by(3), "พิมพ์ผิด").and_then(|report| report.submit(by(1), CLOSED, Remaining::None));
    assert!(reopened.expect("handed in again").withdraw(by(1), CLOSED).is_ok(), "a reopened one has its own time");
}

#[derive(Debug, Clone, Copy)]
enum Move {
    Edit,
    Submit,
    Withdraw,
    Approve,
    Endorse,
    Return,
    Accept,
    Correct,
}

fn moves() -> impl Strategy<Value = (Move, u128)> {
    let which = prop_oneof![
        Just(Move::Edit),
        Just(Move::Submit),
        Just(Move::Withdraw),
        Just(Move::Approve),
        Just(Move::Endorse),
        Just(Move::Return),
        Just(Move::Accept),
        Just(Move::Correct)
    ];
    (which, 1u128..5)
}

fn take(report: Submission, step: Move, who: u128) -> Result<Submission, Refusal> {
    match step {
        Move::Edit => report.edit(by(who), OPEN),
        Move::Submit => report.submit(by(who), OPEN, Remaining::None),
        Move::Withdraw => report.withdraw(by(who), OPEN),
        Move::Approve => report.approve(by(who)),
        Move::Endorse => report.endorse(by(who)),
        Move::Return => report.return_for_change(by(who), &reasons()),
        Move::Accept => report.accept(by(who)),
        Move::Correct => report.correct(by(who), "พิมพ์ผิด"),
    }
}

proptest! {
    #[test]
    fn no_path_lets_one_person_take_two_steps_of_a_revision(steps in proptest::collection::vec(moves(), 0..40)) {
        let mut report = expected();
        let mut hands: Vec<AccountId> = Vec::new();
        let mut last_version = report.version;
        for (step, who) in steps {
            let Ok(moved) = take(report.clone(), step, who) else { continue };
            prop_assert_eq!(moved.version, last_version + 1);
            last_version = moved.version;
            match step {
                Move::Submit => hands = vec![person(who)],
                Move::Approve | Move::Endorse | Move::Accept => {
                    prop_assert!(!hands.contains(&person(who)));
                    hands.push(person(who));
                }
                Move::Edit | Move::Withdraw | Move::Return | Move::Correct => {}
            }
            prop_assert!(moved.accepted_revision.is_none_or(|accepted| accepted <= moved.revision));
            report = moved;
        }
    }
}

fn letter(revision: i32) -> AuthorityLetter {
    let day = "2027-01-15".parse().expect("a day");
    AuthorityLetter {
        id: crate::ids::AuthorityLetterId::new(uuid::Uuid::nil()),
        revision,
        authority: crate::authority_letter::Authority::new("นางใจดี", "1/2570", day, day).expect("an authority"),
        file_name: "letter.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size_bytes: 1,
        sha256: String::new(),
        filed_by: AccountId::new(uuid::Uuid::nil()),
        filed_at: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn a_letter_stands_for_the_approver_and_whoever_filed_it_takes_no_further_step() {
    let person = |number| Stamp { by: AccountId::new(uuid::Uuid::from_u128(number)), at: DateTime::UNIX_EPOCH };
    let (reporter, reviewer) = (person(1), person(9));
    let key = ReportKey { round: "2570-q1".parse().expect("a code"), agency: "one".parse().expect("a code") };
    let submitted = Submission {
        state: State::Submitted { submitted: reporter },
        revision: 2,
        version: 7,
        ..Submission::expected(key)
    };
    assert_eq!(submitted.clone().approve(reporter), Err(Refusal::SamePerson), "never as themself");
    assert_eq!(
        submitted.file_on_behalf(reporter, &letter(1)),
        Err(Refusal::WrongState),
        "a letter of another revision"
    );
    let filed = submitted.file_on_behalf(reporter, &letter(2)).expect("filed");
    assert_eq!((filed.state, filed.version), (State::Approved { submitted: reporter, approved: reporter }, 8));
    assert_eq!(filed.file_on_behalf(reporter, &letter(2)), Err(Refusal::WrongState));
    assert_eq!(filed.clone().accept(reporter), Err(Refusal::SamePerson));
    assert_eq!(filed.clone().endorse(reporter), Err(Refusal::SamePerson));
    let reasons = [ReturnReason {
        indicator: "svc-e2e".parse().expect("a code"), reason: "ไม่มีลายมือชื่อ".to_owned()
    }];
    let returned = filed.return_for_change(reviewer, &reasons).expect("returned");
    assert_eq!(returned.state, State::Returned { returned: reviewer });
}
