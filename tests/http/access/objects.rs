//! What is asked for: a body of the state with its report, a file of evidence, and somebody's account and token.

use chrono::Duration;
use domain::{
    access::{Action, Grant, Role, TokenScope, may},
    ids::{AccountId, EvidenceId, ExtensionId, FeedId, OrganisationCode, TokenId},
};
use service::{Actor, Channel, evidence::Upload, tokens::NewToken};
use tests::{
    TestApp,
    app::{key, operator},
    country::{PASSWORD, ROUND, person},
};

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
    evidence: Option<EvidenceId>,
    extension: ExtensionId,
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
        let (mut evidence, mut version) = (None, 0);
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
            version = app.version(agency).await;
        }
        Self { agency, has_report, account, token, feed, evidence, extension, version }
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
            "/evidence/{id}" => self.evidence.map_or_else(|| uuid::Uuid::nil().to_string(), |id| id.to_string()),
            _ => self.account.to_string(),
        };
        let code = match route {
            "/plans/{code}" => "small",
            "/indicators/{code}" => "svc-e2e",
            _ => self.agency,
        };
        text.replace("{round}", ROUND)
            .replace("{scheme}", "small")
            .replace("{organisation}", self.agency)
            .replace("{agency}", self.agency)
            .replace("{account}", &self.account.to_string())
            .replace("{token}", &self.token.to_string())
            .replace("{extension}", &self.extension.to_string())
            .replace("{feed}", &self.feed.to_string())
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
