//! A small country with Bangkok and three provinces, and a scheme by whose levels they stand; or with all provinces and whatever
//! else a national page can show.

use crate::{TestApp, app::operator, country::body};
use domain::{
    indicator::{Indicator, Scope},
    organisation::{Duty, Organisation, OrganisationKind},
    text::Bilingual,
};
use service::{imports, organisations::ImportMode, plans::read_plan, testing::Engine};

/// The round after the one in which the country began: that is when the provinces report.
pub const PROVINCES_ROUND: &str = "2570-q2";

/// Each with its kind and the province that it reports for.
const PROVINCES: [(&str, OrganisationKind, &str); 4] = [
    ("bma", OrganisationKind::SpecialLocal, "10"),
    ("th-50", OrganisationKind::Province, "50"),
    ("th-83", OrganisationKind::Province, "83"),
    ("th-96", OrganisationKind::Province, "96"),
];

/// Who reports for them.
pub(crate) fn provinces() -> impl Iterator<Item = Organisation> {
    PROVINCES.into_iter().map(|(code, kind, province)| Organisation {
        name: Bilingual::new(format!("จังหวัด {code}"), code),
        province: Some(province.to_owned()),
        ..body(code, Some("th"), kind, Duty::Reports)
    })
}

/// Those who report for the 77 provinces, as the shipped register has them.
fn every_province() -> impl Iterator<Item = Organisation> {
    let listed = imports::organisations::read(include_bytes!("../../reference/organisations.csv")).expect("a register");
    let is_for_one = |body: &Organisation| body.kind == OrganisationKind::Province || body.code.as_str() == "bma";
    let reports = listed.bodies.into_iter().filter(move |body| is_for_one(body) && body.duty == Duty::Reports);
    reports.map(|body| Organisation { parent: Some("th".parse().expect("a code")), ..body })
}

impl TestApp {
    /// The application on the embedded database, around a country with these provinces. Its one scheme has no levels.
    pub async fn with_provinces() -> Self {
        Self::with_more(provinces()).await
    }

    /// The application on the embedded database, around a country whose national page shows all that it can: levels of a scheme in
    /// force, the 77 provinces on the map and as tiles, and sourced figures beside the plan. Most have answered in
    /// [`PROVINCES_ROUND`], which is open.
    pub async fn with_a_whole_country() -> Self {
        let app = Self::with_more(every_province()).await;
        app.levels_come_into_force().await;
        app.indices_are_followed().await;
        app.opens_next_round().await;
        let tree = app.services().organisations().tree(&operator()).await.expect("a register");
        let owing = tree.bodies().filter(|body| body.duty == Duty::Reports).enumerate();
        // One in nine is silent; of the others each is somewhere between none and all.
        let answers = owing.filter(|(number, _)| number % 9 != 8);
        let answers: Vec<(String, String)> =
            answers.map(|(number, body)| (body.code.to_string(), (number % 11).to_string())).collect();
        let mut values = Vec::new();
        for (body, share) in &answers {
            values.push((body.as_str(), "svc-e2e", share.as_str(), "10"));
            values.push((body.as_str(), "open-datasets", share.as_str(), ""));
        }
        app.imports_into(PROVINCES_ROUND, &values).await;
        app
    }

    async fn with_more(more: impl Iterator<Item = Organisation>) -> Self {
        let app = Self::of_size(Engine::Sqlite, 4).await.expect("SQLite is always there");
        let organisations = app.services().organisations();
        let tree = organisations.tree(&operator()).await.expect("a register");
        let mut bodies: Vec<Organisation> = tree.bodies().cloned().collect();
        bodies.extend(more);
        organisations.import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
        app
    }

    /// From the next round on the plan follows international indices, with the figures and targets that are shipped.
    async fn indices_are_followed(&self) {
        let shipped = read_plan(include_str!("../../reference/plans/dgp-2566.toml")).expect("a plan");
        let mut plan = read_plan(include_str!("plan.toml")).expect("a plan");
        plan.plan.version += 1;
        let strategy = plan.strategies[0].code.clone();
        let indices = shipped.indicators.into_iter().filter(|indicator| indicator.scope == Scope::National);
        plan.indicators.extend(indices.map(|index| Indicator { strategy: strategy.clone(), ..index }));
        let file = imports::facts::read(include_bytes!("../../reference/facts.csv")).expect("facts");
        let plans = self.services().plans();
        plans.import(&operator(), plan, ImportMode::Apply).await.expect("imported");
        plans.import_facts(&operator(), &file.facts, ImportMode::Apply).await.expect("imported");
    }

    /// Their first round begins, and two of them answer.
    pub async fn provinces_answer(&self) {
        self.opens_next_round().await;
        let values = [
            ("bma", "svc-e2e", "9", "10"),
            ("bma", "open-datasets", "12", ""),
            ("th-50", "svc-e2e", "1", "10"),
            ("th-50", "open-datasets", "3", ""),
            ("one", "svc-e2e", "4", "10"),
        ];
        self.imports_into(PROVINCES_ROUND, &values).await;
    }

    /// A scheme with three levels comes into force beside the one without.
    pub async fn levels_come_into_force(&self) {
        self.scheme_comes_into_force(include_str!("stages.toml")).await;
    }

    /// Another scheme comes into force beside the one that is.
    pub async fn scheme_comes_into_force(&self, scheme: &str) {
        let scheme = imports::schemes::read(scheme.as_bytes()).expect("a scheme");
        let plan = "small".parse().expect("a code");
        self.services().schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
    }
}
