//! What happens when storage fails: it is told apart from faults of ours, nothing is half saved, and it heals by itself.

use super::{
    contract::{country, indicator, key, on_both_databases, operator, person},
    contract_past::code,
    contract_workings,
    rollups::{Completeness, add_completeness},
};
use crate::{ServiceError, drafts::Edit, organisations::ImportMode, submissions::Seen, testing::Engine};
use domain::{access::Role, entry::Entry, ids::RoundCode, submission::StateName};

on_both_databases!(
    a_full_disk_refuses_and_nothing_is_half_saved,
    a_database_that_is_gone_takes_nothing,
    many_hands_at_once_lose_nothing,
    whoever_counts_afresh_and_whoever_begins_wait_in_no_circle,
    a_file_of_values_and_whoever_goes_on_to_a_later_round_wait_in_no_circle,
);

/// A text that needs many new pages.
fn long_edit() -> Vec<Edit> {
    let entry = Entry { narrative: "ยาว".repeat(3_000), ..Entry::default() };
    vec![Edit { indicator: indicator("svc-e2e"), entry, base_version: 0 }]
}

async fn a_full_disk_refuses_and_nothing_is_half_saved(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    test.fill_disk().await;
    let saved = test.services.drafts().save(&reporter, &key("one"), long_edit()).await;
    assert!(matches!(saved, Err(ServiceError::Unavailable(_))), "{saved:?}");
    let report = test.services.reports().get(&reporter, &key("one")).await.expect("reading goes on");
    assert_eq!(report.submission.state.name(), StateName::NotStarted);
    test.free_disk().await;
    test.services.drafts().save(&reporter, &key("one"), long_edit()).await.expect("room again");
}

async fn a_database_that_is_gone_takes_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    test.hang_up().await;
    let saved = test.services.drafts().save(&reporter, &key("one"), long_edit()).await;
    assert!(matches!(saved, Err(ServiceError::Unavailable(_))), "{saved:?}");
    let submitted = test.services.submissions().submit(&reporter, &key("one"), Seen::Any).await;
    assert!(matches!(submitted, Err(ServiceError::Unavailable(_))), "{submitted:?}");
    assert!(matches!(test.services.ready().await, Err(ServiceError::Unavailable(_))));
}

/// Twenty people type into different entries of one report at once: every text is stored or kept as a conflict, and
/// nobody is told of a fault. Whoever meets a move of the report is told to look again.
async fn many_hands_at_once_lose_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let first = person(1, Role::Reporter, "one");
    let report = test.services.reports().get(&first, &key("one")).await.expect("a report");
    let codes: Vec<_> = report.entries.iter().map(|entry| entry.indicator.code.clone()).take(15).collect();
    let begin = Edit {
        indicator: codes[0].clone(),
        entry: Entry { value: "0".to_owned(), ..Entry::default() },
        base_version: 0,
    };
    test.services.drafts().save(&first, &key("one"), vec![begin]).await.expect("begun");
    let mut hands = tokio::task::JoinSet::new();
    for (number, indicator) in codes.iter().cloned().enumerate().skip(1) {
        let services = test.services.clone();
        hands.spawn(async move {
            let someone = person(10 + number as u128, Role::Reporter, "one");
            let entry = Entry { value: number.to_string(), ..Entry::default() };
            services.drafts().save(&someone, &key("one"), vec![Edit { indicator, entry, base_version: 0 }]).await
        });
    }
    while let Some(saved) = hands.join_next().await {
        assert!(saved.expect("no panic").expect("saved").conflicts.is_empty());
    }
    let report = test.services.reports().get(&first, &key("one")).await.expect("a report");
    for (number, indicator) in codes.iter().enumerate() {
        let typed = &report.entry(indicator).expect("an entry").entry.value;
        assert_eq!(*typed, number.to_string(), "{indicator}");
    }
    let operator = crate::Actor::operator(&"th".parse().expect("a code"));
    test.services.audit().verify(&operator).await.expect("an unbroken chain");
}

/// Somebody has begun a report and holds the root's counters; everything is counted afresh meanwhile. Whoever counts waits at the
/// root and holds nothing below it, so that the other goes on and ends.
async fn whoever_counts_afresh_and_whoever_begins_wait_in_no_circle(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let round = key("one").round;
    let report = test.services.reports().get(&person(1, Role::Reporter, "one"), &key("one")).await.expect("a report");
    let from_the_root: Vec<_> = report.path.iter().rev().cloned().collect();
    let began = Completeness { draft: 1, ..Completeness::default() };
    let mut beginning = test.services.db().write().await.expect("a transaction");
    add_completeness(&mut beginning, &round, &[(from_the_root[0].clone(), began)]).await.expect("held");
    let services = test.services.clone();
    let counting = tokio::spawn(async move { services.rollups().rebuild(&operator()).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for node in &from_the_root[1..] {
        add_completeness(&mut beginning, &round, &[(node.clone(), began)]).await.expect("no circle");
    }
    drop(beginning);
    counting.await.expect("no panic").expect("counted");
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

/// Somebody holds an earlier round and goes on to a later one, as those do whom derived values follow; meanwhile a file comes whose
/// rows name the later round first. It waits at the earlier one and holds nothing after it.
async fn a_file_of_values_and_whoever_goes_on_to_a_later_round_wait_in_no_circle(engine: Engine) {
    let Some(test) = contract_workings::country(engine).await else { return };
    let (earlier, later): (RoundCode, RoundCode) = (code("2569-q4"), code("2570-q1"));
    let mut going_on = test.services.db().write().await.expect("a transaction");
    super::rounds::lock(&mut going_on, &earlier).await.expect("held");
    let file = "round,agency,indicator,value\n\
         2570-q1,one,online,5\n2570-q1,one,all,9\n2569-q4,one,online,2\n2569-q4,one,all,9\n";
    let (operator, values) = (operator(), test.services.values());
    let importing = values.import(&operator, std::io::Cursor::new(file), "values.csv", ImportMode::Apply);
    let ending = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        super::rounds::lock(&mut going_on, &later).await.expect("no circle");
        drop(going_on);
    };
    let (imported, ()) = tokio::join!(importing, ending);
    let imported = imported.expect("read").expect("taken");
    assert_eq!(imported.added.iter().map(|round| round.values).sum::<usize>(), 4);
    assert_eq!(test.services.rollups().check(&operator).await.expect("checked"), []);
}
