//! Objections to scores, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{indicator, key, on_both_databases, operator, person},
    contract_holding,
    contract_objections::{agrees, filed, refused, reporter, reviewer, verified_country},
    contract_scores::{import, reader, scheme},
};
use crate::{
    ServiceError, ServiceResult,
    evidence::Upload,
    objections::{Beside, Deciding, Decision, Hand, NewObjection, NewScoreObjection, ObjectionPage},
    organisations::ImportMode,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    amount::Amount,
    ids::{ObjectionId, SchemeCode},
    objection::{ObjectionState, ObjectionStateName, Remedy},
    submission::ReportKey,
};

on_both_databases!(
    a_score_is_upheld_by_the_values_that_it_is_wrong_by_and_follows_them,
    one_upheld_against_its_edition_changes_nothing_and_stands_beside_the_score,
    a_rejected_one_leaves_the_score_alone,
    what_cannot_be_objected_to_or_decided_is_refused,
    a_score_that_moved_meanwhile_overtakes_the_objection,
    a_score_that_moves_while_somebody_decides_overtakes_the_objection,
    whoever_had_a_hand_in_a_value_of_the_score_is_kept_out,
    whoever_had_a_hand_in_an_answer_of_an_earlier_round_is_kept_out,
    whoever_had_a_hand_in_an_earlier_revision_of_it_is_kept_out_as_well,
    a_value_that_is_objected_to_as_well_is_named_with_what_the_agency_says,
    an_answer_of_an_earlier_round_is_corrected_in_its_own_report,
    files_prove_an_objection_to_a_score_and_are_of_no_indicator,
    what_was_open_at_an_earlier_instant_is_told_as_open,
);

fn mean() -> SchemeCode {
    "mean".parse().expect("a code")
}

fn objection(score: &str) -> NewScoreObjection {
    NewScoreObjection {
        key: key("one"),
        scheme: mean(),
        score: score.to_owned(),
        reason: "ค่าที่ใช้คำนวณไม่ถูก".to_owned(),
        evidence: "หนังสือที่ 9/2570".to_owned(),
    }
}

async fn objects(test: &TestServices, score: &str) -> ObjectionId {
    test.services.objections().file_to_score(&reporter(), objection(score)).await.expect("filed")
}

fn verified(code: &str, value: &str) -> Verified {
    Verified { indicator: indicator(code), value: value.to_owned(), base: "100".to_owned() }
}

async fn page(test: &TestServices, id: ObjectionId) -> ObjectionPage {
    test.services.objections().get(&reviewer(4), id).await.expect("an objection")
}

async fn decides(test: &TestServices, id: ObjectionId, decision: Decision) -> ServiceResult<()> {
    test.services.objections().decide(&reviewer(4), id, 0, (decision, "ตรวจแล้ว")).await
}

async fn published(test: &TestServices) -> Option<Amount> {
    let score = test.services.scores().of_body(&reader(), &mean(), &key("one")).await.expect("a score");
    score.kept.outcome.ok().map(|score| score.published)
}

