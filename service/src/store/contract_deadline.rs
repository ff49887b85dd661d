//! The last moment of a round, told to `SQLite` and `PostgreSQL` alike: who began in time and then had to wait is too late.

use super::contract::{country, fill, indicator, key, on_both_databases, operator, person};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    deliveries::Came,
    drafts::Edit,
    evidence::Upload,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::TimeDelta;
use domain::{
    access::Role,
    delivery::Stage,
    entry::Entry,
    ids::{BundleId, DeliveryId, RoundCode, SheetId},
    submission::{Refusal, StateName},
};

on_both_databases!(
    what_had_to_wait_until_the_round_was_closed_is_refused,
    a_file_that_was_seen_in_time_is_refused_after_the_closing_instant,
    a_file_that_had_to_wait_until_the_round_was_closed_is_refused,
);

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

/// A file that was uploaded and seen, ready to be applied.
#[derive(Debug, Clone)]
enum Ready {
    Sheet(SheetId, String),
    Bundle(BundleId, String),
    Delivery(DeliveryId, i64),
}

/// The ways in besides typing.
#[derive(Debug, Clone, Copy)]
enum Way {
    Sheet,
    Bundle,
    Delivery,
}

const FILE: &str = "agency,indicator,value,base\none,svc-e2e,28,64\ntwo,svc-e2e,3,10\n";

fn round() -> RoundCode {
    key("one").round
}

fn ministry() -> Actor {
    person(1, Role::Reporter, "mdes")
}

/// The delivery's stage, and why it stopped, once nobody works on it.
async fn settled(services: &Services, id: DeliveryId) -> (Stage, i64, Option<String>) {
    loop {
        let page = services.deliveries().get(&ministry(), &round(), id, (0, 10)).await.expect("a page");
        if !page.is_under_way {
            return (page.delivery.progress.stage, page.delivery.progress.run, page.delivery.stopped);
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

impl Way {
    /// Uploads a file and looks at what it changes.
    async fn is_seen(self, services: &Services) -> Ready {
        let sheets = services.sheets();
        match self {
            Self::Sheet => {
                let content = "indicator,value,base\nsvc-e2e,28,64\n".into();
                let id = sheets.upload(&ministry(), &key("one"), "a.csv", content).await.expect("uploaded");
                let seen = sheets.preview(&ministry(), &key("one"), id).await.expect("a preview");
                assert_eq!((seen.changes.len(), seen.refused.len()), (1, 0));
                Ready::Sheet(id, seen.seen)
            }
            Self::Bundle => {
                let came = sheets.upload_bundle(&ministry(), &round(), "a.csv", FILE.into()).await.expect("uploaded");
                let Came::Bundle(id) = came else { panic!("{came:?}") };
                let seen = sheets.preview_bundle(&ministry(), &round(), id).await.expect("a preview");
                assert_eq!((seen.agencies.len(), seen.refused.len()), (2, 0));
                Ready::Bundle(id, seen.seen)
            }
            Self::Delivery => {
                let taken = services.deliveries().take_whole(&ministry(), &round(), "a.csv", FILE.into()).await;
                let id = taken.expect("taken");
                let (stage, run, _) = settled(services, id).await;
                assert_eq!(stage, Stage::Ready);
                Ready::Delivery(id, run)
            }
        }
    }
}

impl Ready {
    /// Applies what was seen. What comes of a delivery is only known once it has settled.
    async fn is_applied(&self, services: &Services) -> ServiceResult<()> {
        match self {
            Self::Sheet(id, seen) => services.sheets().apply(&ministry(), &key("one"), *id, seen).await,
            Self::Bundle(id, seen) => services.sheets().apply_bundle(&ministry(), &round(), *id, seen).await,
            Self::Delivery(id, seen) => services.deliveries().apply(&ministry(), &round(), *id, *seen).await,
        }
    }

    /// It was refused because the round is closed, and nothing of it is in any draft.
    async fn left_nothing(&self, test: &TestServices, applied: ServiceResult<()>) {
        match self {
            Self::Sheet(..) | Self::Bundle(..) => {
                let is_late = matches!(applied, Err(ServiceError::Refused(Refusal::WindowClosed)));
                assert!(is_late, "{self:?}: {applied:?}");
            }
            Self::Delivery(id, _) => {
                applied.expect("begun");
                let (stage, _, stopped) = settled(&test.services, *id).await;
                assert_eq!((stage, stopped.as_deref()), (Stage::Stopped, Some("window_closed")));
            }
        }
        for agency in ["one", "two"] {
            let report = test.services.reports().get(&ministry(), &key(agency)).await.expect("a report");
            assert_eq!(report.submission.state.name(), StateName::NotStarted, "{self:?}: {agency}");
            assert!(report.entries.iter().all(|entry| entry.entry == Entry::default()), "{self:?}: {agency}");
        }
        let links = test.services.audit().page(&operator(), None, None, 5).await.expect("a page").links;
        assert!(links.iter().all(|link| !link.event.action.contains(".apply")), "{links:?}");
        assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    }
}

/// A country whose round closes in a second.
async fn at_the_last_second(engine: Engine) -> Option<TestServices> {
    let test = country(engine).await?;
    let closes_at = test.services.reports().get(&ministry(), &key("one")).await.expect("a report").window.closes_at();
    test.clock.advance(closes_at - test.clock.now() - TimeDelta::seconds(1));
    Some(test)
}

async fn a_file_that_was_seen_in_time_is_refused_after_the_closing_instant(engine: Engine) {
    for way in [Way::Sheet, Way::Bundle, Way::Delivery] {
        let Some(test) = at_the_last_second(engine).await else { return };
        let ready = way.is_seen(&test.services).await;
        test.clock.advance(TimeDelta::seconds(2));
        let late = ready.is_applied(&test.services).await;
        ready.left_nothing(&test, late).await;
    }
}

async fn a_file_that_had_to_wait_until_the_round_was_closed_is_refused(engine: Engine) {
    for way in [Way::Sheet, Way::Bundle, Way::Delivery] {
        let Some(test) = at_the_last_second(engine).await else { return };
        let ready = way.is_seen(&test.services).await;
        let mut held = test.services.db().write().await.expect("a transaction");
        super::audit::take_place(&mut held).await.expect("a place");
        let (services, of_them) = (test.services.clone(), ready.clone());
        let waits = tokio::spawn(async move { of_them.is_applied(&services).await });
        // A delivery waits in the background.
        while !super::testing::is_waited_for(&mut held).await.expect("told") {
            assert!(!waits.is_finished() || matches!(way, Way::Delivery), "{way:?} did not wait");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        test.clock.advance(TimeDelta::seconds(2));
        drop(held);
        let late = waits.await.expect("an end");
        ready.left_nothing(&test, late).await;
    }
}
