//! Sizes of bodies and peers by kind and size, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{key, on_both_databases, operator, person},
    contract_past::{Accepted, accept_all, code, country_with_rounds, percent},
    contract_scores::{accept_percents, import, reader, scheme},
};
use crate::{
    dashboards::AlertFilter,
    organisations::{ImportDiff, ImportMode, Listed},
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    alert::{Alert, AlertKind},
    amount::Amount,
    organisation::Organisation,
    peers::{Breadth, SizeBand, WholeKind},
    plan::{Provenance, ProvenanceStatus},
    size::{Size, SizeMeasure},
    submission::ReportKey,
};

on_both_databases!(
    a_size_is_kept_with_its_day_and_source,
    a_score_is_shown_beside_those_of_its_kind_and_size,
    a_form_and_alerts_hold_figures_against_those_of_its_size,
);

/// How many departments there are: three thirds of eight, and one whose size is not known.
const DEPARTMENTS: usize = 25;

fn staff(number: i64) -> Size {
    Size {
        measure: SizeMeasure::Staff,
        number,
        counted_on: "2026-09-30".parse().expect("a day"),
        provenance: Provenance {
            status: ProvenanceStatus::Demonstration, source: "ตัวอย่าง".to_owned()
        },
    }
}

fn name(number: usize) -> String {
    format!("d{number:03}")
}

/// Sizes for the first departments: a hundred times their number.
pub(super) async fn sizes(test: &TestServices, departments: usize, mode: ImportMode) -> ImportDiff {
    let tree = test.services.organisations().tree(&reader()).await.expect("a register");
    let number_of = |body: &Organisation| body.code.as_str().strip_prefix('d').and_then(|text| text.parse().ok());
    let with_size = |body: &Organisation| {
        let number = number_of(body).filter(|number| (1..=departments).contains(number));
        let size = number.and_then(|number| i64::try_from(number * 100).ok()).map(staff);
        Organisation { size, ..body.clone() }
    };
    let bodies = tree.bodies().map(with_size).collect();
    test.services.organisations().import(&operator(), bodies, vec![], mode).await.expect("imported")
}

async fn a_size_is_kept_with_its_day_and_source(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    let tried = sizes(&test, 1, ImportMode::DryRun).await;
    assert_eq!((tried.changed.len(), tried.unchanged), (1, 7));
    assert!(tried.changed[0].contains("100 staff 2026-09-30 (demonstration: "), "{tried:?}");
    let size_of = async |body: &str| {
        let tree = test.services.organisations().tree(&reader()).await.expect("a register");
        tree.get(&code(body)).expect("a body").size.clone()
    };
    assert_eq!(size_of("d001").await, None, "a dry run changes nothing");
    sizes(&test, 1, ImportMode::Apply).await;
    assert_eq!((size_of("d001").await, size_of("d002").await), (Some(staff(100)), None));
    let tree = test.services.organisations().tree(&reader()).await.expect("a register");
    let without = tree.bodies().map(|body| Organisation { size: None, ..body.clone() }).collect();
    let listed = Listed { bodies: without, tells_sizes: false };
    let told = test.services.organisations().import_list(&operator(), listed, vec![], ImportMode::Apply).await;
    assert_eq!(told.expect("imported").unchanged, 8);
    assert_eq!(size_of("d001").await, Some(staff(100)), "a list that tells no sizes leaves them");
    sizes(&test, 0, ImportMode::Apply).await;
    assert_eq!(size_of("d001").await, None, "a register without it takes it out again");
}

