//! The last moment of a round, told to `SQLite` and `PostgreSQL` alike: who began in time and then had to wait is too late.

use super::contract::{country, fill, indicator, key, on_both_databases, person};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    drafts::Edit,
    evidence::Upload,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::TimeDelta;
use domain::{
    access::Role,
    entry::Entry,
    submission::{Refusal, StateName},
};

on_both_databases!(what_had_to_wait_until_the_round_was_closed_is_refused);

/// What somebody does at the last moment.
#[derive(Debug, Clone, Copy)]
enum Doing {
    Typing,
    Uploading,
    TakingOut,
    Submitting,
}

async fn does(doing: Doing, services: Services, reporter: Actor) -> ServiceResult<()> {
    let key = key("one");
    let report = services.reports().get(&reporter, &key).await?;
    let entry = report.entry(&indicator("svc-e2e")).expect("an entry");
    match doing {
        Doing::Typing => {
            let text = Entry { value: "28".to_owned(), ..entry.entry.clone() };
            let edit = Edit { indicator: entry.indicator.code.clone(), entry: text, base_version: entry.version };
            services.drafts().save(&reporter, &key, vec![edit]).await.map(|_| ())
        }
        Doing::Uploading => {
            let upload = Upload {
                file_name: "a.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                content: "ช้าไป".into(),
            };
            services.evidence().add(&reporter, &key, &entry.indicator.code, upload).await.map(|_| ())
        }
        Doing::TakingOut => {
            let file = report.entries.iter().find_map(|entry| entry.evidence.first()).expect("a file");
            services.evidence().remove(&reporter, file.id).await.map(|_| ())
        }
        Doing::Submitting => services.submissions().submit(&reporter, &key, Seen::Any).await,
    }
}

/// What is stored: the value that is typed over, how many files there are, and how far the report is.
async fn stored(test: &TestServices, reporter: &Actor) -> (String, usize, StateName) {
    let report = test.services.reports().get(reporter, &key("one")).await.expect("a report");
    let value = report.entry(&indicator("svc-e2e")).expect("an entry").entry.value.clone();
    let files = report.entries.iter().map(|entry| entry.evidence.len()).sum();
    (value, files, report.submission.state.name())
}

async fn what_had_to_wait_until_the_round_was_closed_is_refused(engine: Engine) {
    for doing in [Doing::Typing, Doing::Uploading, Doing::TakingOut, Doing::Submitting] {
        let Some(test) = country(engine).await else { return };
        let reporter = person(1, Role::Reporter, "one");
        fill(&test, &reporter, "one", "27").await;
        let before = stored(&test, &reporter).await;
        // Typing is written into the log once an hour.
        test.clock.advance(TimeDelta::hours(2));
        let mut held = test.services.db().write().await.expect("a transaction");
        super::audit::take_place(&mut held).await.expect("a place");
        let waits = tokio::spawn(does(doing, test.services.clone(), reporter.clone()));
        while !super::testing::is_waited_for(&mut held).await.expect("told") {
            assert!(!waits.is_finished(), "{doing:?} did not wait");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        test.clock.advance(TimeDelta::days(60));
        drop(held);
        let late = waits.await.expect("an end");
        assert!(matches!(late, Err(ServiceError::Refused(Refusal::WindowClosed))), "{doing:?}: {late:?}");
        assert_eq!(stored(&test, &reporter).await, before, "{doing:?}");
    }
}
