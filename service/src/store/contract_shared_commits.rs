//! Use cases that share a commit, told to SQLite and PostgreSQL alike: whatever becomes of one, whoever is told that theirs
//! is saved finds it saved, and nobody else's is.

use super::{
    Tx,
    contract::{country, indicator, key, land, on_both_databases, operator, person},
    shared_commits::{SharedCommits, WAITING, Work},
};
use crate::{
    ServiceError, ServiceResult,
    drafts::{Edit, Saved},
    testing::{Engine, TestServices},
};
use domain::{access::Role, entry::Entry, submission::StateName};
use std::{sync::Arc, time::Duration};
use tokio::task::JoinHandle;

on_both_databases!(
    those_who_wait_share_a_commit,
    one_refused_among_several_is_undone_alone,
    one_that_panics_harms_nobody_else,
    whoever_goes_away_holds_nobody_up,
    a_commit_that_fails_saves_nothing_that_it_held,
    more_than_can_wait_are_told_to_come_back,
    a_writer_that_another_process_holds_costs_nobody_their_save,
    people_who_type_at_once_are_told_the_truth,
    who_types_over_another_at_once_overwrites_nothing,
    a_full_disk_is_told_to_those_it_concerns,
);

/// How long people wait in these stories before they are told to come back.
const PATIENCE: Duration = Duration::from_secs(30);

/// A word that is put into a table of the test.
type Told = ServiceResult<String>;

/// The table, and what commits to it.
struct Words {
    test: TestServices,
    commits: Arc<SharedCommits<String>>,
}

impl Words {
    async fn on(engine: Engine) -> Option<Self> {
        const KINDS: &str = "CREATE TABLE kind (name TEXT PRIMARY KEY)";
        const WORDS: &str = "
            CREATE TABLE word (
                text TEXT PRIMARY KEY,
                kind TEXT REFERENCES kind (name) DEFERRABLE INITIALLY DEFERRED
            )";
        let test = land(engine).await?;
        let mut tx = test.services.db().write().await.expect("a transaction");
        for sql in [KINDS, WORDS] {
            on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ())).expect("made");
        }
        tx.commit().await.expect("committed");
        let commits = Arc::new(SharedCommits::new(test.services.db(), PATIENCE));
        Some(Self { test, commits })
    }

    fn say(&self, work: Work<String>) -> JoinHandle<Told> {
        say_to(Arc::clone(&self.commits), work)
    }

    /// Lets several come while the one writer is held, so that they wait together; and lets it go.
    async fn together(&self, works: Vec<Work<String>>) -> Vec<JoinHandle<Told>> {
        let held = hold(&self.test).await;
        let told = works.into_iter().map(|work| self.say(work)).collect();
        everybody_comes().await;
        drop(held);
        told
    }

    async fn stored(&self) -> Vec<String> {
        let mut tx = self.test.services.db().read().await.expect("a transaction");
        words(&mut tx).await
    }
}

/// Has a word put by some commits.
fn say_to(commits: Arc<SharedCommits<String>>, work: Work<String>) -> JoinHandle<Told> {
    tokio::spawn(async move { commits.run(work).await })
}

/// Holds SQLite's one writer.
async fn hold(test: &TestServices) -> Option<Tx> {
    let db = test.services.db();
    match db {
        super::Db::Sqlite { .. } => Some(db.write().await.expect("a transaction")),
        super::Db::Postgres(_) => None,
    }
}

/// Gives everybody who was told to come the time to get as far as they can: a test has one thread, on which all take turns.
async fn everybody_comes() {
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
}

async fn words(tx: &mut Tx) -> Vec<String> {
    const SQL: &str = "SELECT text FROM word ORDER BY text";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await).expect("words");
    rows.into_iter().map(|(text,)| text).collect()
}

async fn put(tx: &mut Tx, text: &str, kind: Option<&str>) -> ServiceResult<()> {
    const SQL: &str = "INSERT INTO word (text, kind) VALUES ($1, $2)";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(text).bind(kind).execute(conn).await.map(|_| ()))?)
}

/// Puts a word and is content.
fn puts(text: &'static str) -> Work<String> {
    Box::new(move |tx| {
        Box::pin(async move {
            put(tx, text, None).await?;
            Ok(text.to_owned())
        })
    })
}

async fn is_saved(told: JoinHandle<Told>) -> bool {
    matches!(told.await, Ok(Ok(_)))
}

