//! A small country with Bangkok and three provinces, and a scheme by whose levels they stand.

use crate::{TestApp, app::operator, country::body};
use domain::{
    organisation::{Duty, Organisation, OrganisationKind},
    text::Bilingual,
};
use service::{organisations::ImportMode, testing::Engine};

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

impl TestApp {
    /// The application on the embedded database, around a country with these provinces. Its one scheme has no levels.
    pub async fn with_provinces() -> Self {
        let app = Self::of_size(Engine::Sqlite, 4).await.expect("SQLite is always there");
        let organisations = app.services().organisations();
        let tree = organisations.tree(&operator()).await.expect("a register");
        let mut bodies: Vec<Organisation> = tree.bodies().cloned().collect();
        bodies.extend(provinces());
        organisations.import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
        app
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
        let scheme = service::imports::schemes::read(include_bytes!("stages.toml")).expect("a scheme");
        let plan = "small".parse().expect("a code");
        self.services().schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
    }
}
