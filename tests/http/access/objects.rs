//! What is asked for: a body of the state with its report, a file of evidence, and somebody's account and token.

use chrono::Duration;
use domain::{
    access::{Action, Grant, Role, TokenScope, may},
    collector::{Activity, TypedMapping, TypedPart},
    ids::{
        AccountId, CollectorId, DelegationId, EvidenceId, ExtensionId, FeedId, OrganisationCode, PollId, ShareId,
        TokenId,
    },
    share::Lasts,
    snapshot::{Catalogue, Export, Stage},
    window::Window,
};
use service::{
    Actor, Channel, collectors::TypedCollector, delegations::NewDelegation, evidence::Upload,
    organisations::ImportMode, rounds::NewRound, snapshots::Taking, tokens::NewToken,
};
use tests::{
    TestApp,
    app::{key, operator},
    country::{PASSWORD, ROUND, person},
};

/// The snapshot of a round long closed that everybody may read.
pub(crate) const PUBLISHED: &str = "2569-q4.final.1";
/// The one that stands in for it, published, and under embargo for a month.
pub(crate) const EMBARGOED: &str = "2569-q4.final.2";

/// Publishes both.
pub(crate) async fn publish_past(app: &TestApp) {
    let rows = ["one", "two", "three"].map(|agency| format!("{agency},svc-e2e,40,100"));
    open_past(app, &rows).await;
    publish_opened(app).await;
    describe_published(app).await;
}

/// Opens the round long closed, with accepted values: agency, indicator, value and base.
pub(super) async fn open_past(app: &TestApp, rows: &[impl std::fmt::Display]) {
    let days = |days| app.services().now() + Duration::days(days);
    let window = Window::new(days(-110), days(-100), days(-90)).expect("in order");
    let (plan, period) = ("small".parse().expect("a code"), "2569-q4".parse().expect("a period"));
    app.services().rounds().open(&operator(), NewRound { plan, period, window }).await.expect("opened");
    let rows: Vec<_> = rows.iter().map(|row| format!("2569-q4,{row}\n")).collect();
    let file = format!("round,agency,indicator,value,base\n{}", rows.concat());
    let file = std::io::Cursor::new(file.into_bytes());
    let done = app.services().values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
    done.expect("storage answers").expect("nothing is refused");
}

/// Publishes both snapshots of the round long closed.
pub(super) async fn publish_opened(app: &TestApp) {
    let days = |days| app.services().now() + Duration::days(days);
    for (note, embargo_until) in [("", None), ("counted again", Some(days(30)))] {
        let round = "2569-q4".parse().expect("a code");
        let taking = Taking { round, stage: Stage::Final, note: note.to_owned() };
        let taken = app.services().snapshots().take(&operator(), &taking).await.expect("taken");
        app.services().snapshots().publish(&operator(), &taken.code, embargo_until).await.expect("published");
    }
}

/// Lets what is published describe itself in few words, without which there is no catalogue of it.
pub(super) async fn describe_published(app: &TestApp) {
    let (snapshots, listed) = (app.services().snapshots(), app.services().publications().listed().await);
    for published in &listed.expect("listed").snapshots {
        let made = tempfile::NamedTempFile::new().expect("a file");
        let words = "<https://a.example/snapshots/a> a <http://www.w3.org/ns/dcat#Dataset> .";
        std::fs::write(made.path(), words).expect("written");
        let export = Export::Description(Catalogue::Turtle);
        snapshots.keep_file(&operator(), &published.code, export, made.path(), 1).await.expect("kept");
    }
}

/// How an object lies to the department `one`, where most people of the matrix have their role.
pub(super) const OBJECTS: [(&str, &str); 5] =
    [("own", "one"), ("sibling", "two"), ("parent", "mdes"), ("child", "one-a"), ("foreign", "three")];

/// A body and all above it.
pub(super) fn path_of(agency: &str) -> Vec<OrganisationCode> {
    let codes: &[&str] = match agency {
        "one" => &["one", "mdes", "th"],
        "two" => &["two", "mdes", "th"],
        "mdes" => &["mdes", "th"],
        "one-a" => &["one-a", "one", "mdes", "th"],
        "three" => &["three", "moph", "th"],
        _ => &["th"],
    };
    codes.iter().map(|code| code.parse().expect("a code")).collect()
}

/// What belongs to a body.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) agency: &'static str,
    /// Whether it owes a report.
    pub(super) has_report: bool,
    account: AccountId,
    token: TokenId,
    feed: FeedId,
    share: ShareId,
    delegation: DelegationId,
    evidence: Option<EvidenceId>,
    extension: ExtensionId,
    collector: CollectorId,
    poll: Option<PollId>,
    version: i64,
}