async fn a_score_is_upheld_by_the_values_that_it_is_wrong_by_and_follows_them(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let before = published(&test).await.expect("a score");
    let id = objects(&test, "55").await;
    let open = page(&test, id).await;
    assert!(open.can_be_upheld && open.deciding == Deciding::May && open.effects.is_empty());
    assert_eq!((open.present, open.counter), (Some(before), Some(Amount::whole(55))));
    let score = open.score.expect("a score");
    assert_eq!((score.stood, score.scheme.head().edition), (Some(before), 1));
    let correctable: Vec<_> = score.correctable.iter().map(|value| value.indicator.code.as_str()).collect();
    assert_eq!(correctable, ["data-catalog", "svc-e2e"], "what the score is made of and nothing else");
    // While it waits, whoever reads figures is told.
    let to_score = test.services.objections().to_score(&reader(), &mean(), &key("one")).await.expect("objections");
    assert_eq!((to_score.listed.len(), to_score.listed[0].state), (1, ObjectionStateName::Open));
    assert!(!to_score.may_object);
    let round = "2570-q1".parse().expect("a code");
    let beside =
        async |beside: Beside<'_>| test.services.objections().beside(&reader(), &round, beside).await.expect("read");
    let (scheme, bodies) = (mean(), ["one", "two"].map(|body| key(body).agency));
    for asked in [Beside::Scores(&scheme), Beside::Bodies(&bodies)] {
        let found = beside(asked).await;
        assert_eq!(found.score(&scheme, &bodies[0]), Some(ObjectionStateName::Open), "{asked:?}");
        assert_eq!((found.score(&scheme, &bodies[1]), found.value(&indicator("svc-e2e"), &bodies[0])), (None, None));
    }
    assert!(beside(Beside::Bodies(&bodies[1..])).await.is_empty() && beside(Beside::Bodies(&[])).await.is_empty());
    assert!(beside(Beside::Scores(&"other".parse().expect("a code"))).await.is_empty());
    let both = vec![verified("svc-e2e", "36"), verified("data-catalog", "90")];
    decides(&test, id, Decision::UpholdByValues(both)).await.expect("upheld");
    let after = published(&test).await;
    assert!(after > Some(before), "{after:?}");
    agrees(&test).await;
    let upheld = page(&test, id).await;
    assert_eq!(upheld.listed.objection.state.upheld_in(), Some(2));
    let [effect] = &upheld.effects[..] else { panic!("{:?}", upheld.effects) };
    assert_eq!((effect.before, effect.after), (Some(before), after));
    assert_eq!(effect.place_before.map(|place| place.number), Some(2));
    assert_eq!(effect.place_after.map(|place| place.number), Some(1), "above the second department by now");
    assert!(effect.placed_before >= Some(2) && effect.placed_after == effect.placed_before, "{effect:?}");
    assert_eq!(upheld.score.as_ref().map(|score| score.placed), effect.placed_after, "of as many now");
    let corrected = upheld.score.expect("a score").corrected;
    let figures: Vec<_> =
        corrected.iter().map(|it| (it.indicator.code.as_str(), it.after.expect("a figure").to_string())).collect();
    assert_eq!(figures, [("data-catalog", "90".to_owned()), ("svc-e2e", "36".to_owned())]);
    assert_eq!(corrected[1].before, Some(Amount::whole(20)));
    assert!(beside(Beside::Scores(&scheme)).await.is_empty(), "the score is what was decided");
    // It was told in the thread of the report, in one step that brought the new revision.
    let report = test.services.reports().get(&reader(), &key("one")).await.expect("a report");
    assert_eq!((report.submission.revision, report.submission.accepted_revision), (2, Some(2)));
    let steps: Vec<_> = report.thread.iter().map(|step| step.step.as_str()).collect();
    assert!(steps.ends_with(&["object_to_score", "objection_upheld"]), "{steps:?}");
    // And values that an objection to a score corrected can be objected to, decided by somebody else than who upheld it.
    let next = filed(&test, "39").await;
    let found = beside(Beside::Bodies(&bodies)).await;
    assert_eq!(found.value(&indicator("svc-e2e"), &bodies[0]), Some(ObjectionStateName::Open));
    assert_eq!((found.score(&scheme, &bodies[0]), found.value(&indicator("svc-e2e"), &bodies[1])), (None, None));
    assert!(beside(Beside::Scores(&scheme)).await.is_empty(), "it is about a value");
    assert_eq!(page(&test, next).await.deciding, Deciding::KeptOut(Hand::Own));
    let other = test.services.objections().get(&reviewer(3), next).await.expect("an objection");
    assert_eq!(other.deciding, Deciding::May);
}

async fn one_upheld_against_its_edition_changes_nothing_and_stands_beside_the_score(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let before = published(&test).await;
    let id = objects(&test, "55").await;
    decides(&test, id, Decision::UpholdAgainstEdition).await.expect("upheld");
    assert_eq!(published(&test).await, before);
    agrees(&test).await;
    let upheld = page(&test, id).await;
    let state = &upheld.listed.objection.state;
    assert!(matches!(state, ObjectionState::Upheld { remedy: Remedy::Edition, .. }), "{state:?}");
    assert!(upheld.effects.is_empty() && upheld.score.expect("a score").is_against_edition);
    let report = test.services.reports().get(&reader(), &key("one")).await.expect("a report");
    assert_eq!((report.submission.revision, report.submission.accepted_revision), (1, Some(1)));
    let objections = test.services.objections();
    let to_score = objections.to_score(&reader(), &mean(), &key("one")).await.expect("objections");
    assert_eq!(to_score.listed.len(), 1);
    assert_eq!(to_score.listed[0].state, ObjectionStateName::Upheld);
    assert_eq!(to_score.listed[0].reason.as_deref(), Some("ตรวจแล้ว"));
    // The next edition takes it over: what was said of the one before stands beside its scores no more.
    import(&test, scheme(2, "1", ""), ImportMode::Apply).await;
    let to_score = objections.to_score(&reader(), &mean(), &key("one")).await.expect("objections");
    assert!(to_score.listed.is_empty(), "{to_score:?}");
    assert_eq!(page(&test, id).await.score.expect("a score").scheme.head().edition, 1, "its page tells of its own");
}

