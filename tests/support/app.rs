//! The whole web application on a database of its own, and the people who use it.

use crate::{
    country::{self, ROUND, country_without_round, large_country, person, vast_country, wider_country, wordy_country},
    visitor::Visitor,
};
use axum::Router;
use chrono::Duration;
use domain::{
    access::{Grant, Role},
    entry::Entry,
    ids::{AccountId, ObjectionId, OrganisationCode},
    indicator::Measure,
    submission::ReportKey,
    window::Window,
};
use server::{
    config::Config,
    listen::listen,
    router::{RouterSettings, router},
};
use service::{
    Actor, Chance, Channel, Services,
    collectors::CollectorSettings,
    drafts::Edit,
    evidence::Upload,
    objections::{Decision, NewObjection, NewScoreObjection},
    organisations::ImportMode,
    rounds::NewRound,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
};
use std::{net::SocketAddr, path::PathBuf};

/// The application around a small country: a ministry `mdes` with the departments `one` (and below it `one-a`) and
/// `two`, a ministry `moph` with `three`, and an open round.
pub struct TestApp {
    /// The services behind it.
    pub test: TestServices,
    router: Router,
}

impl TestApp {
    /// The application over plain http; `None`, named as skipped, where there is no PostgreSQL.
    pub async fn start(engine: Engine) -> Option<Self> {
        Self::start_with(engine, |settings| settings).await
    }

    /// The application on the embedded database.
    pub async fn new() -> Self {
        Self::start(Engine::Sqlite).await.expect("SQLite is always there")
    }

    /// The application with other settings of its router.
    pub async fn start_with(engine: Engine, change: impl FnOnce(RouterSettings) -> RouterSettings) -> Option<Self> {
        let test = wider_country(engine).await?;
        Some(Self::around(test, change))
    }

    /// The application around a country with so many departments more.
    pub async fn of_size(engine: Engine, departments: usize) -> Option<Self> {
        Some(Self::around(large_country(engine, departments).await?, |settings| settings))
    }

    /// The application around a country with so many departments, each asked so many indicators.
    pub async fn vast(engine: Engine, departments: usize, indicators: usize) -> Option<Self> {
        Some(Self::around(vast_country(engine, departments, indicators).await?, |settings| settings))
    }

    /// The application around a country in which a department and an indicator are called by as many letters as there are names
    /// in the register, without a place to break them.
    pub async fn with_long_names(engine: Engine) -> Option<Self> {
        Some(Self::around(wordy_country(engine).await?, |settings| settings))
    }

    /// The application on the embedded database, whose collectors ask as these settings say.
    pub async fn with_collectors(collectors: CollectorSettings) -> Self {
        Self::start_with_collectors(Engine::Sqlite, collectors).await.expect("SQLite is always there")
    }

    /// The same on any database; `None`, named as skipped, where there is no PostgreSQL.
    pub async fn start_with_collectors(engine: Engine, collectors: CollectorSettings) -> Option<Self> {
        let mut test = wider_country(engine).await?;
        test.settings.collectors = collectors;
        let opened = Services::open(&test.settings, test.clock.clone(), Chance::seeded(8)).await;
        test.services = opened.expect("services");
        Some(Self::around(test, |settings| settings))
    }

    /// The application on the embedded database before any round was opened.
    pub async fn without_round() -> Self {
        let test = country_without_round(Engine::Sqlite).await.expect("SQLite is always there");
        Self::around(test, |settings| settings)
    }

    /// The application around a country that is there already.
    pub fn over(test: TestServices) -> Self {
        Self::around(test, |settings| settings)
    }

    fn around(test: TestServices, change: impl FnOnce(RouterSettings) -> RouterSettings) -> Self {
        let settings = RouterSettings { site_root: site_root(), ..RouterSettings::new(&Config::default()) };
        let router = router(test.services.clone(), change(settings));
        Self { test, router }
    }

    /// The services behind it.
    pub fn services(&self) -> &Services {
        &self.test.services
    }

