//! Which snapshot stands in for which: what readers saw before, whatever was taken in between. Told to `SQLite` and `PostgreSQL`
//! alike.

use super::{
    contract::{on_both_databases, operator, person},
    contract_accounts::joins,
    contract_sealed::place,
    contract_snapshots::{reviewed, take},
};
use crate::{
    Actor,
    snapshots::{Around, Beside, ByteRange, GivenPaper, Paper, SetPaper, Snapshot, Texts, as_found},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    ids::SnapshotCode,
    snapshot::{Export, Hash, Stage},
    text::Language,
};
use futures::TryStreamExt as _;

on_both_databases!(
    a_new_one_stands_in_for_what_readers_saw_last,
    one_that_is_published_after_its_successor_was_signed_leads_to_it,
    everybody_is_told_of_what_everybody_saw,
    before_an_embargo_ends_only_what_the_file_names_is_told,
    what_tells_the_one_before_waits_for_the_publication_that_decides_it,
    what_nobody_has_published_yet_decides_nothing_before,
);

/// The next final one, taken a day after the one before.
async fn next(test: &TestServices) -> Snapshot {
    test.clock.advance(Duration::days(1));
    take(test, Stage::Final, "นับใหม่").await
}

async fn publish(test: &TestServices, snapshot: &Snapshot) {
    test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect("published");
}

/// What a reader finds before and after a snapshot.
async fn beside(
    test: &TestServices,
    reader: Option<&Actor>,
    of: &Snapshot,
) -> (Option<SnapshotCode>, Option<SnapshotCode>) {
    let around: Around = test.services.snapshots().around(reader, &of.code).await.expect("around");
    let code = |snapshot: &Snapshot| snapshot.code.clone();
    (around.before().map(code), around.newer().map(code))
}

async fn a_new_one_stands_in_for_what_readers_saw_last(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (first, second) = (next(&test).await, next(&test).await);
    assert_eq!(second.replaces.as_ref(), Some(&first.code), "readers saw none yet");
    publish(&test, &second).await;
    let (third, fourth) = (next(&test).await, next(&test).await);
    assert_eq!(third.replaces.as_ref(), Some(&second.code));
    assert_eq!(fourth.replaces.as_ref(), Some(&second.code), "nobody saw the third");
    publish(&test, &fourth).await;
    let (old, new) = (Some(second.code.clone()), Some(fourth.code.clone()));
    assert_eq!(beside(&test, None, &fourth).await, (old.clone(), None));
    assert_eq!(beside(&test, None, &second).await, (None, new.clone()), "the first is nobody's to see");
    let operator = operator();
    assert_eq!(beside(&test, Some(&operator), &first).await, (None, new.clone()));
    assert_eq!(beside(&test, Some(&operator), &third).await, (old, new));
    let snapshots = test.services.snapshots();
    let found = snapshots.diff(None, &second.code, &fourth.code).await.expect("compared");
    assert_eq!(found.diff.after.replaces.map(|before| before.root), Some(second.root));
    // Drafts and final ones stand in for nothing of one another.
    let draft = take(&test, Stage::Draft, "").await;
    assert_eq!(draft.replaces, None);
    assert_eq!(beside(&test, Some(&operator), &draft).await, (None, None));
}

async fn one_that_is_published_after_its_successor_was_signed_leads_to_it(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (first, second, third) = (next(&test).await, next(&test).await, next(&test).await);
    assert_eq!(third.replaces.as_ref(), Some(&second.code), "as it was signed");
    publish(&test, &first).await;
    publish(&test, &third).await;
    assert_eq!(beside(&test, None, &third).await, (Some(first.code.clone()), None));
    assert_eq!(beside(&test, None, &first).await, (None, Some(third.code.clone())));
    // Until an embargo ends, those on the list alone are shown the way.
    let mut guest = person(9, Role::Reporter, "one");
    guest.account = joins(&test, "guest@example.go.th", Role::Reporter, "one").await;
    let fourth = next(&test).await;
    let until = test.clock.now() + Duration::days(1);
    let snapshots = test.services.snapshots();
    snapshots.publish(&operator(), &fourth.code, Some(until)).await.expect("published");
    snapshots.let_read(&operator(), &fourth.code, "guest@example.go.th").await.expect("let");
    assert_eq!(beside(&test, Some(&guest), &fourth).await, (Some(third.code.clone()), None));
    assert_eq!(beside(&test, Some(&guest), &third).await.1, Some(fourth.code.clone()));
    assert_eq!(beside(&test, None, &third).await.1, None);
    test.clock.advance(Duration::days(1));
    assert_eq!(beside(&test, None, &first).await.1, Some(fourth.code));
}