impl Object {
    pub(super) async fn of(app: &TestApp, agency: &'static str) -> Self {
        let has_report = agency != "mdes";
        let somebody = person(&app.test, &format!("target.{agency}"), Role::Executive, agency).await;
        let account = somebody.account;
        let token = new_token(app, account).await.0;
        let (code, round) = (agency.parse().expect("a code"), ROUND.parse().expect("a code"));
        let ends_at = app.services().now() + Duration::days(60);
        let extended = app.services().rounds().extend(&operator(), &round, &code, ends_at, "flood").await;
        let extension = extended.expect("extended").id;
        let owner = Grant { role: Role::Executive, organisation: agency.parse().expect("a code") };
        let owner = Actor::new(account, "target", vec![owner], Channel::Web);
        let feed = app.services().feeds().create(&owner, &agency.parse().expect("a code")).await.expect("made").0;
        let page = "/national".parse().expect("a page");
        let share = app.services().shares().create(&owner, page, Lasts::Month).await.expect("made").0.id;
        let giver = person(&app.test, &format!("giver.{agency}"), Role::Approver, agency).await.account;
        let signs = Grant { role: Role::Approver, organisation: agency.parse().expect("a code") };
        let giver = Actor::new(giver, "giver", vec![signs], Channel::Web);
        let now = app.services().now();
        let new = NewDelegation {
            organisation: agency.parse().expect("a code"),
            given_to: format!("target.{agency}@example.go.th").parse().expect("an address"),
            starts_at: now,
            ends_at: now + Duration::days(30),
            reason: "order 1".to_owned(),
        };
        let delegation = app.services().delegations().give(&giver, new).await.expect("given");
        let collectors = app.services().collectors();
        // This machine is never connected to, so that asking ends at once.
        let collector = collectors.set(&operator(), &code, None, &typed_collector()).await.expect("set");
        let (mut evidence, mut version, mut poll) = (None, 0, None);
        if has_report {
            app.fill(agency).await;
            let upload = Upload {
                file_name: "proof.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                content: "proof".into(),
            };
            let reporter = app.actor(1, Role::Reporter, agency);
            let indicator = "svc-e2e".parse().expect("a code");
            let added = app.services().evidence().add(&reporter, &key(agency), &indicator, upload).await;
            evidence = Some(added.expect("added").id);
            poll = collectors.run(&operator(), &code, collector).await.expect("asked").pop();
            version = app.version(agency).await;
        }
        Self {
            agency,
            has_report,
            account,
            token,
            feed,
            share,
            delegation,
            evidence,
            extension,
            collector,
            poll,
            version,
        }
    }

    /// Takes the present version of the report, so that nothing is refused for being old.
    pub(super) async fn look_again(&mut self, app: &TestApp) {
        if self.has_report {
            self.version = app.version(self.agency).await;
        }
    }

    /// Puts what belongs to the object into the names in braces.
    pub(super) fn fill(&self, route: &str, text: &str) -> String {
        let id = match route {
            "/evidence/{id}" | "/api/v1/evidence/{id}" => {
                self.evidence.map_or_else(|| uuid::Uuid::nil().to_string(), |id| id.to_string())
            }
            _ if route.contains("/collectors/{id}") => self.collector.to_string(),
            _ => self.account.to_string(),
        };
        let poll = self.poll.map(|poll| poll.to_string()).unwrap_or_default();
        let code = match route {
            "/plans/{code}" => "small",
            "/indicators/{code}" | "/indicators/{code}/map" => "svc-e2e",
            _ if route.starts_with("/public/") && route.contains("/indicators/{code}") => "svc-e2e",
            _ if route.starts_with("/snapshots/") => PUBLISHED,
            _ => self.agency,
        };
        text.replace("{round}", ROUND)
            .replace("{scheme}", "small")
            .replace("{language}", "th")
            .replace("{snapshot}", PUBLISHED)
            .replace("{organisation}", self.agency)
            .replace("{indicator}", "svc-e2e")
            .replace("{objection}", &uuid::Uuid::nil().to_string())
            .replace("{agency}", self.agency)
            .replace("{account}", &self.account.to_string())
            .replace("{token}", &self.token.to_string())
            .replace("{extension}", &self.extension.to_string())
            .replace("{collector}", &self.collector.to_string())
            .replace("{poll}", &poll)
            .replace("{feed}", &self.feed.to_string())
            .replace("{share}", &self.share.to_string())
            .replace("{delegation}", &self.delegation.to_string())
            .replace("{version}", &self.version.to_string())
            .replace("{unique}", &uuid::Uuid::from_u128(unique()).simple().to_string())
            .replace("{password}", PASSWORD)
            .replace("{id}", &id)
            .replace("{code}", code)
            .replace("{before}", code)
            .replace("{*file}", "nothing")
    }

    /// Whether the rules allow somebody with these grants one of some actions here.
    pub(super) fn allows(&self, grants: &[Grant], actions: &[Action]) -> bool {
        actions.iter().any(|action| may(grants, *action, &path_of(self.agency)))
    }
}

fn typed_collector() -> TypedCollector {
    let indicator = "svc-e2e".parse().expect("a code");
    let part = TypedPart { indicator, value: "/a".to_owned(), base: "/b".to_owned() };
    TypedCollector {
        plan: "small".to_owned(),
        name: "figures".to_owned(),
        endpoint: "https://localhost:1/".to_owned(),
        mapping: TypedMapping { parts: vec![part], ..TypedMapping::default() },
        times: "0 6 * * *".to_owned(),
        activity: Activity::Paused,
        ..TypedCollector::default()
    }
}

fn unique() -> u128 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).into()
}

/// A token of an account that may write, with its secret.
pub(crate) async fn new_token(app: &TestApp, account: AccountId) -> (TokenId, String) {
    let expires_at = app.services().now() + Duration::days(300);
    let new = NewToken { account, label: "matrix".to_owned(), scope: TokenScope::Write, expires_at };
    app.services().tokens().create(&operator(), new).await.expect("a token")
}
