//! The licence of published data: named wherever they are described once their owner has chosen one, and nowhere before.

use crate::{
    exports::{CODE, address, makes_files, with_files},
    publications::data,
};
use bytes::Bytes;
use domain::snapshot::{Catalogue, Export};
use serde_json::{Value, json};
use service::{Chance, Services, testing::TestServices};
use std::io::{Cursor, Read as _};
use tests::{Engine, TestApp, Visitor, country::wider_country};
use zip::ZipArchive;

const PAGE: &str = "/public/en/2570-q1.final.1";
const INDICATOR: &str = "/public/th/2570-q1.final.1/indicators/svc-e2e";
const FEED: &str = "/public/en/feed.atom";
const ATTRIBUTION: &str = "https://creativecommons.org/licenses/by/4.0/";

/// The services opened again, under a licence or under none.
async fn opened(mut test: TestServices, license: Option<&str>, seed: u64) -> TestServices {
    test.settings.publication.license = license.map(|license| license.parse().expect("a licence"));
    let opened = Services::open(&test.settings, test.clock.clone(), Chance::seeded(seed)).await;
    test.services = opened.expect("services");
    test
}

/// The application under a licence; `None`, named as skipped, where there is no PostgreSQL.
pub(crate) async fn app_under(engine: Engine, license: Option<&str>) -> Option<TestApp> {
    Some(TestApp::over(opened(wider_country(engine).await?, license, 8).await))
}

async fn file(who: &mut Visitor, export: Export) -> Bytes {
    let answer = who.opens(&address(export)).await;
    assert_eq!(answer.header("content-type"), export.media_type(), "{}", answer.body);
    answer.bytes
}

/// A description within the archive of tables.
fn within(archive: &Bytes, name: &str) -> Value {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a file").read_to_string(&mut text).expect("a text");
    serde_json::from_str(&text).expect("JSON")
}

/// What the files say of the licence: Data Package, CSVW, CKAN, and both forms of DCAT.
struct Said {
    package: Value,
    web: Value,
    ckan: Value,
    turtle: String,
    linked: String,
}

async fn said(who: &mut Visitor) -> Said {
    let text = |bytes: Bytes| String::from_utf8(bytes.to_vec()).expect("a text");
    let tables = file(who, Export::Tables).await;
    Said {
        package: within(&tables, "datapackage.json"),
        web: within(&tables, "csv-metadata.json"),
        ckan: serde_json::from_slice(&file(who, Export::Description(Catalogue::Ckan)).await).expect("JSON"),
        turtle: text(file(who, Export::Description(Catalogue::Turtle)).await),
        linked: text(file(who, Export::Description(Catalogue::JsonLd)).await),
    }
}

async fn publish(admin: &mut Visitor) {
    let published = admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    assert_eq!(published.location(), format!("/snapshots/{CODE}?done=snapshot_published"), "{}", published.body);
}

#[tokio::test]
async fn a_licence_is_named_wherever_published_data_are_described() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = app_under(engine, Some("CC-BY-4.0")).await else { continue };
        let mut admin = with_files(&app).await;
        let said = said(&mut admin).await;
        let listed = json!([{ "name": "CC-BY-4.0", "path": ATTRIBUTION, "title": "Creative Commons Attribution 4.0" }]);
        assert_eq!(said.package["licenses"], listed);
        assert_eq!(said.web["dc:license"], json!({ "@id": ATTRIBUTION }));
        let choice = json!("Creative Commons Attributions");
        assert_eq!((&said.ckan["license_id"], &said.ckan["license_url"]), (&choice, &json!(ATTRIBUTION)));
        let access = said.ckan["accessible_condition"].as_str().expect("a text");
        assert!(access.contains(ATTRIBUTION) && access.contains("Attribution 4.0"), "{access}");
        // Every distribution has it, and readers are told once what it is.
        let distributions = said.turtle.matches("a dcat:Distribution").count();
        assert!(distributions > 10, "{}", said.turtle);
        assert_eq!(
            said.turtle.matches(&format!("dct:license <{ATTRIBUTION}>")).count(),
            distributions,
            "{}",
            said.turtle
        );
        assert!(said.turtle.contains(&format!("<{ATTRIBUTION}> a dct:LicenseDocument")), "{}", said.turtle);
        assert!(said.linked.contains(ATTRIBUTION), "{}", said.linked);
        publish(&mut admin).await;
        let page = app.nobody().opens(PAGE).await;
        page.shows("Licence of the data").shows("Creative Commons Attribution 4.0");
        assert!(page.links().contains(&ATTRIBUTION.to_owned()), "{:?}", page.links());
        assert_eq!(data(&page)[0]["license"], ATTRIBUTION);
        assert_eq!(data(&app.nobody().opens(INDICATOR).await)[0]["license"], ATTRIBUTION);
        let feed = app.nobody().opens(FEED).await;
        feed.shows(&format!("<rights>Licence of the data: Creative Commons Attribution 4.0 ({ATTRIBUTION})</rights>"));
        feed.shows(&format!("<link rel=\"license\" href=\"{ATTRIBUTION}\"/>"));
    }
}