/// The report of a body, on which stands what the snapshot replaces.
async fn set(test: &TestServices, reader: Option<&Actor>, snapshot: &Snapshot) -> SetPaper {
    given(test, reader, snapshot).await.paper
}

/// The same as it is given out.
async fn given(test: &TestServices, reader: Option<&Actor>, snapshot: &Snapshot) -> GivenPaper {
    let paper = Paper { body: "one".parse().expect("a code"), language: Language::Th };
    let print = |_: Texts<'_>, beside: &Beside| Ok(Some(format!("%PDF {:?}", beside.replaces).into_bytes()));
    test.services.snapshots().paper(reader, &snapshot.code, &paper, print).await.expect("set").1
}

async fn everybody_is_told_of_what_everybody_saw(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let (first, second) = (next(&test).await, next(&test).await);
    publish(&test, &second).await;
    assert_eq!(second.replaces.as_ref(), Some(&first.code), "as it was signed");
    let told = async |of: &Snapshot, at| snapshots.stood_in_for(of, at).await.expect("told");
    let before = test.clock.now();
    assert_eq!(told(&second, before).await, None, "nobody saw the first");
    let paper = set(&test, None, &second).await;
    let third = next(&test).await;
    publish(&test, &third).await;
    assert_eq!(told(&third, test.clock.now()).await, Some(second.code.clone()));
    let listed = async || {
        let found = as_found(snapshots.list(None, None).await.expect("listed"));
        found.into_iter().map(|snapshot| (snapshot.code, snapshot.replaces)).collect::<Vec<_>>()
    };
    let newest = (third.code.clone(), Some(second.code.clone()));
    assert_eq!(listed().await, [newest.clone(), (second.code.clone(), None)]);
    // Published late, it is what the second stands in for from now on.
    test.clock.advance(Duration::days(1));
    publish(&test, &first).await;
    let now = test.clock.now();
    assert_eq!((told(&second, now).await, told(&second, before).await), (Some(first.code.clone()), None));
    let late = (second.code.clone(), Some(first.code.clone()));
    assert_eq!(listed().await, [newest, late, (first.code.clone(), None)]);
    // What was printed before says what was so then, also where it is printed again.
    std::fs::remove_file(place(&test, "snapshot-papers", &paper.sha256)).expect("removed");
    assert_eq!(set(&test, None, &second).await, paper);
}

async fn before_an_embargo_ends_only_what_the_file_names_is_told(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (snapshots, operator) = (test.services.snapshots(), operator());
    let until = test.clock.now() + Duration::days(10);
    let embargoed = async |of: &Snapshot| snapshots.publish(&operator, &of.code, Some(until)).await.expect("published");
    let told = async |of: &Snapshot, at| snapshots.stood_in_for(of, at).await.expect("told");
    let first = embargoed(&next(&test).await).await;
    let (second, third) = (next(&test).await, next(&test).await);
    assert_eq!(third.replaces.as_ref(), Some(&first.code), "as it was signed");
    let third = embargoed(&third).await;
    let before = test.clock.now();
    assert_eq!(told(&third, before).await, Some(first.code.clone()), "everybody sees both at once");
    let paper = set(&test, Some(&operator), &third).await;
    // Whoever reads the third early knows of the first by its file, and of the second by nothing.
    test.clock.advance(Duration::days(1));
    let second = embargoed(&second).await;
    assert_eq!(told(&third, test.clock.now()).await, Some(first.code.clone()));
    std::fs::remove_file(place(&test, "snapshot-papers", &paper.sha256)).expect("removed");
    assert_eq!(set(&test, Some(&operator), &third).await, paper);
    for hidden in [&first, &second, &third] {
        assert_eq!(snapshots.get(None, &hidden.code).await.expect_err("hidden").code(), "not_found");
    }
    test.clock.advance(Duration::days(10));
    assert_eq!(told(&third, test.clock.now()).await, Some(second.code));
    assert_eq!(told(&third, before).await, Some(first.code), "as it was then");
    assert_eq!(set(&test, None, &third).await, paper);
}

/// The digest of the report that names this one as replaced.
fn naming(replaces: Option<&SnapshotCode>) -> Hash {
    Hash::of(format!("%PDF {replaces:?}").as_bytes())
}