async fn a_rejected_one_leaves_the_score_alone(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let before = published(&test).await;
    let id = objects(&test, "55").await;
    decides(&test, id, Decision::Reject).await.expect("rejected");
    assert_eq!(published(&test).await, before);
    let to_score = test.services.objections().to_score(&reporter(), &mean(), &key("one")).await.expect("objections");
    assert!(to_score.listed.is_empty() && to_score.may_object && to_score.may_read);
    // Another one may be filed, at the same time as one to a value.
    test.clock.advance(Duration::minutes(1));
    objects(&test, "54").await;
    filed(&test, "36").await;
    let offered = test.services.objections().of_report(&reporter(), &key("one")).await.expect("objections");
    assert!(offered.scores.is_empty() && offered.listed.len() == 3);
}

async fn what_cannot_be_objected_to_or_decided_is_refused(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let file = async |new: NewScoreObjection| refused(objections.file_to_score(&reporter(), new).await.map(|_| ()));
    let stands = published(&test).await.expect("a score").to_string();
    assert_eq!(file(objection(&stands)).await, "objection_same_value");
    for typed in ["", "many", "1,5,5", &"1".repeat(41)] {
        assert_eq!(file(objection(typed)).await, "objection_score", "{typed}");
    }
    let unknown = NewScoreObjection { scheme: "nothing".parse().expect("a code"), ..objection("55") };
    assert_eq!(file(unknown).await, "objection_no_score");
    assert_eq!(file(NewScoreObjection { reason: " ".to_owned(), ..objection("55") }).await, "reason_missing");
    let unproven = NewScoreObjection { evidence: String::new(), ..objection("55") };
    assert_eq!(file(unproven).await, "objection_evidence_missing");
    for actor in [person(5, Role::Reporter, "two"), reader(), reviewer(4)] {
        let refused = objections.file_to_score(&actor, objection("55")).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    }
    let id = objects(&test, "๕๕").await;
    assert_eq!(file(objection("54")).await, "objection_to_score_waits");
    let by = async |values: Vec<Verified>| refused(decides(&test, id, Decision::UpholdByValues(values)).await);
    assert_eq!(by(Vec::new()).await, "objection_nothing_corrected");
    assert_eq!(by(vec![verified("svc-e2e", "20")]).await, "objection_same_value");
    assert_eq!(by(vec![verified("svc-e2e", "101")]).await, "objection_value");
    assert_eq!(by(vec![verified("nothing", "1")]).await, "objection_not_of_score");
    let twice = vec![verified("svc-e2e", "30"), verified("svc-e2e", "31")];
    assert!(decides(&test, id, Decision::UpholdByValues(twice)).await.is_err());
    assert_eq!(refused(decides(&test, id, Decision::Uphold).await), "objection_other_decision");
    let to_value = filed(&test, "36").await;
    let against = decides(&test, to_value, Decision::UpholdAgainstEdition).await;
    assert_eq!(refused(against), "objection_other_decision");
    assert_eq!(page(&test, id).await.listed.objection.state, ObjectionState::Open, "nothing was done");
    test.services.submissions().correct(&reviewer(3), &key("one"), Seen::Any, "เปิดใหม่").await.expect("reopened");
    objections.withdraw(&reporter(), id, 0).await.expect("withdrawn");
    assert_eq!(file(objection("55")).await, "objection_no_score");
}

async fn a_score_that_moved_meanwhile_overtakes_the_objection(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = objects(&test, "55").await;
    let to_value = filed(&test, "36").await;
    decides(&test, to_value, Decision::Uphold).await.expect("upheld");
    let overtaken = page(&test, id).await;
    assert!(!overtaken.can_be_upheld && overtaken.deciding == Deciding::May);
    assert_eq!(refused(decides(&test, id, Decision::UpholdAgainstEdition).await), "objection_overtaken");
    let values = vec![verified("data-catalog", "90")];
    assert_eq!(refused(decides(&test, id, Decision::UpholdByValues(values)).await), "objection_overtaken");
    decides(&test, id, Decision::Reject).await.expect("rejected");
    assert_eq!(page(&test, id).await.effects, []);
}