async fn those_who_wait_share_a_commit(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let db = words_of.test.services.db().clone();
    let looks: Work<String> = Box::new(move |tx| {
        Box::pin(async move {
            let mut beside = db.read().await?;
            Ok(format!("{:?} {:?}", words(tx).await, words(&mut beside).await))
        })
    });
    let told = words_of.together(vec![puts("one"), looks]).await;
    let mut answers = Vec::new();
    for told in told {
        answers.push(told.await.expect("no panic").expect("saved"));
    }
    if engine == Engine::Sqlite {
        assert_eq!(answers, ["one", r#"["one"] []"#], "the second is in the transaction of the first, alone with it");
    }
    assert_eq!(words_of.stored().await, ["one"]);
}

async fn one_refused_among_several_is_undone_alone(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let refused: Work<String> = Box::new(|tx| {
        Box::pin(async move {
            put(tx, "two", None).await?;
            Err(ServiceError::Conflict)
        })
    });
    let fails: Work<String> = Box::new(|tx| {
        Box::pin(async move {
            put(tx, "three", None).await?;
            put(tx, "three", None).await?;
            Ok("three".to_owned())
        })
    });
    let mut told = words_of.together(vec![puts("one"), refused, fails, puts("four")]).await.into_iter();
    let mut next = async || told.next().expect("four").await.expect("no panic");
    assert_eq!(next().await.expect("saved"), "one");
    assert!(matches!(next().await, Err(ServiceError::Conflict)));
    assert!(matches!(next().await, Err(ServiceError::Fault(_))), "the same word twice");
    assert_eq!(next().await.expect("saved"), "four");
    assert_eq!(words_of.stored().await, ["four", "one"]);
}

async fn one_that_panics_harms_nobody_else(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let panics: Work<String> = Box::new(|tx| {
        Box::pin(async move {
            put(tx, "two", None).await?;
            panic!("as planned")
        })
    });
    let told = words_of.together(vec![puts("one"), panics, puts("three")]).await;
    let mut saved = Vec::new();
    for told in told {
        saved.push(is_saved(told).await);
    }
    assert_eq!(saved, [true, false, true]);
    assert_eq!(words_of.stored().await, ["one", "three"]);
    assert!(is_saved(words_of.say(puts("later"))).await, "and those who come later are served");
}

async fn whoever_goes_away_holds_nobody_up(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let never_ends: Work<String> = Box::new(|tx| {
        Box::pin(async move {
            put(tx, "gone", None).await?;
            std::future::pending().await
        })
    });
    let held = hold(&words_of.test).await;
    let (one, gone, three) = (words_of.say(puts("one")), words_of.say(never_ends), words_of.say(puts("three")));
    everybody_comes().await;
    gone.abort();
    assert!(gone.await.expect_err("gone").is_cancelled());
    drop(held);
    assert!(is_saved(one).await && is_saved(three).await);
    assert_eq!(words_of.stored().await, ["one", "three"]);
}

async fn a_commit_that_fails_saves_nothing_that_it_held(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let breaks_the_commit: Work<String> = Box::new(|tx| {
        Box::pin(async move {
            put(tx, "two", Some("a kind that there is not")).await?;
            Ok("two".to_owned())
        })
    });
    let told = words_of.together(vec![puts("one"), breaks_the_commit, puts("three")]).await;
    let mut saved = Vec::new();
    for told in told {
        saved.push(is_saved(told).await);
    }
    match engine {
        Engine::Sqlite => {
            assert_eq!(saved, [false, false, false], "nobody is told that anything was saved");
            assert_eq!(words_of.stored().await, [""; 0]);
        }
        Engine::Postgres => {
            assert_eq!(saved, [true, false, true], "everybody has a commit of their own");
            assert_eq!(words_of.stored().await, ["one", "three"]);
        }
    }
    assert!(is_saved(words_of.say(puts("later"))).await, "and those who come later are served");
}

async fn more_than_can_wait_are_told_to_come_back(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let puts = |number: usize| -> Work<String> {
        Box::new(move |tx| {
            Box::pin(async move {
                put(tx, &number.to_string(), None).await?;
                Ok(number.to_string())
            })
        })
    };
    let held = hold(&words_of.test).await;
    let first = words_of.say(puts(0));
    everybody_comes().await;
    let told: Vec<_> = (1..=WAITING).map(|number| words_of.say(puts(number))).collect();
    everybody_comes().await;
    let late = words_of.say(puts(WAITING + 1)).await.expect("no panic");
    drop(held);
    match engine {
        Engine::Sqlite => assert!(matches!(late, Err(ServiceError::Busy)), "{late:?}"),
        Engine::Postgres => assert!(late.is_ok(), "{late:?}"),
    }
    let mut saved = usize::from(late.is_ok());
    for told in std::iter::once(first).chain(told) {
        saved += usize::from(is_saved(told).await);
    }
    assert_eq!(words_of.stored().await.len(), saved);
    assert!(saved > WAITING);
}

async fn a_writer_that_another_process_holds_costs_nobody_their_save(engine: Engine) {
    let Some(words_of) = Words::on(engine).await else { return };
    let db = words_of.test.services.db();
    let other = super::Db::connect(&words_of.test.settings.database_url).await.expect("another process");
    let mut held = other.write().await.expect("a transaction");
    put(&mut held, "theirs", None).await.expect("put");
    // SQLite gives up a look for the writer after five seconds.
    let impatient = Arc::new(SharedCommits::new(db, Duration::from_millis(1)));
    let late = say_to(Arc::clone(&impatient), puts("late"));
    let told: Vec<_> = ["one", "two", "three"].map(|text| words_of.say(puts(text))).into();
    let refused = late.await.expect("no panic");
    match engine {
        Engine::Sqlite => {
            assert!(matches!(refused, Err(ServiceError::Busy)), "{refused:?}");
            assert!(told.iter().all(|told| !told.is_finished()), "who is patient keeps their place");
        }
        Engine::Postgres => assert!(refused.is_ok(), "nobody waits for anybody: {refused:?}"),
    }
    held.commit().await.expect("committed");
    for told in told {
        assert!(is_saved(told).await);
    }
    let saved = words_of.stored().await;
    let late = (engine == Engine::Postgres).then_some("late");
    let expected: Vec<_> = late.into_iter().chain(["one", "theirs", "three", "two"]).collect();
    assert_eq!(saved, expected);
    assert!(is_saved(say_to(impatient, puts("then"))).await, "and who comes back is served");
}

fn edit(code: &str, text: &str) -> Vec<Edit> {
    let entry = Entry { narrative: text.to_owned(), ..Entry::default() };
    vec![Edit { indicator: indicator(code), entry, base_version: 0 }]
}

/// Several save drafts while SQLite's one writer is held, so that they wait together.
async fn save_together(
    test: &TestServices,
    saves: Vec<(crate::Actor, &'static str, Vec<Edit>)>,
) -> Vec<ServiceResult<Saved>> {
    let held = hold(test).await;
    let save = |(actor, agency, edits): (crate::Actor, &'static str, Vec<Edit>)| {
        let services = test.services.clone();
        tokio::spawn(async move { services.drafts().save(&actor, &key(agency), edits).await })
    };
    let told: Vec<_> = saves.into_iter().map(save).collect();
    everybody_comes().await;
    drop(held);
    let mut results = Vec::new();
    for told in told {
        results.push(told.await.expect("no panic"));
    }
    results
}

async fn people_who_type_at_once_are_told_the_truth(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let reporter = |agency| person(1, Role::Reporter, agency);
    let results = save_together(
        &test,
        vec![
            (reporter("one"), "one", edit("svc-e2e", "mine")),
            (reporter("one"), "one", edit("nothing", "of another plan")),
            (reporter("one"), "two", edit("svc-e2e", "of another agency")),
            (reporter("two"), "two", edit("svc-e2e", "ours")),
        ],
    )
    .await;
    let [mine, stray, foreign, ours] = &results[..] else { panic!("four answers") };
    assert_eq!(mine.as_ref().expect("saved").changed, [indicator("svc-e2e")]);
    assert_eq!(stray.as_ref().expect_err("refused").code(), "indicator_not_asked");
    assert!(matches!(foreign, Err(ServiceError::Forbidden)), "{foreign:?}");
    assert_eq!(ours.as_ref().expect("saved").changed, [indicator("svc-e2e")]);
    let report = test.services.reports().get(&reporter("two"), &key("two")).await.expect("a report");
    assert_eq!(report.entry(&indicator("svc-e2e")).expect("an entry").entry.narrative, "ours");
    test.services.audit().verify(&operator()).await.expect("an unbroken chain");
    let told = test.services.audit().page(&operator(), Some("submission/2570-q1/one"), None, 9).await.expect("a page");
    assert!(!told.links.is_empty(), "each with its event");
}

async fn who_types_over_another_at_once_overwrites_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let first = person(1, Role::Reporter, "one");
    // The first of them begins the report.
    let report = test.services.reports().get(&first, &key("one")).await.expect("a report");
    for entry in &report.entries {
        let code = entry.indicator.code.as_str();
        let people =
            (2..5).map(|number| (person(number, Role::Reporter, "one"), "one", edit(code, &number.to_string())));
        let results = save_together(&test, people.collect()).await;
        let count = |found: fn(&Saved) -> usize| -> usize {
            results.iter().map(|saved| found(saved.as_ref().expect("taken"))).sum()
        };
        assert_eq!((count(|saved| saved.changed.len()), count(|saved| saved.conflicts.len())), (1, 2), "{code}");
    }
}

async fn a_full_disk_is_told_to_those_it_concerns(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let long = "ยาว".repeat(3_000);
    let reporter = |agency| person(1, Role::Reporter, agency);
    test.fill_disk().await;
    let saves = ["one", "two"].map(|agency| (reporter(agency), agency, edit("svc-e2e", &long)));
    let results = save_together(&test, saves.into()).await;
    assert!(matches!(results[0], Err(ServiceError::Unavailable(_))), "{results:?}");
    for (agency, saved) in ["one", "two"].into_iter().zip(results) {
        let report = test.services.reports().get(&reporter(agency), &key(agency)).await.expect("reading goes on");
        let state = if saved.is_ok() { StateName::Draft } else { StateName::NotStarted };
        assert_eq!(report.submission.state.name(), state, "{agency}");
    }
    test.free_disk().await;
    let again = test.services.drafts().save(&reporter("one"), &key("one"), edit("svc-e2e", &long)).await;
    assert_eq!(again.expect("room again").changed, [indicator("svc-e2e")]);
}
