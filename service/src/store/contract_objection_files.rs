//! Files that prove objections: kept with all evidence, shown with the step they came with, and never taken out again.

use super::{
    contract::{indicator, key, on_both_databases, person},
    contract_accounts::{actions, code},
    contract_objections::{filed, refused, reporter, reviewer, verified_country},
};
use crate::{
    ServiceError,
    evidence::Upload,
    objections::{Decision, MOST_FILES_AT_ONCE},
    submissions::Seen,
    testing::{Engine, TestServices},
};
use domain::{access::Role, evidence::LARGEST_FILE, ids::ObjectionId};

on_both_databases!(
    both_sides_attach_files_while_an_objection_is_open,
    what_cannot_be_attached_is_refused_whole,
    what_proves_an_objection_is_not_taken_out_with_the_report,
);

/// A file as large as almost all that a report takes in.
const FULL: &str = "
    INSERT INTO evidence
        (id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at)
    SELECT id, round, agency, indicator, 'x', 'x',
        1073741820 - (SELECT SUM(size_bytes) FROM evidence WHERE evidence.agency = objection.agency),
        'x', filed_by, filed_at
    FROM objection";

fn upload(name: &str, content: &'static str) -> Upload {
    Upload { file_name: name.to_owned(), media_type: "image/svg+xml".to_owned(), content: content.into() }
}

async fn names(test: &TestServices, id: ObjectionId) -> Vec<Vec<String>> {
    let page = test.services.objections().get(&reviewer(4), id).await.expect("an objection");
    let names = page.steps.iter().map(|step| step.files.iter().map(|file| file.file_name.clone()).collect());
    names.collect()
}

async fn both_sides_attach_files_while_an_objection_is_open(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let id = filed(&test, "36").await;
    let files = vec![upload("../b.svg", "<svg/>"), upload("a.pdf", "content")];
    let attached = objections.attach(&reporter(), id, "ภาพถ่ายระบบ", files).await.expect("attached");
    assert_eq!(attached.len(), 2);
    objections.attach(&reviewer(4), id, "", vec![upload("answer.pdf", "content")]).await.expect("attached");
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(names(&test, id).await, [named(&[]), named(&["a.pdf", "b.svg"]), named(&["answer.pdf"])]);
    let page = objections.get(&reporter(), id).await.expect("an objection");
    let said: Vec<_> = page.steps.iter().map(|step| (step.step.as_str(), step.words.as_str())).collect();
    assert_eq!(said[1..], [("objection_evidence", "ภาพถ่ายระบบ"), ("objection_evidence", "")]);
    // Whoever may read the report may open them, and nobody else.
    let file = attached[0].id;
    let (_, content) = test.services.evidence().get(&reviewer(3), file).await.expect("a file");
    assert_eq!(content, "<svg/>");
    let neighbour = test.services.evidence().get(&person(5, Role::Reporter, "two"), file).await;
    assert_eq!(code(neighbour), "forbidden");
    // The report's own entry does not show them.
    let report = test.services.reports().get(&reporter(), &key("one")).await.expect("a report");
    let own: Vec<_> = report.entries.iter().flat_map(|entry| &entry.evidence).map(|own| own.id).collect();
    assert!(!own.is_empty() && attached.iter().all(|file| !own.contains(&file.id)));
    // A decision made before they came is made again by somebody who has seen them.
    let stale = objections.decide(&reviewer(4), id, 0, (Decision::Reject, "ไม่จริง")).await;
    assert!(matches!(stale, Err(ServiceError::Conflict)), "{stale:?}");
    objections.decide(&reviewer(4), id, 2, (Decision::Reject, "ไม่จริง")).await.expect("rejected");
    let late = objections.attach(&reporter(), id, "", vec![upload("late.pdf", "late")]).await;
    assert_eq!(refused(late.map(|_| ())), "objection_closed");
    let told = actions(&test).await.into_iter().filter(|action| action == "submissions.objection_evidence").count();
    assert_eq!(told, 2);
}

async fn what_cannot_be_attached_is_refused_whole(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let id = filed(&test, "36").await;
    let attach = async |files: Vec<Upload>| refused(objections.attach(&reporter(), id, "", files).await.map(|_| ()));
    assert_eq!(attach(vec![]).await, "objection_file_missing");
    assert_eq!(attach(vec![upload("a.pdf", "a"), upload("b.pdf", "")]).await, "objection_file_missing");
    let large = vec![0; usize::try_from(LARGEST_FILE).expect("a size") + 1];
    let large = Upload { content: large.into(), ..upload("c.pdf", "") };
    assert_eq!(attach(vec![upload("a.pdf", "a"), large]).await, "objection_file_large");
    let many = (0..=MOST_FILES_AT_ONCE).map(|number| upload(&format!("{number}.pdf"), "a")).collect();
    assert_eq!(attach(many).await, "objection_files_many");
    let long = objections.attach(&reporter(), id, &"x".repeat(5_001), vec![upload("a.pdf", "a")]).await;
    assert_eq!(refused(long.map(|_| ())), "reason_too_long");
    for stranger in [person(5, Role::Reporter, "two"), person(6, Role::Executive, "th")] {
        let refused = objections.attach(&stranger, id, "", vec![upload("a.pdf", "a")]).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    }
    let mut tx = test.services.db().write().await.expect("a transaction");
    on!(&mut tx, conn => sqlx::query(FULL).execute(conn).await.map(|_| ())).expect("filled");
    tx.commit().await.expect("kept");
    assert_eq!(attach(vec![upload("a.pdf", "12345")]).await, "objection_files_full");
    assert_eq!(names(&test, id).await, [Vec::<String>::new()], "nothing of what was refused stays");
    objections.attach(&reporter(), id, "", vec![upload("a.pdf", "1234")]).await.expect("just fits");
}

async fn what_proves_an_objection_is_not_taken_out_with_the_report(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let id = filed(&test, "36").await;
    let file = objections.attach(&reporter(), id, "", vec![upload("a.pdf", "a")]).await.expect("attached").remove(0);
    test.services.submissions().correct(&reviewer(3), &key("one"), Seen::Any, "เปิดใหม่").await.expect("reopened");
    assert_eq!(code(test.services.evidence().remove(&reporter(), file.id).await), "not_found");
    let evidence = test.services.evidence();
    let own = evidence.add(&reporter(), &key("one"), &indicator("svc-e2e"), upload("own.pdf", "own")).await;
    evidence.remove(&reporter(), own.expect("added").id).await.expect("the report's own is removed");
    assert_eq!(names(&test, id).await[1], ["a.pdf"]);
}
