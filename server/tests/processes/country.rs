//! A small country at the present time: a ministry with departments, a plan of three indicators, and open rounds.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Grant, Role, TokenScope},
    ids::{AccountId, RoundCode},
    organisation::{Duty, Organisation, OrganisationKind},
    text::Bilingual,
    window::Window,
};
use service::{
    Actor, Chance, Clock, Password, Services,
    accounts::NewAccount,
    organisations::ImportMode,
    plans::read_plan,
    rounds::NewRound,
    testing::{Engine, TestServices, fresh},
    tokens::NewToken,
};

/// The password of everybody.
pub(crate) const PASSWORD: &str = "ปลาทอง สี่ ตัวว่ายน้ำ";

/// A country, and what its servers need to serve it.
pub(crate) struct Country {
    /// The database with its folder.
    pub(crate) test: TestServices,
    /// When it was made.
    pub(crate) made_at: DateTime<Utc>,
}

impl Country {
    /// One with so many departments, `d000` and on, before any round was opened; `None`, named as skipped, where there
    /// is no PostgreSQL.
    pub(crate) async fn new(engine: Engine, departments: usize) -> Option<Self> {
        let test = fresh(engine, Clock::System).await?;
        let country = Self { made_at: test.services.now(), test };
        let mut bodies = vec![
            body("th", None, OrganisationKind::Root, Duty::None),
            body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        ];
        let department = |number| body(&agency(number), Some("mdes"), OrganisationKind::Department, Duty::Reports);
        bodies.extend((0..departments).map(department));
        let services = country.services();
        services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
        // Files are another matter here.
        let plan = include_str!("../../../tests/support/plan.toml").replace("required = true", "required = false");
        let plan = read_plan(&plan).expect("a plan");
        services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
        Some(country)
    }

    pub(crate) fn services(&self) -> &Services {
        &self.test.services
    }

    pub(crate) fn url(&self) -> &str {
        &self.test.settings.database_url
    }

    /// Opens the round of a quarter that is over, due and closing so many days after the country was made.
    pub(crate) async fn opens(&self, period: &str, due: i64, closes: i64) -> RoundCode {
        let days = |days| self.made_at + TimeDelta::days(days);
        let window = Window::new(days(-21), days(due), days(closes)).expect("in order");
        let new =
            NewRound { plan: "small".parse().expect("a code"), period: period.parse().expect("a period"), window };
        self.services().rounds().open(&operator(), new).await.expect("opened").code
    }

    /// Somebody with one role.
    pub(crate) async fn person(&self, name: &str, role: Role, organisation: &str) -> Person {
        let email = format!("{name}@example.go.th");
        let new = NewAccount {
            email: email.parse().expect("an address"),
            name: name.to_owned(),
            password: Password::new(PASSWORD),
            grants: vec![Grant { role, organisation: organisation.parse().expect("a code") }],
            must_change_password: false,
        };
        let account = self.services().accounts().create(&operator(), new).await.expect("an account");
        Person { account, email }
    }

    /// A token of somebody.
    pub(crate) async fn token(&self, person: &Person) -> String {
        let expires_at = self.made_at + TimeDelta::days(30);
        let new = NewToken { account: person.account, label: "test".to_owned(), scope: TokenScope::Write, expires_at };
        self.services().tokens().create(&operator(), new).await.expect("a token").1
    }

    /// Opens the database again after everything had hung up.
    pub(crate) async fn comes_back(&mut self) {
        let opened = Services::open(&self.test.settings, Clock::System, Chance::System).await;
        self.test.services = opened.expect("services");
    }

    /// That everything agrees with everything: the chain of the audit log, kept sums, kept scores.
    pub(crate) async fn is_whole(&self) {
        let services = self.services();
        services.audit().verify(&operator()).await.expect("an unbroken chain");
        assert_eq!(services.rollups().check(&operator()).await.expect("checked"), vec![]);
        assert_eq!(services.scores().check(&operator()).await.expect("checked"), vec![]);
    }
}

/// Somebody with an account.
pub(crate) struct Person {
    pub(crate) account: AccountId,
    pub(crate) email: String,
}

/// The code of a department.
pub(crate) fn agency(number: usize) -> String {
    format!("d{number:03}")
}

/// Whoever may do everything on the server itself.
pub(crate) fn operator() -> Actor {
    Actor::operator(&"th".parse().expect("a code"))
}

fn body(code: &str, parent: Option<&str>, kind: OrganisationKind, duty: Duty) -> Organisation {
    Organisation {
        code: code.parse().expect("a code"),
        parent: parent.map(|parent| parent.parse().expect("a code")),
        kind,
        name: Bilingual::new(format!("หน่วยงาน {code}"), format!("Body {code}")),
        abbreviation: Bilingual::default(),
        province: None,
        valid_from: None,
        valid_to: None,
        duty,
        source: "test".to_owned(),
        size: None,
    }
}