/// Whoever moves a score holds its round meanwhile; whoever decides waits for them before anything is judged.
async fn a_score_that_moves_while_somebody_decides_overtakes_the_objection(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = objects(&test, "55").await;
    let round = key("one").round;
    let mut moving = test.services.db().write().await.expect("a transaction");
    super::rounds::lock(&mut moving, &round).await.expect("held");
    super::scores::clear(&mut moving, &round, &mean()).await.expect("cleared");
    let ending = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        moving.commit().await.expect("kept");
    };
    let (decided, ()) = tokio::join!(decides(&test, id, Decision::UpholdAgainstEdition), ending);
    assert_eq!(refused(decided), "objection_overtaken");
}

async fn whoever_had_a_hand_in_a_value_of_the_score_is_kept_out(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = objects(&test, "55").await;
    for person in [person(2, Role::Reviewer, "th"), reviewer(3)] {
        let seen = test.services.objections().get(&person, id).await.expect("an objection");
        assert_eq!(seen.deciding, Deciding::KeptOut(Hand::Own));
        let own = test.services.objections().decide(&person, id, 0, (Decision::Reject, "ไม่จริง")).await;
        assert_eq!(refused(own), "objection_same_person");
    }
    let own = test.services.objections().decide(&reporter(), id, 0, (Decision::UpholdAgainstEdition, "จริง")).await;
    assert!(matches!(own, Err(ServiceError::Forbidden)), "{own:?}");
    let stranger = person(5, Role::Reporter, "two");
    assert!(matches!(test.services.objections().get(&stranger, id).await, Err(ServiceError::Forbidden)));
}

fn earlier() -> ReportKey {
    ReportKey { round: "2569-q4".parse().expect("a code"), ..key("one") }
}

/// Somebody opens the report of the earlier round again, and accepts what is handed in as it was.
async fn verified_again(test: &TestServices, by: u128) {
    let (steps, approver) = (test.services.submissions(), person(2, Role::Approver, "one"));
    steps.correct(&reviewer(by), &earlier(), Seen::Any, "ตรวจใหม่").await.expect("reopened");
    steps.submit(&reporter(), &earlier(), Seen::Any).await.expect("submitted");
    steps.approve(&approver, &earlier(), Seen::Any).await.expect("approved");
    steps.accept(&reviewer(by), &earlier(), Seen::Any, &[]).await.expect("accepted");
}

/// A country whose first department answered 40 each quarter and 80 for the year, which somebody else accepted: the score of
/// 2570-q1 rests on the answer of 2569-q4.
async fn country_that_carries(engine: Engine) -> Option<TestServices> {
    let test = contract_holding::country(engine, &["2569-q4", "2570-q1"]).await?;
    contract_holding::accept(&test, "2569-q4", "one", &[40, 80]).await;
    contract_holding::accept(&test, "2570-q1", "one", &[40]).await;
    verified_again(&test, 5).await;
    assert_eq!(published(&test).await, Some(Amount::whole(60)));
    Some(test)
}

async fn whoever_had_a_hand_in_an_answer_of_an_earlier_round_is_kept_out(engine: Engine) {
    let Some(test) = country_that_carries(engine).await else { return };
    let id = objects(&test, "70").await;
    let seen = test.services.objections().get(&reviewer(5), id).await.expect("an objection");
    assert_eq!(seen.deciding, Deciding::KeptOut(Hand::Earlier), "they accepted what the score carries");
    let own = test.services.objections().decide(&reviewer(5), id, 0, (Decision::Reject, "ไม่จริง")).await;
    assert_eq!(refused(own), "objection_earlier_hand");
    assert_eq!(page(&test, id).await.deciding, Deciding::May);
    decides(&test, id, Decision::Reject).await.expect("rejected");
}

