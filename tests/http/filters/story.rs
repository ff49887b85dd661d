//! The story in which dashboards are narrowed: by each filter something is left out.

use chrono::{Duration, SecondsFormat};
use domain::{
    access::Role,
    filter::Filter,
    organisation::{Duty, Organisation, OrganisationKind},
};
use service::{
    objections::{Decision, NewScoreObjection},
    organisations::ImportMode,
    submissions::{Seen, Verified},
};
use tests::{
    Engine, TestApp, Visitor,
    app::{key, operator},
    country::{body, country_with_provinces},
};

/// Departments of two ministries and two provinces have figures, of which DGA verified one; others are late, and another round is
/// open, in which some answered already.
pub(super) struct Country {
    pub(super) app: TestApp,
    pub(super) executive: Visitor,
    /// When the figures of some were accepted, and not those of the others; one more body came into the register later.
    before: String,
}

/// The story so far.
pub(super) async fn country(engine: Engine) -> Option<Country> {
    let app = TestApp::over(country_with_provinces(engine).await?);
    app.advance(Duration::hours(1));
    app.fill("one").await;
    let (moves, one) = (app.services().submissions(), key("one"));
    moves.submit(&app.actor(1, Role::Reporter, "one"), &one, Seen::Any).await.expect("submitted");
    moves.approve(&app.actor(2, Role::Approver, "one"), &one, Seen::Any).await.expect("approved");
    moves.accept(&app.actor(3, Role::Reviewer, "th"), &one, Seen::Any, &[services("40")]).await.expect("accepted");
    app.accept("three", &[("svc-e2e", "60", "100")]).await;
    app.advance(Duration::hours(1));
    app.opens_next_round().await;
    app.imports_into("2570-q2", &[("one", "svc-e2e", "50", "100")]).await;
    app.advance(Duration::hours(1));
    let before = app.services().now().to_rfc3339_opts(SecondsFormat::Secs, true);
    app.advance(Duration::hours(1));
    for (agency, value) in [("two", "90"), ("bma", "70"), ("th-50", "30")] {
        app.accept(agency, &[("svc-e2e", value, "100")]).await;
    }
    app.imports_into("2570-q2", &[("three", "svc-e2e", "70", "100")]).await;
    corrects_one(&app).await;
    registers_one_more(&app).await;
    app.advance(Duration::days(10));
    // How firm places are is worked out when somebody first asks, and takes a moment.
    let (reader, round) = (app.actor(9, Role::Executive, "th"), key("one").round);
    app.services().scores().robustness(&reader, &"small".parse().expect("a code"), &round).await.expect("drawn");
    let executive = app.somebody(Role::Executive, "th").await.in_english();
    Some(Country { app, executive, before })
}

/// A figure that DGA verified.
fn services(value: &str) -> Verified {
    Verified { indicator: "svc-e2e".parse().expect("a code"), value: value.to_owned(), base: "100".to_owned() }
}

/// What DGA verified was too little, as the department objects.
async fn corrects_one(app: &TestApp) {
    let objection = NewScoreObjection {
        key: key("one"),
        scheme: "small".parse().expect("a code"),
        score: "70".to_owned(),
        reason: "ขาดบริการที่เปิดเดือนธันวาคม".to_owned(),
        evidence: "หนังสือที่ 1/2570".to_owned(),
    };
    let objections = app.services().objections();
    let filed = objections.file_to_score(&app.actor(1, Role::Reporter, "one"), objection).await.expect("filed");
    let decided = (Decision::UpholdByValues(vec![services("65")]), "ตรวจหลักฐานแล้ว");
    objections.decide(&app.actor(4, Role::Reviewer, "th"), filed, 0, decided).await.expect("decided");
}

/// A department comes into the register that reports nothing yet.
async fn registers_one_more(app: &TestApp) {
    let organisations = app.services().organisations();
    let tree = organisations.tree(&operator()).await.expect("a register");
    let mut bodies: Vec<Organisation> = tree.bodies().cloned().collect();
    bodies.push(body("four", Some("moph"), OrganisationKind::Department, Duty::None));
    organisations.import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
}

impl Country {
    /// Two values of a filter, of which a page that is narrowed by it shows different things; one where all else is the other.
    pub(super) fn values(&self, path: &str, filter: Filter) -> [Option<String>; 2] {
        match filter {
            Filter::Round => [Some("2570-q1".to_owned()), Some("2570-q2".to_owned())],
            Filter::Instant => [Some(self.before.clone()), None],
            Filter::Kind => [Some("public_organisation".to_owned()), None],
            Filter::Organisation => {
                let body = match path {
                    "/robustness/*/*" | "/robustness/*/*/places.csv" => "one",
                    "/scores/*/*" => "moph",
                    _ => "mdes",
                };
                [Some(body.to_owned()), None]
            }
            Filter::Strategy => [Some("S2".to_owned()), None],
            Filter::Grade => [Some("evidence_verified".to_owned()), None],
        }
    }
}
