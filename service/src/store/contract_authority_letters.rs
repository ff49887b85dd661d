//! Filing on behalf of an approver by their letter, told to `SQLite` and `PostgreSQL` alike.

use super::contract::{country, fill, indicator, key, on_both_databases, person, start};
use crate::{
    Actor, ServiceError,
    authority_letters::TypedAuthority,
    evidence::Upload,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    audit::sha256,
    buddhist::bangkok,
    submission::{Refusal, ReturnReason, StateName},
};

on_both_databases!(
    a_report_is_filed_by_its_approvers_letter_and_says_so,
    whoever_filed_takes_no_further_step_and_the_letter_can_be_sent_back,
    what_is_no_letter_or_comes_too_late_is_refused,
);

fn typed() -> TypedAuthority {
    let words = |text: &str| text.to_owned();
    TypedAuthority {
        name: words("นางสาวใจดี อธิบดี"), number: words("ดศ 0301/9"), dated: bangkok(start()).date_naive()
    }
}

fn letter(content: &'static [u8]) -> Upload {
    let words = |text: &str| text.to_owned();
    Upload {
        file_name: words("หนังสือ.pdf"), media_type: words("application/pdf"), content: content.into()
    }
}

/// A report that its reporter submitted.
async fn submitted(test: &TestServices) -> Actor {
    let reporter = person(1, Role::Reporter, "one");
    fill(test, &reporter, "one", "40").await;
    test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    reporter
}

async fn a_report_is_filed_by_its_approvers_letter_and_says_so(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = submitted(&test).await;
    let letters = test.services.authority_letters();
    let filed = letters.file(&reporter, &key("one"), Seen::Any, typed(), letter(b"signed")).await.expect("filed");
    assert_eq!((filed.revision, filed.size_bytes, filed.sha256.as_str()), (1, 6, sha256(b"signed").as_str()));
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("a report");
    assert_eq!((report.submission.state.name(), report.letter()), (StateName::Approved, Some(&filed)));
    let steps: Vec<_> = report.thread.iter().map(|step| (step.step.as_str(), step.role.as_str())).collect();
    assert_eq!(steps, [("submit", "reporter"), ("file_on_behalf", "reporter")]);
    let (same, content) = letters.get(&person(9, Role::Reviewer, "th"), filed.id).await.expect("read");
    assert_eq!((same, content.as_ref()), (filed.clone(), b"signed".as_slice()));
    let stranger = letters.get(&person(8, Role::Reporter, "two"), filed.id).await;
    assert!(matches!(stranger, Err(ServiceError::Forbidden)), "{stranger:?}");
    let mut tx = test.services.db().read().await.expect("a transaction");
    let logged =
        super::audit::before(&mut tx, i64::MAX, &super::audit::AuditFilter::default(), 1).await.expect("events");
    let event = &logged.first().expect("an event").event;
    assert_eq!(event.action, "submissions.file_on_behalf");
    for told in ["นางสาวใจดี อธิบดี", "ดศ 0301/9", filed.sha256.as_str()] {
        assert!(event.details.contains(told), "{told} is not in {}", event.details);
    }
}

async fn whoever_filed_takes_no_further_step_and_the_letter_can_be_sent_back(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = submitted(&test).await;
    let (letters, submissions) = (test.services.authority_letters(), test.services.submissions());
    let other = Actor {
        grants: [person(3, Role::Reporter, "one").grants, person(3, Role::Reviewer, "th").grants].concat(),
        ..person(3, Role::Reporter, "one")
    };
    letters.file(&other, &key("one"), Seen::Any, typed(), letter(b"signed")).await.expect("filed");
    for who in [&other, &Actor { account: reporter.account, ..other.clone() }] {
        let refused = submissions.accept(who, &key("one"), Seen::Any, &[]).await;
        assert!(matches!(refused, Err(ServiceError::Refused(Refusal::SamePerson))), "{refused:?}");
    }
    let reasons = [ReturnReason {
        indicator: indicator("svc-e2e"), reason: "หนังสือไม่มีลายมือชื่อ".to_owned()
    }];
    let reviewer = person(9, Role::Reviewer, "th");
    submissions.return_for_change(&reviewer, &key("one"), Seen::Any, &reasons, "").await.expect("returned");
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("a report");
    assert_eq!((report.letter(), report.letters.len()), (None, 1), "what was filed stays on record");
    fill(&test, &reporter, "one", "41").await;
    submissions.submit(&reporter, &key("one"), Seen::Any).await.expect("submitted again");
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("a report");
    assert_eq!((report.submission.state.name(), report.letter()), (StateName::Submitted, None));
    letters.file(&reporter, &key("one"), Seen::Any, typed(), letter(b"signed twice")).await.expect("filed anew");
    submissions.accept(&reviewer, &key("one"), Seen::Any, &[]).await.expect("accepted");
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("a report");
    assert_eq!(report.letter().map(|letter| letter.revision), Some(2));
}

async fn what_is_no_letter_or_comes_too_late_is_refused(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    fill(&test, &reporter, "one", "40").await;
    let letters = test.services.authority_letters();
    let file = async |who: &Actor, seen: Seen, typed: TypedAuthority, content: &'static [u8]| {
        letters.file(who, &key("one"), seen, typed, letter(content)).await
    };
    let early = file(&reporter, Seen::Any, typed(), b"x").await;
    assert!(matches!(early, Err(ServiceError::Refused(Refusal::WrongState))), "{early:?}");
    test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await.expect("submitted");
    let coordinator = file(&person(5, Role::Coordinator, "mdes"), Seen::Any, typed(), b"x").await;
    assert!(matches!(coordinator, Err(ServiceError::Forbidden)), "whoever endorses does not file: {coordinator:?}");
    let unseen = file(&reporter, Seen::Version(0), typed(), b"x").await;
    assert!(matches!(unseen, Err(ServiceError::Conflict)), "{unseen:?}");
    let tomorrow = typed().dated.succ_opt().expect("a day");
    for (typed, content, code) in [
        (TypedAuthority { name: " ".to_owned(), ..typed() }, b"x".as_slice(), "authority_name"),
        (TypedAuthority { number: String::new(), ..typed() }, b"x", "authority_number"),
        (TypedAuthority { dated: tomorrow, ..typed() }, b"x", "authority_dated"),
        (typed(), b"", "letter_missing"),
    ] {
        let refused = file(&reporter, Seen::Any, typed, content).await.expect_err("refused");
        assert_eq!(refused.code(), code);
    }
    let approver = person(2, Role::Approver, "one");
    test.services.submissions().approve(&approver, &key("one"), Seen::Any).await.expect("signed in person");
    let late = file(&reporter, Seen::Any, typed(), b"x").await;
    assert!(matches!(late, Err(ServiceError::Refused(Refusal::WrongState))), "{late:?}");
}
