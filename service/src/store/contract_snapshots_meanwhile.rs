//! A snapshot that is taken while the country goes on typing and reports are accepted, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{indicator, on_both_databases, operator, person},
    contract_past::{Accepted, accept_all, code, country_with_rounds, percent},
    contract_snapshots::taking,
};
use crate::{drafts::Edit, testing::Engine};
use domain::{access::Role, entry::Entry, snapshot::Stage, submission::ReportKey};
use std::{cell::Cell, time::Duration};

on_both_databases!(a_snapshot_is_consistent_with_itself_while_fifty_saves_a_second_go_on);

/// More than are read at once, so that saves fall between what is read first and what is read last.
const ACCEPTED: usize = 420;
/// Those who type; each first save makes a draft of what was expected, which moves counters up to the country.
const TYPING: usize = 40;
/// How many snapshots are taken meanwhile.
const TAKEN: usize = 3;
/// Fifty a second.
const SAVE_EVERY: Duration = Duration::from_millis(20);

async fn a_snapshot_is_consistent_with_itself_while_fifty_saves_a_second_go_on(engine: Engine) {
    let Some(test) = country_with_rounds(engine, ACCEPTED + 2 * TYPING, &["2570-q1"]).await else { return };
    let services = &test.services;
    let name = |number: usize| format!("d{number:03}");
    let accept = async |from: usize, to: usize| {
        let names: Vec<String> = (from..=to).map(name).collect();
        let values: Vec<Accepted<'_>> = names
            .iter()
            .flat_map(|name| ["svc-e2e", "data-catalog"].map(|code| (name.as_str(), code, percent(50), None)))
            .collect();
        accept_all(services, "2570-q1", &values).await;
    };
    accept(1, ACCEPTED).await;
    let (is_done, is_under_way, saved, meanwhile) = (Cell::new(false), Cell::new(false), Cell::new(0), Cell::new(0));
    let typing = async {
        let mut seconds = tokio::time::interval(SAVE_EVERY);
        while !is_done.get() {
            seconds.tick().await;
            let agency = name(ACCEPTED + 1 + saved.get() % TYPING);
            let reporter = person(1, Role::Reporter, &agency);
            let report = ReportKey { round: code("2570-q1"), agency: code(&agency) };
            let entry = Entry { value: saved.get().to_string(), base: "100".to_owned(), ..Entry::default() };
            let version = i64::try_from(saved.get() / TYPING).expect("small");
            let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version: version };
            let stored = services.drafts().save(&reporter, &report, vec![edit]).await.expect("saved");
            assert!(stored.conflicts.is_empty(), "{agency}");
            saved.set(saved.get() + 1);
            meanwhile.set(meanwhile.get() + usize::from(is_under_way.get()));
        }
    };
    let accepts = async {
        let mut next = ACCEPTED + TYPING + 1;
        while !is_done.get() && next < ACCEPTED + 2 * TYPING {
            accept(next, next + 1).await;
            next += 2;
            tokio::task::yield_now().await;
        }
    };
    let takes = async {
        let mut values = Vec::new();
        for _ in 0..TAKEN {
            is_under_way.set(true);
            let snapshot = services.snapshots().take(&operator(), &taking(Stage::Draft, "")).await.expect("taken");
            is_under_way.set(false);
            // Values, scores, counters and places of one instant follow from each other; of two they would not.
            let verified = services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
            values.push(verified.expect("whole").values);
        }
        is_done.set(true);
        values
    };
    let (values, (), ()) = tokio::join!(takes, typing, accepts);
    assert!(values.is_sorted() && values[0] >= 2 * ACCEPTED as u64, "{values:?}");
    assert!(meanwhile.get() > 0, "saves went on while snapshots were taken: {} in all", saved.get());
    assert_eq!(services.rollups().check(&operator()).await.expect("checked"), []);
}
