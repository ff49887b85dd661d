//! How mature the country is, told to `SQLite` and `PostgreSQL` alike: kept scores added up, beside those of earlier rounds.

use super::{
    contract::{on_both_databases, operator},
    contract_holding,
    contract_past::{accept_all, code, country_with_rounds, number},
    contract_scores::{accept_percents, import, reader, scheme, scheme_text},
};
use crate::{
    dashboards::{Maturity, Narrowing, Then},
    imports,
    organisations::ImportMode,
    scores::{Compared, Profile, ProfileBefore},
    testing::{Engine, TestServices},
};
use domain::{
    amount::Amount,
    ids::RoundCode,
    ranking::Coverage,
    score::{EditionChange, Scheme},
    trust::TrustGrade,
};

on_both_databases!(
    levels_are_counted_and_the_middle_is_told_from_half_of_the_agencies_on,
    earlier_rounds_are_compared_where_they_were_scored_alike,
    earlier_rounds_of_other_answers_are_not_compared,
    what_stands_behind_scores_is_counted_and_not_guessed,
    how_firm_places_are_is_told_once_somebody_asked,
    pillars_stand_beside_those_of_others_and_of_a_year_before,
    who_is_never_asked_is_not_missed_in_a_profile,
);

/// The scheme of [`scheme`] with three classes.
pub(super) fn classed(edition: i32, weight: &str) -> Scheme {
    with_classes(&scheme_text(edition, weight, ""))
}

fn with_classes(text: &str) -> Scheme {
    let classing = "[scheme.classing]\nprovenance = { status = \"demonstration\", source = \"test\" }\n\
        [scheme.classing.rule]\nby = \"thresholds\"\nclasses = [\n\
        { code = \"low\", title = { th = \"ต่ำ\", en = \"Low\" } },\n\
        { code = \"middle\", title = { th = \"กลาง\", en = \"Middle\" }, from = { at_least = \"50\" } },\n\
        { code = \"high\", title = { th = \"สูง\", en = \"High\" }, from = { at_least = \"75\" } },\n]\n[[node]]";
    let text = text.replacen("[[node]]", classing, 1);
    imports::schemes::read(text.as_bytes()).expect("a scheme")
}

async fn maturity(test: &TestServices) -> Maturity {
    let round: RoundCode = code("2570-q1");
    let page = test.services.dashboards().national(&reader(), Some(&round)).await.expect("a page");
    assert_eq!(page.schemes.len(), 1);
    page.maturity.into_iter().next().expect("a scheme with levels")
}

fn counts(found: &Maturity) -> Vec<i64> {
    found.levels.iter().map(|(_, bodies)| *bodies).chain([found.without(), found.whole()]).collect()
}

async fn levels_are_counted_and_the_middle_is_told_from_half_of_the_agencies_on(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    let round: RoundCode = code("2570-q1");
    let page = test.services.dashboards().national(&reader(), Some(&round)).await.expect("a page");
    assert_eq!((page.schemes.len(), page.maturity.len()), (1, 0), "it has no levels");
    import(&test, classed(2, "3"), ImportMode::Apply).await;
    let nobody = maturity(&test).await;
    assert_eq!((counts(&nobody), nobody.coverage.contributors), (vec![0, 0, 0, 5, 5], 0));
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 80)]).await;
    let few = maturity(&test).await;
    assert_eq!((counts(&few), few.median, few.reached.clone()), (vec![0, 1, 1, 3, 5], None, None), "two of five");
    accept_percents(&test, "2570-q1", &[("d003", 60)]).await;
    let found = maturity(&test).await;
    assert_eq!((found.coverage.contributors, found.coverage.expected), (3, 5));
    assert_eq!((counts(&found), found.median), (vec![0, 2, 1, 2, 5], Some(Amount::whole(60))));
    assert_eq!(found.reached, Some((code("middle"), 3)), "one of three is no half");
    // The list that each count leads to holds as many.
    let scores = test.services.scores().of_round(&reader(), &code("mean"), &round).await.expect("scores");
    for (level, bodies) in &found.levels {
        let class =
            |kept: &crate::scores::KeptScore| kept.outcome.as_ref().ok()?.class.as_ref().map(|of| of.code.clone());
        let listed = scores.bodies.iter().filter(|(kept, _)| class(kept).as_ref() == Some(level)).count();
        assert_eq!(i64::try_from(listed), Ok(*bodies), "{level}");
    }
}