#[tokio::test]
async fn another_licence_is_named_by_its_address() {
    const OWN: &str = "https://data.go.th/terms?of=use&for=all";
    let app = app_under(Engine::Sqlite, Some(OWN)).await.expect("SQLite is always there");
    let mut admin = with_files(&app).await;
    let said = said(&mut admin).await;
    assert_eq!(said.package["licenses"], json!([{ "path": OWN, "title": OWN }]));
    assert_eq!((&said.ckan["license_id"], &said.ckan["license_id_other"]), (&json!("อื่นๆ"), &json!(OWN)));
    assert!(said.turtle.contains(&format!("dct:license <{OWN}>")), "{}", said.turtle);
    publish(&mut admin).await;
    assert_eq!(data(&app.nobody().opens(PAGE).await)[0]["license"], OWN);
    app.nobody().opens(FEED).await.shows("rel=\"license\" href=\"https://data.go.th/terms?of=use&amp;for=all\"");
}

#[tokio::test]
async fn nothing_names_a_licence_that_nobody_chose_and_no_draft_has_one() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = app_under(engine, None).await else { continue };
        let mut admin = with_files(&app).await;
        let said = said(&mut admin).await;
        assert_eq!((said.package.get("licenses"), said.web.get("dc:license")), (None, None));
        assert_eq!((&said.ckan["license_id"], said.ckan.get("license_url")), (&json!("อื่นๆ"), None));
        let other = said.ckan["license_id_other"].as_str().expect("a text");
        assert!(other.contains("License not specified"), "{other}");
        assert!(!said.turtle.contains("icense") && !said.linked.contains("icense"), "{}", said.turtle);
        publish(&mut admin).await;
        let page = app.nobody().opens(PAGE).await;
        page.shows("The publisher has named none; ask before you reuse the data").hides("rel=\"license\"");
        assert_eq!(data(&page)[0].get("license"), None);
        app.nobody().opens(FEED).await.hides("<rights>").hides("license");
    }
    let app = app_under(Engine::Sqlite, Some("CC-BY-4.0")).await.expect("SQLite is always there");
    app.accept("one", &[]).await;
    let mut admin = app.administrator().await;
    admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", "draft"), ("note", "")]).await;
    app.services().snapshots().settled().await;
    makes_files(app.services()).await;
    let draft = address(Export::Description(Catalogue::Ckan)).replace("final", "draft");
    let ckan: Value = serde_json::from_slice(&admin.opens(&draft).await.bytes).expect("JSON");
    assert_eq!((&ckan["version"], &ckan["license_id"]), (&json!("2570-q1.draft.1"), &json!("อื่นๆ")));
    assert_eq!((ckan.get("license_url"), &ckan["accessible_condition"]), (None, &json!("")));
}

#[tokio::test]
async fn a_licence_that_is_chosen_later_changes_no_file_that_was_made() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = app_under(engine, None).await else { continue };
        let mut admin = with_files(&app).await;
        publish(&mut admin).await;
        let all = || Export::all().into_iter().map(address).chain([format!("/snapshots/{CODE}/file")]);
        let mut before = Vec::new();
        for file in all() {
            before.push(app.nobody().opens(&file).await.bytes);
        }
        let page = app.nobody().opens(PAGE).await;
        let app = TestApp::over(opened(app.test, Some("CC0-1.0"), 9).await);
        makes_files(app.services()).await;
        for (file, before) in all().zip(before) {
            assert_eq!(app.nobody().opens(&file).await.bytes, before, "{file}");
        }
        // Whoever asks for the page again by its tag is told that it says something else.
        let again = app.nobody().with("if-none-match", page.header("etag")).opens(PAGE).await;
        again.shows("CC0 1.0");
        let words = app.nobody().opens(&PAGE.replace("/en/", "/th/")).await;
        words.shows("สัญญาอนุญาตของข้อมูล").hides("ผู้เผยแพร่ยังไม่ได้กำหนด");
    }
}