async fn a_score_is_shown_beside_those_of_its_kind_and_size(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &["2570-q1"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    let names: Vec<String> = (1..=DEPARTMENTS).map(name).collect();
    let percents: Vec<(&str, i64)> = names.iter().map(String::as_str).zip(51..).collect();
    accept_percents(&test, "2570-q1", &percents).await;
    let scores = test.services.scores();
    let of = |agency: &str| ReportKey { round: code("2570-q1"), agency: code(agency) };
    let peers = async |agency: &str, breadth| {
        scores.of_body_among(&reader(), &code("mean"), &of(agency), breadth).await.expect("a score").peers
    };
    let before = peers("d010", Breadth::Size).await;
    assert_eq!(before.choice.by, Err(WholeKind::TooFewSized { sized: 0 }));
    assert_eq!((before.coverage.expected, before.place.map(|place| place.number)), (25, Some(16)));

    sizes(&test, DEPARTMENTS - 1, ImportMode::Apply).await;
    let banded = peers("d010", Breadth::Size).await;
    assert_eq!(banded.choice.group.band, Some(SizeBand::Medium), "the ninth to the sixteenth");
    assert_eq!((banded.coverage.expected, banded.place.map(|place| place.number)), (8, Some(7)));
    assert_eq!(banded.spread.map(|spread| (spread.lowest, spread.highest)), Some((code("59"), code("66"))));
    let asked = peers("d010", Breadth::Kind).await;
    assert_eq!((asked.choice.by, asked.coverage.expected), (Err(WholeKind::Asked), 25));
    assert_eq!(asked.place.map(|place| place.number), Some(16));
    let unsized_one = peers("d025", Breadth::Size).await;
    assert_eq!((unsized_one.choice.by, unsized_one.coverage.expected), (Err(WholeKind::Unsized), 25));
    assert_eq!(unsized_one.place.map(|place| place.number), Some(1));
}

async fn a_form_and_alerts_hold_figures_against_those_of_its_size(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &["2569-q4", "2570-q1"]).await else { return };
    // Small ones reach about a fifth, large ones four fifths.
    let part = |number: usize| i64::try_from(20 + 30 * ((number - 1) / 8) + number % 3).expect("small");
    let names: Vec<String> = (1..=24).map(name).collect();
    let values: Vec<Accepted<'_>> =
        names.iter().zip(1..).map(|(name, number)| (name.as_str(), "svc-e2e", percent(part(number)), None)).collect();
    accept_all(&test.services, "2569-q4", &values).await;
    let median = async |agency: &str| {
        let reporter = person(1, Role::Reporter, agency);
        let report = test.services.reports().get(&reporter, &key(agency)).await.expect("a report");
        report.entry(&code("svc-e2e")).expect("an entry").past.peers.map(|usual| (usual.median, usual.figures))
    };
    assert_eq!(median("d001").await, Some((Amount::whole(51), 24)), "of all departments");
    assert_eq!(behind(&test, "d001").await, (None, 1), "a fifth beside about a half");
    sizes(&test, 24, ImportMode::Apply).await;
    assert_eq!(median("d001").await, Some((Amount::whole(21), 8)), "of the small ones, without waiting for a night");
    assert_eq!(median("d024").await, Some((Amount::whole(81), 8)), "of the large ones");
    assert_eq!(median("d025").await, Some((Amount::whole(51), 24)), "its size is not known: of all departments");
    assert_eq!(behind(&test, "d001").await, (Some(SizeBand::Small), 0), "nobody is far behind those of its own size");
    assert_eq!(behind(&test, "d024").await, (Some(SizeBand::Large), 0));
}

/// In which band an agency is compared, and how many of its indicators are behind its peers.
async fn behind(test: &TestServices, agency: &str) -> (Option<SizeBand>, usize) {
    let (agency, mut filter) = (code(agency), AlertFilter::default());
    let found = loop {
        let alerts = test.services.dashboards().alerts(&reader(), None, Some(&code("2569-q4")), &filter).await;
        let alerts = alerts.expect("alerts");
        let found = alerts.agencies.into_iter().find(|found| found.organisation.code == agency);
        if let Some(found) = found {
            break found;
        }
        assert!(alerts.next.is_some(), "{agency} is on one of the pages");
        filter.after = alerts.next;
    };
    let kinds = found.indicators.iter().flat_map(|found| &found.alerts).map(Alert::kind);
    (found.peers.group.band, kinds.filter(|kind| *kind == AlertKind::BehindPeers).count())
}
