//! Files that prove values: how much a report takes in, and what becomes of a content that is gone.

use super::{
    contract::{country, indicator, key, on_both_databases, person},
    contract_accounts::code,
};
use crate::{
    evidence::Upload,
    testing::{Engine, TestServices},
};
use domain::{access::Role, evidence::MOST_BYTES};
use std::path::Path;

on_both_databases!(
    a_report_takes_in_so_much_and_no_more,
    whoever_may_not_add_a_file_leaves_nothing_behind,
    a_content_that_is_gone_or_damaged_is_told_as_such,
);

fn upload(content: &'static str) -> Upload {
    Upload { file_name: "a.pdf".to_owned(), media_type: "application/pdf".to_owned(), content: content.into() }
}

/// How many contents the object store keeps.
fn kept(test: &TestServices) -> usize {
    fn files(folder: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let count = |entry: std::fs::DirEntry| if entry.path().is_dir() { files(&entry.path()) } else { 1 };
        entries.flatten().map(count).sum()
    }
    files(&test.settings.files)
}

async fn a_report_takes_in_so_much_and_no_more(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    let files = test.services.evidence();
    let first = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("first")).await.expect("added");
    let grown = format!("UPDATE evidence SET size_bytes = {}", MOST_BYTES - 5);
    let mut tx = test.services.db().write().await.expect("a transaction");
    on!(&mut tx, conn => sqlx::query(sqlx::AssertSqlSafe(grown)).execute(conn).await.map(|_| ())).expect("grown");
    tx.commit().await.expect("kept");
    let full = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("second")).await;
    assert_eq!(code(full), "evidence_full");
    assert_eq!(kept(&test), 1, "what has no room is not kept");
    files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("12345")).await.expect("just fits");
    files.remove(&reporter, first.id).await.expect("removed");
    let full = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("3")).await;
    assert_eq!(code(full), "evidence_full", "what was removed stays on the disk and counts");
    let neighbour = person(2, Role::Reporter, "two");
    files.add(&neighbour, &key("two"), &indicator("svc-e2e"), upload("second")).await.expect("another report has room");
}

async fn whoever_may_not_add_a_file_leaves_nothing_behind(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let files = test.services.evidence();
    for (who, asked, refusal) in [
        (person(1, Role::Reporter, "two"), "svc-e2e", "forbidden"),
        (person(1, Role::Executive, "th"), "svc-e2e", "forbidden"),
        (person(1, Role::Reporter, "one"), "no-such-indicator", "indicator_not_asked"),
    ] {
        let refused = files.add(&who, &key("one"), &indicator(asked), upload("content")).await;
        assert_eq!(code(refused), refusal);
    }
    assert_eq!(kept(&test), 0);
}

async fn a_content_that_is_gone_or_damaged_is_told_as_such(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = person(1, Role::Reporter, "one");
    let files = test.services.evidence();
    let added = files.add(&reporter, &key("one"), &indicator("svc-e2e"), upload("content")).await.expect("added");
    let place = test.settings.files.join("evidence").join(&added.sha256[..2]).join(&added.sha256);
    std::fs::write(&place, "c0ntent").expect("damaged");
    assert_eq!(code(files.get(&reporter, added.id).await), "file_lost");
    std::fs::remove_file(&place).expect("removed");
    assert_eq!(code(files.get(&reporter, added.id).await), "file_lost");
    assert_eq!(code(files.get(&person(5, Role::Reporter, "two"), added.id).await), "forbidden", "others learn nothing");
}