    /// The application itself, for requests that no browser would send.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.test.clock.advance(by);
    }

    /// A browser of somebody who has not signed in.
    pub fn nobody(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// A new person with one role, signed in.
    pub async fn somebody(&self, role: Role, organisation: &str) -> Visitor {
        let (visitor, _) = self.somebody_with_account(role, organisation).await;
        visitor
    }

    /// A new person with one role, signed in, and their account.
    pub async fn somebody_with_account(&self, role: Role, organisation: &str) -> (Visitor, AccountId) {
        let mut visitor = self.nobody();
        let name = format!("{}.{organisation}.{}", role.as_ref(), self.test.clock.now().timestamp_micros());
        let name = format!("{name}.{}", next_number());
        let person = person(&self.test, &name, role, organisation).await;
        let answer = visitor.signs_in(&person.email).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        (visitor, person.account)
    }

    /// A new reporter of an agency, signed in.
    pub async fn reporter(&self, agency: &str) -> Visitor {
        self.somebody(Role::Reporter, agency).await
    }

    /// A new approver of an agency, signed in.
    pub async fn approver(&self, agency: &str) -> Visitor {
        self.somebody(Role::Approver, agency).await
    }

    /// A new reviewer of everything, signed in.
    pub async fn reviewer(&self) -> Visitor {
        self.somebody(Role::Reviewer, "th").await
    }

    /// A new administrator of everything, signed in.
    pub async fn administrator(&self) -> Visitor {
        self.somebody(Role::Administrator, "th").await
    }

    /// Somebody with one role who acts on the services, past the screens.
    pub fn actor(&self, number: u128, role: Role, organisation: &str) -> Actor {
        let grant = Grant { role, organisation: organisation.parse().expect("a code") };
        let account = AccountId::new(uuid::Uuid::from_u128(number));
        Actor::new(account, format!("{role:?} {organisation}"), vec![grant], Channel::Web)
    }

    /// Fills every indicator of an agency's report with a good value and its evidence, past the screens.
    pub async fn fill(&self, agency: &str) {
        let reporter = self.actor(1, Role::Reporter, agency);
        let key = key(agency);
        let report = self.services().reports().get(&reporter, &key).await.expect("a report");
        let edit = |entry: &service::reports::ReportEntry| {
            let indicator = &entry.indicator;
            let value = if indicator.measure == Measure::YesNo { "yes" } else { "3" };
            let base = if indicator.asks_base() { "100" } else { "" };
            let text = Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() };
            Edit { indicator: indicator.code.clone(), entry: text, base_version: entry.version }
        };
        let edits = report.entries.iter().map(edit).collect();
        self.services().drafts().save(&reporter, &key, edits).await.expect("saved");
        for entry in report.entries.iter().filter(|entry| entry.indicator.evidence.required) {
            let upload = Upload {
                file_name: "หลักฐาน.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                content: "หลักฐาน".into(),
            };
            let added = self.services().evidence().add(&reporter, &key, &entry.indicator.code, upload).await;
            added.expect("added");
        }
    }

    /// Carries an agency's filled report to acceptance, past the screens, with these values and bases in place of the
    /// good ones.
    pub async fn accept(&self, agency: &str, values: &[(&str, &str, &str)]) {
        self.fill(agency).await;
        let (reporter, key) = (self.actor(1, Role::Reporter, agency), key(agency));
        let report = self.services().reports().get(&reporter, &key).await.expect("a report");
        let edit = |(code, value, base): &(&str, &str, &str)| {
            let entry = report.entry(&code.parse().expect("a code")).expect("it is asked");
            let text = Entry { value: (*value).to_owned(), base: (*base).to_owned(), ..Entry::default() };
            Edit { indicator: entry.indicator.code.clone(), entry: text, base_version: entry.version }
        };
        self.services().drafts().save(&reporter, &key, values.iter().map(edit).collect()).await.expect("saved");
        let moves = self.services().submissions();
        moves.submit(&reporter, &key, Seen::Any).await.expect("submitted");
        moves.approve(&self.actor(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
        moves.accept(&self.actor(3, Role::Reviewer, "th"), &key, Seen::Any, &[]).await.expect("accepted");
    }

    /// Objects to a value of an agency and to its score, past the screens: one of each waits, and one to the score was upheld by
    /// a value, another because the edition is at fault. The oldest first.
    pub async fn objects_to_all(&self, agency: &str) -> Vec<ObjectionId> {
        let (reporter, objections) = (self.actor(1, Role::Reporter, agency), self.services().objections());
        let to_score = async |score: &str| {
            let new = NewScoreObjection {
                key: key(agency),
                scheme: "small".parse().expect("a code"),
                score: score.to_owned(),
                reason: "ค่าที่ใช้คำนวณคะแนนไม่ตรงกับหลักฐาน".to_owned(),
                evidence: "หนังสือที่ 1/2570".to_owned(),
            };
            objections.file_to_score(&reporter, new).await.expect("filed")
        };
        let decides = async |number, id, decision| {
            let decided = (decision, "ตรวจหลักฐานแล้ว");
            objections.decide(&self.actor(number, Role::Reviewer, "th"), id, 0, decided).await.expect("decided");
        };
        let corrected =
            Verified { indicator: "svc-e2e".parse().expect("a code"), value: "60".to_owned(), base: "100".to_owned() };
        let by_values = to_score("70").await;
        decides(4, by_values, Decision::UpholdByValues(vec![corrected])).await;
        let against_edition = to_score("71").await;
        decides(5, against_edition, Decision::UpholdAgainstEdition).await;
        let open = to_score("72").await;
        let to_value = NewObjection {
            key: key(agency),
            indicator: "svc-e2e".parse().expect("a code"),
            value: "80".to_owned(),
            base: "100".to_owned(),
            reason: "ขาดบริการที่เปิดเดือนธันวาคม".to_owned(),
            evidence: "หนังสือที่ 2/2570".to_owned(),
        };
        let to_value = objections.file(&reporter, to_value).await.expect("filed");
        vec![by_values, against_edition, open, to_value]
    }

    /// Brings in accepted values of the open round, past the screens: agency, indicator, value and base.
    pub async fn imports(&self, values: &[(&str, &str, &str, &str)]) {
        self.imports_into(ROUND, values).await;
    }

    /// The same of another round.
    pub async fn imports_into(&self, round: &str, values: &[(&str, &str, &str, &str)]) {
        let rows = values.iter().map(|(agency, code, value, base)| format!("{round},{agency},{code},{value},{base}\n"));
        let file = format!("round,agency,indicator,value,base\n{}", rows.collect::<String>());
        let file = std::io::Cursor::new(file.into_bytes());
        let done = self.services().values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
        done.expect("storage answers").expect("nothing is refused");
    }

    /// Opens the quarter after the open one from now on; gives the page of the first department's report.
    pub async fn opens_next_round(&self) -> String {
        let days = |days| self.services().now() + Duration::days(days);
        let window = Window::new(days(-1), days(80), days(90)).expect("in order");
        let period = "2570-q2".parse().expect("a period");
        let new = NewRound { plan: "small".parse().expect("a code"), period, window };
        self.services().rounds().open(&operator(), new).await.expect("opened");
        "/reports/2570-q2/one".to_owned()
    }

    /// The version of an agency's report, as its forms carry it.
    pub async fn version(&self, agency: &str) -> i64 {
        let reader = self.actor(9, Role::Executive, "th");
        let report = self.services().reports().get(&reader, &key(agency)).await.expect("a report");
        report.submission.version
    }

    /// Serves on a free port of this machine, for browsers, until the test ends.
    pub async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(listen(listener, self.router.clone(), std::future::pending()));
        address
    }
}

/// The report of an agency in the open round.
pub fn key(agency: &str) -> ReportKey {
    let agency: OrganisationCode = agency.parse().expect("a code");
    ReportKey { round: ROUND.parse().expect("a code"), agency }
}

/// Whoever may do everything on the server itself.
pub fn operator() -> Actor {
    country::operator()
}

/// The style sheet, fonts and wasm, where they were built.
fn site_root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site"))
}

fn next_number() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
