//! Peers by kind and size: sizes with their source, who is compared with whom and why, and the address that says it.

use domain::{
    access::Role,
    organisation::Organisation,
    plan::{Provenance, ProvenanceStatus},
    size::{Size, SizeMeasure},
};
use service::organisations::ImportMode;
use tests::{Answer, Engine, TestApp, country::operator};

const SCORE: &str = "/scores/small/2570-q1/d010";
const DEPARTMENTS: &str = "/organisations/th/heat-map?kind=department";

/// `d001` to `d024`, of a hundred people each for its number, and three departments whose size is not known.
async fn country(engine: Engine) -> Option<TestApp> {
    let app = TestApp::of_size(engine, 24).await?;
    let tree = app.services().organisations().tree(&operator()).await.expect("a register");
    let with_size = |body: &Organisation| {
        let number = body.code.as_str().strip_prefix('d').and_then(|text| text.parse::<i64>().ok());
        let size = number.map(|number| Size {
            measure: SizeMeasure::Staff,
            number: number * 100,
            counted_on: "2026-09-30".parse().expect("a day"),
            provenance: Provenance {
                status: ProvenanceStatus::Press, source: "หนังสือพิมพ์ · A newspaper".to_owned()
            },
        });
        Organisation { size, ..body.clone() }
    };
    let bodies = tree.bodies().map(with_size).collect();
    app.services().organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    Some(app)
}

fn bodies(page: &Answer) -> usize {
    page.table("heat").len() - 2
}

#[tokio::test]
async fn a_size_is_shown_with_its_source_and_leads_to_the_peers() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = country(engine).await else { continue };
        let mut executive = app.somebody(Role::Executive, "th").await;
        executive.opens("/organisations/d010").await.shows("บุคลากร 1,000 คน ณ วันที่ 30").shows("หนังสือพิมพ์");
        let mut executive = executive.in_english();
        let page = executive.opens("/organisations/d010").await;
        page.shows("1,000 staff on 30 Sep 2026").shows("A newspaper").shows("Department, medium");
        page.shows(
            "Peers: Department, medium (bodies of its kind and size, Medium (801–1,600 staff): a third of the 24",
        );
        page.shows("/organisations/th/heat-map?kind=department&amp;size=medium");
        let page = executive.opens("/organisations/one").await;
        page.hides(" staff on ").shows("all of its kind, since the size of this body is not known");
    }
}

#[tokio::test]
async fn the_heat_map_shows_the_bodies_of_one_size() {
    let app = country(Engine::Sqlite).await.expect("SQLite");
    app.imports(&[("d010", "svc-e2e", "4", "10")]).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let all = executive.opens(DEPARTMENTS).await;
    assert_eq!(bodies(&all), 25, "a page of them");
    assert_eq!(bodies(&executive.opens(&format!("{DEPARTMENTS}&page=2")).await), 2);
    all.shows("Medium (801–1,600 staff)");
    let medium = executive.opens(&format!("{DEPARTMENTS}&size=medium")).await;
    assert_eq!(bodies(&medium), 8);
    medium.shows("/organisations/d010").hides("/organisations/d001");
    let enormous = executive.opens(&format!("{DEPARTMENTS}&size=enormous&page=2")).await;
    assert_eq!(bodies(&enormous), 2, "an unknown size is none");
    executive.opens("/organisations/th/heat-map?size=medium").await.hides("Medium (801");
}

#[tokio::test]
async fn a_score_stands_beside_the_peers_that_the_address_names() {
    let app = country(Engine::Sqlite).await.expect("SQLite");
    let names: Vec<String> = (9..=16).map(|number| format!("d{number:03}")).collect();
    let values: Vec<_> = names.iter().map(|name| (name.as_str(), "svc-e2e", "50", "100")).collect();
    app.imports(&values).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let page = executive.opens(SCORE).await;
    page.shows("Department, medium: 8 of 8 bodies have a score").shows("id=\"spread-title\"");
    page.shows("Compare with all of its kind").shows("/scores/small/2570-q1/d010?peers=kind#peers");
    let page = executive.opens(&format!("{SCORE}?peers=kind")).await;
    page.shows("Department: 8 of 27 bodies have a score, fewer than half").hides("id=\"spread-title\"");
    page.shows("all of its kind, as chosen").shows("Compare with those of its kind and size");
    executive.opens(&format!("{SCORE}?peers=nonsense")).await.shows("Department, medium: 8 of 8");
}

#[tokio::test]
async fn a_figure_stands_among_those_of_its_peers_with_ties_as_ties() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = country(engine).await else { continue };
        let figures = [("d009", "10"), ("d010", "20"), ("d011", "20"), ("d012", "40"), ("d013", "50"), ("d014", "60")];
        let values: Vec<_> = figures.iter().map(|(body, figure)| (*body, "svc-e2e", *figure, "100")).collect();
        app.imports(&values).await;
        let mut executive = app.somebody(Role::Executive, "th").await.in_english();
        let own = "/organisations/d010/indicators/svc-e2e";
        let page = executive.opens(own).await;
        page.shows("Department, medium: 6 of 8 bodies gave a figure").shows("4 (tied) of 6");
        page.shows("6 bodies: Lowest 10% · Median 30% · Highest 60% · This body 20%");
        assert_eq!(page.body.matches("class=\"strip__own\"").count(), 1);
        assert_eq!(page.body.matches("class=\"strip__median\"").count(), 1);
        // What was read is kept until something changes.
        app.imports(&[("d015", "svc-e2e", "70", "100")]).await;
        executive.opens(own).await.shows("7 of 8 bodies gave a figure").shows("5 (tied) of 7").shows("Median 40%");
        let without = executive.opens("/organisations/d016/indicators/svc-e2e").await;
        without.shows("7 of 8 bodies gave a figure").shows("id=\"spread-title\"").hides("strip__own");
        let page = executive.opens(&format!("{own}?peers=kind")).await;
        page.shows("Department: 7 of 27 bodies gave a figure, fewer than half").hides("id=\"spread-title\"");
        page.hides("Place among its peers").shows("Compare with those of its kind and size");
        executive.opens("/indicators/svc-e2e").await.hides("id=\"spread-title\"");
    }
}

#[tokio::test]
async fn with_whom_an_agency_is_compared_is_a_note_under_its_name_above_its_alerts() {
    let app = country(Engine::Sqlite).await.expect("SQLite");
    let medium = ["d009", "d010", "d011", "d012", "d013", "d014", "d015", "d016"];
    let part = |body: &str| if body == "d010" { "1" } else { "9" };
    app.imports(&medium.map(|body| (body, "svc-e2e", part(body), "10"))).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let page = executive.opens("/alerts?organisation=d010").await;
    page.shows("Behind its peers");
    let (_, caption) = page.body.split_once("id=\"alerts-d010\"").expect("a list");
    let (caption, _) = caption.split_once("</caption>").expect("its caption");
    let (name, note) = caption.split_once("<span class=\"table__note\">").expect("a note");
    assert!(!name.contains("Peers") && note.starts_with("Peers: Department, medium"), "{caption}");
    executive.opens("/organisations/d010").await.shows("Behind its peers");
}