async fn earlier_rounds_are_compared_where_they_were_scored_alike(engine: Engine) {
    let rounds = ["2569-q1", "2569-q4", "2570-q1"];
    let Some(test) = country_with_rounds(engine, 4, &rounds).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    accept_percents(&test, "2569-q1", &[("d001", 30), ("d002", 40), ("d003", 50)]).await;
    accept_percents(&test, "2569-q4", &[("d001", 70), ("d002", 80)]).await;
    let nobody = maturity(&test).await;
    assert!(matches!((&nobody.before, &nobody.year_before), (Then::TooFew { .. }, Then::TooFew { .. })), "{nobody:?}");
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 60), ("d003", 90)]).await;
    let found = maturity(&test).await;
    assert!(matches!(found.before, Then::TooFew { period } if period == code("2569-q4")), "{:?}", found.before);
    let Then::Comparable { period, median, change } = found.year_before else { panic!("{:?}", found.year_before) };
    assert_eq!((period, median, change), (code("2569-q1"), Amount::whole(40), Amount::whole(20)));
    accept_percents(&test, "2569-q4", &[("d003", 90)]).await;
    let found = maturity(&test).await;
    let Then::Comparable { median, change, .. } = found.before else { panic!("{:?}", found.before) };
    assert_eq!((median, change), (Amount::whole(80), Amount::whole(-20)), "what changed meanwhile is seen");
    // A later edition with other weights counts from the last accepted round on.
    import(&test, classed(2, "1"), ImportMode::Apply).await;
    let found = maturity(&test).await;
    let Then::MadeOtherwise { period, edition, changes } = found.before else { panic!("{:?}", found.before) };
    assert_eq!((period, edition), (code("2569-q4"), 1));
    assert!(!changes.is_empty());
}

async fn earlier_rounds_of_other_answers_are_not_compared(engine: Engine) {
    let rounds = ["2569-q3", "2569-q4", "2570-q1"];
    let Some(test) = contract_holding::country(engine, &rounds).await else { return };
    let scheme = with_classes(&contract_holding::scheme_text().replacen("edition = 1", "edition = 2", 1));
    let imported = test.services.schemes().import(&operator(), scheme, Some(&code("small")), ImportMode::Apply).await;
    imported.expect("in force");
    for (round, answers) in [("2569-q3", vec![30]), ("2569-q4", vec![40, 80]), ("2570-q1", vec![50])] {
        for agency in ["one", "two"] {
            contract_holding::accept(&test, round, agency, &answers).await;
        }
    }
    let before = async |round: &str| {
        let page = test.services.dashboards().national(&reader(), Some(&code(round))).await.expect("a page");
        page.maturity.into_iter().next().expect("a scheme with levels").before
    };
    let then = before("2570-q1").await;
    assert!(
        matches!(then, Then::Comparable { change, .. } if change == Amount::whole(5)),
        "both rest on both: {then:?}"
    );
    let Then::MadeOtherwise { changes, .. } = before("2569-q4").await else { panic!("one was not asked before") };
    assert_eq!(changes, [EditionChange::Asked { indicator: code("yearly") }]);
}

async fn what_stands_behind_scores_is_counted_and_not_guessed(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2570-q1"]).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 80), ("d003", 60)]).await;
    let found = maturity(&test).await;
    assert_eq!((found.grades.total(), found.grades.of(TrustGrade::SelfReported), found.ungraded), (3, 3, 0));
    // As scores are that were made before it was counted.
    let mut tx = test.services.db().write().await.expect("storage");
    super::rounds::lock(&mut tx, &code("2570-q1")).await.expect("locked");
    on!(&mut tx, conn => sqlx::query("UPDATE score SET grades = NULL").execute(conn).await.map(|_| ())).expect("set");
    tx.commit().await.expect("kept");
    let before = maturity(&test).await;
    assert_eq!((before.grades.total(), before.ungraded), (0, 3));
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
    test.services.scores().rebuild(&operator()).await.expect("rebuilt");
    let again = maturity(&test).await;
    assert_eq!((again.grades, again.ungraded), (found.grades, 0));
}

async fn how_firm_places_are_is_told_once_somebody_asked(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2570-q1"]).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 80), ("d003", 60)]).await;
    assert_eq!(maturity(&test).await.firmness, None);
    test.services.scores().robustness(&reader(), &code("mean"), &code("2570-q1")).await.expect("places");
    let firmness = maturity(&test).await.firmness.expect("worked out");
    assert_eq!(firmness.half_within, 0, "each has one answer, which no weight moves");
    accept_percents(&test, "2570-q1", &[("d004", 10)]).await;
    assert_eq!(maturity(&test).await.firmness, None, "of other scores");
}