/// The files that a snapshot still lacks.
async fn lacking(test: &TestServices, of: &Snapshot) -> Vec<Export> {
    let lacking = test.services.snapshots().lacking_files(&operator()).await.expect("listed").into_iter();
    lacking.filter(|(snapshot, _)| snapshot.code == of.code).flat_map(|(_, exports)| exports).collect()
}

async fn what_nobody_has_published_yet_decides_nothing_before(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (snapshots, operator) = (test.services.snapshots(), operator());
    let until = test.clock.now() + Duration::days(10);
    let embargoed = async |of: &Snapshot| snapshots.publish(&operator, &of.code, Some(until)).await.expect("published");
    let (first, second) = (next(&test).await, next(&test).await);
    assert_eq!(second.replaces.as_ref(), Some(&first.code), "as it was signed");
    let early = lacking(&test, &second).await;
    assert!(!early.is_empty() && !early.iter().any(|export| export.tells_replaced()), "{early:?}");
    assert_eq!(set(&test, Some(&operator), &second).await.sha256, naming(None));
    // Whoever sees the second alone is told the same.
    let guest = joins(&test, "guest@example.go.th", Role::Reporter, "one").await;
    let guest = Actor { account: guest, ..person(1, Role::Reporter, "one") };
    snapshots.let_read(&operator, &second.code, "guest@example.go.th").await.expect("let");
    let around = snapshots.around(Some(&guest), &second.code).await.expect("around");
    assert_eq!((around.siblings.len(), around.waits_for_publication), (1, true));
    embargoed(&first).await;
    let second = embargoed(&second).await;
    assert_eq!(lacking(&test, &second).await, Export::all());
    assert_eq!(
        set(&test, Some(&operator), &second).await.sha256,
        naming(Some(&first.code)),
        "everybody sees both at once"
    );
    // Nobody publishes drafts, so they wait for nothing.
    let draft = take(&test, Stage::Draft, "").await;
    test.clock.advance(Duration::days(1));
    let other = take(&test, Stage::Draft, "นับใหม่").await;
    assert_eq!((lacking(&test, &draft).await, lacking(&test, &other).await), (Export::all(), Export::all()));
}

async fn what_tells_the_one_before_waits_for_the_publication_that_decides_it(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (snapshots, operator) = (test.services.snapshots(), operator());
    let until = test.clock.now() + Duration::days(10);
    let embargoed = async |of: &Snapshot| snapshots.publish(&operator, &of.code, Some(until)).await.expect("published");
    let known = async |of: &Snapshot| snapshots.papers(Some(&operator), &of.code, 9).await.expect("listed").len();
    let first = next(&test).await;
    assert_eq!(lacking(&test, &first).await, Export::all(), "it stands in for nothing");
    let first = embargoed(&first).await;
    let second = next(&test).await;
    let around = snapshots.around(Some(&operator), &second.code).await.expect("around");
    assert!(around.waits_for_publication);
    // Before it is published a reviewer reads what would be said now, and that is not kept.
    let early = lacking(&test, &second).await;
    assert!(!early.is_empty() && !early.iter().any(|export| export.tells_replaced()), "{early:?}");
    assert_eq!(set(&test, Some(&operator), &second).await.sha256, naming(None));
    assert_eq!(known(&second).await, 0);
    // Nor does it lie anywhere, where nothing would know of it.
    assert!(!place(&test, "snapshot-papers", &naming(None)).exists());
    let unkept = given(&test, Some(&operator), &second).await;
    for (range, told) in
        [(ByteRange::All, "%PDF None"), (ByteRange::Between(1, 3), "PDF"), (ByteRange::Between(5, 99), "None")]
    {
        let pieces = snapshots.given_bytes(&unkept, range).await.expect("given");
        let pieces: Vec<bytes::Bytes> = pieces.try_collect().await.expect("read");
        assert_eq!(pieces.concat(), told.as_bytes());
    }
    let second = embargoed(&second).await;
    assert_eq!(lacking(&test, &second).await, Export::all());
    let named = set(&test, Some(&operator), &second).await;
    assert_eq!((named.sha256, known(&second).await), (naming(Some(&first.code)), 1));
    test.clock.advance(Duration::days(10));
    assert_eq!(set(&test, None, &second).await, named, "and so it stays");
    // Where everybody may read the one before, nothing waits.
    let third = next(&test).await;
    assert_eq!(third.replaces.as_ref(), Some(&second.code));
    assert_eq!(lacking(&test, &third).await, Export::all());
    assert_eq!(set(&test, Some(&operator), &third).await.sha256, naming(Some(&second.code)));
    assert_eq!(known(&third).await, 1);
}
