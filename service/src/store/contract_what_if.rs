//! What a score would be, while rounds are scored anew for others.

use super::{
    contract::on_both_databases,
    contract_past::{code, country_with_rounds},
    contract_scores::{accept_percents, import, reader, scheme},
};
use crate::{organisations::ImportMode, scores::Outcome, testing::Engine};
use domain::submission::ReportKey;

on_both_databases!(whoever_changes_no_weight_waits_for_no_round_that_is_scored_anew,);

async fn whoever_changes_no_weight_waits_for_no_round_that_is_scored_anew(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 3, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 10), ("d002", 20)]).await;
    // Every place for rounds is taken, and stays so.
    let places = test.services.rescoring();
    let held = (places.place_for_round().await.expect("a place"), places.place_for_round().await.expect("a place"));
    let key = ReportKey { round: code("2570-q1"), agency: code("d001") };
    let (scores, mean) = (test.services.scores(), code("mean"));
    let opened = scores.what_if(&reader(), &mean, &key, &|_: &str| None).await.expect("the form opens");
    assert!(matches!(opened.outcome, Outcome::Unchanged), "{:?}", opened.outcome);
    let typed = |name: &str| (name == "w.svc-e2e").then(|| "3".to_owned());
    let opened = scores.what_if(&reader(), &mean, &key, &typed).await.expect("the weight is the scheme's own");
    assert!(matches!(opened.outcome, Outcome::Unchanged), "{:?}", opened.outcome);
    let typed = |name: &str| (name == "v.svc-e2e").then(|| "50".to_owned());
    let opened = scores.what_if(&reader(), &mean, &key, &typed).await.expect("an answer is tried");
    assert!(matches!(opened.outcome, Outcome::Worked(_)), "{:?}", opened.outcome);
    drop(held);
}