async fn whoever_had_a_hand_in_an_earlier_revision_of_it_is_kept_out_as_well(engine: Engine) {
    let Some(test) = country_that_carries(engine).await else { return };
    verified_again(&test, 6).await;
    // What was upheld of another answer of that report only carries this one on.
    let objections = test.services.objections();
    let new = NewObjection {
        key: earlier(),
        indicator: indicator("quarterly"),
        value: "41".to_owned(),
        base: String::new(),
        reason: "นับขาด".to_owned(),
        evidence: "หนังสือที่ 8/2570".to_owned(),
    };
    let other = objections.file(&reporter(), new).await.expect("filed");
    objections.decide(&reviewer(7), other, 0, (Decision::Uphold, "จริง")).await.expect("upheld");
    let id = objects(&test, "70").await;
    let deciding = async |person| objections.get(&reviewer(person), id).await.expect("an objection").deciding;
    assert_eq!(deciding(3).await, Deciding::KeptOut(Hand::Own), "they accepted the report itself");
    assert_eq!(deciding(5).await, Deciding::KeptOut(Hand::Earlier), "they accepted what was corrected since");
    assert_eq!(deciding(6).await, Deciding::KeptOut(Hand::Earlier), "they accepted what counts");
    assert_eq!((deciding(7).await, deciding(4).await), (Deciding::May, Deciding::May));
    for person in [5, 6] {
        let own = objections.decide(&reviewer(person), id, 0, (Decision::UpholdAgainstEdition, "จริง")).await;
        assert_eq!(refused(own), "objection_earlier_hand");
    }
    objections.decide(&reviewer(7), id, 0, (Decision::Reject, "ไม่จริง")).await.expect("rejected");
}

async fn a_value_that_is_objected_to_as_well_is_named_with_what_the_agency_says(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = objects(&test, "55").await;
    let claimed = async || {
        let correctable = page(&test, id).await.score.expect("a score").correctable;
        let claimed =
            correctable.into_iter().filter_map(|value| Some((value.indicator.code.to_string(), value.counter?)));
        claimed.collect::<Vec<_>>()
    };
    assert_eq!(claimed().await, []);
    let other = filed(&test, "36").await;
    let counter = (Amount::whole(36), Some(Amount::whole(100)));
    assert_eq!(claimed().await, [("svc-e2e".to_owned(), counter)]);
    decides(&test, other, Decision::Reject).await.expect("rejected");
    assert_eq!(claimed().await, [], "it was decided");
}

async fn an_answer_of_an_earlier_round_is_corrected_in_its_own_report(engine: Engine) {
    let Some(test) = country_that_carries(engine).await else { return };
    let id = objects(&test, "70").await;
    let correctable = page(&test, id).await.score.expect("a score").correctable;
    assert_eq!(correctable.iter().map(|it| it.indicator.code.as_str()).collect::<Vec<_>>(), ["quarterly"]);
    let correct = |code: &str| vec![Verified { base: String::new(), ..verified(code, "60") }];
    let carried = decides(&test, id, Decision::UpholdByValues(correct("yearly"))).await;
    assert_eq!(refused(carried), "objection_other_report");
    let stray = decides(&test, id, Decision::UpholdByValues(correct("nothing"))).await;
    assert_eq!(refused(stray), "objection_not_of_score");
    decides(&test, id, Decision::UpholdByValues(correct("quarterly"))).await.expect("upheld");
    assert_eq!(published(&test).await, Some(Amount::whole(70)));
    agrees(&test).await;
}

async fn files_prove_an_objection_to_a_score_and_are_of_no_indicator(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let id = objects(&test, "55").await;
    let upload = Upload {
        file_name: "สูตร.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        content: b"%PDF".to_vec().into(),
    };
    let objections = test.services.objections();
    let kept = objections.attach(&reporter(), id, "สูตร", vec![upload]).await.expect("attached");
    assert_eq!(kept[0].indicator, None);
    let said = page(&test, id).await.steps;
    assert_eq!((said[1].step.as_str(), &said[1].files), ("objection_evidence", &kept));
    let (_, file) = test.services.evidence().get(&reviewer(4), kept[0].id).await.expect("a file");
    assert_eq!(&file[..], b"%PDF");
}

async fn what_was_open_at_an_earlier_instant_is_told_as_open(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let before = test.clock.now();
    test.clock.advance(Duration::hours(1));
    let id = objects(&test, "55").await;
    let open = test.clock.now();
    test.clock.advance(Duration::hours(1));
    decides(&test, id, Decision::UpholdAgainstEdition).await.expect("upheld");
    test.clock.advance(Duration::hours(1));
    let states = async |at| {
        let then = test.services.as_of(at).await.expect("a past");
        let found = then.objections().to_score(&reader(), &mean(), &key("one")).await.expect("objections");
        found.listed.iter().map(|objected| (objected.state, objected.reason.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(states(before).await, []);
    assert_eq!(states(open).await, [(ObjectionStateName::Open, false)]);
    assert_eq!(states(test.clock.now() - Duration::minutes(1)).await, [(ObjectionStateName::Upheld, true)]);
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
}