/// The scheme of [`scheme`] with a third pillar.
pub(super) fn three_pillars() -> Scheme {
    let third = "[[node]]\ncode = \"open-datasets\"\nparent = \"whole\"\ntitle = { th = \"ข้อ\", en = \"part\" }\n\
        weight = \"1\"\nreads = { indicator = \"open-datasets\" }\nmissing = \"exclude\"\n\
        provenance = { status = \"demonstration\", source = \"test\" }\n";
    let text = format!("{}{third}", scheme_text(1, "3", ""));
    imports::schemes::read(text.as_bytes()).expect("a scheme")
}

/// The pillars on the page of a body.
async fn profiles(test: &TestServices, body: &str) -> Vec<Profile> {
    let (round, dashboards) = (code("2570-q1"), test.services.dashboards());
    let page = dashboards.organisation_page(&reader(), &code(body), Some(&round), 1, &Narrowing::default()).await;
    page.expect("a page").profiles
}

async fn pillars_stand_beside_those_of_others_and_of_a_year_before(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2569-q1", "2570-q1"]).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    accept_percents(&test, "2569-q1", &[("d001", 30), ("d002", 40), ("d003", 50)]).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 60), ("d003", 90)]).await;
    assert!(profiles(&test, "d001").await.is_empty(), "two pillars say no more than the score");
    let Some(test) = country_with_rounds(engine, 4, &["2569-q1", "2570-q1"]).await else { return };
    import(&test, three_pillars(), ImportMode::Apply).await;
    accept_percents(&test, "2569-q1", &[("d001", 30), ("d002", 40), ("d003", 50)]).await;
    accept_percents(&test, "2570-q1", &[("d001", 50), ("d002", 60), ("d003", 90)]).await;
    let found = async |body: &str| profiles(&test, body).await.into_iter().next();
    let first = |figure: i64| [Some(Amount::whole(figure)), None, None];
    let before = |found: &Profile| match &found.before {
        ProfileBefore::Comparable { period, pillars } => (*period, pillars.clone()),
        other @ (ProfileBefore::Nothing | ProfileBefore::MadeOtherwise { .. }) => panic!("{other:?}"),
    };
    let own = found("d001").await.expect("a profile");
    assert_eq!((own.own.as_slice(), own.others.as_slice()), (&first(50)[..], &first(60)[..]));
    assert!(matches!(own.compared, Compared::WithPeers(_)));
    assert_eq!((own.coverage.contributors, own.coverage.expected), (3, 4), "the other departments");
    assert_eq!(before(&own), (code("2569-q1"), first(30).to_vec()));
    let ministry = found("mdes").await.expect("a profile");
    assert_eq!((ministry.own.as_slice(), ministry.others.as_slice()), (&first(70)[..], &first(60)[..]));
    let Compared::WithCountry { below } = ministry.compared else { panic!("{:?}", ministry.compared) };
    assert_eq!((below.contributors, below.expected, ministry.coverage.expected), (2, 2, 5));
    assert_eq!(before(&ministry), (code("2569-q1"), first(40).to_vec()));
    let silent = found("provinces").await.expect("a profile");
    assert_eq!((silent.own.as_slice(), &silent.before), (&[None, None, None][..], &ProfileBefore::Nothing));
    assert!(found("d004").await.is_none(), "it has no score");
    assert!(found("courts").await.is_none(), "nobody below owes a report");
}

async fn who_is_never_asked_is_not_missed_in_a_profile(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2570-q1"]).await else { return };
    let pillar = |code: &str| {
        format!(
            "[[node]]\ncode = \"{code}\"\nparent = \"whole\"\ntitle = {{ th = \"ข้อ\", en = \"part\" }}\n\
             reads = {{ indicator = \"lao-shared-services\" }}\nmissing = \"exclude\"\n\
             provenance = {{ status = \"demonstration\", source = \"test\" }}\n"
        )
    };
    let whole = scheme_text(1, "1", "");
    let (head, _) = whole.split_once("[[node]]\ncode = \"svc-e2e\"").expect("the first of its leaves");
    let written = format!("{head}{}", ["one", "two", "three"].map(pillar).concat());
    import(&test, imports::schemes::read(written.as_bytes()).expect("a scheme"), ImportMode::Apply).await;
    accept_all(&test.services, "2570-q1", &[("th-50", "lao-shared-services", number(10), None)]).await;
    // Of the five who owe a report one is asked.
    let group = profiles(&test, "provinces").await.into_iter().next().expect("a profile");
    assert_eq!(group.coverage, Coverage { contributors: 1, expected: 1 });
    assert_eq!(group.others, [Some(Amount::whole(10)); 3]);
    assert!(profiles(&test, "mdes").await.is_empty(), "nobody below it could have a score");
}
